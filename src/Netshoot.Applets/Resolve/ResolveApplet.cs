using Netshoot.Cli;
using Netshoot.Dns;
using Netshoot.Host.Names;
using Netshoot.Probes.Dns;
using Netshoot.Wire;

namespace Netshoot.Applets.Resolve;

public sealed class ResolveOptions
{
    public string? Name { get; set; }

    public DnsType? Type { get; set; }
}

/// <summary>Shows the whole way from a name to what a program gets: files, search list, each name server, as glibc and as musl go it.</summary>
[Applet("resolve", "show how programs here find a name, as glibc and as musl look for it", AppletKind.Own)]
public sealed class ResolveApplet : IApplet<ResolveOptions>
{
    public static CommandLine<ResolveOptions> CommandLine => new Getopt<ResolveOptions>("NAME [TYPE]",
        notes: "Without TYPE it looks for A and AAAA, as getaddrinfo(3) does; an address is looked up by its name. It ends with 0 when both\nlibraries find something, else with 1. Inside a target (netshoot --net TARGET resolve NAME) the target's own files and servers count.")
    {
        { TakeOperand },
    };

    public static async ValueTask<ExitCode> RunAsync(ResolveOptions options, Shell shell)
    {
        string name = options.Name ?? throw new UsageFailure("no name given");
        DnsType[] types = options.Type is { } type ? [type] : [DnsType.A, DnsType.Aaaa];
        if (InternetAddress.TryParse(name, out var address) && options.Type is null) (name, types) = ($"{DnsName.Reverse(address)}", [DnsType.Ptr]);
        if (!DnsName.TryParse(name, DnsName.Root, out _, out string? problem)) throw new UsageFailure($"'{name}' is no name: {problem}");

        var ways = new NameWays(shell.Machine, name, types);
        var glibc = await ways.GlibcAsync(shell.Stop);
        var musl = await ways.MuslAsync(shell.Stop);
        var report = new ResolveReport(name, types, ways, glibc, musl, ResolveDifferences.Find(name, ways, glibc, musl), shell.Machine);
        shell.Report(report);
        return glibc.Outcome == ResolverOutcome.Answer && musl.Outcome == ResolverOutcome.Answer ? ExitCode.Ok : ExitCode.Failed;
    }

    private static void TakeOperand(ResolveOptions options, OptionValue word)
    {
        if (options.Name is null) options.Name = word.Text;
        else if (options.Type is null && DnsNames.TryParse(word.Text, out DnsType type)) options.Type = type;
        else throw new UsageFailure(options.Type is null ? $"'{word.Text}' is not a record type" : $"unexpected argument '{word.Text}'");
    }
}
