using Netshoot.Netlink.Netfilter;
using Netshoot.Wire;

namespace Netshoot.Applets.ConnTrack;

/// <summary>What conntrack(8) is to do.</summary>
public enum ConnTrackCommand
{
    None,
    List,
    Get,
    Delete,
    Create,
    Add,
    Update,
    Events,
    Flush,
    Count,
    Statistics,
}

/// <summary>The tables of conntrack(8).</summary>
public enum ConnTrackTable
{
    Connections,
    Expectations,
    Dying,
    Unconfirmed,
}

/// <summary>The layouts of conntrack(8), and what is shown beyond the usual.</summary>
[Flags]
public enum ConnTrackOutput
{
    None = 0,
    Extended = 1,
    Xml = 2,
    Save = 4,
    Timestamp = 8,
    Id = 16,
    KernelTimestamp = 32,
    Labels = 64,
    UserSpace = 128,
}

/// <summary>An address and the bits of it that count.</summary>
public readonly record struct AddressMatch(InternetAddress Address, InternetAddress? Mask)
{
    public bool Holds(InternetAddress address)
    {
        if (address.Is6 != Address.Is6) return false;
        if (Mask is not { } mask) return address == Address;
        Span<byte> left = stackalloc byte[16], right = stackalloc byte[16], bits = stackalloc byte[16];
        address.CopyTo(left);
        Address.CopyTo(right);
        mask.CopyTo(bits);
        for (int i = 0; i < address.Size; i++)
            if (((left[i] ^ right[i]) & bits[i]) != 0) return false;
        return true;
    }
}

/// <summary>The command line of conntrack(8).</summary>
public sealed class ConnTrackOptions
{
    public ConnTrackCommand Command { get; set; }

    public ConnTrackTable Table { get; set; }

    public bool ShowsVersion { get; set; }

    public ConnTrackOutput Output { get; set; }

    public byte Family { get; set; }

    public byte? Protocol { get; set; }

    public AddressMatch? Source { get; set; }

    public AddressMatch? Destination { get; set; }

    public AddressMatch? ReplySource { get; set; }

    public AddressMatch? ReplyDestination { get; set; }

    public ushort? SourcePort { get; set; }

    public ushort? DestinationPort { get; set; }

    public ushort? ReplySourcePort { get; set; }

    public ushort? ReplyDestinationPort { get; set; }

    public byte? IcmpType { get; set; }

    public byte? IcmpCode { get; set; }

    public ushort? IcmpIdentifier { get; set; }

    public byte? State { get; set; }

    public uint? OriginalTag { get; set; }

    public uint? ReplyTag { get; set; }

    public byte? Role { get; set; }

    public uint? Timeout { get; set; }

    public (uint Value, uint Mask)? Mark { get; set; }

    public uint? SecurityMark { get; set; }

    public ConnectionStatus? Status { get; set; }

    /// <summary>Whether connections without an answer are wanted.</summary>
    public bool Unreplied { get; set; }

    public ushort? Zone { get; set; }

    public ushort? OriginalZone { get; set; }

    public ushort? ReplyZone { get; set; }

    /// <summary>Connections whose source is translated are wanted, or a source is to be translated; with the address, if any.</summary>
    public bool SourceTranslated { get; set; }

    public bool DestinationTranslated { get; set; }

    public bool AnyTranslated { get; set; }

    public (InternetAddress Address, ushort? Port)? SourceTranslation { get; set; }

    public (InternetAddress Address, ushort? Port)? DestinationTranslation { get; set; }

    public bool Zeroes { get; set; }

    /// <summary>Which events are wanted: new, changed, ended.</summary>
    public bool[] Events { get; set; } = [true, true, true];

    public int BufferSize { get; set; }

    /// <summary>The options that were given, by their long names.</summary>
    public HashSet<string> Given { get; } = [];
}
