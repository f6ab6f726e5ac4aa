using Netshoot.Capture.Files;
using Netshoot.Cli;

namespace Netshoot.Applets.NGrep;

/// <summary>Prints packets as JSON, one object a line. The payload is a string of one character a byte, U+0000 to U+00FF.</summary>
internal sealed class MatchJson(Output output)
{
    private readonly JsonText _json = new(output.Buffer);
    private char[] _text = new char[2048];

    public void Write(ulong number, in PacketParts parts, in CaptureRecord record, ReadOnlySpan<byte> payload, Range match)
    {
        _json.OpenObject();
        _json.Write("number", number);
        _json.Write("time", record.Seconds + record.Fraction / 1_000_000.0, "0.000000");
        _json.Write("protocol", parts.Protocol switch { PacketParts.Tcp => "tcp", PacketParts.Udp => "udp", PacketParts.Icmp => "icmp", PacketParts.Icmp6 => "icmp6", PacketParts.Igmp => "igmp", _ => "other" });
        _json.Write("protocol_number", (long)parts.Protocol);
        _json.WriteText("source", parts.Source);
        if (parts.HasPorts) _json.Write("source_port", (long)parts.SourcePort);
        _json.WriteText("destination", parts.Destination);
        if (parts.HasPorts) _json.Write("destination_port", (long)parts.DestinationPort);
        if (parts.Protocol == PacketParts.Tcp) _json.Write("flags", (long)parts.Flags & 0xff);
        if (parts.Protocol is PacketParts.Icmp or PacketParts.Icmp6 or PacketParts.Igmp)
        {
            _json.Write("type", (long)parts.Type);
            _json.Write("code", (long)parts.Code);
        }
        if (parts.ShowsFragment)
        {
            _json.Write("fragment_id", (long)parts.FragmentId);
            _json.Write("fragment_offset", (long)parts.FragmentOffset);
        }
        _json.Write("length", (long)payload.Length);
        var (start, length) = match.GetOffsetAndLength(payload.Length);
        if (length > 0)
        {
            _json.Write("match_start", (long)start);
            _json.Write("match_length", (long)length);
        }
        if (_text.Length < payload.Length) _text = new char[payload.Length * 2];
        for (int i = 0; i < payload.Length; i++) _text[i] = (char)payload[i];
        _json.Write("payload", _text.AsSpan(0, payload.Length));
        _json.CloseObject();
        output.Buffer.Append((byte)'\n');
        output.Written();
    }
}
