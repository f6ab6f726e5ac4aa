namespace Netshoot.Packets.Transport;

/// <summary>Control bits of TCP (RFC 9293 section 3.1, RFC 3168, RFC 9768).</summary>
[Flags]
public enum TcpFlags : ushort
{
    None = 0,
    Fin = 0x001,
    Syn = 0x002,
    Reset = 0x004,
    Push = 0x008,
    Ack = 0x010,
    Urgent = 0x020,
    EcnEcho = 0x040,
    CongestionWindowReduced = 0x080,

    /// <summary>AccECN, once the nonce sum.</summary>
    AccurateEcn = 0x100,
}
