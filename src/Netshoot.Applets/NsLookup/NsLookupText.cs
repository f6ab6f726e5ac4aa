using Netshoot.Applets.Lookups;
using Netshoot.Dns;
using Netshoot.Dns.Records;
using Netshoot.Dns.Text;
using Netshoot.Wire;

namespace Netshoot.Applets.NsLookup;

/// <summary>Records as nslookup shows them.</summary>
internal static class NsLookupText
{
    private static readonly DigDisplay s_display = new();

    /// <summary>A record of an answer.</summary>
    public static void Append(TextBuffer to, DnsRecord record, TextFormat format)
    {
        if (record.Type is DnsType.A or DnsType.Aaaa)
        {
            to.Append("Name:\t"u8);
            LookupSession.AppendBareName(to, record.Name);
            to.Append("\nAddress: "u8);
            DigRecordLine.AppendData(to, record, s_display, format);
            to.Append((byte)'\n');
            return;
        }
        LookupSession.AppendBareName(to, record.Name);
        if (record.Data is Soa soa)
        {
            to.Append((byte)'\n');
            AppendSoa(to, soa);
            return;
        }
        to.Append((byte)'\t');
        AppendNamed(to, record, format);
        to.Append((byte)'\n');
    }

    /// <summary>A record of a whole message (<c>set debug</c>).</summary>
    public static void AppendDetailed(TextBuffer to, DnsRecord record, TextFormat format)
    {
        to.Append("    ->  "u8);
        LookupSession.AppendBareName(to, record.Name);
        to.Append((byte)'\n');
        if (record.Data is Soa soa)
        {
            AppendSoa(to, soa);
        }
        else
        {
            to.Append((byte)'\t');
            if (record.Type is DnsType.A or DnsType.Aaaa)
            {
                to.Append(record.Type == DnsType.A ? "internet address = "u8 : "has AAAA address "u8);
                DigRecordLine.AppendData(to, record, s_display, format);
            }
            else
            {
                AppendNamed(to, record, format);
            }
            to.Append((byte)'\n');
        }
        to.Append($"\tttl = {record.Ttl}\n");
    }

    private static void AppendSoa(TextBuffer to, Soa soa)
    {
        to.Append("\torigin = "u8);
        LookupSession.AppendBareName(to, soa.MainServer);
        to.Append("\n\tmail addr = "u8);
        LookupSession.AppendBareName(to, soa.Mailbox);
        to.Append($"\n\tserial = {soa.Serial}\n\trefresh = {soa.Refresh}\n\tretry = {soa.Retry}\n\texpire = {soa.Expire}\n\tminimum = {soa.Minimum}\n");
    }

    private static void AppendNamed(TextBuffer to, DnsRecord record, TextFormat format)
    {
        var word = record.Type switch
        {
            DnsType.Ns => "nameserver"u8,
            DnsType.Cname => "canonical name"u8,
            DnsType.Ptr => "name"u8,
            DnsType.Hinfo => "hinfo"u8,
            DnsType.Minfo => "minfo"u8,
            DnsType.Mx => "mail exchanger"u8,
            DnsType.Txt => "text"u8,
            DnsType.Rp => "rp"u8,
            DnsType.Afsdb => "afsdb"u8,
            DnsType.X25 => "x25 address"u8,
            DnsType.Isdn => "isdn address"u8,
            DnsType.Rt => "rt"u8,
            DnsType.Nsap => "nsap"u8,
            DnsType.NsapPtr => "nsap_ptr"u8,
            DnsType.Sig => "signature"u8,
            DnsType.Key => "key"u8,
            DnsType.Px => "px"u8,
            DnsType.Gpos => "gpos"u8,
            DnsType.Loc => "location"u8,
            DnsType.Nxt => "next"u8,
            DnsType.Eid => "eid"u8,
            DnsType.Nimloc => "nimloc"u8,
            DnsType.Srv => "service"u8,
            DnsType.Naptr => "naptr"u8,
            DnsType.Kx => "kx"u8,
            DnsType.Cert => "cert"u8,
            _ => default,
        };
        if (word.IsEmpty) to.Append($"rdata_{(ushort)record.Type}");
        else to.Append(word);
        to.Append(" = "u8);
        DigRecordLine.AppendData(to, record, s_display, format);
    }
}
