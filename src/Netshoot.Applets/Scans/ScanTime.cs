namespace Netshoot.Applets.Scans;

/// <summary>Times as the lines of nmap and nping show them.</summary>
internal static class ScanTime
{
    /// <summary>The name of the local time, as date(1) has it: an abbreviation, or the distance from UTC.</summary>
    public static string Zone(DateTimeOffset time)
    {
        if (time.Offset == TimeSpan.Zero) return "UTC";
        return Measures.StrfTime.Format("%z", time);
    }
}
