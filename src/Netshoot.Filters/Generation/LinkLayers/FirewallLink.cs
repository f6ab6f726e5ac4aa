using System.Text;
using Netshoot.Filters.Bytecode;
using Netshoot.Filters.Tree;

namespace Netshoot.Filters.Generation.LinkLayers;

/// <summary>Packets that pf(4) of OpenBSD and FreeBSD logged (LINKTYPE_PFLOG): a header that tells its own length.</summary>
internal sealed class FirewallLink : LinkLayer
{
    private const int FamilyField = 1, ActionField = 2, ReasonField = 3, InterfaceField = 4, RuleSetField = 20, RuleField = 36, SubRuleField = 40, DirectionField = 60;
    private const uint FamilyIp4 = 2, FamilyIp6 = 10, In = 1, Out = 2;

    private readonly VariablePart _length = new();

    public override void SetUp(CodeGenerator generator) => generator.Payload = new Offset(0, _length);

    public override Predicate HasType(CodeGenerator generator, uint type) => type switch
    {
        EtherType.Ip => generator.Test(From.LinkHeader, FamilyField, BpfOpcode.Byte, FamilyIp4),
        EtherType.Ip6 => generator.Test(From.LinkHeader, FamilyField, BpfOpcode.Byte, FamilyIp6),
        _ => CodeGenerator.False(),
    };

    public override Predicate Inbound(CodeGenerator generator, bool outbound) => generator.Test(From.LinkHeader, DirectionField, BpfOpcode.Byte, outbound ? Out : In);

    public override Predicate Firewall(CodeGenerator generator, FirewallField field, uint value) => field switch
    {
        FirewallField.RuleNumber => generator.Test(From.LinkHeader, RuleField, BpfOpcode.Word, value),
        FirewallField.SubRuleNumber => generator.Test(From.LinkHeader, SubRuleField, BpfOpcode.Word, value),
        FirewallField.Reason => generator.Test(From.LinkHeader, ReasonField, BpfOpcode.Byte, value),
        _ => generator.Test(From.LinkHeader, ActionField, BpfOpcode.Byte, value),
    };

    public override Predicate Firewall(CodeGenerator generator, FirewallField field, string name)
    {
        bool isInterface = field == FirewallField.Interface;
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        if (bytes.Length > 15)
            throw generator.Error(isInterface ? "ifname interface names can only be 15 characters" : "ruleset names can only be 15 characters");
        return generator.BytesEqual(From.LinkHeader, isInterface ? InterfaceField : RuleSetField, bytes);
    }

    public override Block Finish(CodeGenerator generator, Predicate predicate, Block accept, Block reject)
    {
        var entry = generator.BeforeEverything(predicate.Finish(accept, reject));
        if (_length.Register is not { } slot) return entry;
        return new Block
        {
            End = BlockEnd.Goto,
            True = entry,
            Code =
            [
                new(BpfOpcode.LoadByte, 0), new(BpfOpcode.Alu | BpfOpcode.Add, 3), new(BpfOpcode.Alu | BpfOpcode.And, 0xfffffffc),
                new(BpfOpcode.Store, (uint)slot), new(BpfOpcode.Tax),
            ],
        };
    }
}

/// <summary>Solaris' ipnet: a version, an address family, and the way the packet went.</summary>
internal sealed class SolarisLink : LinkLayer
{
    private const uint FamilyIp4 = 2, FamilyIp6 = 26, Sent = 1, Received = 2;

    public override void SetUp(CodeGenerator generator)
    {
        generator.Payload = new Offset(24);
        generator.NetworkOffsetWithoutSnap = -1;
    }

    public override Predicate HasType(CodeGenerator generator, uint type) => type switch
    {
        EtherType.Ip => generator.Test(From.LinkHeader, 1, BpfOpcode.Byte, FamilyIp4),
        EtherType.Ip6 => generator.Test(From.LinkHeader, 1, BpfOpcode.Byte, FamilyIp6),
        _ => CodeGenerator.False(),
    };

    public override Predicate Inbound(CodeGenerator generator, bool outbound) => generator.Test(From.LinkHeader, 2, BpfOpcode.Half, outbound ? Sent : Received);
}
