using Netshoot.Applets.Lookups;
using Netshoot.Dns;
using Netshoot.Dns.Text;
using Netshoot.Wire;

namespace Netshoot.Applets.HostTool;

/// <summary>A record as a sentence (host(1)).</summary>
internal static class HostText
{
    private static readonly DigDisplay s_display = new();

    public static void Append(TextBuffer to, DnsRecord record, TextFormat format)
    {
        LookupSession.AppendBareName(to, record.Name);
        switch (record.Type)
        {
            case DnsType.A: to.Append(" has address "u8); break;
            case DnsType.Ns: to.Append(" name server "u8); break;
            case DnsType.Cname: to.Append(" is an alias for "u8); break;
            case DnsType.Ptr: to.Append(" domain name pointer "u8); break;
            case DnsType.Hinfo: to.Append(" host information "u8); break;
            case DnsType.Mx: to.Append(" mail is handled by "u8); break;
            case DnsType.Txt: to.Append(" descriptive text "u8); break;
            case DnsType.X25: to.Append(" x25 address "u8); break;
            case DnsType.Isdn: to.Append(" ISDN address "u8); break;
            case DnsType.Wks: to.Append(" has well known services "u8); break;
            case DnsType.Aaaa: to.Append(" has IPv6 address "u8); break;
            case DnsType.Loc: to.Append(" location "u8); break;
            default:
                to.Append(" has "u8);
                DnsNames.Append(to, record.Type);
                to.Append(" record "u8);
                break;
        }
        DigRecordLine.AppendData(to, record, s_display, format);
        to.Append((byte)'\n');
    }
}
