using Netshoot.Netlink;

namespace Netshoot.Applets.Iproute;

/// <summary>When colors are used (ip(8), -color).</summary>
public enum ColorUse
{
    Never,
    Always,
    Auto,
}

/// <summary>The options of ip(8) that stand before the object.</summary>
public sealed class IpOptions
{
    /// <summary><c>AF_*</c>; 0 when the tool is to guess.</summary>
    public byte Family { get; set; } = AddressFamilyNumber.Unspecified;

    /// <summary>How often -statistics was given.</summary>
    public int Statistics { get; set; }

    public bool Details { get; set; }

    public bool OneLine { get; set; }

    public bool Brief { get; set; }

    public bool Json { get; set; }

    public bool Pretty { get; set; }

    public bool Numeric { get; set; }

    public bool HumanReadable { get; set; }

    public bool BinaryUnits { get; set; }

    public bool All { get; set; }

    public bool Force { get; set; }

    public bool Timestamp { get; set; }

    public bool ShortTimestamp { get; set; }

    public int FlushAttempts { get; set; } = 10;

    public int ReceiveBuffer { get; set; }

    public ColorUse Color { get; set; }

    /// <summary>A file of commands; <c>-</c> is standard input.</summary>
    public string? Batch { get; set; }

    public string? Namespace { get; set; }

    public bool Version { get; set; }

    public bool Help { get; set; }

    public List<string> Words { get; } = [];
}
