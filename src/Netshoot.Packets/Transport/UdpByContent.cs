namespace Netshoot.Packets.Transport;

/// <summary>UDP payloads that are known by what they hold, not by their ports.</summary>
internal static class UdpByContent
{
    /// <returns>Whether the payload was described.</returns>
    public static bool Recognize(ref Layer layer) => false;
}
