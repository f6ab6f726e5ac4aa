using Netshoot.Filters.Bytecode;

namespace Netshoot.Filters.Generation.LinkLayers;

/// <summary>Links with an EtherType somewhere and nothing else that filters know.</summary>
internal sealed class TypeFieldLink(int type, int payload) : LinkLayer
{
    public override void SetUp(CodeGenerator generator)
    {
        generator.TypeField = new Offset(type);
        generator.Payload = new Offset(payload);
    }

    public override Predicate HasType(CodeGenerator generator, uint protocol) => generator.Test(From.TypeField, 0, BpfOpcode.Half, protocol);
}

/// <summary>Links whose frames are only told by a magic number in front: the protocol inside is taken for granted.</summary>
internal class MagicLink(uint magic, uint mask, int payload, int withoutSnap) : LinkLayer
{
    public override void SetUp(CodeGenerator generator)
    {
        generator.Payload = new Offset(payload);
        generator.NetworkOffsetWithoutSnap = withoutSnap;
    }

    public override Predicate HasType(CodeGenerator generator, uint type) => generator.Test(From.LinkHeader, 0, BpfOpcode.Word, magic, mask);
}

/// <summary>The link types of Juniper's routers: "MGC", flags, and a header whose length the type tells.</summary>
internal sealed class JuniperLink(int payload, int withoutSnap) : MagicLink(Magic, 0xffffff00, payload, withoutSnap)
{
    private const uint Magic = 0x4d474300;

    public static JuniperLink? TryFor(LinkType type) => type.Value switch
    {
        130 or 131 or 134 or 179 or 180 or 181 => new(4, -1),
        133 or 164 => new(12, -1),
        135 => new(8, 10),
        137 => new(4, 10),
        167 or 178 => new(32, 3),
        168 => new(6, -1),
        132 or 136 or 183 or 194 or 200 or 232 or 233 or 234 or 238 => new(-2, 0),
        _ => null,
    };

    public override Predicate Inbound(CodeGenerator generator, bool outbound) => generator.Test(From.LinkHeader, 3, BpfOpcode.Byte, outbound ? 0u : 1u, 0x01);
}

/// <summary>All others: bytes can be compared, but what is in them is not known.</summary>
internal sealed class UnsupportedLink : LinkLayer
{
    public override void SetUp(CodeGenerator generator)
    {
    }

    public override Predicate HasType(CodeGenerator generator, uint type) => throw NotImplemented(generator);

    /// <summary>libpcap has short names for some; the others are called by their description.</summary>
    internal static Exception NotImplemented(CodeGenerator generator)
    {
        string what = generator.LinkType.Value switch
        {
            139 or 140 => "MTP2",
            144 => "IrDA",
            177 => "LAPD",
            182 => "Multi-link Frame Relay",
            186 or 189 or 220 or 249 => "USB",
            187 or 201 => "Bluetooth",
            190 or 227 => "CAN",
            191 or 195 or 215 or 230 or 283 => "IEEE 802.15.4",
            193 => "IEEE 802.16",
            196 => "SITA",
            197 => "ERF",
            198 => "RAIF1",
            199 or 209 => "IPMB",
            202 => "AX.25",
            239 => "NFLOG",
            246 => "PFSYNC",
            _ => generator.LinkType.Description ?? $"DLT {generator.LinkType.Value}",
        };
        return generator.Error($"{what} link-layer type filtering not implemented");
    }
}
