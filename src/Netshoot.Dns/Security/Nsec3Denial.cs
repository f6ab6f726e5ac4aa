using System.Security.Cryptography;
using Netshoot.Dns.Records;
using Netshoot.Dns.Text;

namespace Netshoot.Dns.Security;

/// <summary>Proofs of absence from NSEC3 records whose signatures are good (RFC 5155 section 8).</summary>
internal sealed class Nsec3Denial
{
    private const byte Sha1Hash = 1;

    /// <summary>Beyond this the work is the attacker's gain (RFC 9276 section 3.2).</summary>
    private const int MostIterations = 150;

    private readonly DnsName _zone;
    private readonly List<(byte[] Hash, Nsec3 Data)> _records = [];
    private readonly bool _tooManyIterations;

    public Nsec3Denial(DnsName zone, IReadOnlyList<(DnsName Owner, Nsec3 Data)> records)
    {
        _zone = zone;
        foreach (var (owner, data) in records)
        {
            // Records with other parameters would belong to another chain; flags that are unknown make a record unusable (RFC 5155 section 8.2).
            if (data.HashAlgorithm != Sha1Hash || (data.Flags & ~Nsec3.OptOutFlag) != 0 || owner.Parent != zone) continue;
            if (_records.Count > 0 && (_records[0].Data.Iterations != data.Iterations || _records[0].Data.Salt != data.Salt)) continue;
            if (data.Iterations > MostIterations)
            {
                _tooManyIterations = true;
                continue;
            }
            if (DnsText.FromBase32Hex(System.Text.Encoding.ASCII.GetString(owner.FirstLabel)) is { Length: SHA1.HashSizeInBytes } hash && data.Following.Count == hash.Length)
                _records.Add((hash, data));
        }
    }

    public DenialOutcome Prove(DnsName name, DnsType type)
    {
        if (_records.Count == 0) return _tooManyIterations ? DenialOutcome.TooManyIterations : DenialOutcome.NotProved;
        if (FindMatch(name) is { } exact) return Denial.AtName(exact.Types, type);

        if (FindClosestEncloser(name, out var encloser, out var closer) is not { } covering) return DenialOutcome.NotProved;
        // Behind an opt-out there may be an unsigned delegation; it has no DS, and nothing below it is denied (RFC 5155 sections 8.6, 9.2).
        if (covering.IsOptOut && (type == DnsType.Ds || closer != name)) return DenialOutcome.OptOut;
        if (encloser.Child("*"u8) is not { } wildcard) return DenialOutcome.NoName;
        if (FindMatch(wildcard) is { } atWildcard) return Denial.AtName(atWildcard.Types, type) == DenialOutcome.NoType ? DenialOutcome.NoType : DenialOutcome.NotProved;
        if (FindCovering(wildcard) is null) return DenialOutcome.NotProved;
        return covering.IsOptOut ? DenialOutcome.OptOut : DenialOutcome.NoName;
    }

    /// <summary>Whether a name is proved to exist without any type: for the sake of the names below it.</summary>
    public bool IsEmptyName(DnsName name) => _records.Count > 0 && FindMatch(name) is { Types.Bytes.Count: 0 };

    /// <summary>Whether it is proved that a wildcard's expansion hides no closer name (RFC 5155 section 8.8).</summary>
    /// <param name="encloser">The parent of the wildcard.</param>
    public bool ProvesNoCloserName(DnsName name, DnsName encloser) => _records.Count > 0 && FindCovering(name.Last(encloser.LabelCount + 1)) is not null;

    /// <summary>The hash of a name (RFC 5155 section 5).</summary>
    internal static byte[] Hash(DnsName name, ReadOnlySpan<byte> salt, int iterations)
    {
        Span<byte> input = stackalloc byte[DnsName.MaxLength + byte.MaxValue];
        var lower = name.ToLower().Wire;
        lower.CopyTo(input);
        salt.CopyTo(input[lower.Length..]);
        var hash = new byte[SHA1.HashSizeInBytes];
        // SHA-1 is the only hash that NSEC3 has.
#pragma warning disable CA5350
        SHA1.HashData(input[..(lower.Length + salt.Length)], hash);
        for (int i = 0; i < iterations; i++)
        {
            hash.CopyTo(input);
            salt.CopyTo(input[hash.Length..]);
            SHA1.HashData(input[..(hash.Length + salt.Length)], hash);
        }
#pragma warning restore CA5350
        return hash;
    }

    /// <summary>The record that covers the name one label longer than the closest ancestor that is proved to exist (RFC 5155 section 8.3).</summary>
    private Nsec3? FindClosestEncloser(DnsName name, out DnsName encloser, out DnsName closer)
    {
        closer = name;
        for (encloser = name.Parent; encloser.IsWithin(_zone); (closer, encloser) = (encloser, encloser.Parent))
        {
            if (FindMatch(encloser) is { } match) return Denial.EndsAuthority(match.Types) ? null : FindCovering(closer);
            if (encloser.IsRoot) break;
        }
        return null;
    }

    private byte[] Hash(DnsName name) => Hash(name, _records[0].Data.Salt.Span, _records[0].Data.Iterations);

    private Nsec3? FindMatch(DnsName name)
    {
        var hash = Hash(name);
        foreach (var (own, data) in _records)
            if (own.AsSpan().SequenceEqual(hash)) return data;
        return null;
    }

    private Nsec3? FindCovering(DnsName name)
    {
        var hash = Hash(name).AsSpan();
        foreach (var (own, data) in _records)
        {
            bool behind = own.AsSpan().SequenceCompareTo(hash) < 0, before = hash.SequenceCompareTo(data.Following.Span) < 0;
            // The last hash points to the first.
            bool isLast = own.AsSpan().SequenceCompareTo(data.Following.Span) >= 0;
            if (isLast ? behind || before : behind && before) return data;
        }
        return null;
    }
}
