using System.Buffers.Binary;
using Netshoot.Dns;

namespace Netshoot.Probes.Dns;

/// <summary>A message that came back, as it came: nothing of it has been judged but its id.</summary>
/// <param name="Bytes">The whole message, without the length that TCP puts before it.</param>
/// <param name="OverTcp">How it came.</param>
/// <param name="AskedAt">When the query left.</param>
/// <param name="Took">From query to answer.</param>
public sealed record DnsReply(ReadOnlyMemory<byte> Bytes, bool OverTcp, DateTimeOffset AskedAt, TimeSpan Took)
{
    /// <summary>Whether the header says that more would have followed (TC).</summary>
    public bool IsTruncated => Bytes.Length >= DnsHeader.Size && (BinaryPrimitives.ReadUInt16BigEndian(Bytes.Span[sizeof(ushort)..]) & (ushort)DnsFlags.Truncated) != 0;
}
