using System.Text;
using Netshoot.Applets.XTables;
using Netshoot.Netlink.Netfilter.Tables;
using Netshoot.Netlink.Netfilter.Tables.Expressions;
using Netshoot.Wire;

namespace Netshoot.Applets.IpTables;

/// <summary>Reads rules of nf_tables that iptables-nft wrote: extensions of x_tables as they are, and what it writes as expressions of nf_tables' own.</summary>
internal sealed class IpRuleReader
{

    private readonly bool _is6;
    private readonly IpRule _rule = new();
    private readonly Expression?[] _cells = new Expression?[16];
    private readonly byte[]?[] _masks = new byte[16][];
    private bool _isStrange;

    // Ports and flags of TCP and UDP come as several comparisons of one match.
    private (ushort First, ushort Last, bool IsInverted)? _sourcePorts;
    private (ushort First, ushort Last, bool IsInverted)? _destinationPorts;
    private (byte Mask, byte Value, bool IsInverted)? _flags;

    private IpRuleReader(bool is6) => _is6 = is6;

    /// <returns>Null when iptables has no words for it.</returns>
    public static IpRule? Read(Rule rule)
    {
        var reader = new IpRuleReader(rule.Family == TableFamily.Ip6);
        for (int i = 0; i < rule.Expressions.Count; i++)
        {
            // Counting comes behind all matches.
            if (rule.Expressions[i] is CounterExpression) reader.Flush();
            reader.Take(rule.Expressions[i]);
        }
        reader.Flush();
        return reader._isStrange ? null : reader._rule;
    }

    private void Take(Expression expression)
    {
        switch (expression)
        {
            case PayloadExpression { Destination: >= 0 } load: Load(load.Destination, load); break;
            case MetaExpression { Source: >= 0, Key: MetaKey.Trace }: SetTarget("TRACE", ExtensionText.Nothing); break;
            case MetaExpression { Destination: >= 0 } load: Load(load.Destination, load); break;
            case BitwiseExpression { Operation: 0, Destination: >= 0 } bitwise when bitwise.Source == bitwise.Destination: _masks[bitwise.Destination] = bitwise.Mask; break;
            case CompareExpression { Source: >= 0 } compare: Compare(compare.Source, compare.Operator, compare.Value); break;
            case RangeExpression { Source: >= 0 } range: Range(range); break;
            case ImmediateExpression { Data.Verdict: { } verdict }: Verdict(verdict); break;
            case ImmediateExpression: break;
            case CounterExpression counter: (_rule.Packets, _rule.Bytes) = (counter.Packets, counter.Bytes); break;
            case LimitExpression { IsBytes: false } limit: Limit(limit); break;
            case LogExpression { Group: { } group } log: Log(log, group); break;
            case CompatibilityExpression { IsTarget: false } match: Match(match); break;
            case CompatibilityExpression target: SetTarget(target.Extension, ExtensionReader.Target(target.Extension, target.Revision, target.Information, _is6) ?? ExtensionText.Unknown(target.Information)); break;
            default: _isStrange = true; break;
        }
    }

    private void Load(int register, Expression load)
    {
        if (register >= _cells.Length) return;
        (_cells[register], _masks[register]) = (load, null);
    }

    private void Match(CompatibilityExpression match)
    {
        Flush();
        var text = ExtensionReader.Match(match.Extension, match.Revision, match.Information, _is6, _rule.Protocol?.Number ?? 0) ?? ExtensionText.Unknown(match.Information);
        _rule.Matches.Add((text.Name ?? match.Extension, text));
    }

    private void SetTarget(string name, ExtensionText text) => (_rule.Target, _rule.TargetText) = (name, text);

    private void Verdict(Verdict verdict)
    {
        switch (verdict.Code)
        {
            case Netlink.Netfilter.Tables.Verdict.Drop: _rule.Target = "DROP"; break;
            case Netlink.Netfilter.Tables.Verdict.Accept: _rule.Target = "ACCEPT"; break;
            case Netlink.Netfilter.Tables.Verdict.Return: _rule.Target = "RETURN"; break;
            case Netlink.Netfilter.Tables.Verdict.Jump: _rule.Target = verdict.Chain ?? ""; break;
            case Netlink.Netfilter.Tables.Verdict.Goto: (_rule.Target, _rule.IsGoto) = (verdict.Chain ?? "", true); break;
            default: _isStrange = true; break;
        }
    }

    private void Limit(LimitExpression limit)
    {
        Flush();
        string unit = limit.Unit switch { 1 => "sec", 60 => "min", 3600 => "hour", 86400 => "day", _ => "" };
        if (unit.Length == 0 || limit.IsInverted) _isStrange = true;
        var text = ConnectionMatches.Limit(ExtensionParts.Invariant($"{limit.Rate}/{unit}"), limit.Burst);
        _rule.Matches.Add(("limit", text));
    }

    private void Log(LogExpression log, ushort group)
        => SetTarget("NFLOG", TargetExtensions.NetfilterLog(log.Prefix ?? "", group, log.Length ?? 0, (log.Length ?? 0) > 0, log.Threshold ?? 0));

    private void Compare(int register, Comparison comparison, byte[] value)
    {
        bool inverted = comparison == Comparison.NotEqual;
        bool isEquality = comparison is Comparison.Equal or Comparison.NotEqual;
        switch (_cells[register])
        {
            case MetaExpression { Key: MetaKey.InputName or MetaKey.OutputName } name when isEquality:
                // A name is compared with its NUL, a beginning of names without.
                string text = value.AsSpan().IndexOf((byte)0) is var end and >= 0 ? Encoding.UTF8.GetString(value, 0, end) : Encoding.UTF8.GetString(value) + "+";
                if (name.Key == MetaKey.InputName) _rule.Input = (text, inverted);
                else _rule.Output = (text, inverted);
                break;
            case MetaExpression { Key: MetaKey.TransportProtocol } when isEquality && value is [var protocol, ..]:
                _rule.Protocol = (protocol, inverted);
                break;
            case MetaExpression { Key: MetaKey.NetworkFamily or MetaKey.Protocol }:
                break;
            case MetaExpression { Key: MetaKey.Mark } when isEquality && value.Length >= 4:
                uint mark = BitConverter.ToUInt32(value), mask = _masks[register] is { Length: >= 4 } bits ? BitConverter.ToUInt32(bits) : uint.MaxValue;
                string shown = mask == uint.MaxValue ? ExtensionParts.Invariant($"0x{mark:x}") : ExtensionParts.Invariant($"0x{mark:x}/0x{mask:x}");
                _rule.Matches.Add(("mark", new($" {ExtensionParts.Not(inverted)}--mark {shown}", $" mark match {ExtensionParts.Not(inverted)}{shown}")));
                break;
            case PayloadExpression { Base: PayloadBase.Network } payload when isEquality:
                CompareNetwork(payload, _masks[register], value, inverted);
                break;
            case PayloadExpression { Base: PayloadBase.Transport } payload:
                CompareTransport(payload, _masks[register], comparison, value);
                break;
            default:
                _isStrange = true;
                break;
        }
    }

    private void CompareNetwork(PayloadExpression payload, byte[]? mask, byte[] value, bool inverted)
    {
        const uint Source4 = 12, Destination4 = 16, Protocol4 = 9, Fragment4 = 6, Source6 = 8, Destination6 = 24, Protocol6 = 6;
        if (_is6)
        {
            if (payload.Offset == Source6) _rule.Source = Network(value, mask, inverted);
            else if (payload.Offset == Destination6) _rule.Destination = Network(value, mask, inverted);
            else if (payload.Offset == Protocol6 && value is [var protocol, ..]) _rule.Protocol = (protocol, inverted);
            else _isStrange = true;
            return;
        }
        switch (payload.Offset)
        {
            case Source4: _rule.Source = Network(value, mask, inverted); break;
            case Destination4: _rule.Destination = Network(value, mask, inverted); break;
            case Protocol4 when value is [var protocol, ..]: _rule.Protocol = (protocol, inverted); break;
            case Fragment4: _rule.IsFragment = inverted; break;
            default: _isStrange = true; break;
        }
    }

    // A shorter comparison is one under a mask of whole bytes.
    private (InternetAddress, InternetAddress, bool) Network(byte[] value, byte[]? mask, bool inverted)
    {
        int size = _is6 ? 16 : 4;
        byte[] address = new byte[size], bits = new byte[size];
        int length = Math.Min(value.Length, size);
        value.AsSpan(0, length).CopyTo(address);
        if (mask is null) bits.AsSpan(0, length).Fill(0xff);
        else mask.AsSpan(0, Math.Min(mask.Length, size)).CopyTo(bits);
        return (InternetAddress.FromBytes(address), InternetAddress.FromBytes(bits), inverted);
    }

    private void CompareTransport(PayloadExpression payload, byte[]? mask, Comparison comparison, byte[] value)
    {
        const uint SourcePort = 0, DestinationPort = 2, TcpFlags = 13;
        bool inverted = comparison == Comparison.NotEqual;
        if (payload is { Offset: TcpFlags, Length: 1 } && value is [var flags, ..])
        {
            _flags = (mask is [var bits, ..] ? bits : (byte)0xff, flags, inverted);
            return;
        }
        if (payload.Length == 4 && payload.Offset == 0 && value.Length >= 4)
        {
            _sourcePorts = (Port(value, 0), Port(value, 0), false);
            _destinationPorts = (Port(value, 2), Port(value, 2), false);
            return;
        }
        if (payload.Length != 2 || value.Length < 2 || payload.Offset is not (SourcePort or DestinationPort))
        {
            _isStrange = true;
            return;
        }
        ushort port = Port(value, 0);
        var ports = comparison switch
        {
            Comparison.LessOrEqual => ((ushort)0, port, false),
            Comparison.GreaterOrEqual => (port, ushort.MaxValue, false),
            Comparison.Less => ((ushort)0, (ushort)(port - 1), false),
            Comparison.Greater => ((ushort)(port + 1), ushort.MaxValue, false),
            _ => (port, port, inverted),
        };
        SetPorts(payload.Offset == SourcePort, ports);
    }

    // Two comparisons of one side are the two ends of a range.
    private void SetPorts(bool isSource, (ushort First, ushort Last, bool IsInverted) ports)
    {
        var before = isSource ? _sourcePorts : _destinationPorts;
        if (before is { IsInverted: false } range && !ports.IsInverted) ports = (Math.Max(range.First, ports.First), Math.Min(range.Last, ports.Last), false);
        if (isSource) _sourcePorts = ports;
        else _destinationPorts = ports;
    }

    private static ushort Port(byte[] value, int at) => (ushort)(value[at] << 8 | value[at + 1]);

    private void Range(RangeExpression range)
    {
        if (_cells[range.Source] is PayloadExpression { Base: PayloadBase.Transport, Length: 2, Offset: 0 or 2 } payload && range.First.Length >= 2 && range.Last.Length >= 2)
            SetPorts(payload.Offset == 0, (Port(range.First, 0), Port(range.Last, 0), range.IsInverted));
        else _isStrange = true;
    }

    private void Flush()
    {
        if (_sourcePorts is null && _destinationPorts is null && _flags is null) return;
        const byte Tcp = 6, UdpLite = 136;
        var (s1, s2, notSource) = _sourcePorts ?? (0, ushort.MaxValue, false);
        var (d1, d2, notDestination) = _destinationPorts ?? (0, ushort.MaxValue, false);
        var (mask, value, notFlags) = _flags ?? (0, 0, false);
        byte protocol = _rule.Protocol?.Number ?? 0;
        string name = protocol switch { Tcp => "tcp", UdpLite => "udplite", _ => "udp" };
        _rule.Matches.Add((name, protocol == Tcp
            ? TransportMatches.Tcp(s1, s2, notSource, d1, d2, notDestination, 0, false, mask, value, notFlags)
            : TransportMatches.TwoPorts(name, s1, s2, notSource, d1, d2, notDestination)));
        (_sourcePorts, _destinationPorts, _flags) = (null, null, null);
    }
}
