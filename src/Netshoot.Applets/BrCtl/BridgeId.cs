using Netshoot.Wire;

namespace Netshoot.Applets.BrCtl;

/// <summary>Priority and address of a bridge (IEEE 802.1D section 9.2.5) as brctl(8) writes them: <c>8000.0242ac110002</c>.</summary>
public readonly record struct BridgeId(ulong Value) : IUtf8SpanFormattable
{
    private const int Size = 8, TextLength = 17, Dot = 4;

    /// <summary>Reads <c>struct ifla_bridge_id</c>; zero when it is cut short.</summary>
    public static BridgeId Read(ReadOnlySpan<byte> bytes) => new(new WireReader(bytes).U64());

    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        bytesWritten = 0;
        if (utf8Destination.Length < TextLength) return false;
        for (int i = 0, at = 0; i < Size; i++, at += 2)
        {
            if (at == Dot) utf8Destination[at++] = (byte)'.';
            Hex.Write((byte)(Value >> 8 * (Size - 1 - i)), utf8Destination[at..]);
        }
        bytesWritten = TextLength;
        return true;
    }
}
