namespace Netshoot.Packets;

/// <summary>How packets are to be described; the letters are those of tcpdump(8).</summary>
public sealed record DissectionOptions
{
    /// <summary><c>-v</c>, <c>-vv</c>, <c>-vvv</c>, <c>-vvvv</c>: 0 to 4.</summary>
    public int Verbosity { get; init; }

    /// <summary><c>-q</c>: less protocol information.</summary>
    public bool Quiet { get; init; }

    /// <summary><c>-e</c>: the link-level header.</summary>
    public bool LinkHeader { get; init; }

    /// <summary><c>-S</c>: absolute TCP sequence numbers.</summary>
    public bool AbsoluteSequence { get; init; }

    /// <summary><c>-K</c>: checksums are not verified.</summary>
    public bool SkipChecksums { get; init; }

    /// <summary><c>-b</c>: AS numbers in ASDOT notation.</summary>
    public bool AsDot { get; init; }

    /// <summary>What checks the signatures of segments (<c>-M</c>).</summary>
    public Transport.SegmentSignature? Signature { get; init; }

    /// <summary><c>-u</c>: handles of NFS files as they are on the wire.</summary>
    public bool UndecodedHandles { get; init; }

    /// <summary>What the user says payloads are (<c>-T</c>).</summary>
    public PayloadType Payload { get; init; }

    /// <summary>Set by the dumps (<c>-x</c>, <c>-A</c> and their like): what no dissector knows is not dumped a second time.</summary>
    public bool SuppressUnknownDump { get; init; }

    /// <summary>The name of a network interface by its index, for link types that carry one; null prints <c>?</c>.</summary>
    public Func<int, string?>? InterfaceName { get; init; }

    /// <summary>Keys with which encapsulated payloads are read (<c>-E</c>).</summary>
    public IReadOnlyList<Security.SecurityAssociation> Associations { get; init; } = [];

    /// <summary>Where names come from; null prints numbers (<c>-n</c>).</summary>
    public INames? Names { get; init; }
}
