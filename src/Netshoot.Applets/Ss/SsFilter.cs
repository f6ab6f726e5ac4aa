using System.Globalization;
using System.Text;
using Netshoot.Applets.Iproute;
using Netshoot.Applets.Sockets;
using Netshoot.Host;
using Netshoot.Netlink.Sockets;
using Netshoot.Wire;

namespace Netshoot.Applets.Ss;

/// <summary>The filter of ss(8): states, and an expression over addresses, ports, interface and mark.</summary>
internal sealed class SsFilter
{
    /// <summary>Deeper parentheses than anybody writes.</summary>
    private const int DeepestNesting = 64;

    private readonly List<string> _tokens;
    private readonly IMachine _machine;
    private int _at;
    private int _depth;

    private SsFilter(IReadOnlyList<string> words, IMachine machine)
    {
        _machine = machine;
        _tokens = Split(string.Join(' ', words));
    }

    /// <summary>The states that were named; 0 when none were.</summary>
    public uint States { get; private set; }

    /// <summary>Whether a socket passes; null when there is no expression.</summary>
    public SocketTest? Test { get; private set; }

    /// <exception cref="SsFilterFailure">It is not understood.</exception>
    public static SsFilter Parse(IReadOnlyList<string> words, IMachine machine)
    {
        var filter = new SsFilter(words, machine);
        filter.ReadStates();
        if (filter._at < filter._tokens.Count) filter.Test = filter.Or();
        if (filter._at < filter._tokens.Count) throw SsFilterFailure.Syntax();
        return filter;
    }

    private string? Next => _at < _tokens.Count ? _tokens[_at] : null;

    // Operators need no space around them; colons, brackets and slashes belong to words.
    private static List<string> Split(string text)
    {
        var tokens = new List<string>();
        for (int i = 0; i < text.Length;)
        {
            int start = i;
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }
            if (text[i] is '(' or ')') i++;
            else if ("=!<>&|".Contains(text[i], StringComparison.Ordinal))
                while (i < text.Length && "=!<>&|".Contains(text[i], StringComparison.Ordinal)) i++;
            else
                while (i < text.Length && !char.IsWhiteSpace(text[i]) && !"()=!<>&|".Contains(text[i], StringComparison.Ordinal)) i++;
            tokens.Add(text[start..i]);
        }
        return tokens;
    }

    private void ReadStates()
    {
        uint included = 0, excluded = 0;
        while (Next is "state" or "exclude" or "excl")
        {
            bool isIncluded = _tokens[_at++] == "state";
            string name = Next ?? throw SsFilterFailure.WrongState("");
            _at++;
            uint states = StatesOf(name) ?? throw SsFilterFailure.WrongState(name);
            if (isIncluded) included |= states;
            else excluded |= states;
        }
        if ((included | excluded) != 0) States = (included == 0 ? SocketStates.All : included) & ~excluded;
    }

    private static uint? StatesOf(string name)
    {
        uint bucket = SocketStates.Of(SocketState.SynReceived) | SocketStates.Of(SocketState.TimeWait) | SocketStates.Of(SocketState.NewSynReceived);
        uint connected = SocketStates.All & ~(SocketStates.Of(SocketState.Closed) | SocketStates.Of(SocketState.Listening));
        return name switch
        {
            "all" => SocketStates.All,
            "connected" => connected,
            "synchronized" => connected & ~SocketStates.Of(SocketState.SynSent),
            "bucket" => bucket,
            "big" => SocketStates.All & ~bucket,
            "established" or "estab" => SocketStates.Of(SocketState.Established),
            "syn-sent" => SocketStates.Of(SocketState.SynSent),
            "syn-recv" => SocketStates.Of(SocketState.SynReceived) | SocketStates.Of(SocketState.NewSynReceived),
            "fin-wait-1" => SocketStates.Of(SocketState.FinWait1),
            "fin-wait-2" => SocketStates.Of(SocketState.FinWait2),
            "time-wait" => SocketStates.Of(SocketState.TimeWait),
            "closed" or "unconnected" or "close" => SocketStates.Of(SocketState.Closed),
            "close-wait" => SocketStates.Of(SocketState.CloseWait),
            "last-ack" => SocketStates.Of(SocketState.LastAcknowledgement),
            "listening" or "listen" => SocketStates.Of(SocketState.Listening),
            "closing" => SocketStates.Of(SocketState.Closing),
            _ => null,
        };
    }

    private SocketTest Or()
    {
        var left = And();
        while (Next is "or" or "|" or "||")
        {
            _at++;
            var (a, b) = (left, And());
            left = (in SocketView s) => a(s) || b(s);
        }
        return left;
    }

    private SocketTest And()
    {
        var left = Not();
        while (Next is not (null or ")" or "or" or "|" or "||"))
        {
            if (Next is "and" or "&" or "&&") _at++;
            var (a, b) = (left, Not());
            left = (in SocketView s) => a(s) && b(s);
        }
        return left;
    }

    private SocketTest Not()
    {
        if (++_depth > DeepestNesting) throw SsFilterFailure.Syntax();
        SocketTest test;
        if (Next is "not" or "!")
        {
            _at++;
            var inner = Not();
            test = (in SocketView s) => !inner(s);
        }
        else if (Next is "(")
        {
            _at++;
            test = Or();
            if (Next is not ")") throw SsFilterFailure.Syntax();
            _at++;
        }
        else
        {
            test = Predicate();
        }
        _depth--;
        return test;
    }

    private SocketTest Predicate()
    {
        string word = Next ?? throw SsFilterFailure.Syntax();
        _at++;
        switch (word)
        {
            case "dst" or "src":
                var relation = Relation();
                var address = Address(Take(), word == "dst");
                return relation == PortRelation.Unequal ? (in SocketView s) => !address(s) : address;
            case "dport" or "sport":
                relation = Relation();
                return Port(Take(), relation, word == "dport");
            case "dev":
                relation = Relation();
                string name = Take();
                int index = _machine.InterfaceIndex(name);
                if (index == 0 && !int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out index)) throw SsFilterFailure.WrongDevice();
                return relation == PortRelation.Unequal ? (in SocketView s) => s.InterfaceIndex != index : (in SocketView s) => s.InterfaceIndex == index;
            case "fwmark":
                relation = Relation();
                string[] mark = Take().Split('/');
                uint mask = uint.MaxValue;
                if (!IprouteNumber.TryParse(mark[0], out uint value) || mark.Length > 1 && !IprouteNumber.TryParse(mark[1], out mask)) throw SsFilterFailure.Syntax();
                return relation == PortRelation.Unequal ? (in SocketView s) => (s.Mark & mask) != value : (in SocketView s) => (s.Mark & mask) == value;
            case "cgroup" or "autobound":
                throw new SsFilterFailure($"ss: filter '{word}' is not supported: the kernel's answer does not tell\n");
            default:
                // A word alone is the address of the other side.
                return Address(word, isPeer: true);
        }
    }

    private string Take()
    {
        string word = Next ?? throw SsFilterFailure.Syntax();
        _at++;
        return word;
    }

    private PortRelation Relation()
    {
        PortRelation? relation = Next switch
        {
            "=" or "==" or "eq" or "is" => PortRelation.Equal,
            "!=" or "ne" or "neq" => PortRelation.Unequal,
            ">=" or "ge" or "geq" => PortRelation.AtLeast,
            "<=" or "le" or "leq" => PortRelation.AtMost,
            ">" or "gt" => PortRelation.Above,
            "<" or "lt" => PortRelation.Below,
            _ => null,
        };
        if (relation is null) return PortRelation.Equal;
        _at++;
        return relation.Value;
    }

    private SocketTest Port(string word, PortRelation relation, bool isPeer)
    {
        string text = word[(word.LastIndexOf(':') + 1)..];
        int wanted = PortNumber(text) ?? throw SsFilterFailure.WrongPort(text);
        return (in SocketView s) =>
        {
            if (!s.IsInternet) return false;
            int port = isPeer ? s.Peer.Port : s.Local.Port;
            return relation switch
            {
                PortRelation.Equal => port == wanted,
                PortRelation.Unequal => port != wanted,
                PortRelation.AtLeast => port >= wanted,
                PortRelation.AtMost => port <= wanted,
                PortRelation.Above => port > wanted,
                _ => port < wanted,
            };
        };
    }

    private int? PortNumber(string text) => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) ? number
        : _machine.Names.Port(text, "tcp") ?? _machine.Names.Port(text, "udp");

    private SocketTest Address(string word, bool isPeer)
    {
        if (word.StartsWith("unix:", StringComparison.Ordinal)) return Path(word[5..], isPeer);
        bool hasFamily = word.StartsWith("inet:", StringComparison.Ordinal) || word.StartsWith("inet6:", StringComparison.Ordinal);
        string text = hasFamily ? word[(word.IndexOf(':', StringComparison.Ordinal) + 1)..] : word;
        if (!hasFamily && text is ['/' or '@' or '*', _, ..] && !text.StartsWith("*:", StringComparison.Ordinal)) return Path(text, isPeer);
        int? port = null;
        int colon = text.LastIndexOf(':');
        bool isBare6 = !text.StartsWith('[') && colon >= 0 && text.IndexOf(':', StringComparison.Ordinal) != colon && InternetPrefix.TryParse(text, out _);
        if (colon >= 0 && !isBare6 && text.IndexOf(']', colon) < 0)
        {
            string portText = text[(colon + 1)..];
            text = text[..colon];
            if (portText is not ("" or "*")) port = PortNumber(portText) ?? throw SsFilterFailure.WrongPort(portText);
        }
        bool isAny = text is "" or "*";
        InternetPrefix prefix = default;
        if (!isAny && !InternetPrefix.TryParse(text.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal), out prefix)) throw SsFilterFailure.WrongAddress(text);
        return (in SocketView s) =>
        {
            if (!s.IsInternet) return false;
            var end = isPeer ? s.Peer : s.Local;
            return (port is null || end.Port == port) && (isAny || prefix.Contains(end.Address) || prefix.Address.Is4 && end.Address.IsMapped4 && prefix.Contains(end.Address.Unmapped));
        };
    }

    private static SocketTest Path(string pattern, bool isPeer)
    {
        byte[] wanted = Encoding.UTF8.GetBytes(pattern);
        return (in SocketView s) => !isPeer && !s.IsInternet && Matches(wanted, s.Path);
    }

    // Only * and ? : time grows with the product of both lengths at most.
    private static bool Matches(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> text)
    {
        int p = 0, t = 0, star = -1, from = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*') (star, from) = (p++, t);
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == text[t])) (p, t) = (p + 1, t + 1);
            else if (star < 0) return false;
            else (p, t) = (star + 1, ++from);
        }
        while (p < pattern.Length && pattern[p] == '*') p++;
        return p == pattern.Length;
    }

    private enum PortRelation
    {
        Equal,
        Unequal,
        AtLeast,
        AtMost,
        Above,
        Below,
    }
}
