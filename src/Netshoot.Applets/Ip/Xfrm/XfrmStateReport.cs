using System.Runtime.InteropServices;
using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Xfrm;
using Netshoot.Wire;

namespace Netshoot.Applets.Ip.Xfrm;

/// <summary>A security association as <c>ip xfrm state</c> prints it.</summary>
internal sealed class XfrmStateReport(IpContext context, bool hidesKeys)
{
    // XFRM_STATE_*, from the lowest bit.
    public static readonly string[] Flags = ["noecn", "decap-dscp", "nopmtudisc", "wildrecv", "icmp", "af-unspec", "align4", "esn"];

    private const int NameSize = 64; // of an algorithm, in the structures below

    private readonly XfrmText _text = new(context);

    private ReportWriter To => _text.To;

    public void Write(XfrmState state)
    {
        To.Text($"src {state.Source} dst {state.Destination}{_text.End}");
        To.Text($"\tproto {XfrmText.ProtocolName(state.Protocol)} spi 0x{state.Spi:x8}");
        if (_text.IsLong) To.Text($"({state.Spi})");
        To.Text($" reqid {state.RequestId}");
        if (_text.IsLong) To.Text($"(0x{state.RequestId:x8})");
        To.Text($" mode {XfrmText.ModeName(state.Mode)}{_text.End}\treplay-window {state.ReplayWindow} ");
        if (_text.IsLong) To.Text($"seq 0x{state.Sequence:x8} ");
        if (state.Flags != 0 || _text.IsLong) _text.WriteFlags(state.Flags, Flags);
        To.Text($"{_text.End}");
        WriteAttributes(state.Attributes.Attributes);
        To.Text($"\tsel ");
        _text.WriteSelector(state.Selector);
        To.Text($"{_text.End}");
        if (_text.IsLong)
        {
            _text.WriteLifetime(state.Limits, state.Use);
            var (outside, replayed, failed) = state.Statistics;
            To.Text($"\tstats:{_text.End}\t  replay-window {outside} replay {replayed} failed {failed}{_text.End}");
        }
        if (context.Options.OneLine) To.Text($"\n");
        context.EntryWritten();
    }

    private void WriteAttributes(NetlinkAttributes attributes)
    {
        WriteMarks(attributes);
        if (attributes.Find((ushort)XfrmAttribute.TruncatedAuthentication) is { Exists: true } truncated) WriteAlgorithm("auth-trunc", truncated.Value, hasLength: true);
        else if (attributes.Find((ushort)XfrmAttribute.Authentication) is { Exists: true } authentication) WriteAlgorithm("auth", authentication.Value, hasLength: false);
        if (attributes.Find((ushort)XfrmAttribute.Aead) is { Exists: true } aead) WriteAlgorithm("aead", aead.Value, hasLength: true);
        if (attributes.Find((ushort)XfrmAttribute.Encryption) is { Exists: true } encryption) WriteAlgorithm("enc", encryption.Value, hasLength: false);
        if (attributes.Find((ushort)XfrmAttribute.Compression) is { Exists: true } compression) WriteAlgorithm("comp", compression.Value, hasLength: false);
        if (attributes.Find((ushort)XfrmAttribute.Encapsulation) is { Exists: true } encapsulation) WriteEncapsulation(encapsulation.Reader);
        if (attributes.Find((ushort)XfrmAttribute.ReplayExtended) is { Exists: true } extended) WriteExtended(extended.Reader);
        else if (attributes.Find((ushort)XfrmAttribute.ReplayState) is { Exists: true } replay) WriteReplay(replay.Reader);
        if (attributes.Find((ushort)XfrmAttribute.InterfaceId) is { Exists: true } id) To.Text($"\tif_id 0x{id.U32:x}{_text.End}");
    }

    private void WriteMarks(NetlinkAttributes attributes)
    {
        var mark = attributes.Find((ushort)XfrmAttribute.Mark);
        var output = attributes.Find((ushort)XfrmAttribute.SetMark);
        if (!mark.Exists && !output.Exists) return;
        To.Text($"\t");
        if (mark.Exists)
        {
            var reader = mark.Reader;
            To.Text($"mark 0x{reader.U32():x}/0x{reader.U32():x} ");
        }
        if (output.Exists)
        {
            To.Text($"output-mark 0x{output.U32:x}");
            if (attributes.Find((ushort)XfrmAttribute.SetMarkMask) is { Exists: true } mask) To.Text($"/0x{mask.U32:x}");
        }
        To.Text($"{_text.End}");
    }

    // struct xfrm_algo: name, bits of the key, key; xfrm_algo_auth and xfrm_algo_aead have a length of what is kept between the two.
    private void WriteAlgorithm(string kind, ReadOnlySpan<byte> algorithm, bool hasLength)
    {
        if (algorithm.Length < NameSize + (hasLength ? 8 : 4)) return;
        var name = algorithm[..NameSize];
        uint bits = MemoryMarshal.Read<uint>(algorithm[NameSize..]);
        var key = algorithm[(NameSize + (hasLength ? 8 : 4))..];
        key = key[..(int)Math.Min((uint)key.Length, bits / 8)];
        To.Text($"\t{kind} {name[..(name.IndexOf((byte)0) is var end and >= 0 ? end : NameSize)]} ");
        if (hidesKeys) To.Text($"<<Keys hidden>>");
        else if (!key.IsEmpty) To.Text($"0x{Convert.ToHexStringLower(key)}");
        if (!key.IsEmpty && _text.IsLong) To.Text($" ({bits} bits)");
        if (hasLength) To.Text($" {MemoryMarshal.Read<uint>(algorithm[(NameSize + 4)..])}");
        To.Text($"{_text.End}");
    }

    // struct xfrm_encap_tmpl
    private void WriteEncapsulation(NetlinkReader reader)
    {
        const ushort NonIke = 1, InUdp = 2, InTcp = 7;
        ushort type = reader.U16(), source = reader.U16BigEndian(), destination = reader.U16BigEndian();
        reader.Skip(2);
        var address = reader.Take(16);
        string name = type switch { NonIke => "espinudp-nonike", InUdp => "espinudp", InTcp => "espintcp", _ => LinkRow.Decimal(type) };
        To.Text($"\tencap type {name} sport {source} dport {destination} addr {(address.Length == 16 ? InternetAddress.FromBytes(address[..4]) : default)}{_text.End}");
    }

    // struct xfrm_replay_state
    private void WriteReplay(NetlinkReader reader)
    {
        uint output = reader.U32(), sequence = reader.U32(), bitmap = reader.U32();
        To.Text($"\tanti-replay context: seq 0x{sequence:x}, oseq 0x{output:x}, bitmap 0x{bitmap:x8}{_text.End}");
    }

    // struct xfrm_replay_state_esn
    private void WriteExtended(NetlinkReader reader)
    {
        uint words = reader.U32(), output = reader.U32(), sequence = reader.U32(), outputHigh = reader.U32(), sequenceHigh = reader.U32(), window = reader.U32();
        To.Text($"\tanti-replay esn context:{_text.End}\t seq-hi 0x{sequenceHigh:x}, seq 0x{sequence:x}, oseq-hi 0x{outputHigh:x}, oseq 0x{output:x}{_text.End}");
        To.Text($"\t replay_window {window}, bitmap-length {words}{_text.End}\t ");
        for (uint i = 0; i < words && reader.Remaining >= sizeof(uint); i++) To.Text($"{reader.U32():x8} ");
        To.Text($"{_text.End}");
    }
}
