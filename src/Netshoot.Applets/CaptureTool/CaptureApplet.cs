using Netshoot.Cli;
using Netshoot.Host.Targets;
using Netshoot.Packets;

namespace Netshoot.Applets.CaptureTool;

/// <summary>capture: several targets at once, in the order of time: what left one container and what came to the other stand together.</summary>
[Applet("capture", "capture in several targets at once, merged in time order", AppletKind.Own)]
public sealed class CaptureApplet : IApplet<CaptureOptions>
{
    public static CommandLine<CaptureOptions> CommandLine => new Getopt<CaptureOptions>("[OPTION...] TARGET...",
        notes: "Each line begins with its target. In the file each target is an interface, so one window of Wireshark shows them all: netshoot capture web db -f 'port 5432' -w both.pcapng")
    {
        { 'i', "interface", "NAME", "the interface in each target; 'any' is all of them", static (o, v) => o.Interface = v.Text },
        { 'f', "filter", "EXPRESSION", "which packets, as tcpdump says it (pcap-filter(7))", static (o, v) => o.Filter = v.Text },
        { 'w', "write", "FILE", "write a pcapng file instead of printing; - is standard output", static (o, v) => o.WriteFile = v.Text },
        { 'c', "count", "N", "end after so many packets", static (o, v) => o.Count = (ulong)v.Int(1, int.MaxValue) },
        { 'd', "duration", "SECONDS", "end after so long", static (o, v) => o.Duration = v.Seconds() },
        { 's', "snapshot-length", "BYTES", "the most bytes of a packet", static (o, v) => o.SnapLength = v.Int(1, 262_144) },
        { 'v', "verbose", "say more; twice and three times, still more", static o => o.Verbosity = Math.Min(3, o.Verbosity + 1) },
        { 'e', "link-header", "show link-level headers", static o => o.LinkHeader = true },
        { 'x', "hex", "dump packets in hexadecimal", static o => o.Dump = DumpStyle.Hex },
        { 'X', "hex-text", "dump packets in hexadecimal and text", static o => o.Dump = DumpStyle.HexAndText },
        { 'A', "text", "dump packets as text", static o => o.Dump = DumpStyle.Text },
        { static (o, v) => o.Targets.Add(TargetName.Parse(v.Text)) },
    };

    public static async ValueTask<ExitCode> RunAsync(CaptureOptions options, Shell shell)
    {
        if (options.Targets.Count == 0) throw new UsageFailure("capture in which targets? 'netshoot targets' lists them");
        using var run = new CaptureRun(options, shell);
        return await run.RunAsync();
    }
}
