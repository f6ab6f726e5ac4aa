using Netshoot.Host;
using Netshoot.Packets.Security;
using Netshoot.Wire;

namespace Netshoot.Probes.Tls;

/// <summary>What a server does with one version.</summary>
public sealed class TlsVersionFacts
{
    public required ushort Version { get; init; }

    /// <summary>How it declined; <see cref="TlsFault.None"/> where it speaks this version.</summary>
    public TlsFault Fault { get; set; }

    public byte Alert { get; set; }

    /// <summary>What answered instead.</summary>
    public string? Said { get; set; }

    /// <summary>Its suites: in its own order where <see cref="ServerChooses"/>, else in ours.</summary>
    public List<ushort> Suites { get; } = [];

    /// <summary>Whether the server's order counts and not the client's; null where there is nothing to choose.</summary>
    public bool? ServerChooses { get; set; }

    /// <summary>Groups of TLS 1.3, in the order in which the server takes them.</summary>
    public List<ushort> Groups { get; } = [];

    /// <summary>Whether a connection failed before all suites were found.</summary>
    public bool IsCut { get; set; }
}

/// <summary>
/// Asks a server for each version from SSL 3.0 to TLS 1.3 and each suite: a hello with all that are left, the one that it chooses is taken out, and so on
/// until it declines. One connection each; the versions go side by side, so five at most are open at once.
/// </summary>
public sealed class TlsScanner(IMachine machine, TlsPlan plan)
{
    /// <summary>More suites in one version than any server has; one that has more makes them up.</summary>
    private const int MostSuites = 100;

    public async ValueTask<IReadOnlyList<TlsVersionFacts>> ScanAsync(IReadOnlyList<InternetEndpoint> endpoints, CancellationToken stop)
    {
        var asker = new TlsAsker(machine, plan, endpoints);
        var versions = new List<Task<TlsVersionFacts>>();
        for (ushort version = TlsNames.Tls13; version >= TlsNames.Ssl30; version--) versions.Add(ScanAsync(asker, version, stop));
        return await Task.WhenAll(versions);
    }

    private async Task<TlsVersionFacts> ScanAsync(TlsAsker asker, ushort version, CancellationToken stop)
    {
        var facts = new TlsVersionFacts { Version = version };
        var form = new TlsHelloForm
        {
            Version = version,
            Suites = version == TlsNames.Tls13 ? TlsSuites.New : TlsSuites.Old,
            ServerName = InternetAddress.TryParse(plan.ServerName, out _) ? null : plan.ServerName,
        };
        var left = new List<ushort>(form.Suites);
        while (left.Count > 0 && facts.Suites.Count < MostSuites)
        {
            var answer = await asker.AskAsync(form with { Suites = left }, TlsMessage.ServerHello, stop);
            if (answer.Hello is not { } hello || hello.Version != version || !left.Remove(hello.Suite))
            {
                Decline(facts, answer, version);
                break;
            }
            facts.Suites.Add(hello.Suite);
            if (hello.Group != 0 && facts.Groups.Count == 0) facts.Groups.Add(hello.Group);
        }
        if (facts.Suites.Count > 1)
        {
            var reversed = new List<ushort>(facts.Suites);
            reversed.Reverse();
            if ((await asker.AskAsync(form with { Suites = reversed }, TlsMessage.ServerHello, stop)).Hello is { } hello) facts.ServerChooses = hello.Suite == facts.Suites[0];
        }
        if (facts.Groups.Count > 0) await FindGroupsAsync(asker, form, facts, stop);
        return facts;
    }

    private static async ValueTask FindGroupsAsync(TlsAsker asker, TlsHelloForm form, TlsVersionFacts facts, CancellationToken stop)
    {
        var left = new List<ushort>(TlsHelloForm.AllGroups);
        left.Remove(facts.Groups[0]);
        while (left.Count > 0)
        {
            var answer = await asker.AskAsync(form with { Groups = left }, TlsMessage.ServerHello, stop);
            if (answer.Hello is not { } hello || !left.Remove(hello.Group)) return;
            facts.Groups.Add(hello.Group);
        }
    }

    private static void Decline(TlsVersionFacts facts, TlsAnswer answer, ushort version)
    {
        // A server that has run out of suites says so in one way or another; only silence leaves open whether there are more.
        if (facts.Suites.Count > 0)
        {
            facts.IsCut = answer.Fault is TlsFault.Timeout or TlsFault.NoConnection;
            return;
        }
        facts.Fault = answer.Fault != TlsFault.None ? answer.Fault : TlsFault.Refused;
        facts.Alert = answer.Flight?.Alert ?? 0;
        facts.Said = answer.Hello is { } other && other.Version != version ? TlsNames.Version(other.Version) : answer.Said;
    }
}
