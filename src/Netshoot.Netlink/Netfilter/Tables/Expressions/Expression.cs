namespace Netshoot.Netlink.Netfilter.Tables.Expressions;

/// <summary>One instruction of a rule (<c>NFTA_EXPR_*</c>). Registers are counted in cells of four bytes: 0 to 15, and <see cref="VerdictRegister"/>.</summary>
/// <param name="Name">What the kernel calls it.</param>
public abstract record Expression(string Name)
{
    public const int VerdictRegister = -1;

    /// <summary>A register that was not named.</summary>
    public const int NoRegister = -2;

    // A rule has at most 128 expressions (NFT_RULE_MAXEXPRS).
    private const int Most = 128;

    /// <summary>The expressions of a list (<c>NFTA_LIST_ELEM</c>).</summary>
    internal static List<Expression> ReadList(NetlinkAttributes list, bool isNested = false)
    {
        var expressions = new List<Expression>();
        foreach (var element in list)
        {
            if (expressions.Count == Most) break;
            expressions.Add(ReadOne(element.Nested, isNested));
        }
        return expressions;
    }

    internal static Expression ReadOne(NetlinkAttributes attributes, bool isNested = false)
    {
        const ushort NameAttribute = 1, DataAttribute = 2;
        string name = attributes.Find(NameAttribute).Text;
        var content = attributes.Find(DataAttribute);
        var data = content.Nested;
        return name switch
        {
            "payload" => PayloadExpression.Read(data),
            "exthdr" => ExtensionHeaderExpression.Read(data),
            "meta" => MetaExpression.Read(data),
            "ct" => ConnectionExpression.Read(data),
            "rt" => RouteExpression.Read(data),
            "socket" => SocketExpression.Read(data),
            "fib" => FibExpression.Read(data),
            "numgen" => NumberGeneratorExpression.Read(data),
            "hash" => HashExpression.Read(data),
            "osf" => FingerprintExpression.Read(data),
            "xfrm" => TransformExpression.Read(data),
            "tunnel" => TunnelExpression.Read(data),
            "bitwise" => BitwiseExpression.Read(data),
            "byteorder" => ByteOrderExpression.Read(data),
            "cmp" => CompareExpression.Read(data),
            "range" => RangeExpression.Read(data),
            "lookup" => LookupExpression.Read(data),
            "immediate" => ImmediateExpression.Read(data),
            "dynset" when !isNested => DynamicSetExpression.Read(data),
            "objref" => ObjectReferenceExpression.Read(data),
            "counter" => CounterExpression.Read(data),
            "limit" => LimitExpression.Read(data),
            "quota" => QuotaExpression.Read(data),
            "connlimit" => ConnectionLimitExpression.Read(data),
            "last" => LastExpression.Read(data),
            "log" => LogExpression.Read(data),
            "reject" => RejectExpression.Read(data),
            "nat" => NatExpression.Read(data),
            "masq" => MasqueradeExpression.Read(data),
            "redir" => RedirectExpression.Read(data),
            "tproxy" => TransparentProxyExpression.Read(data),
            "dup" => DuplicateExpression.Read(data),
            "fwd" => ForwardExpression.Read(data),
            "queue" => QueueExpression.Read(data),
            "synproxy" => SynproxyExpression.Read(data),
            "flow_offload" => new FlowOffloadExpression(data.Find(1).Text),
            "notrack" => new NoTrackExpression(),
            "match" => CompatibilityExpression.Read(data, isTarget: false),
            "target" => CompatibilityExpression.Read(data, isTarget: true),
            _ => new OpaqueExpression(name, content.Value.ToArray()),
        };
    }

    /// <summary>The register of an attribute; <see cref="NoRegister"/> when it is not there or none that exists.</summary>
    internal static int Register(NetlinkAttribute attribute)
    {
        const uint FirstOf16 = 1, LastOf16 = 4, FirstOf4 = 8, LastOf4 = 23;
        if (!attribute.Exists) return NoRegister;
        return attribute.U32BigEndian switch
        {
            0 => VerdictRegister,
            >= FirstOf16 and <= LastOf16 and var wide => (int)(wide - FirstOf16) * 4,
            >= FirstOf4 and <= LastOf4 and var cell => (int)(cell - FirstOf4),
            _ => NoRegister,
        };
    }
}

/// <summary>An expression that nobody here knows: its name and its bytes.</summary>
public sealed record OpaqueExpression(string Kind, byte[] Bytes) : Expression(Kind);
