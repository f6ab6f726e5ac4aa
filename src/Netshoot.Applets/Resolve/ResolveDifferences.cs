using Netshoot.Host.Names;
using Netshoot.Probes.Dns;

namespace Netshoot.Applets.Resolve;

/// <summary>Says in words where the two libraries part, for this name and these files.</summary>
internal static class ResolveDifferences
{
    public static IReadOnlyList<string> Find(string name, NameWays ways, NameWay glibc, NameWay musl)
    {
        var notes = new List<string>();
        var configuration = ways.Configuration;
        bool isSame = glibc.Outcome == musl.Outcome && glibc.Addresses.Select(static a => a.Address).ToHashSet().SetEquals(musl.Addresses.Select(static a => a.Address))
            && glibc.Records.Count == musl.Records.Count;
        if (!isSame) notes.Add("programs of the two libraries get different answers");

        bool hasDots = name.Count(static c => c == '.') >= configuration.Dots;
        if (hasDots && !name.EndsWith('.') && configuration.Search.Count > 0 && glibc.Stations.Any(static s => s.Steps.Count > 0))
            notes.Add($"the name has {configuration.Dots} dot{(configuration.Dots == 1 ? "" : "s")} or more (ndots): glibc tries it as it is and then searches, musl does not search");
        if (!hasDots && configuration.Search.Count > 0 && musl.Outcome is not (ResolverOutcome.Answer or ResolverOutcome.NoName) && glibc.Outcome == ResolverOutcome.Answer)
            notes.Add("musl's search ended at the first name that exists without the record or that no server knew of; glibc's went on");
        foreach (var source in ways.Sources.Where(static s => s.Name is not ("files" or "dns")))
            notes.Add($"nsswitch.conf has '{source.Name}', which only glibc asks; it cannot be asked from here");
        if (ways.Sources.Count > 0 && ways.Sources[0].Name == "dns" && ways.Sources.Any(static s => s.Name == "files"))
            notes.Add("nsswitch.conf puts dns before files: glibc asks the servers first, musl always reads the hosts file first");
        if (!ways.Sources.Any(static s => s.Name == "dns")) notes.Add("nsswitch.conf has no dns: glibc asks no server, musl does");
        if (configuration.UseTcp) notes.Add("use-vc: glibc asks over TCP, musl ignores the option");
        if (configuration.Rotate) notes.Add("rotate: glibc begins with another server each time, musl always asks all");
        if (configuration.SingleRequest) notes.Add("single-request: glibc asks for A, then for AAAA; musl always asks for both at once");
        if (configuration.Servers.Count > 1)
        {
            notes.Add($"{configuration.Servers.Count} servers: glibc asks one after the other ({configuration.Timeout.TotalSeconds:0} s each, {configuration.Attempts} rounds), musl all at once and believes the first");
            if (Disagree(musl)) notes.Add("the servers disagree: what musl gets depends on which of them is faster");
        }
        if (glibc.Stations.Concat(musl.Stations).SelectMany(static s => s.Steps).Any(static s => s.OverTcp))
            notes.Add("an answer was too long for UDP and was asked for again over TCP; musl before 1.2.4 takes what is in the first");
        return notes;
    }

    private static bool Disagree(NameWay way)
        => way.Stations.SelectMany(static s => s.Steps).Where(static s => s.Outcome is ResolverOutcome.Answer or ResolverOutcome.NoData or ResolverOutcome.NoName)
            .GroupBy(static s => (s.Name, s.Type)).Any(static g => g.Select(static s => s.Outcome).Distinct().Count() > 1);
}
