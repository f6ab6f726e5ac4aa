using Netshoot.Filters.Bytecode;
using Netshoot.Filters.Tree;

namespace Netshoot.Filters.Generation;

/// <summary>Comparisons of arithmetic, and the primitives that are short for one.</summary>
internal sealed partial class CodeGenerator
{
    /// <summary>Code that leaves an operand's value in a scratch word, and what must hold for its loads to mean something.</summary>
    private readonly record struct Value(List<Statement> Code, int Slot, Predicate? Needs);

    private Predicate Comparison(ComparisonNode node)
    {
        var left = Evaluate(node.Left);
        var right = Evaluate(node.Right);
        var (relation, negated) = RelationOf(node.Comparison);
        var block = new Block { End = BlockEnd.Branch, Relation = (ushort)(relation | BpfOpcode.UseX), Code = left.Code };
        block.Code.AddRange(right.Code);
        block.Code.Add(new Statement(BpfOpcode.LoadXMemory, (uint)right.Slot));
        block.Code.Add(new Statement(BpfOpcode.LoadMemory, (uint)left.Slot));
        if (relation == BpfOpcode.Equal)
        {
            block.Code.Add(new Statement(BpfOpcode.Alu | BpfOpcode.Subtract | BpfOpcode.UseX));
            block.Relation = BpfOpcode.Equal;
        }
        Registers.Release(left.Slot);
        Registers.Release(right.Slot);

        var holds = new Predicate(block);
        if (negated) holds = holds.Not();
        return Both(left.Needs, right.Needs) is { } needs ? needs.And(holds) : holds;
    }

    /// <summary>The relation of the machine, and whether its opposite is meant.</summary>
    public static (ushort Relation, bool Negated) RelationOf(Comparison comparison) => comparison switch
    {
        Tree.Comparison.Equal => (BpfOpcode.Equal, false),
        Tree.Comparison.NotEqual => (BpfOpcode.Equal, true),
        Tree.Comparison.Greater => (BpfOpcode.Greater, false),
        Tree.Comparison.GreaterOrEqual => (BpfOpcode.GreaterOrEqual, false),
        Tree.Comparison.Less => (BpfOpcode.GreaterOrEqual, true),
        _ => (BpfOpcode.Greater, true),
    };

    private static Predicate? Both(Predicate? left, Predicate? right) => left is null ? right : right is null ? left : left.And(right);

    private Value Evaluate(Operand operand)
    {
        if (operand.Where != default) _where = operand.Where;
        switch (operand)
        {
            case NumberOperand number:
                return Stored([new Statement(BpfOpcode.LoadConstant, number.Value)], null);
            case LoadOperand load:
                return Evaluate(load);
            case NegatedOperand negated:
                var inner = Evaluate(negated.Inner);
                inner.Code.Add(new Statement(BpfOpcode.LoadMemory, (uint)inner.Slot));
                inner.Code.Add(new Statement(BpfOpcode.Alu | BpfOpcode.Negate));
                inner.Code.Add(new Statement(BpfOpcode.Store, (uint)inner.Slot));
                return inner;
            case BinaryOperand binary:
                return Evaluate(binary);
            default:
                return Stored([new Statement(BpfOpcode.LoadLength)], null);
        }
    }

    private Value Stored(List<Statement> code, Predicate? needs)
    {
        int slot = Claim();
        code.Add(new Statement(BpfOpcode.Store, (uint)slot));
        return new Value(code, slot, needs);
    }

    private Value Evaluate(BinaryOperand binary)
    {
        if (binary.Right is NumberOperand { Value: var constant })
        {
            if (constant == 0 && binary.Operation == BpfOpcode.Divide) throw Error("division by zero");
            if (constant == 0 && binary.Operation == BpfOpcode.Modulo) throw Error("modulus by zero");
            if (constant > 31 && binary.Operation is BpfOpcode.ShiftLeft or BpfOpcode.ShiftRight) throw Error("shift by more than 31 bits");
        }
        var left = Evaluate(binary.Left);
        var right = Evaluate(binary.Right);
        left.Code.AddRange(right.Code);
        left.Code.Add(new Statement(BpfOpcode.LoadXMemory, (uint)right.Slot));
        left.Code.Add(new Statement(BpfOpcode.LoadMemory, (uint)left.Slot));
        left.Code.Add(new Statement((ushort)(BpfOpcode.Alu | binary.Operation | BpfOpcode.UseX)));
        Registers.Release(left.Slot);
        Registers.Release(right.Slot);
        // libpcap 1.10.3 asks only what the left operand needs: "1 + ip[0]" reads that byte of any frame. The same here, so that verdicts agree.
        return Stored(left.Code, left.Needs);
    }

    private Value Evaluate(LoadOperand load)
    {
        ushort size = load.Size switch
        {
            1 => BpfOpcode.Byte,
            2 => BpfOpcode.Half,
            4 => BpfOpcode.Word,
            _ => throw Error("data size must be 1, 2, or 4"),
        };
        var index = Evaluate(load.Index);
        _where = load.Where == default ? _where : load.Where;
        var code = index.Code;
        int slot = Claim();
        Predicate? needs = null;
        switch (load.Protocol)
        {
            case FilterProtocol.Radio:
                if (!Link.HasRadioHeader) throw Error("radio information not present in capture");
                LoadIndexed(code, index.Slot, new Offset(0), size);
                break;
            case FilterProtocol.Link:
                LoadIndexed(code, index.Slot, LinkHeader, size);
                break;
            case FilterProtocol.Ip or FilterProtocol.Ip6 or FilterProtocol.Arp or FilterProtocol.Rarp or FilterProtocol.AppleTalk
                or FilterProtocol.Decnet or FilterProtocol.Lat or FilterProtocol.Sca or FilterProtocol.MopRc or FilterProtocol.MopDl:
                LoadIndexed(code, index.Slot, Payload.Plus(NetworkOffset), size);
                needs = HasType(TypeOf(load.Protocol));
                break;
            case FilterProtocol.Tcp or FilterProtocol.Udp or FilterProtocol.Sctp or FilterProtocol.Icmp or FilterProtocol.Igmp
                or FilterProtocol.Igrp or FilterProtocol.Pim or FilterProtocol.Vrrp or FilterProtocol.Carp:
                LoadTransportOffset(code);
                code.Add(new Statement(BpfOpcode.LoadMemory, (uint)index.Slot));
                code.Add(new Statement(BpfOpcode.Alu | BpfOpcode.Add | BpfOpcode.UseX));
                code.Add(new Statement(BpfOpcode.Tax));
                code.Add(new Statement((ushort)(BpfOpcode.Load | BpfOpcode.Indirect | size), (uint)(Payload.Constant + NetworkOffset)));
                var ip = HasType(EtherType.Ip);
                ip = ip.And(Protocol(load.Protocol));
                needs = ip.And(IsFirstFragment());
                break;
            case FilterProtocol.Icmp6:
                LoadIndexed(code, index.Slot, Payload.Plus(NetworkOffset + Ip6HeaderLength), size);
                needs = HasType(EtherType.Ip6);
                needs = needs.And(Test(From.Network, Ip6NextHeaderField, BpfOpcode.Byte, IpProtocol.Icmp6));
                break;
            default:
                throw Error("unsupported index operation");
        }
        code.Add(new Statement(BpfOpcode.Store, (uint)slot));
        Registers.Release(index.Slot);
        return new Value(code, slot, Both(index.Needs, needs));
    }

    /// <summary>Loads from a header's place plus the index that a scratch word holds.</summary>
    private void LoadIndexed(List<Statement> code, int index, Offset header, ushort size)
    {
        if (header.Variable is null)
        {
            code.Add(new Statement(BpfOpcode.LoadXMemory, (uint)index));
        }
        else
        {
            code.Add(new Statement(BpfOpcode.LoadXMemory, Register(header.Variable)));
            code.Add(new Statement(BpfOpcode.LoadMemory, (uint)index));
            code.Add(new Statement(BpfOpcode.Alu | BpfOpcode.Add | BpfOpcode.UseX));
            code.Add(new Statement(BpfOpcode.Tax));
        }
        code.Add(new Statement((ushort)(BpfOpcode.Load | BpfOpcode.Indirect | size), (uint)header.Constant));
    }

    private static Predicate Length(LengthNode node)
    {
        var block = Block.Branch(node.AtLeast ? BpfOpcode.GreaterOrEqual : BpfOpcode.Greater, node.Length, new Statement(BpfOpcode.LoadLength));
        var holds = new Predicate(block);
        return node.AtLeast ? holds : holds.Not();
    }

    private Predicate OneByte(ByteNode node)
    {
        int index = (int)node.Index;
        switch (node.Operator)
        {
            case '<':
                return Test(From.LinkHeader, index, BpfOpcode.Byte, node.Value, relation: BpfOpcode.GreaterOrEqual).Not();
            case '>':
                return Test(From.LinkHeader, index, BpfOpcode.Byte, node.Value, relation: BpfOpcode.Greater);
            case '&' or '|':
                var block = Block.Branch(BpfOpcode.Equal, 0);
                Load(block.Code, From.LinkHeader, index, BpfOpcode.Byte);
                block.Code.Add(new Statement((ushort)(BpfOpcode.Alu | (node.Operator == '&' ? BpfOpcode.And : BpfOpcode.Or)), node.Value));
                return new Predicate(block).Not();
            default:
                return Test(From.LinkHeader, index, BpfOpcode.Byte, node.Value);
        }
    }

    private Predicate Broadcast(FilterProtocol protocol)
    {
        switch (protocol)
        {
            case FilterProtocol.Any or FilterProtocol.Link:
                return Link.Broadcast(this) ?? throw Error("not a broadcast link");
            case FilterProtocol.Ip:
                uint hosts = ~(_options.Netmask ?? throw Error("netmask not known, so 'ip broadcast' not supported"));
                var ip = HasType(EtherType.Ip);
                var zeros = Test(From.Network, Ip4Destination, BpfOpcode.Word, 0, hosts);
                return ip.And(zeros.Or(Test(From.Network, Ip4Destination, BpfOpcode.Word, hosts, hosts)));
            default:
                throw Error("only link-layer/IP broadcast filters supported");
        }
    }

    private Predicate Multicast(FilterProtocol protocol)
    {
        switch (protocol)
        {
            case FilterProtocol.Any or FilterProtocol.Link when Link.Multicast(this) is { } multicast:
                return multicast;
            case FilterProtocol.Ip:
                var ip = HasType(EtherType.Ip);
                return ip.And(Test(From.Network, Ip4Destination, BpfOpcode.Byte, 224, relation: BpfOpcode.GreaterOrEqual));
            case FilterProtocol.Ip6:
                var ip6 = HasType(EtherType.Ip6);
                return ip6.And(Test(From.Network, Ip6Destination, BpfOpcode.Byte, 255));
            default:
                throw Error("link-layer multicast filters supported only on ethernet/FDDI/token ring/ARCNET/802.11/ATM LANE/Fibre Channel");
        }
    }

    private Predicate Llc(LlcKind? kind)
    {
        var has = Link.Llc(this) ?? throw Error($"'llc' not supported for {LinkType.Description}");
        return kind switch
        {
            null => has,
            { Mask: 0x01 } => has.And(Test(From.Payload, 2, BpfOpcode.Byte, 0x01, relation: BpfOpcode.AnyBit).Not()),
            { } some => has.And(Test(From.Payload, 2, BpfOpcode.Byte, some.Value, some.Mask)),
        };
    }
}
