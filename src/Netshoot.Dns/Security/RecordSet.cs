using System.Buffers;
using Netshoot.Dns.Records;

namespace Netshoot.Dns.Security;

/// <summary>All records of one name, class and type, and the signatures over them: what DNSSEC signs (RFC 4034 section 6).</summary>
public sealed record RecordSet(DnsName Name, DnsClass Class, DnsType Type, IReadOnlyList<DnsRecord> Records, IReadOnlyList<Rrsig> Signatures)
{
    /// <summary>Sorts records into sets, in the order in which the sets begin; signatures without records make empty sets.</summary>
    public static IReadOnlyList<RecordSet> Collect(IEnumerable<DnsRecord> records)
    {
        var sets = new Dictionary<(DnsName, DnsClass, DnsType), (List<DnsRecord> Records, List<Rrsig> Signatures)>();
        var order = new List<(DnsName, DnsClass, DnsType)>();
        foreach (var record in records)
        {
            var signature = record.Type == DnsType.Rrsig ? record.Data as Rrsig : null;
            var key = (record.Name, record.Class, signature?.Covered ?? record.Type);
            if (!sets.TryGetValue(key, out var set))
            {
                sets[key] = set = ([], []);
                order.Add(key);
            }
            if (signature is not null) set.Signatures.Add(signature);
            else if (record.Type != DnsType.Rrsig) set.Records.Add(record);
        }
        return [.. order.Select(k => new RecordSet(k.Item1, k.Item2, k.Item3, sets[k].Records, sets[k].Signatures))];
    }

    /// <summary>The bytes that a signature is over: its own fields, and the records in canonical form and order (RFC 4034 sections 3.1.8.1, 6).</summary>
    internal byte[] SignedBy(Rrsig signature)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(DnsMessage.MaxSize);
        try
        {
            var owner = OwnerSignedBy(signature);
            var data = new SortedSet<byte[]>(Comparer<byte[]>.Create(static (a, b) => a.AsSpan().SequenceCompareTo(b)));
            foreach (var record in Records)
            {
                var canonical = new DnsWriter(buffer) { Canonical = true };
                record.Data.Write(ref canonical);
                canonical.Put(record.Surplus.Span);
                data.Add(canonical.Bytes.ToArray());
            }
            var whole = new byte[DnsName.MaxLength + 18 + data.Sum(d => d.Length + owner.Wire.Length + 10)];
            var wire = new DnsWriter(whole) { Canonical = true };
            signature.WriteFields(ref wire);
            foreach (var one in data)
            {
                wire.FoldedName(owner);
                wire.U16((ushort)Type);
                wire.U16((ushort)Class);
                wire.U32(signature.OriginalTtl);
                wire.U16((ushort)one.Length);
                wire.Put(one);
            }
            return wire.Bytes.ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The owner when the zone was signed: a wildcard when the signature has fewer labels (RFC 4035 section 5.3.2).</summary>
    private DnsName OwnerSignedBy(Rrsig signature)
        => signature.Labels < LabelsOf(Name) ? Name.Last(signature.Labels).Child("*"u8) ?? Name : Name;

    /// <summary>Labels without the root and a leading asterisk, as signatures count them (RFC 4034 section 3.1.3).</summary>
    internal static int LabelsOf(DnsName name) => name.LabelCount - (name.IsWildcard ? 1 : 0);
}
