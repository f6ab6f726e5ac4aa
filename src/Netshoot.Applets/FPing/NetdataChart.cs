using Netshoot.Cli;
using Netshoot.Probes.Echo;

namespace Netshoot.Applets.FPing;

/// <summary>What netdata's collector reads of fping (<c>-N</c>): three charts for each target, described once and then filled.</summary>
internal static class NetdataChart
{
    public static void Write(Output to, string name, HostPingStatistics recent, bool isFirst)
    {
        const int Nanoseconds = 1000;
        string id = string.Concat(name.Select(static c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        int sent = recent.Received + recent.Lost;
        if (isFirst)
        {
            to.Line($"CHART fping.{id}_packets '' 'FPing Packets for host {name}' packets '{name}' fping.packets line 110020 1");
            to.Literal("DIMENSION xmt sent absolute 1 1\nDIMENSION rcv received absolute 1 1\n");
        }
        to.Line($"BEGIN fping.{id}_packets");
        to.Line($"SET xmt = {sent}");
        to.Line($"SET rcv = {recent.Received}");
        to.Literal("END\n");
        if (isFirst)
        {
            to.Line($"CHART fping.{id}_quality '' 'FPing Quality for host {name}' percentage '{name}' fping.quality area 110010 1");
            to.Literal("DIMENSION returned '' absolute 1 1\n");
        }
        to.Line($"BEGIN fping.{id}_quality");
        if (sent > 0) to.Line($"SET returned = {recent.Received * 100 / sent}");
        to.Literal("END\n");
        if (isFirst)
        {
            to.Line($"CHART fping.{id}_latency '' 'FPing Latency for host {name}' ms '{name}' fping.latency area 110000 1");
            to.Literal("DIMENSION min minimum absolute 1 1000000\nDIMENSION max maximum absolute 1 1000000\nDIMENSION avg average absolute 1 1000000\n");
        }
        to.Line($"BEGIN fping.{id}_latency");
        if (recent.Received > 0)
        {
            to.Line($"SET min = {recent.Minimum * Nanoseconds}");
            to.Line($"SET avg = {(long)(recent.Average * Nanoseconds)}");
            to.Line($"SET max = {recent.Maximum * Nanoseconds}");
        }
        to.Literal("END\n");
    }
}
