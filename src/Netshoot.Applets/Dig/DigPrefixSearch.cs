using Netshoot.Applets.Lookups;
using Netshoot.Dns;
using Netshoot.Dns.Records;
using Netshoot.Wire;

namespace Netshoot.Applets.Dig;

/// <summary>Finds the prefixes that DNS64 puts before IPv4 addresses (RFC 7050, <c>+dns64prefix</c>).</summary>
internal sealed class DigPrefixSearch(DigRun run)
{
    /// <summary>The lengths that RFC 6052 section 2.2 allows, and where the four bytes then stand; byte 8 is left out.</summary>
    private static readonly (int Length, int[] Places)[] s_layouts =
    [
        (32, [4, 5, 6, 7]), (40, [5, 6, 7, 9]), (48, [6, 7, 9, 10]), (56, [7, 9, 10, 11]), (64, [9, 10, 11, 12]), (96, [12, 13, 14, 15]),
    ];

    public async ValueTask<bool> RunAsync(DigLookup lookup)
    {
        if (!DnsName.TryParse("ipv4only.arpa.", out var name)) return false;
        var step = lookup with { Type = DnsType.Aaaa };
        var asker = run.Asker(step);
        if (await asker.AskAsync(step, name, run.Servers(lookup)) is not { } answer) return run.Fail(asker);
        var seen = new HashSet<InternetPrefix>();
        foreach (var record in answer.Message.Answers)
        {
            if (record.Data is not Aaaa found || Prefix(found.Address) is not { } prefix || !seen.Add(prefix)) continue;
            run.Shell.Output.Line($"{prefix}");
        }
        return true;
    }

    private static InternetPrefix? Prefix(InternetAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.CopyTo(bytes);
        foreach (var (length, places) in s_layouts)
        {
            // 192.0.0.170 and 192.0.0.171 are what ipv4only.arpa has (RFC 7050 section 8).
            if (bytes[places[0]] == 192 && bytes[places[1]] == 0 && bytes[places[2]] == 0 && bytes[places[3]] is 170 or 171) return new(address.Network(length), length);
        }
        return null;
    }
}
