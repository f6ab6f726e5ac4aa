using Netshoot.Wire;

namespace Netshoot.Probes.Arp;

/// <summary>What the ARP messages are for.</summary>
public enum ArpPurpose
{
    /// <summary>Who has the address?</summary>
    Ask,

    /// <summary>Has anybody else the address that we want (RFC 5227)?</summary>
    DetectDuplicate,

    /// <summary>We have it: a request that nobody need answer.</summary>
    AnnounceByRequest,

    /// <summary>We have it: an answer that nobody asked for.</summary>
    AnnounceByReply,
}

/// <summary>What an <see cref="ArpAsker"/> is to do.</summary>
/// <param name="Target">The address that it is about.</param>
/// <param name="Source">The address that it is asked from; the unspecified one to detect duplicates.</param>
public sealed record ArpPlan(InternetAddress Target, InternetAddress Source)
{
    public ArpPurpose Purpose { get; init; }

    /// <summary>Stop after so many messages, or so many answers; null never stops.</summary>
    public long? Count { get; init; }

    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>When to stop whatever came; zero for never.</summary>
    public TimeSpan Deadline { get; init; }

    /// <summary>Whether the first answer ends it.</summary>
    public bool StopsAtAnswer { get; init; }

    /// <summary>Whether to go on asking everybody once it is known who has the address.</summary>
    public bool KeepsBroadcasting { get; init; }
}

/// <summary>An answer, or a message of somebody who has the address.</summary>
/// <param name="Message">What it says.</param>
/// <param name="Delivery">To whom the frame was addressed.</param>
/// <param name="RoundTrip">The time since the last message of ours.</param>
public readonly record struct ArpAnswer(ArpMessage Message, Host.Sockets.LinkDelivery Delivery, TimeSpan RoundTrip);
