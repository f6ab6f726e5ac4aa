using System.Globalization;
using Netshoot.Applets.Addresses;
using Netshoot.Cli;
using Netshoot.Host.Names;
using Netshoot.Wire;

namespace Netshoot.Applets.FPing;

/// <summary>One whom fping asks, and what it is called.</summary>
internal sealed record FPingTarget(InternetEndpoint Endpoint, string Name);

/// <summary>Finds whom to ask: from the words, from a file, from a range of addresses.</summary>
/// <param name="options">What was asked for.</param>
/// <param name="shell">Where.</param>
internal sealed class FPingTargets(FPingOptions options, Shell shell)
{
    /// <summary>The largest range: a network of 16 bits, more than which no one asks by accident.</summary>
    private const uint MostGenerated = 1 << 17;

    private const int LongestLine = 132;

    public List<FPingTarget> Found { get; } = [];

    /// <summary>How many names meant nobody.</summary>
    public int Unknown { get; private set; }

    public async ValueTask FindAsync(CancellationToken stop)
    {
        if (options.File is not null && (options.Targets.Count > 0 || options.Generates)) throw FPingCommandLine.UsageOnly();
        if (options.Generates)
        {
            await GenerateAsync(stop);
            return;
        }
        if (options.Targets.Count > 0)
        {
            foreach (string target in options.Targets) await AddAsync(target, stop);
            return;
        }
        using var lines = new StreamReader(OpenFile());
        while (await lines.ReadLineAsync(stop) is { } line)
        {
            if (line.Length > LongestLine) line = line[..LongestLine];
            string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 0 && words[0][0] != '#') await AddAsync(words[0], stop);
        }
    }

    private Stream OpenFile()
    {
        if (options.File is null or "-") return shell.Input;
        var errno = shell.Machine.TryOpenRead(options.File, out var stream);
        return errno == Errno.None ? stream! : throw new Failure("fopen ", shell.Machine.Text(errno), errno: (int)errno);
    }

    private async ValueTask GenerateAsync(CancellationToken stop)
    {
        var (first, last) = options.Targets switch
        {
            [var network] when network.Contains('/') => Network(network),
            [var from, var to] => (Address(from), Address(to)),
            _ => throw FPingCommandLine.UsageOnly(),
        };
        if (last >= first && last - first >= MostGenerated) throw FPingCommandLine.Refused($"-g: more than {MostGenerated} addresses");
        for (ulong address = first; address <= last; address++) await AddAsync(InternetAddress.From4((uint)address).ToString(), stop);
    }

    private static (uint First, uint Last) Network(string text)
    {
        int slash = text.IndexOf('/');
        uint address = Address(text[..slash]);
        if (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int bits) || bits is < 1 or > 32)
            throw FPingCommandLine.Refused($"netmask must be between 1 and 32 (is: {text[(slash + 1)..]})");
        uint mask = uint.MaxValue << (32 - bits);
        uint first = address & mask, last = first | ~mask;
        // The address of the network and that of everybody in it are no hosts, where there are others.
        return bits < 31 ? (first + 1, last - 1) : (first, last);
    }

    private static uint Address(string text)
    {
        if (!InternetAddress.TryParse(text, out var address)) throw FPingCommandLine.Refused($"can't parse address {text}: Name or service not known");
        return address.Is4 ? address.Value4 : throw FPingCommandLine.Refused("-g works only with IPv4 addresses");
    }

    private async ValueTask AddAsync(string name, CancellationToken stop)
    {
        try
        {
            if (options.TakesAllAddresses && !InternetAddress.TryParse(name, out _))
            {
                foreach (var endpoint in await shell.Machine.Names.AddressesAsync(name, options.Family, stop)) await AddAsync(name, endpoint, isLiteral: false, stop);
                return;
            }
            var host = await HostAddress.FindAsync(shell.Machine, name, options.Family, stop);
            await AddAsync(name, host.Endpoint, host.IsLiteral, stop);
        }
        catch (Failure e)
        {
            Unknown++;
            if (!options.IsQuiet) shell.Error.Line($"{e.Message}");
        }
    }

    private async ValueTask AddAsync(string given, InternetEndpoint endpoint, bool isLiteral, CancellationToken stop)
    {
        string address = ScopedAddress.Of(endpoint, shell.Machine).ToString();
        bool asks = options.AsksNames || options.ShowsNames && isLiteral;
        string name = asks ? await shell.Machine.Names.HostAsync(endpoint.Address, stop) ?? given : given;
        bool showsBoth = options.ShowsAddresses && (options.AsksNames || options.ShowsNames);
        Found.Add(new(endpoint, showsBoth ? $"{name} ({address})" : options.ShowsAddresses ? address : name));
    }
}
