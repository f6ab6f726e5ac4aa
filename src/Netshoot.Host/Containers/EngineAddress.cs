using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Netshoot.Kernel;

namespace Netshoot.Host.Containers;

/// <summary>Finds where the container engine is asked: <c>DOCKER_HOST</c>, the current docker context, or a socket in one of the usual places.</summary>
public static class EngineAddress
{
    private static readonly string[] s_usual = ["/var/run/docker.sock", "/run/podman/podman.sock"];
    private static readonly string[] s_usualOfUser = ["docker.sock", "podman/podman.sock"];

    /// <param name="environment">The environment of the process.</param>
    /// <param name="isSocket">Whether there is a socket at a path.</param>
    /// <returns>The engine's URI, or null when nothing points to one.</returns>
    public static Uri? Find(Func<string, string?> environment, Func<string, bool> isSocket)
    {
        if (environment("DOCKER_HOST") is { Length: > 0 } host && Uri.TryCreate(host, UriKind.Absolute, out var uri)) return uri;
        if (OfContext(environment) is { } context) return context;
        foreach (string path in s_usual)
            if (isSocket(path)) return new("unix://" + path);
        if (environment("XDG_RUNTIME_DIR") is { Length: > 0 } runtime)
            foreach (string name in s_usualOfUser)
                if (isSocket(Path.Combine(runtime, name))) return new("unix://" + Path.Combine(runtime, name));
        return null;
    }

    public static bool IsSocket(string path) => Files.TryIdentify(path, out var identity) == Wire.Errno.None && identity.IsSocket;

    /// <summary>The endpoint of the docker context in use (docker-context(1)): its file is named by the digest of its name.</summary>
    private static Uri? OfContext(Func<string, string?> environment)
    {
        string? home = environment("DOCKER_CONFIG") is { Length: > 0 } config ? config
            : environment("HOME") is { Length: > 0 } user ? Path.Combine(user, ".docker") : null;
        if (home is null) return null;
        string? name = environment("DOCKER_CONTEXT") is { Length: > 0 } named ? named : Text(Path.Combine(home, "config.json"), "currentContext");
        if (name is null or "" or "default") return null;
        string digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        return Uri.TryCreate(Text(Path.Combine(home, "contexts", "meta", digest, "meta.json"), "Endpoints", "docker", "Host"), UriKind.Absolute, out var uri) ? uri : null;
    }

    /// <summary>A string in a JSON file, by the names that lead to it; null when the file or the string is not there.</summary>
    private static string? Text(string path, params string[] keys)
    {
        if (Files.TryReadText(path) is not { } text) return null;
        try
        {
            using var document = JsonDocument.Parse(text);
            var element = document.RootElement;
            foreach (string key in keys)
                if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(key, out element)) return null;
            return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        }
        catch (JsonException)
        {
            // A broken configuration is docker's to complain about; the usual places may still answer.
            return null;
        }
    }
}
