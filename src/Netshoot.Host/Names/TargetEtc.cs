using System.Text;
using Netshoot.Host.Targets;
using Netshoot.Kernel;
using Netshoot.Wire;

namespace Netshoot.Host.Names;

/// <summary>The files below /etc of a target: its container's, read through its root so that no symbolic link leads out of it; those of a named namespace; or ours.</summary>
public sealed class TargetEtc(TargetFiles files)
{
    /// <summary>From the variables that <c>netshoot --net</c> sets for the tool it starts.</summary>
    public static TargetEtc FromEnvironment(Func<string, string?> environment)
        => new(new(environment(TargetFiles.RootVariable), environment(TargetFiles.OverlayVariable)));

    /// <summary>The text of <c>/etc/NAME</c>; null when it is not there or may not be read.</summary>
    public string? Read(string name)
    {
        if (files.Overlay is { Length: > 0 } overlay && Files.TryReadText($"{overlay}/{name}") is { } replaced) return replaced;
        return files.Root is { Length: > 0 } root ? ReadInRoot(root, "etc/" + name) : Files.TryReadText("/etc/" + name);
    }

    private static string? ReadInRoot(string root, string path)
    {
        if (Files.TryOpen(root, out var directory) != Errno.None) return null;
        using (directory)
        {
            if (Files.TryOpenInRoot(directory, path, out var file) != Errno.None) return null;
            using (file)
            {
                byte[] bytes = Files.ReadAll(file, out var errno);
                return errno == Errno.None ? Encoding.UTF8.GetString(bytes) : null;
            }
        }
    }
}
