using Netshoot.Dns.Text;
using Netshoot.Wire;

namespace Netshoot.Dns.Security;

/// <summary>Types and times as strings, for reasons.</summary>
internal static class DnssecWords
{
    public static string Of(DnsType type)
    {
        var text = new TextBuffer(16);
        DnsNames.Append(text, type);
        return text.ToString();
    }

    public static string Of(RecordSet set) => $"{set.Name} {Of(set.Type)}";

    public static string Time(uint seconds, long now)
    {
        var text = new TextBuffer(16);
        DnsText.AppendTime(text, seconds, now);
        return text.ToString();
    }
}
