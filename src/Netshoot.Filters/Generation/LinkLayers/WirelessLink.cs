using Netshoot.Filters.Bytecode;
using Netshoot.Filters.Tree;
using Netshoot.Wire;

namespace Netshoot.Filters.Generation.LinkLayers;

/// <summary>
/// IEEE 802.11, alone or behind a radio header whose length varies. The MAC header varies too: both are computed once per packet, in front
/// of the program, and kept in scratch words.
/// </summary>
internal sealed class WirelessLink(WirelessLink.Radio radio) : LinkLayer
{
    private const byte DataFrame = 0x08, ControlFrame = 0x04, QualityOfService = 0x80, ToSystem = 0x01, FromSystem = 0x02;
    private const int Address1 = 4, Address2 = 10, Address3 = 16, Address4 = 24, HeaderLength = 24;

    private readonly VariablePart _header = new();
    private readonly VariablePart _payload = new();

    /// <summary>What is in front of the frame (pcap-linktype(7)).</summary>
    public enum Radio { None, Prism, Avs, Radiotap, Ppi }

    public override string? MacHostName => "802.11";

    public override bool HasVlan => radio != Radio.Ppi;

    public override bool HasRadioHeader => radio is Radio.Prism or Radio.Avs or Radio.Radiotap;

    public override void SetUp(CodeGenerator generator)
    {
        generator.LinkHeader = radio == Radio.None ? new Offset(0) : new Offset(0, _header);
        generator.TypeField = new Offset(0);
        generator.Payload = new Offset(0, _payload);
        generator.NetworkOffset = 8;
        generator.NetworkOffsetWithoutSnap = 3;
    }

    public override Predicate HasType(CodeGenerator generator, uint type) => IsData(generator).And(LlcType(generator, type));

    public override Predicate? Llc(CodeGenerator generator) => IsData(generator);

    public override Predicate? Broadcast(CodeGenerator generator) => Destination(generator, at => generator.MacEqual(From.LinkHeader, at, MacAddress.Broadcast));

    public override Predicate? Multicast(CodeGenerator generator)
        => Destination(generator, at => generator.Test(From.LinkHeader, at, BpfOpcode.Byte, 1, relation: BpfOpcode.AnyBit));

    public override Predicate WirelessType(CodeGenerator generator, byte mask, uint value)
        => radio == Radio.Ppi ? base.WirelessType(generator, mask, value) : Control(generator, value, mask);

    public override Predicate WirelessDirection(CodeGenerator generator, uint direction)
        => radio == Radio.Ppi
            ? base.WirelessDirection(generator, direction)
            : generator.Test(From.LinkHeader, 1, BpfOpcode.Byte, direction, ToSystem | FromSystem);

    public override Predicate? MacHost(CodeGenerator generator, MacAddress address, Direction direction)
    {
        Predicate At(int offset) => generator.MacEqual(From.LinkHeader, offset, address);
        switch (direction)
        {
            case Direction.Source:
                return Source(generator, At);
            case Direction.Destination:
                return Destination(generator, At);
            case Direction.SourceAndDestination:
                var both = Source(generator, At);
                return both.And(Destination(generator, At));
            case Direction.Address1:
                return At(Address1);
            case Direction.Address2:
                return HasAddress2(generator).And(At(Address2));
            case Direction.Address3:
                return Control(generator, ControlFrame, 0x0c).Not().And(At(Address3));
            case Direction.Address4:
                return generator.Test(From.LinkHeader, 1, BpfOpcode.Byte, ToSystem | FromSystem, ToSystem | FromSystem).And(At(Address4));
            case Direction.Receiver:
                return Bit(generator, 0, DataFrame).And(At(Address1));
            case Direction.Transmitter:
                var data = Bit(generator, 0, DataFrame);
                return data.And(HasAddress2(generator).And(At(Address2)));
            default:
                var either = Source(generator, At);
                return either.Or(Destination(generator, At));
        }
    }

    public override Block Finish(CodeGenerator generator, Predicate predicate, Block accept, Block reject)
    {
        var program = generator.BeforeEverything(predicate.Finish(accept, reject));
        var entry = program;
        if (_payload.Register is { } payload)
        {
            if (radio != Radio.None) generator.Register(_header);
            entry = PayloadCode((uint)payload, entry);
        }
        if (radio == Radio.None || _header.Register is not { } header) return entry;
        return HeaderCode((uint)header, entry, reject);
    }

    /// <summary>Length of the radio header, into a scratch word and X.</summary>
    private Block HeaderCode(uint slot, Block next, Block reject)
    {
        Statement[] keep = [new(BpfOpcode.Store, slot), new(BpfOpcode.Tax)];
        switch (radio)
        {
            case Radio.Avs:
                return new Block { End = BlockEnd.Goto, True = next, Code = [new(BpfOpcode.LoadWord, 4), .. keep] };
            case Radio.Prism:
                // The Prism header has one length; where AVS took its place, the second word is the length.
                var end = new Block { End = BlockEnd.Goto, True = next, Code = [.. keep] };
                var avs = new Block { End = BlockEnd.Goto, True = end, Code = [new(BpfOpcode.LoadWord, 4)] };
                var prism = new Block { End = BlockEnd.Goto, True = end, Code = [new(BpfOpcode.LoadConstant, 144)] };
                var which = Block.Branch(BpfOpcode.Equal, 0x80211000, new(BpfOpcode.LoadWord, 0), new(BpfOpcode.Alu | BpfOpcode.And, 0xfffff000));
                (which.True, which.False) = (avs, prism);
                return which;
            default:
                var length = new Block
                {
                    End = BlockEnd.Goto,
                    True = next,
                    Code =
                    [
                        new(BpfOpcode.LoadByte, 3), new(BpfOpcode.Alu | BpfOpcode.ShiftLeft, 8), new(BpfOpcode.Tax), new(BpfOpcode.LoadByte, 2),
                        new(BpfOpcode.Alu | BpfOpcode.Or | BpfOpcode.UseX), .. keep,
                    ],
                };
                if (radio != Radio.Ppi) return length;
                var is80211 = Block.Branch(BpfOpcode.Equal, 0x69000000, new Statement(BpfOpcode.LoadWord, 4)); // LINKTYPE_IEEE802_11, little-endian
                (is80211.True, is80211.False) = (length, reject);
                return is80211;
        }
    }

    /// <summary>
    /// Where LLC begins: behind 24 bytes, two more in data frames with QoS, and padding to four where radiotap's flags say so. X holds the
    /// length of the radio header.
    /// </summary>
    private Block PayloadCode(uint slot, Block next)
    {
        var start = Block.Branch(BpfOpcode.AnyBit, DataFrame,
            new(BpfOpcode.Txa), new(BpfOpcode.Alu | BpfOpcode.Add, HeaderLength), new(BpfOpcode.Store, slot), new(BpfOpcode.LoadByteX, 0));
        if (radio == Radio.None) start.Code.Insert(0, new Statement(BpfOpcode.LoadXConstant, 0));
        var control = Block.Branch(BpfOpcode.AnyBit, ControlFrame);
        var quality = Block.Branch(BpfOpcode.AnyBit, QualityOfService);
        var after = radio == Radio.Radiotap ? PaddingCode(slot, next) : next;
        var longer = new Block
        {
            End = BlockEnd.Goto,
            True = after,
            Code = [new(BpfOpcode.LoadMemory, slot), new(BpfOpcode.Alu | BpfOpcode.Add, 2), new(BpfOpcode.Store, slot)],
        };
        (start.True, start.False) = (control, next);
        (control.True, control.False) = (next, quality);
        (quality.True, quality.False) = (longer, after);
        return start;
    }

    /// <summary>Radiotap's presence word, read big-endian: flags present, no second word, and a time stamp before the flags or not.</summary>
    private static Block PaddingCode(uint slot, Block next)
    {
        const uint FlagsPresent = 0x02000000, MoreWords = 0x00000080, TimeStampPresent = 0x01000000, Padded = 0x20;
        var pad = new Block
        {
            End = BlockEnd.Goto,
            True = next,
            Code =
            [
                new(BpfOpcode.LoadMemory, slot), new(BpfOpcode.Alu | BpfOpcode.Add, 3), new(BpfOpcode.Alu | BpfOpcode.And, 0xfffffffc), new(BpfOpcode.Store, slot),
            ],
        };
        var flags = Block.Branch(BpfOpcode.AnyBit, FlagsPresent, new Statement(BpfOpcode.LoadWord, 4));
        var more = Block.Branch(BpfOpcode.AnyBit, MoreWords);
        var timeStamp = Block.Branch(BpfOpcode.AnyBit, TimeStampPresent);
        var behind = Block.Branch(BpfOpcode.AnyBit, Padded, new Statement(BpfOpcode.LoadByte, 16));
        var first = Block.Branch(BpfOpcode.AnyBit, Padded, new Statement(BpfOpcode.LoadByte, 8));
        (flags.True, flags.False) = (more, next);
        (more.True, more.False) = (next, timeStamp);
        (timeStamp.True, timeStamp.False) = (behind, first);
        (behind.True, behind.False) = (pad, next);
        (first.True, first.False) = (pad, next);
        return flags;
    }

    private static Predicate Control(CodeGenerator generator, uint value, byte mask) => generator.Test(From.LinkHeader, 0, BpfOpcode.Byte, value, mask);

    private static Predicate Bit(CodeGenerator generator, int offset, byte bit) => generator.Test(From.LinkHeader, offset, BpfOpcode.Byte, bit, relation: BpfOpcode.AnyBit);

    private static Predicate IsData(CodeGenerator generator)
    {
        var notControl = Bit(generator, 0, ControlFrame).Not();
        return notControl.And(Bit(generator, 0, DataFrame));
    }

    /// <summary>All but CTS and ACK, the control frames with one address.</summary>
    private static Predicate HasAddress2(CodeGenerator generator)
    {
        var other = Control(generator, ControlFrame, 0x0c).Not();
        var clearToSend = Control(generator, 0xc0, 0xf0).Not();
        return other.Or(clearToSend.And(Control(generator, 0xd0, 0xf0).Not()));
    }

    /// <summary>The destination is address 1, or 3 in data frames to the distribution system (IEEE 802.11 section 9.3.2.1).</summary>
    private static Predicate Destination(CodeGenerator generator, Func<int, Predicate> ask)
    {
        var notControl = Bit(generator, 0, ControlFrame).Not();
        var management = Bit(generator, 0, DataFrame).Not().And(ask(Address1));
        var data = Bit(generator, 0, DataFrame);
        var direct = Bit(generator, 1, ToSystem).Not().And(ask(Address1));
        return notControl.And(management.Or(data.And(direct.Or(Bit(generator, 1, ToSystem).And(ask(Address3))))));
    }

    /// <summary>The source is address 2, or in data frames from the distribution system 3, or 4 when they go to it as well.</summary>
    private static Predicate Source(CodeGenerator generator, Func<int, Predicate> ask)
    {
        var notControl = Bit(generator, 0, ControlFrame).Not();
        var management = Bit(generator, 0, DataFrame).Not().And(ask(Address2));
        var data = Bit(generator, 0, DataFrame);
        var direct = Bit(generator, 1, FromSystem).Not().And(ask(Address2));
        var from = Bit(generator, 1, FromSystem);
        var third = Bit(generator, 1, ToSystem).Not().And(ask(Address3));
        return notControl.And(management.Or(data.And(direct.Or(from.And(third.Or(Bit(generator, 1, ToSystem).And(ask(Address4))))))));
    }
}
