using Netshoot.Filters.Bytecode;
using Netshoot.Filters.Generation.LinkLayers;
using Netshoot.Filters.Syntax;
using Netshoot.Filters.Tree;
using Netshoot.Wire;

namespace Netshoot.Filters.Generation;

/// <summary>
/// Turns a tree into a flow graph for one link type. Nodes are visited from left to right, since encapsulations move the offsets for all
/// nodes after them, whatever combines them.
/// </summary>
internal sealed partial class CodeGenerator
{
    private readonly FilterOptions _options;
    private readonly string _source;
    private readonly LinkLayer _outermost;
    private SourceSpan _where;

    private CodeGenerator(FilterOptions options, string source)
    {
        _options = options;
        _source = source;
        LinkType = options.LinkType.Normalized;
        Link = _outermost = LinkLayer.For(LinkType);
        Link.SetUp(this);
    }

    /// <summary>Whether the program may read what the kernel knows of the frame.</summary>
    public bool MayAskKernel => _options.KernelMetadata != KernelMetadata.None;

    /// <summary>What the current headers are: changes behind PPPoE, Geneve and VXLAN.</summary>
    public LinkType LinkType { get; private set; }

    public LinkLayer Link { get; private set; }

    public Offset LinkHeader { get; set; } = new(0);

    /// <summary>Where the field that names the next protocol is, for the layers that have one.</summary>
    public Offset TypeField { get; set; } = new(0);

    /// <summary>What follows the link-layer header: LLC, or the network layer.</summary>
    public Offset Payload { get; set; } = new(0);

    /// <summary>From the payload to the network layer; with LLC in between, that with SNAP.</summary>
    public int NetworkOffset { get; set; }

    /// <summary>From the payload to the network layer behind LLC without SNAP.</summary>
    public int NetworkOffsetWithoutSnap { get; set; }

    public Registers Registers { get; } = new();

    /// <summary>Whether the program is left as it is: with "protochain", which loops, and with "geneve", as libpcap 1.10.3 has it.</summary>
    public bool IsFinal { get; private set; }

    /// <returns>The first block of the program.</returns>
    public static Block Generate(FilterNode node, FilterOptions options, string source, out bool isFinal)
    {
        var generator = new CodeGenerator(options, source);
        var accept = Block.Return(options.SnapLength);
        isFinal = false;
        if (node is EverythingNode) return accept;

        var reject = Block.Return(0);
        var predicate = generator.Visit(node);
        isFinal = generator.IsFinal;
        return generator._outermost.Finish(generator, predicate, accept, reject);
    }

    public Failure Error(string reason) => FilterError.At(_source, _where, reason);

    public Predicate Visit(FilterNode node)
    {
        if (node.Where != default) _where = node.Where;
        return node switch
        {
            ChainNode chain => Chain(chain),
            NotNode not => Visit(not.Inner).Not(),
            IdentifierNode identifier => Identifier(identifier),
            ProtocolNode protocol => Protocol(protocol.Protocol),
            ComparisonNode comparison => Comparison(comparison),
            ByteNode oneByte => OneByte(oneByte),
            LengthNode length => Length(length),
            BroadcastNode broadcast => Broadcast(broadcast.Protocol),
            MulticastNode multicast => Multicast(multicast.Protocol),
            InboundNode inbound => Link.Inbound(this, inbound.Outbound),
            InterfaceIndexNode index => Link.InterfaceIndex(this, index.Index),
            EncapsulationNode encapsulation => Encapsulated(encapsulation),
            PppoeDiscoveryNode => HasType(EtherType.PppoeDiscovery),
            LlcNode llc => Llc(llc.Kind),
            WirelessTypeNode type => Link.WirelessType(this, type.Mask, type.Value),
            WirelessDirectionNode direction => Link.WirelessDirection(this, direction.Direction),
            FirewallNumberNode number => Link.Firewall(this, number.Field, number.Value),
            FirewallNameNode name => Link.Firewall(this, name.Field, name.Name),
            SignallingFieldNode field => Link.Signalling(this, field.Field, field.Comparison, field.Value),
            SignallingKindNode kind => Link.SignallingKind(this, kind.Word),
            _ => True(),
        };
    }

    private Predicate Chain(ChainNode chain)
    {
        var all = Visit(chain.First);
        foreach (var (isOr, node) in chain.Rest)
        {
            var next = Visit(node);
            all = isOr ? all.Or(next) : all.And(next);
        }
        return all;
    }

    /// <summary>Whether the frame carries the protocol with this EtherType or, up to 1500, this LLC service access point.</summary>
    public Predicate HasType(uint type) => _mplsDepth > 0 ? MplsCarries(type) : Link.HasType(this, type);

    public static Predicate True() => new(Block.Branch(BpfOpcode.Equal, 0, new Statement(BpfOpcode.LoadConstant, 0)));

    public static Predicate False() => new(Block.Branch(BpfOpcode.Equal, 0, new Statement(BpfOpcode.LoadConstant, 1)));

    /// <summary>Asks whether so many bytes somewhere, under a mask, compare with a value.</summary>
    public Predicate Test(From from, int offset, ushort size, uint value, uint mask = uint.MaxValue, ushort relation = BpfOpcode.Equal)
    {
        var block = Block.Branch(relation, value);
        Load(block.Code, from, offset, size);
        if (mask != uint.MaxValue) block.Code.Add(new Statement(BpfOpcode.Alu | BpfOpcode.And, mask));
        return new Predicate(block);
    }

    /// <summary>Asks whether bytes are equal to these: whole words from the end, then what is left in front.</summary>
    public Predicate BytesEqual(From from, int offset, ReadOnlySpan<byte> bytes)
    {
        Predicate? all = null;
        for (int left = bytes.Length; left > 0;)
        {
            int take = left >= 4 ? 4 : left >= 2 ? 2 : 1;
            left -= take;
            uint value = 0;
            foreach (byte b in bytes.Slice(left, take)) value = value << 8 | b;
            ushort size = take switch { 4 => BpfOpcode.Word, 2 => BpfOpcode.Half, _ => BpfOpcode.Byte };
            var part = Test(from, offset + left, size, value);
            all = all is null ? part : all.And(part);
        }
        return all ?? True();
    }

    public Predicate MacEqual(From from, int offset, MacAddress address)
    {
        Span<byte> bytes = stackalloc byte[MacAddress.Size];
        address.CopyTo(bytes);
        return BytesEqual(from, offset, bytes);
    }

    /// <summary>Loads so many bytes into A; X is lost where the header's place varies.</summary>
    public void Load(List<Statement> code, From from, int offset, ushort size)
    {
        switch (from)
        {
            case From.Packet:
                code.Add(new Statement((ushort)(BpfOpcode.Load | BpfOpcode.Absolute | size), (uint)offset));
                break;
            case From.LinkHeader:
                LoadAt(code, LinkHeader.Plus(offset), size);
                break;
            case From.TypeField:
                LoadAt(code, TypeField.Plus(offset), size);
                break;
            case From.Payload:
                LoadAt(code, Payload.Plus(offset), size);
                break;
            case From.Network:
                LoadAt(code, Payload.Plus(NetworkOffset + offset), size);
                break;
            case From.NetworkWithoutSnap:
                LoadAt(code, Payload.Plus(NetworkOffsetWithoutSnap + offset), size);
                break;
            case From.Transport6:
                LoadAt(code, Payload.Plus(NetworkOffset + Ip6HeaderLength + offset), size);
                break;
            default:
                LoadTransportOffset(code);
                code.Add(new Statement((ushort)(BpfOpcode.Load | BpfOpcode.Indirect | size), (uint)(Payload.Constant + NetworkOffset + offset)));
                break;
        }
    }

    public void LoadAt(List<Statement> code, Offset at, ushort size)
    {
        if (at.Variable is null)
        {
            code.Add(new Statement((ushort)(BpfOpcode.Load | BpfOpcode.Absolute | size), (uint)at.Constant));
            return;
        }
        code.Add(new Statement(BpfOpcode.LoadXMemory, Register(at.Variable)));
        code.Add(new Statement((ushort)(BpfOpcode.Load | BpfOpcode.Indirect | size), (uint)at.Constant));
    }

    /// <summary>The scratch slot of a variable offset, claimed now if no load asked before.</summary>
    public uint Register(VariablePart variable) => (uint)(variable.Register ??= Claim());

    public int Claim() => Registers.TryClaim(out int register) ? register : throw Error("too many registers needed to evaluate expression");

    /// <summary>Leaves in X the length of the IPv4 header, plus the variable part of the payload's place: what transport offsets add to.</summary>
    private void LoadTransportOffset(List<Statement> code)
    {
        int ip = Payload.Constant + NetworkOffset;
        if (Payload.Variable is null)
        {
            code.Add(new Statement(BpfOpcode.LoadXHeaderLength, (uint)ip));
            return;
        }
        code.Add(new Statement(BpfOpcode.LoadXMemory, Register(Payload.Variable)));
        code.Add(new Statement(BpfOpcode.LoadByteX, (uint)ip));
        code.Add(new Statement(BpfOpcode.Alu | BpfOpcode.And, 0xf));
        code.Add(new Statement(BpfOpcode.Alu | BpfOpcode.ShiftLeft, 2));
        code.Add(new Statement(BpfOpcode.Alu | BpfOpcode.Add | BpfOpcode.UseX));
        code.Add(new Statement(BpfOpcode.Tax));
    }
}
