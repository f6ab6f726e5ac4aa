using Netshoot.Wire;

namespace Netshoot.Host.Targets;

/// <summary>What a user can point at.</summary>
public enum TargetKind
{
    /// <summary>A bare word: a container, then a pid, then a namespace's name.</summary>
    Any,
    Container,
    Network,
    Service,
    Pid,
    Netns,
    Path,
    Host,
}

/// <summary>What a user wrote for a target: <c>container:web</c>, <c>network:backend</c>, <c>pid:812</c>, <c>web</c>, <c>host</c>.</summary>
public readonly record struct TargetName(TargetKind Kind, string Name)
{
    /// <summary>The kinds as users write them.</summary>
    public static ReadOnlySpan<string> Kinds => s_kinds;

    private static readonly string[] s_kinds = ["container", "network", "service", "pid", "netns", "path", "host"];

    /// <exception cref="Failure">There is no such kind, or no name behind it.</exception>
    public static TargetName Parse(string text)
    {
        if (text == "host") return new(TargetKind.Host, "");
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return text.StartsWith('/') ? new(TargetKind.Path, text) : text.Length > 0 ? new(TargetKind.Any, text) : throw new Failure("", "an empty target", Forms);
        int kind = Array.IndexOf(s_kinds, text[..colon]);
        string name = text[(colon + 1)..];
        if (kind < 0 || name.Length == 0) throw new Failure(text, kind < 0 ? "no such kind of target" : "nothing behind the colon", Forms);
        return new(TargetKind.Container + kind, name);
    }

    private const string Forms = "a target is container:NAME, network:NAME, service:NAME, pid:N, netns:NAME, path:FILE or host; a bare word is a container, a pid or a netns name";

    public override string ToString() => Kind switch
    {
        TargetKind.Any => Name,
        TargetKind.Host => "host",
        _ => $"{s_kinds[Kind - TargetKind.Container]}:{Name}",
    };
}
