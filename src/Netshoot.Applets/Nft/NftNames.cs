using System.Globalization;
using Netshoot.Applets.Iproute;
using Netshoot.Host;

namespace Netshoot.Applets.Nft;

/// <summary>Names for the numbers in a ruleset, from the machine: protocols, services, links, groups of them, realms, users.</summary>
internal sealed class NftNames(Shell shell, Func<int, string?> link)
{
    private readonly Dictionary<int, string?> _links = [];

    public IMachine Machine => shell.Machine;

    public TimeZoneInfo Zone => shell.Clock.LocalTimeZone;

    public DateTimeOffset Now => shell.Clock.GetUtcNow();

    public string? Protocol(byte number) => shell.Machine.Names.ProtocolName(number);

    public string? Service(ushort port)
    {
        foreach (string protocol in (ReadOnlySpan<string>)["tcp", "udp", "sctp", "dccp", "ddp"])
            if (shell.Machine.Names.Service(port, protocol) is { } name) return name;
        return null;
    }

    public string? Link(int index)
    {
        if (!_links.TryGetValue(index, out string? name)) _links[index] = name = link(index);
        return name;
    }

    public NameTable Groups => field ??= NameTable.Read(shell.Machine, "group", false, new() { [0] = "default" });

    public NameTable Realms => field ??= NameTable.Read(shell.Machine, "rt_realms", false, []);

    public string? User(uint number) => NamesOf(ref _users, "/etc/passwd").GetValueOrDefault(number);

    public string? Group(uint number) => NamesOf(ref _groups, "/etc/group").GetValueOrDefault(number);

    private Dictionary<uint, string>? _users;
    private Dictionary<uint, string>? _groups;

    // Both files are lines of fields between colons: the name first, the number third (passwd(5), group(5)).
    private Dictionary<uint, string> NamesOf(ref Dictionary<uint, string>? names, string file)
    {
        if (names is not null) return names;
        names = [];
        foreach (string line in (shell.Machine.TryReadText(file) ?? "").Split('\n'))
            if (line.Split(':') is [var name, _, var number, ..] && uint.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out uint value)) names.TryAdd(value, name);
        return names;
    }
}
