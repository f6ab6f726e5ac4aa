using Netshoot.Capture.Files;
using Netshoot.Packets;
using Netshoot.Packets.Transport;
using Netshoot.Wire;

namespace Netshoot.Applets.NGrep;

/// <summary>Writes the line above a payload: protocol, time, addresses, flags or type, fragment.</summary>
internal sealed class PacketHeader(TextBuffer to, NGrepOptions options, TimeProvider clock)
{
    private readonly TimestampWriter _clock = new(TimestampStyle.DateAndTimeWithSlashes, nanoseconds: false, clock.LocalTimeZone);
    private long _baseSeconds = clock.GetUtcNow().ToUnixTimeSeconds();
    private long _baseMicroseconds = clock.GetUtcNow().Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond;
    private bool _hasFirst;

    public void Write(in PacketParts parts, in CaptureRecord record, int length)
    {
        to.Append(parts.Letter);
        if (options.ShowProtocol)
        {
            to.Append((byte)'(');
            to.Append((ulong)parts.Protocol);
            to.Append((byte)')');
        }
        to.Append((byte)' ');
        if (options.Time == NGrepTime.DateAndTime) _clock.Write(to, record.Seconds, record.Fraction);
        else if (options.Time != NGrepTime.None) WriteDifference(record);
        Endpoint(parts.Source, parts.HasPorts, parts.SourcePort);
        to.Append(" -> "u8);
        Endpoint(parts.Destination, parts.HasPorts, parts.DestinationPort);
        if (parts.Protocol == PacketParts.Tcp && (parts.Flags & (TcpFlags)0xff) != 0)
        {
            to.Append(" ["u8);
            WriteFlags(parts.Flags);
            to.Append((byte)']');
        }
        else if (parts.Protocol is PacketParts.Icmp or PacketParts.Icmp6 or PacketParts.Igmp)
        {
            to.Append((byte)' ');
            to.Append((ulong)parts.Type);
            to.Append((byte)':');
            to.Append((ulong)parts.Code);
        }
        if (!parts.ShowsFragment) return;
        to.Append((byte)' ');
        if (parts.FragmentOffset > 0) to.Append((byte)'+');
        to.Append((ulong)parts.FragmentId);
        to.Append((byte)'@');
        to.Append((ulong)parts.FragmentOffset);
        to.Append((byte)':');
        to.Append((ulong)length);
    }

    /// <summary>The control bits of TCP, a letter each.</summary>
    public void WriteFlags(TcpFlags flags)
    {
        ReadOnlySpan<byte> letters = "ASRFUPEC"u8;
        ReadOnlySpan<byte> bits = [0x10, 0x02, 0x04, 0x01, 0x20, 0x08, 0x40, 0x80];
        for (int i = 0; i < letters.Length; i++)
            if (((byte)flags & bits[i]) != 0) to.Append(letters[i]);
    }

    private void WriteDifference(in CaptureRecord record)
    {
        if (options.Time == NGrepTime.SinceFirst && !_hasFirst) (_baseSeconds, _baseMicroseconds) = (record.Seconds, record.Fraction);
        _hasFirst = true;
        long seconds = record.Seconds - _baseSeconds, micro = record.Fraction - _baseMicroseconds;
        if (micro < 0)
        {
            seconds--;
            micro += 1_000_000;
        }
        if (options.Time == NGrepTime.SincePrevious) (_baseSeconds, _baseMicroseconds) = (record.Seconds, record.Fraction);
        to.Append((byte)'+');
        // The first of a file is long before now; the original counts that in 32 bits.
        to.Append((ulong)(uint)seconds);
        to.Append((byte)'.');
        to.AppendPadded((uint)micro, 6);
        to.Append((byte)' ');
    }

    private void Endpoint(in InternetAddress address, bool hasPort, ushort port)
    {
        to.Append(address);
        if (!hasPort) return;
        to.Append((byte)':');
        to.Append((ulong)port);
    }
}
