using System.Buffers.Binary;
using System.Text;
using Netshoot.Applets.XTables;
using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Applets.IpTables;

/// <summary>
/// The kernel's old tables, which iptables-legacy writes: <c>IPT_SO_GET_INFO</c> and <c>IPT_SO_GET_ENTRIES</c> with their structures
/// (include/uapi/linux/netfilter_ipv4/ip_tables.h, netfilter_ipv6/ip6_tables.h, netfilter/x_tables.h).
/// </summary>
internal sealed class LegacyTableReader
{
    private const int GetInformation = 64, GetEntries = 65, NameSize = 32, InformationSize = 84, Hooks = 5, EntriesAt = 40;

    // Rules come and go between the two questions.
    private const int MostAttempts = 8, LargestTable = 64 * 1024 * 1024;

    // struct xt_entry_match and xt_entry_target: size, name, revision, and what the extension makes of the rest.
    private const int ExtensionNameAt = 2, ExtensionNameSize = 29, ExtensionHeader = 32;

    private readonly Layout _layout;
    private readonly bool _is6;
    private readonly byte[] _bytes;
    private readonly int[] _hookEntries = new int[Hooks];
    private readonly int[] _underflows = new int[Hooks];
    private readonly uint _validHooks;

    /// <summary>User chains by the offset of their first rule, for jumps.</summary>
    private readonly Dictionary<int, IpChain> _chainsByOffset = [];

    private LegacyTableReader(bool is6, ReadOnlySpan<byte> information, byte[] entries)
    {
        (_is6, _layout, _bytes) = (is6, is6 ? Layout.Of6 : Layout.Of4, entries);
        _validHooks = BinaryPrimitives.ReadUInt32LittleEndian(information[NameSize..]);
        for (int i = 0; i < Hooks; i++)
        {
            _hookEntries[i] = BinaryPrimitives.ReadInt32LittleEndian(information[(36 + 4 * i)..]);
            _underflows[i] = BinaryPrimitives.ReadInt32LittleEndian(information[(56 + 4 * i)..]);
        }
    }

    /// <summary>Where the parts of <c>struct ipt_entry</c> and <c>ip6t_entry</c> are.</summary>
    private sealed record Layout(int AddressSize, int Names, int Masks, int Protocol, int Flags, int Inverted, int TargetOffset, int Counters, int Size)
    {
        public static readonly Layout Of4 = new(4, 16, 48, 80, 82, 83, 88, 96, 112);
        public static readonly Layout Of6 = new(16, 64, 96, 128, 131, 132, 140, 152, 168);
    }

    /// <summary>The names of the tables that the kernel has made so far, in its order.</summary>
    public static string[] Names(IMachine machine, bool is6)
        => (machine.TryReadText(is6 ? "/proc/net/ip6_tables_names" : "/proc/net/ip_tables_names") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Reads a table; asking for one makes the kernel load what it lacks for it.</summary>
    /// <param name="machine">Whose.</param>
    /// <param name="name">The table.</param>
    /// <param name="is6">Of IPv6.</param>
    /// <param name="table">The table, or null with an error.</param>
    public static Errno TryRead(IMachine machine, string name, bool is6, out IpTable? table)
    {
        const int RawProtocol = 255, Level4 = 0, Level6 = 41;
        table = null;
        var errno = machine.TryOpen(is6 ? SocketFamily.Ip6 : SocketFamily.Ip4, SocketKind.Raw, RawProtocol, out var socket);
        if (socket is null) return errno;
        using (socket)
        {
            int level = is6 ? Level6 : Level4;
            byte[] information = new byte[InformationSize];
            for (int attempt = 0; attempt < MostAttempts; attempt++)
            {
                Array.Clear(information);
                WriteName(information, name);
                errno = socket.GetRaw(level, GetInformation, information, out int length);
                if (errno != Errno.None) return errno;
                if (length != InformationSize) return Errno.EINVAL;
                uint size = BinaryPrimitives.ReadUInt32LittleEndian(information.AsSpan(80));
                if (size > LargestTable) return Errno.EFBIG;
                byte[] entries = new byte[EntriesAt + (int)size];
                WriteName(entries, name);
                BinaryPrimitives.WriteUInt32LittleEndian(entries.AsSpan(NameSize), size);
                errno = socket.GetRaw(level, GetEntries, entries, out length);
                if (errno == Errno.EAGAIN) continue;
                if (errno != Errno.None) return errno;
                table = new LegacyTableReader(is6, information, entries[EntriesAt..Math.Min(length, entries.Length)]).Read(name);
                return table is null ? Errno.EINVAL : Errno.None;
            }
            return Errno.EAGAIN;
        }
    }

    private static void WriteName(Span<byte> structure, string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        bytes.AsSpan(0, Math.Min(bytes.Length, NameSize - 1)).CopyTo(structure);
    }

    private IpTable? Read(string name)
    {
        ReadOnlySpan<string> hooks = ["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"];
        var builtIn = new List<IpChain>();
        var own = new List<IpChain>();
        var jumps = new List<(IpRule Rule, int Offset)>();
        IpChain? chain = null;
        for (int at = 0; at < _bytes.Length;)
        {
            var entry = _bytes.AsSpan(at);
            if (entry.Length < _layout.Size) return null;
            int targetOffset = BinaryPrimitives.ReadUInt16LittleEndian(entry[_layout.TargetOffset..]), size = BinaryPrimitives.ReadUInt16LittleEndian(entry[(_layout.TargetOffset + 2)..]);
            if (size < targetOffset + ExtensionHeader || targetOffset < _layout.Size || size > entry.Length) return null;
            entry = entry[..size];
            var target = entry[targetOffset..];
            string targetName = Text(target.Slice(ExtensionNameAt, ExtensionNameSize));
            int hook = HookAt(_hookEntries, at);
            if (hook >= 0)
            {
                int end = _underflows[hook];
                // The policy is the verdict of the rule at the end of a chain that is built in, and so are its counters.
                if (end < 0 || end + _layout.Size + ExtensionHeader + sizeof(int) > _bytes.Length) return null;
                var last = _bytes.AsSpan(end);
                int lastTarget = BinaryPrimitives.ReadUInt16LittleEndian(last[_layout.TargetOffset..]);
                if (lastTarget + ExtensionHeader + sizeof(int) > last.Length) return null;
                int verdict = BinaryPrimitives.ReadInt32LittleEndian(last[(lastTarget + ExtensionHeader)..]);
                chain = new(hooks[hook], VerdictName(verdict) ?? "ACCEPT")
                {
                    Packets = BinaryPrimitives.ReadUInt64LittleEndian(last[_layout.Counters..]),
                    Bytes = BinaryPrimitives.ReadUInt64LittleEndian(last[(_layout.Counters + 8)..]),
                };
                builtIn.Add(chain);
            }
            if (targetName == "ERROR")
            {
                // The head of a chain of the user's; the last of them ends the table and is none.
                chain = at + size >= _bytes.Length ? null : new(Text(target[ExtensionHeader..]), null);
                if (chain is not null)
                {
                    own.Add(chain);
                    _chainsByOffset[at + size] = chain;
                }
            }
            else if (chain is not null && HookAt(_underflows, at) < 0 && !IsEnd(chain, at, size))
            {
                var rule = ReadRule(entry, targetOffset, targetName, at, jumps);
                chain.Rules.Add(rule);
            }
            at += size;
        }
        foreach (var (rule, offset) in jumps)
        {
            if (!_chainsByOffset.TryGetValue(offset, out var to)) return null;
            rule.Target = to.Name;
            to.References++;
        }
        own.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return new(name, [.. builtIn, .. own]);
    }

    private int HookAt(int[] offsets, int at)
    {
        for (int i = 0; i < Hooks; i++)
            if ((_validHooks >> i & 1) != 0 && offsets[i] == at) return i;
        return -1;
    }

    // A chain of the user's ends with a rule that returns, in front of the next head.
    private bool IsEnd(IpChain chain, int at, int size)
    {
        if (chain.Policy is not null || at + size >= _bytes.Length) return false;
        var next = _bytes.AsSpan(at + size);
        if (next.Length < _layout.Size) return false;
        int offset = BinaryPrimitives.ReadUInt16LittleEndian(next[_layout.TargetOffset..]);
        return offset + ExtensionHeader <= next.Length && Text(next.Slice(offset + ExtensionNameAt, ExtensionNameSize)) == "ERROR";
    }

    private IpRule ReadRule(ReadOnlySpan<byte> entry, int targetOffset, string targetName, int at, List<(IpRule, int)> jumps)
    {
        const int InvertedInput = 1, InvertedOutput = 2, InvertedSource = 8, InvertedDestination = 0x10, InvertedFragment = 0x20, InvertedProtocol = 0x40;
        const int Fragment4 = 1, Goto4 = 2, Goto6 = 4;
        int size = _layout.AddressSize;
        byte flags = entry[_layout.Flags], inverted = entry[_layout.Inverted];
        ushort protocol = BinaryPrimitives.ReadUInt16LittleEndian(entry[_layout.Protocol..]);
        bool isFragment = !_is6 && (flags & Fragment4) != 0, notFragment = !_is6 && (inverted & InvertedFragment) != 0;
        var rule = new IpRule
        {
            Source = Network(entry[..size], entry.Slice(2 * size, size), (inverted & InvertedSource) != 0),
            Destination = Network(entry.Slice(size, size), entry.Slice(3 * size, size), (inverted & InvertedDestination) != 0),
            Input = Interface(entry.Slice(_layout.Names, 16), entry.Slice(_layout.Masks, 16), (inverted & InvertedInput) != 0),
            Output = Interface(entry.Slice(_layout.Names + 16, 16), entry.Slice(_layout.Masks + 16, 16), (inverted & InvertedOutput) != 0),
            Protocol = protocol == 0 && (inverted & InvertedProtocol) == 0 ? null : ((byte)protocol, (inverted & InvertedProtocol) != 0),
            IsFragment = notFragment ? false : isFragment ? true : null,
            IsGoto = (flags & (_is6 ? Goto6 : Goto4)) != 0,
            Packets = BinaryPrimitives.ReadUInt64LittleEndian(entry[_layout.Counters..]),
            Bytes = BinaryPrimitives.ReadUInt64LittleEndian(entry[(_layout.Counters + 8)..]),
        };
        for (int match = _layout.Size; match + ExtensionHeader <= targetOffset;)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(entry[match..]);
            if (length < ExtensionHeader || match + length > targetOffset) break;
            var extension = entry.Slice(match, length);
            string name = Text(extension.Slice(ExtensionNameAt, ExtensionNameSize));
            var text = ExtensionReader.Match(name, extension[ExtensionHeader - 1], extension[ExtensionHeader..], _is6, (byte)protocol) ?? ExtensionText.Unknown(extension[ExtensionHeader..].ToArray());
            // Only the old tool names it in a list.
            if (name == "eui64") text = new("", "eui64 ");
            rule.Matches.Add((text.Name ?? name, text));
            match += length;
        }
        var target = entry[targetOffset..];
        if (targetName.Length > 0)
        {
            (rule.Target, rule.TargetText) = (targetName, ExtensionReader.Target(targetName, target[ExtensionHeader - 1], target[ExtensionHeader..], _is6) ?? ExtensionText.Unknown(target[ExtensionHeader..].ToArray()));
            return rule;
        }
        int verdict = target.Length >= ExtensionHeader + sizeof(int) ? BinaryPrimitives.ReadInt32LittleEndian(target[ExtensionHeader..]) : 0;
        if (verdict < 0) rule.Target = VerdictName(verdict) ?? "";
        else if (verdict != at + entry.Length) jumps.Add((rule, verdict));
        return rule;
    }

    // -NF_DROP - 1 and so on; a chain that ends returns (XT_RETURN).
    private static string? VerdictName(int verdict) => verdict switch { -1 => "DROP", -2 => "ACCEPT", -4 => "QUEUE", -5 => "RETURN", _ => null };

    private static (InternetAddress, InternetAddress, bool)? Network(ReadOnlySpan<byte> address, ReadOnlySpan<byte> mask, bool isInverted)
        => !mask.ContainsAnyExcept((byte)0) && !isInverted ? null : (InternetAddress.FromBytes(address), InternetAddress.FromBytes(mask), isInverted);

    // The mask counts the NUL of a whole name.
    private static (string, bool)? Interface(ReadOnlySpan<byte> name, ReadOnlySpan<byte> mask, bool isInverted)
    {
        string text = Text(name);
        int counted = mask.LastIndexOf((byte)0xff) + 1;
        if (counted == 0) return text.Length == 0 ? null : (text, isInverted);
        return (counted <= text.Length && counted < name.Length ? text + "+" : text, isInverted);
    }

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }
}
