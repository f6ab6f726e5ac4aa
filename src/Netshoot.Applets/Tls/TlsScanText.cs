using Netshoot.Cli;
using Netshoot.Packets.Security;
using Netshoot.Probes.Tls;

namespace Netshoot.Applets.Tls;

/// <summary>What a scan found: each version with its suites, and what of it no server should have today.</summary>
internal static class TlsScanText
{
    public static void Write(ReportWriter to, IReadOnlyList<TlsVersionFacts> versions)
    {
        to.OpenArray("versions");
        to.Text($"\n\n  versions and suites, one connection each");
        foreach (var version in versions) WriteVersion(to, version);
        to.CloseArray();
    }

    private static void WriteVersion(ReportWriter to, TlsVersionFacts version)
    {
        bool isSpoken = version.Suites.Count > 0;
        string name = TlsNames.Version(version.Version);
        to.OpenObject();
        to.Field("version", name, $"\n  {to.In(isSpoken ? Paint.Heading : Paint.None, name)}");
        to.Field("spoken", isSpoken);
        if (!isSpoken)
        {
            string why = Why(version);
            to.Field("reason", why, $"  no: {why}");
        }
        else
        {
            string? weakness = version.Version < TlsNames.Tls12 ? version.Version == TlsNames.Ssl30 ? "broken; must not be used (RFC 7568)" : "outdated; should not be used (RFC 8996)" : null;
            to.Text($"  yes");
            if (weakness is not null) to.Field("weakness", weakness, $", {to.In(Paint.Error, weakness)}");
            if (version.ServerChooses is { } chooses) to.Field("server_chooses", chooses, $"{(chooses ? ", in the server's order" : ", in the client's order")}");
            if (version.Groups.Count > 0) to.Text($"; groups");
            to.OpenArray("groups");
            foreach (ushort group in version.Groups) to.Field(null, TlsNames.Group(group), $" {TlsNames.Group(group)}");
            to.CloseArray();
        }
        to.OpenArray("suites");
        foreach (ushort suite in version.Suites) WriteSuite(to, TlsNames.Suite(suite));
        to.CloseArray();
        if (version.IsCut) to.Field("cut", true, $"\n    {to.In(Paint.Warning, "then the server stopped answering: there may be more")}");
        to.CloseObject();
    }

    private static void WriteSuite(ReportWriter to, string suite)
    {
        string? weakness = Weakness(suite);
        to.OpenObject();
        to.Field("suite", suite, $"\n    {suite}");
        if (weakness is not null) to.Field("weakness", weakness, $"  {to.In(Paint.Warning, weakness)}");
        to.CloseObject();
    }

    /// <summary>What is wrong with a suite by its name (RFC 9325 section 4.2); null for nothing.</summary>
    internal static string? Weakness(string suite) => suite switch
    {
        _ when suite.Contains("_NULL_", StringComparison.Ordinal) => "broken: nothing is encrypted",
        _ when suite.Contains("_anon_", StringComparison.Ordinal) => "broken: nobody shows who they are",
        _ when suite.Contains("EXPORT", StringComparison.Ordinal) => "broken: keys of export strength",
        _ when suite.Contains("_RC4_", StringComparison.Ordinal) || suite.Contains("_RC2_", StringComparison.Ordinal) => "broken cipher",
        _ when suite.Contains("_DES_", StringComparison.Ordinal) || suite.Contains("3DES", StringComparison.Ordinal) || suite.Contains("_IDEA_", StringComparison.Ordinal) => "weak cipher: blocks of 64 bits",
        _ when suite.StartsWith("TLS_RSA_", StringComparison.Ordinal) || suite.StartsWith("TLS_ECDH_", StringComparison.Ordinal) || suite.StartsWith("TLS_DH_", StringComparison.Ordinal) => "no forward secrecy",
        _ when suite.Contains("_CBC_", StringComparison.Ordinal) => "older: CBC",
        _ => null,
    };

    private static string Why(TlsVersionFacts version) => version.Fault switch
    {
        TlsFault.Alert => $"the server answers {TlsNames.Alert(version.Alert)}",
        TlsFault.Closed => "the server closes the connection",
        TlsFault.Timeout => "no answer in time",
        TlsFault.NoConnection => "no connection",
        TlsFault.NoStartTls => "the server did not change to TLS",
        TlsFault.NotTls => "what answers is not TLS",
        _ when version.Said is { } other => $"the server answers with {other}",
        _ => "the server's answer cannot be read",
    };
}
