using Netshoot.Netlink.Netfilter.Tables;
using Netshoot.Netlink.Netfilter.Tables.Expressions;

namespace Netshoot.Applets.Nft;

/// <summary>Turns the expressions of a rule back into the statements that nft(8) would write for it.</summary>
internal sealed partial class RuleReader(byte family, Func<string, FilterSet?> findSet, Func<CompatibilityExpression, Rule, Statement> extension)
{
    private const int Cell = 4;

    private readonly Loaded?[] _cells = new Loaded?[16];
    private readonly List<Statement> _statements = [];
    private readonly PacketContext _packet = new(family);

    /// <summary>What a register holds.</summary>
    private sealed class Loaded
    {
        public Node? Node { get; init; }

        public PayloadExpression? Payload { get; init; }

        public byte[]? Immediate { get; init; }

        public ExtensionHeaderExpression? Extension { get; init; }

        public byte[]? Mask { get; init; }

        public byte[]? Flip { get; init; }

        public bool IsSwapped { get; init; }

        public MetaKey? Meta { get; init; }

        /// <summary>The map that it came from.</summary>
        public FilterSet? Map { get; init; }

        public int Bytes { get; init; }

        public Loaded With(byte[]? mask = null, byte[]? flip = null, bool? swapped = null) => new()
        {
            Node = Node,
            Payload = Payload,
            Extension = Extension,
            Immediate = Immediate,
            Mask = mask ?? Mask,
            Flip = flip ?? Flip,
            IsSwapped = swapped ?? IsSwapped,
            Meta = Meta,
            Bytes = Bytes,
        };
    }

    public static List<Statement> Read(Rule rule, Func<string, FilterSet?> findSet, Func<CompatibilityExpression, Rule, Statement> extension)
    {
        var reader = new RuleReader(rule.Family, findSet, extension);
        var expressions = rule.Expressions;
        for (int i = 0; i < expressions.Count; i++)
        {
            var next = i + 1 < expressions.Count ? expressions[i + 1] : null;
            if (expressions[i] is CompareExpression { Operator: Comparison.GreaterOrEqual } from && next is CompareExpression { Operator: Comparison.LessOrEqual } to && from.Source == to.Source)
            {
                reader.Range(from.Source, false, from.Value, to.Value);
                i++;
                continue;
            }
            reader.Take(expressions[i], rule);
        }
        reader._statements.RemoveAll(static s => s.IsImplied);
        return reader._statements;
    }

    private void Take(Expression expression, Rule rule)
    {
        switch (expression)
        {
            case PayloadExpression { Source: not Expression.NoRegister } write: WritePayload(write); break;
            case PayloadExpression load: Load(load.Destination, new() { Payload = load, Bytes = (int)Math.Min(load.Length, 64) }); break;
            case ExtensionHeaderExpression { Source: not Expression.NoRegister } write: WriteExtension(write); break;
            case ExtensionHeaderExpression { Destination: Expression.NoRegister } reset: Add(new ResetStatement(Selectors.Extension(reset.Kind, reset.Type, 0, 0, isPresence: true))); break;
            case ExtensionHeaderExpression load: LoadExtension(load); break;
            case MetaExpression { Source: not Expression.NoRegister } set: Mangle(Selectors.Meta(set.Key), set.Source); break;
            case MetaExpression load: Load(load.Destination, Selectors.Meta(load.Key), load.Key); break;
            case ConnectionExpression { Source: not Expression.NoRegister } set: Mangle(Selectors.Connection(set.Key, set.Direction, family), set.Source); break;
            case ConnectionExpression load: Load(load.Destination, Selectors.Connection(load.Key, load.Direction, family)); break;
            case RouteExpression load: Load(load.Destination, Selectors.Route(load.Key)); break;
            case SocketExpression load: Load(load.Destination, Selectors.Socket(load.Key, load.Level)); break;
            case FibExpression load: Load(load.Destination, Selectors.Fib(load.Result, load.Flags)); break;
            case NumberGeneratorExpression load: Load(load.Destination, Selectors.NumberGenerator(load)); break;
            case FingerprintExpression load: Load(load.Destination, Selectors.Fingerprint(load)); break;
            case TransformExpression load: Load(load.Destination, Selectors.Transform(load)); break;
            case TunnelExpression load: Load(load.Destination, Selectors.Tunnel(load.Key)); break;
            case HashExpression { IsSymmetric: true } load: Load(load.Destination, Selectors.SymmetricHash(load)); break;
            case HashExpression load: Load(load.Destination, new HashNode(Key(load.Source, (int)load.Length), load.Modulus, load.Seed is 0 ? null : load.Seed, load.Offset)); break;
            case BitwiseExpression bitwise: Bitwise(bitwise); break;
            case ByteOrderExpression order: Load(order.Destination, At(order.Source)?.With(swapped: true)); break;
            case CompareExpression compare: Compare(compare); break;
            case RangeExpression range: Range(range.Source, range.IsInverted, range.First, range.Last); break;
            case LookupExpression lookup: Lookup(lookup); break;
            case ImmediateExpression { Data.Verdict: { } verdict }: Add(new VerdictStatement(new(verdict))); break;
            case ImmediateExpression immediate: Load(immediate.Destination, new() { Immediate = immediate.Data.Value, Bytes = immediate.Data.Value.Length }); break;
            case DynamicSetExpression dynamic: Dynamic(dynamic); break;
            case ObjectReferenceExpression reference: Reference(reference); break;
            case LogExpression log: Add(new LogStatement(log)); break;
            case RejectExpression reject: Reject(reject); break;
            case NatExpression nat: Nat(nat); break;
            case MasqueradeExpression masquerade: Add(new NatStatement("masquerade", null, null, Ports(masquerade.FirstPort, masquerade.LastPort), false, masquerade.Flags)); break;
            case RedirectExpression redirect: Add(new NatStatement("redirect", null, null, Ports(redirect.FirstPort, redirect.LastPort), false, redirect.Flags)); break;
            case TransparentProxyExpression proxy: Proxy(proxy); break;
            case DuplicateExpression duplicate: Add(new DuplicateStatement(Address(duplicate.Address, family == TableFamily.Ip6), Typed(duplicate.Device, DataTypes.Interface, 32))); break;
            case ForwardExpression forward: Forward(forward); break;
            case QueueExpression queue: Queue(queue); break;
            case SynproxyExpression synproxy: Add(new SynproxyStatement(synproxy)); break;
            case FlowOffloadExpression flow: Add(new FlowStatement(flow.Flowtable)); break;
            case NoTrackExpression: Add(new PlainStatement("notrack", "notrack")); break;
            case CompatibilityExpression compatibility: Add(extension(compatibility, rule)); break;
            default:
                if (SetContents.StatefulStatement(expression) is { } statement) Add(statement);
                break;
        }
    }

    private void Add(Statement statement) => _statements.Add(statement);

    private Loaded? At(int register) => register >= 0 && register < _cells.Length ? _cells[register] : null;

    private void Load(int register, Loaded? loaded)
    {
        if (register >= 0 && register < _cells.Length) _cells[register] = loaded;
    }

    private void Load(int register, Node node, MetaKey? meta = null) => Load(register, new() { Node = node, Bytes = (node.Width + 7) / 8, Meta = meta });

    private void LoadExtension(ExtensionHeaderExpression load)
    {
        if (load.Kind is ExtensionHeaderKind.Ip6 or ExtensionHeaderKind.Ip4Option) _packet.UseNetwork();
        int offset = (int)Math.Min(load.Offset, 4096) * 8, width = (int)Math.Min(load.Length, 64) * 8;
        Load(load.Destination, new()
        {
            Node = Selectors.Extension(load.Kind, load.Type, offset, width, load.IsPresence),
            Extension = load.IsPresence ? null : load,
            Bytes = width / 8,
        });
    }

    private void Bitwise(BitwiseExpression bitwise)
    {
        const uint Boolean = 0;
        if (At(bitwise.Source) is not { } loaded) return;
        if (bitwise.Operation != Boolean)
        {
            var node = Whole(loaded);
            Load(bitwise.Destination, new OperationNode(bitwise.Operation == 1 ? "<<" : ">>", node, new ValueNode(DataTypes.HostInteger, DataTypes.HostInteger.Read(bitwise.Shift), 32)));
            return;
        }
        Load(bitwise.Destination, loaded.With(mask: bitwise.Mask, flip: bitwise.Flip));
    }

    // What is compared with a mask of its own: a field that does not fill whole bytes, or an arithmetic expression.
    private Node Whole(Loaded loaded)
    {
        if (loaded.Immediate is { } bytes) return new ValueNode(DataTypes.Integer, DataTypes.Integer.Read(bytes), bytes.Length * 8);
        if (loaded.Mask is null) return Plain(loaded);
        var mask = DataTypes.Integer.Read(loaded.Mask);
        if (Narrow(loaded, mask) is { } field && DataTypes.Integer.Read(loaded.Flip ?? []) == 0) return field;
        var node = Plain(loaded);
        return Operate(node, node.Type.Read(loaded.Mask, loaded.IsSwapped), node.Type.Read(loaded.Flip ?? [], loaded.IsSwapped), loaded.Bytes * 8);
    }

    private Node Plain(Loaded loaded)
    {
        if (loaded.Node is { } node) return node;
        if (loaded.Payload is not { } payload) return new ValueNode(DataTypes.Integer, 0, 0);
        int offset = (int)Math.Min(payload.Offset, 65536) * 8, width = (int)Math.Min(payload.Length, 64) * 8;
        if (_packet.FieldAt(payload.Base, offset, width) is { } found)
        {
            _packet.Use(found.Header, found.Field);
            return Selectors.Payload(found.Header, found.Field);
        }
        return Selectors.RawPayload(payload.Base, offset, width);
    }

    // The field that a mask cuts out of bytes that were read; null when it is none.
    private Selector? Narrow(Loaded loaded, UInt128 mask)
    {
        if (mask == 0) return null;
        int total = loaded.Bytes * 8, shift = (int)UInt128.TrailingZeroCount(mask);
        int width = 128 - (int)UInt128.LeadingZeroCount(mask) - shift;
        if (width + shift > total || mask >> shift != (width == 128 ? UInt128.MaxValue : (UInt128.One << width) - 1)) return null;
        if (loaded.Payload is { } payload)
        {
            int offset = (int)Math.Min(payload.Offset, 65536) * 8 + total - width - shift;
            if (_packet.FieldAt(payload.Base, offset, width) is not { } found) return null;
            _packet.Use(found.Header, found.Field);
            return Selectors.Payload(found.Header, found.Field, shift);
        }
        if (loaded.Extension is { } extension)
        {
            var selector = Selectors.Extension(extension.Kind, extension.Type, (int)Math.Min(extension.Offset, 4096) * 8 + total - width - shift, width, false, shift);
            return selector.Text.Contains('@', StringComparison.Ordinal) ? null : selector;
        }
        return null;
    }

    private static Node Operate(Node node, UInt128 mask, UInt128 flip, int width)
    {
        var all = width >= 128 ? UInt128.MaxValue : (UInt128.One << width) - 1;
        if ((mask & flip) == 0 && flip != 0)
        {
            var kept = mask | flip;
            return new OperationNode("|", kept == all ? node : new OperationNode("&", node, Operand(kept)), Operand(flip));
        }
        if (mask != all || flip == 0) node = new OperationNode("&", node, Operand(mask));
        return flip == 0 ? node : new OperationNode("^", node, Operand(flip));

        OperandNode Operand(UInt128 value) => new(node.Type, value, width);
    }

    /// <summary>The key that begins in a register and has that many bytes: one selector, or several put together.</summary>
    private Node Key(int register, int bytes)
    {
        var parts = new List<Node>();
        for (int read = 0; read < bytes && At(register + read / Cell) is { } loaded;)
        {
            parts.Add(Whole(loaded));
            read += Math.Max(Cell, (loaded.Bytes + Cell - 1) / Cell * Cell);
        }
        return parts.Count switch
        {
            0 => new ValueNode(DataTypes.Integer, 0, 0),
            1 => parts[0],
            _ => new ConcatenationNode(parts),
        };
    }

    private Node? Typed(int register, DataType type, int width, bool swapped = false) => At(register) switch
    {
        null => null,
        { Immediate: { } bytes } => type is TextType ? new ValueNode(type, type.Read(bytes), width) : new ValueNode(type, type.Read(bytes.AsSpan(0, Math.Min(bytes.Length, (width + 7) / 8)), swapped), width),
        var loaded => Whole(loaded),
    };
}
