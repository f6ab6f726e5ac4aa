using Netshoot.Cli;
using Netshoot.Dns;
using Netshoot.Dns.Records;
using Netshoot.Dns.Security;
using Netshoot.Dns.Text;
using Netshoot.Probes.Dns;
using Netshoot.Wire;

namespace Netshoot.Applets.Drill;

/// <summary>The tree of an answer and what it leads to.</summary>
internal sealed record ChaseReport(DnsQuestion Question, TrustNode? Tree, TrustVerdict Verdict, TrustLink? Fault, int Anchors, int Verbosity, TextFormat Format) : IReport
{
    /// <summary>Few keys and digests at each zone make many branches; nobody reads more lines than these.</summary>
    private const int MostBranches = 2000;

    private int _branches;

    /// <summary>drill's number for what is wrong; 0 where nothing is, or where nothing was to be trusted.</summary>
    public int Code => Verdict switch
    {
        _ when Anchors == 0 => 0,
        TrustVerdict.Trusted or TrustVerdict.Denied => 0,
        TrustVerdict.Broken => Fault!.State != SignatureState.Good ? DrillReasons.Code(Fault.State) : DrillReasons.Code(Fault.Absence),
        _ => DrillReasons.NoPublicKeyCode,
    };

    private string Reason => Fault is null ? DrillReasons.NoPublicKey : Fault.State != SignatureState.Good ? DrillReasons.Words(Fault.State) : DrillReasons.Words(Fault.Absence);

    public void Write(ReportWriter to)
    {
        if (to.Buffer is { } text)
        {
            Write(text);
            return;
        }
        to.Field("type", "chase");
        to.Field("name", Question.Name);
        to.Field("record_type", DrillChase.Word(Question.Type));
        to.Field("trusted_keys", Anchors);
        to.Field("secure", Verdict is TrustVerdict.Trusted or TrustVerdict.Denied);
        to.Field("denied", Verdict == TrustVerdict.Denied);
        if (Verdict is TrustVerdict.Unknown or TrustVerdict.Broken) to.Field("reason", Reason);
        to.OpenArray("signed_by");
        if (Tree is not null) WriteLinks(to, Tree.Above);
        to.CloseArray();
    }

    private void WriteLinks(ReportWriter to, IReadOnlyList<TrustLink> links)
    {
        foreach (var link in links)
        {
            if (++_branches > MostBranches) return;
            to.OpenObject();
            to.Field("name", link.Node.Name);
            to.Field("record_type", DrillChase.Word(link.Node.Type));
            if (link.Node.Record?.Data is Dnskey key)
            {
                to.Field("key_tag", key.KeyTag);
                to.Field("algorithm", key.Algorithm);
                to.Field("flags", key.Flags);
            }
            else if (link.Node.Record?.Data is Ds digest)
            {
                to.Field("key_tag", digest.KeyTag);
                to.Field("digest_type", digest.DigestType);
            }
            if (link.State != SignatureState.Good) to.Field("fault", DrillReasons.Words(link.State));
            else if (!link.IsGood) to.Field("fault", DrillReasons.Words(link.Absence));
            to.OpenArray("signed_by");
            WriteLinks(to, link.Node.Above);
            to.CloseArray();
            to.CloseObject();
        }
    }

    private void Write(TextBuffer to)
    {
        if (Verbosity >= DrillOptions.UsualVerbosity)
        {
            to.Append("\n\nDNSSEC Trust tree:\n"u8);
            if (Tree is null)
            {
                to.Append("<no data>\n"u8);
            }
            else
            {
                to.Append(Tree.Name);
                to.Append(" ("u8);
                DrillChase.AppendType(to, Tree.Type);
                to.Append(")\n"u8);
                WriteBranches(to, Tree.Above, "");
                if (_branches > MostBranches) to.Append(";; there are more branches than are worth showing\n"u8);
            }
        }
        if (Verbosity >= 1)
        {
            if (Anchors == 0) to.Append("You have not provided any trusted keys.\n"u8);
            else if (Verdict == TrustVerdict.Denied) to.Append("Existence denied or verifiably insecure\n"u8);
            else if (Verdict != TrustVerdict.Trusted) to.Append($"No trusted keys found in tree: first error was: {Reason}\n");
        }
        to.Append(Code == 0 ? ";; Chase successful"u8 : ";; Chase failed."u8);
    }

    private void WriteBranches(TextBuffer to, IReadOnlyList<TrustLink> links, string indent)
    {
        for (int i = 0; i < links.Count; i++)
        {
            if (++_branches > MostBranches) return;
            var link = links[i];
            if (link.Absence != AbsenceState.None)
            {
                to.Append($"{indent}|---");
                if (link.Absence == AbsenceState.Denied) to.Append("Existence is denied by:\n"u8);
                else to.Append($"Error in denial of existence: {DrillReasons.Words(link.Absence)}\n");
            }
            if (link.State != SignatureState.Good) WriteFault(to, link, indent);
            to.Append($"{indent}|---");
            to.Append(link.Node.Name);
            WriteNode(to, link.Node);
            WriteBranches(to, link.Node.Above, indent + (i == links.Count - 1 ? "    " : "|   "));
        }
    }

    private void WriteNode(TextBuffer to, TrustNode node)
    {
        switch (node.Record?.Data)
        {
            case Dnskey key:
                to.Append($" (DNSKEY keytag: {key.KeyTag} alg: {key.Algorithm} flags: {key.Flags})\n");
                break;
            case Ds digest:
                to.Append($" (DS keytag: {digest.KeyTag} digest type: {digest.DigestType})\n");
                break;
            case Nsec:
                to.Append(" (NSEC "u8);
                RecordLine.AppendData(to, node.Record, Format);
                to.Append(")\n"u8);
                break;
            default:
                to.Append(" ("u8);
                DrillChase.AppendType(to, node.Type);
                to.Append(")\n"u8);
                break;
        }
    }

    private void WriteFault(TextBuffer to, TrustLink link, string indent)
    {
        to.Append($"{indent}|---{DrillReasons.Words(link.State)}:\n");
        var set = link.Set!;
        IEnumerable<DnsRecord> records = set.Records;
        var (signature, name) = (link.Signature!, set.Name);
        if (set.Type == DnsType.Nsec && Tree!.Above.Any(l => l.Node.Above.Contains(link)))
        {
            // drill shows all proofs of an answer as one set, with the signature of the first.
            records = Tree.Above.Select(static l => l.Node.Record!);
            if (Tree.Above[0].Node.Above is [{ Signature: { } first, Set: { } firstSet }, ..]) (signature, name) = (first, firstSet.Name);
        }
        WriteRecord(to, new(name, DnsType.Rrsig, set.Class, signature.OriginalTtl, signature));
        to.Append("For RRset:\n"u8);
        foreach (var record in records) WriteRecord(to, record);
        to.Append("With key:\n"u8);
        WriteRecord(to, link.Node.Record!);
    }

    private void WriteRecord(TextBuffer to, DnsRecord record)
    {
        RecordLine.Append(to, record, Format);
        to.Append((byte)'\n');
    }
}
