using Netshoot.Filters.Bytecode;
using Netshoot.Filters.Tree;

namespace Netshoot.Filters.Generation.LinkLayers;

/// <summary>SS7's MTP2 (ITU-T Q.703) with MTP3's routing label (Q.704) behind it, and its high-speed form with longer sequence numbers.</summary>
/// <param name="start">Where MTP2 begins: behind the header of the capture.</param>
internal sealed class SignallingLink(int start) : LinkLayer
{
    private const int LengthField = 2, HighSpeedLengthField = 4, HighSpeedShift = 3;

    public override void SetUp(CodeGenerator generator)
    {
    }

    public override Predicate HasType(CodeGenerator generator, uint type) => throw UnsupportedLink.NotImplemented(generator);

    public override Predicate SignallingKind(CodeGenerator generator, string word) => word switch
    {
        "fisu" => Length(generator, 0, BpfOpcode.Equal),
        "lssu" or "lsu" => Length(generator, 0, BpfOpcode.Greater).And(Length(generator, 2, BpfOpcode.Greater).Not()),
        "msu" => Length(generator, 2, BpfOpcode.Greater),
        "hfisu" => HighSpeedLength(generator, 0, BpfOpcode.Equal),
        "hlssu" => HighSpeedLength(generator, 0, BpfOpcode.Greater).And(HighSpeedLength(generator, 0x0100, BpfOpcode.Greater).Not()),
        "hmsu" => HighSpeedLength(generator, 0x0100, BpfOpcode.Greater),
        _ => base.SignallingKind(generator, word),
    };

    public override Predicate Signalling(CodeGenerator generator, SignallingField field, Comparison comparison, uint value)
    {
        bool highSpeed = field >= SignallingField.HighSpeedSio;
        int at = start + (highSpeed ? HighSpeedShift : 0);
        switch (field)
        {
            case SignallingField.Sio or SignallingField.HighSpeedSio:
                Limit(generator, "sio", value, 255);
                return Compare(generator, at + 3, BpfOpcode.Byte, value, uint.MaxValue, comparison);
            case SignallingField.Opc or SignallingField.HighSpeedOpc:
                Limit(generator, "opc", value, 16383);
                // Fourteen bits across three bytes, little-endian; shifted to where a big-endian load finds them.
                return Compare(generator, at + 4, BpfOpcode.Word, (value & 0x3c00) >> 10 | (value & 0x3fc) << 6 | (value & 0x3) << 22, 0x00c0ff0f, comparison);
            case SignallingField.Dpc or SignallingField.HighSpeedDpc:
                Limit(generator, "dpc", value, 16383);
                return Compare(generator, at + 4, BpfOpcode.Word, (value & 0xff) << 24 | (value & 0x3f00) << 8, 0xff3f0000, comparison);
            case SignallingField.Sls or SignallingField.HighSpeedSls:
                Limit(generator, "sls", value, 15);
                return Compare(generator, at + 7, BpfOpcode.Byte, value << 4, 0xf0, comparison);
            default:
                return base.Signalling(generator, field, comparison, value);
        }
    }

    private static void Limit(CodeGenerator generator, string word, uint value, uint most)
    {
        if (value > most) throw generator.Error($"{word} value {value} too big; max value = {most}");
    }

    private static Predicate Compare(CodeGenerator generator, int offset, ushort size, uint value, uint mask, Comparison comparison)
    {
        var (relation, negated) = CodeGenerator.RelationOf(comparison);
        var holds = generator.Test(From.Packet, offset, size, value, mask, relation);
        return negated ? holds.Not() : holds;
    }

    private Predicate Length(CodeGenerator generator, uint value, ushort relation)
        => generator.Test(From.Packet, start + LengthField, BpfOpcode.Byte, value, 0x3f, relation);

    private Predicate HighSpeedLength(CodeGenerator generator, uint value, ushort relation)
        => generator.Test(From.Packet, start + HighSpeedLengthField, BpfOpcode.Half, value, 0xff80, relation);
}
