namespace Netshoot.Packets;

/// <summary>What is dumped below a packet's line (tcpdump(8)).</summary>
public enum DumpStyle
{
    None,

    /// <summary><c>-x</c>.</summary>
    Hex,

    /// <summary><c>-xx</c>: the link header too.</summary>
    HexWithLink,

    /// <summary><c>-X</c>.</summary>
    HexAndText,

    /// <summary><c>-XX</c>: the link header too.</summary>
    HexAndTextWithLink,

    /// <summary><c>-A</c>.</summary>
    Text,

    /// <summary><c>-AA</c>: the link header too.</summary>
    TextWithLink,
}
