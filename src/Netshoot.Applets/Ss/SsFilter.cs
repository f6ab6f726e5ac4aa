using System.Globalization;
using Netshoot.Applets.Iproute;
using Netshoot.Applets.Sockets;
using Netshoot.Host;
using Netshoot.Netlink.Sockets;
using Netshoot.Wire;

namespace Netshoot.Applets.Ss;

/// <summary>The filter of ss(8): states, and an expression over addresses, ports, interface, mark, control group and how an end came to be.</summary>
internal sealed class SsFilter
{
    /// <summary>Deeper parentheses, and more conditions, than anybody writes.</summary>
    private const int DeepestNesting = 64, MostConditions = 1000;

    private readonly List<string> _tokens;
    private readonly IMachine _machine;
    private readonly SsEndParser _ends;
    private int _at;
    private int _depth;
    private int _conditions;
    private bool _wantsPort;

    private SsFilter(string text, IMachine machine, SsEndParser ends)
    {
        (_machine, _ends) = (machine, ends);
        _tokens = Split(text);
    }

    /// <summary>The states that were named; 0 when none were.</summary>
    public uint States { get; private set; }

    /// <summary>What a socket must be; null when there is no expression.</summary>
    public SsCondition? Condition { get; private set; }

    public SocketTest? Test => Condition is { } condition ? condition.Holds : null;

    /// <summary>The condition as steps for the kernel; null where there is none, or it is too long.</summary>
    public byte[]? Code()
    {
        if (Condition is null) return null;
        var code = new SocketFilterCode();
        Condition.Write(code);
        return code.ToArray();
    }

    /// <param name="words">The words of the command line.</param>
    /// <param name="fileText">An expression that comes before them; empty for none.</param>
    /// <param name="machine">For names.</param>
    /// <param name="ends">What reads addresses and ports.</param>
    /// <exception cref="SsFilterFailure">It is not understood.</exception>
    public static SsFilter Parse(IReadOnlyList<string> words, string fileText, IMachine machine, SsEndParser ends)
    {
        var file = new SsFilter(fileText, machine, ends);
        file.ReadCondition();
        var filter = new SsFilter(string.Join(' ', words), machine, ends);
        filter.ReadStates();
        filter.ReadCondition();
        if (file.Condition is { } first) filter.Condition = filter.Condition is { } second ? new SsBoth(first, second) : first;
        return filter;
    }

    /// <summary>The names of hosts that stand behind dst and src.</summary>
    public static IEnumerable<string> Hosts(string text, byte preferred)
    {
        var tokens = Split(text);
        for (int i = 0; i + 1 < tokens.Count; i++)
        {
            if (tokens[i] is not ("dst" or "src")) continue;
            int at = tokens[i + 1] is "=" or "==" or "eq" ? i + 2 : i + 1;
            if (at < tokens.Count && SsEndParser.HostOf(tokens[at], preferred) is { Length: > 0 } host && char.IsAsciiLetterOrDigit(host[0]) && !SsEndParser.TryPrefix(host, 0, out _)) yield return host;
        }
    }

    private string? Next => _at < _tokens.Count ? _tokens[_at] : null;

    private void ReadCondition()
    {
        if (_at == _tokens.Count) return;
        Condition = Or();
        if (_at < _tokens.Count) throw SsFilterFailure.Syntax();
    }

    // An operator needs no space behind it; what else begins goes on to a space or a parenthesis that closes.
    private static List<string> Split(string text)
    {
        const string Operators = "=!<>&|";
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
            else if (Operators.Contains(text[i], StringComparison.Ordinal))
                while (i < text.Length && Operators.Contains(text[i], StringComparison.Ordinal)) i++;
            else
                while (i < text.Length && !char.IsWhiteSpace(text[i]) && text[i] != ')') i++;
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
            string name = Next ?? throw SsFilterFailure.Incomplete();
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

    private SsCondition Or()
    {
        var left = And();
        while (Next is "or" or "|" or "||")
        {
            _at++;
            left = new SsEither(left, And());
        }
        return left;
    }

    private SsCondition And()
    {
        var left = Not();
        while (Next is not (null or ")" or "or" or "|" or "||"))
        {
            if (Next is "and" or "&" or "&&") _at++;
            left = new SsBoth(left, Not());
        }
        return left;
    }

    private SsCondition Not()
    {
        if (++_depth > DeepestNesting) throw SsFilterFailure.Syntax();
        SsCondition condition;
        if (Next is "not" or "!")
        {
            _at++;
            condition = new SsNot(Not());
        }
        else if (Next is "(")
        {
            _at++;
            condition = Or();
            if (Next is not ")") throw SsFilterFailure.Syntax();
            _at++;
        }
        else
        {
            condition = Predicate();
        }
        _depth--;
        return condition;
    }

    private SsCondition Predicate()
    {
        if (++_conditions > MostConditions) throw SsFilterFailure.Syntax();
        string word = Take();
        switch (word)
        {
            case "dst" or "src":
                _wantsPort = false;
                TakeEqual();
                return _ends.Host(Value(), word == "dst");
            case "dport" or "sport":
                _wantsPort = true;
                var relation = Relation();
                return Port(Value(), relation, word == "dport");
            case "dev":
                bool isNot = RelationIsUnequal();
                string name = Value();
                int index = _machine.InterfaceIndex(name);
                if (index == 0 && !int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out index)) throw SsFilterFailure.WrongDevice();
                return Unless(isNot, new SsDevice(index));
            case "fwmark":
                isNot = RelationIsUnequal();
                string text = Value();
                string[] mark = text.Split('/');
                uint mask = uint.MaxValue;
                if (!IprouteNumber.TryParse(mark[0], out uint value) || mark.Length > 1 && !IprouteNumber.TryParse(mark[1], out mask)) throw SsFilterFailure.WrongMark(text);
                return Unless(isNot, new SsMark(value, mask));
            case "cgroup":
                isNot = RelationIsUnequal();
                string path = Value();
                var errno = _machine.SocketOwners.TryControlGroup(path, out bool isMounted, out ulong group);
                if (errno != Errno.None) throw SsFilterFailure.WrongControlGroup(path, isMounted ? _machine.Text(errno) : null);
                return Unless(isNot, new SsControlGroup(group));
            case "autobound":
                var range = _machine.TryReadText("/proc/sys/net/ipv4/ip_local_port_range")?.Split('\t', '\n');
                return range is [var from, var to, ..] && int.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out int first)
                    && int.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out int last) ? new SsAutobound(first, last) : new SsAutobound(0, 0);
            default:
                // What stands where a keyword belongs is read as what the last one wanted, and found wrong there first.
                if (_wantsPort) _ends.Port(word, isPeer: true);
                else _ends.Host(word, isPeer: true);
                throw SsFilterFailure.Syntax();
        }
    }

    private static SsCondition Unless(bool isNot, SsCondition condition) => isNot ? new SsNot(condition) : condition;

    private string Take()
    {
        string word = Next ?? throw SsFilterFailure.Syntax();
        _at++;
        return word;
    }

    // What has a meaning of its own is no address and no number.
    private string Value() => Next is "(" or ")" or "not" or "and" or "or" or [('=' or '!' or '<' or '>' or '&' or '|'), ..] or "ne" or "neq" or "gt" or "lt" or "ge" or "geq" or "le" or "leq"
        ? throw SsFilterFailure.Syntax() : Take();

    private void TakeEqual()
    {
        if (Next is "=" or "==" or "eq") _at++;
    }

    private bool RelationIsUnequal() => Relation() switch
    {
        PortRelation.Equal => false,
        PortRelation.Unequal => true,
        _ => throw SsFilterFailure.Syntax(),
    };

    private PortRelation Relation()
    {
        PortRelation? relation = Next switch
        {
            "=" or "==" or "eq" => PortRelation.Equal,
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

    private SsCondition Port(string word, PortRelation relation, bool isPeer) => relation switch
    {
        PortRelation.Equal => _ends.Port(word, isPeer),
        PortRelation.Unequal => new SsNot(_ends.Port(word, isPeer)),
        PortRelation.AtLeast => new SsPortRange(isPeer, true, _ends.PortNumber(word)),
        PortRelation.AtMost => new SsPortRange(isPeer, false, _ends.PortNumber(word)),
        PortRelation.Above => new SsPortRange(isPeer, true, _ends.PortNumber(word) + 1),
        _ => new SsPortRange(isPeer, false, _ends.PortNumber(word) - 1),
    };

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
