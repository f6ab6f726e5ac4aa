using Netshoot.Cli;

namespace Netshoot.Applets.BrCtl;

/// <summary>One command of brctl(8).</summary>
/// <param name="Name">Its word.</param>
/// <param name="Least">How many words it needs; further ones are for commands that take several.</param>
/// <param name="Arguments">What stands behind it, as the usage has it.</param>
/// <param name="Gap">The tabs between that and the help.</param>
/// <param name="Help">What it does.</param>
/// <param name="Run">Does it.</param>
internal sealed record BrCtlCommand(string Name, int Least, string Arguments, string Gap, string Help, Func<BrCtlContext, IReadOnlyList<string>, ExitCode> Run)
{
    public string Usage => $"{Arguments}{Gap}{Help}";
}

/// <summary>The commands of brctl(8), in the order of its usage.</summary>
internal static class BrCtlCommands
{
    public static readonly BrCtlCommand[] All =
    [
        new("addbr", 1, "<bridge>", "\t\t", "add bridge", BrCtlChange.AddBridge),
        new("delbr", 1, "<bridge>", "\t\t", "delete bridge", BrCtlChange.DeleteBridge),
        new("addif", 2, "<bridge> <device>", "\t", "add interface to bridge", BrCtlChange.AddPort),
        new("delif", 2, "<bridge> <device>", "\t", "delete interface from bridge", BrCtlChange.DeletePort),
        new("hairpin", 3, "<bridge> <port> {on|off}", "\t", "turn hairpin on/off", BrCtlSettings.Hairpin),
        new("setageing", 2, "<bridge> <time>", "\t\t", "set ageing time", BrCtlSettings.AgeingTime),
        new("setbridgeprio", 2, "<bridge> <prio>", "\t\t", "set bridge priority", BrCtlSettings.Priority),
        new("setfd", 2, "<bridge> <time>", "\t\t", "set bridge forward delay", BrCtlSettings.ForwardDelay),
        new("sethello", 2, "<bridge> <time>", "\t\t", "set hello time", BrCtlSettings.HelloTime),
        new("setmaxage", 2, "<bridge> <time>", "\t\t", "set max message age", BrCtlSettings.MaximalAge),
        new("setpathcost", 3, "<bridge> <port> <cost>", "\t", "set path cost", BrCtlSettings.PathCost),
        new("setportprio", 3, "<bridge> <port> <prio>", "\t", "set port priority", BrCtlSettings.PortPriority),
        new("show", 0, "[ <bridge> ]", "\t\t", "show a list of bridges", BrCtlShow.Bridges),
        new("showmacs", 1, "<bridge>", "\t\t", "show a list of mac addrs", BrCtlShow.Macs),
        new("showstp", 1, "<bridge>", "\t\t", "show bridge stp info", BrCtlShow.SpanningTree),
        new("stp", 2, "<bridge> {on|off}", "\t", "turn stp on/off", BrCtlSettings.SpanningTree),
    ];

    public static string Usage => "Usage: brctl [commands]\ncommands:\n" + string.Concat(All.Select(static command => $"\t{command.Name,-10}\t{command.Usage}\n"));
}
