using Netshoot.Wire;

namespace Netshoot.Packets.Transport;

/// <summary>The checksum over a payload and the pseudo header of its IP packet (RFC 9293 section 3.1, RFC 8200 section 8.1).</summary>
public static class PseudoHeader
{
    /// <returns>0 when the payload carries a right checksum.</returns>
    public static ushort Checksum(in Flow flow, byte protocol, ReadOnlySpan<byte> payload)
    {
        bool routed = flow.IpVersion == 6 && !flow.FinalDestination.IsAny && flow.FinalDestination.Is6;
        return Checksum(flow.Source, routed ? flow.FinalDestination : flow.Destination, protocol, payload, payload.Length);
    }

    /// <param name="source">Address in the IP header.</param>
    /// <param name="destination">Address in the IP header; behind a routing header, the final one.</param>
    /// <param name="protocol">Number of the payload's protocol.</param>
    /// <param name="covered">The bytes that the checksum covers.</param>
    /// <param name="length">The length that the pseudo header tells.</param>
    public static ushort Checksum(InternetAddress source, InternetAddress destination, byte protocol, ReadOnlySpan<byte> covered, int length)
    {
        var sum = new InternetChecksum();
        sum.Add(source);
        sum.Add(destination);
        sum.Add((ushort)protocol);
        sum.Add((uint)length);
        sum.Add(covered);
        return sum.Value;
    }
}
