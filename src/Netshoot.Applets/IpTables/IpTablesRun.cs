using System.Globalization;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Netfilter.Tables;
using Netshoot.Wire;

namespace Netshoot.Applets.IpTables;

/// <summary>What iptables(8), ip6tables(8) and their savers do: they read and never change.</summary>
internal static class IpTablesRun
{
    private const string Version = "v1.8.9 (nf_tables)", LegacyVersion = "v1.8.9 (legacy)";

    private static readonly (char Short, string Long, bool TakesValue)[] s_changing =
    [
        ('A', "append", true), ('D', "delete", true), ('I', "insert", true), ('R', "replace", true), ('F', "flush", false), ('Z', "zero", false), ('N', "new-chain", true),
        ('X', "delete-chain", false), ('P', "policy", true), ('E', "rename-chain", true), ('C', "check", true),
    ];

    public static CommandLine<IpTablesOptions> CommandLine
    {
        get
        {
            var table = new Getopt<IpTablesOptions>("[-t TABLE] -L|-S [CHAIN [RULE]] [OPTIONS]", usage: new ExitCode(2), failure: ExitCode.Failed, notes: "It shows and never changes: what changes rules is refused.")
            {
                { 't', "table", "TABLE", "filter, nat, mangle, raw or security", static (o, v) => (o.Table, o.HasTable) = (v.Text, true) },
                { 'n', "numeric", "numbers instead of names", static o => o.Numeric = true },
                { 'v', "verbose", "with counters and interfaces", static o => o.Verbose = true },
                { 'x', "exact", "counters in full", static o => o.Exact = true },
                { '\0', "line-numbers", "number the rules", static o => o.LineNumbers = true },
                { 'V', "version", "print the version", static o => o.Version = true },
                { 'h', "help", "how it is used", static o => o.Help = true },
                static (o, v) => Operand(o, v.Text),
            };
            table.Optional('L', "list", "CHAIN", "list the rules", static (o, v) => Command(o, 'L', v.Text)).Optional('S', "list-rules", "CHAIN", "the rules as options", static (o, v) => Command(o, 'S', v.Text));
            table.Optional('w', "wait", "SECONDS", "nothing waits here", static (_, _) => { });
            foreach (var (letter, name, value) in s_changing) table.Refuse(letter, name, value, "this one only shows; change rules with the iptables of the system that owns them");
            return table;
        }
    }

    public static CommandLine<IpTablesOptions> SaveLine => new Getopt<IpTablesOptions>("[-c] [-t TABLE]", usage: ExitCode.Failed, failure: ExitCode.Failed)
    {
        { 'c', "counters", "with counters", static o => o.Counters = true },
        { 't', "table", "TABLE", "that table only", static (o, v) => (o.Table, o.HasTable) = (v.Text, true) },
        { 'V', "version", "print the version", static o => o.Version = true },
        { 'h', "help", "how it is used", static o => o.Help = true },
    }.Refuse('f', "file", true, "redirect its output").Refuse('M', "modprobe", true, "modules are loaded by the kernel");

    private static void Command(IpTablesOptions options, char command, string chain)
    {
        options.Command = command;
        if (chain.Length > 0) options.Chain = chain;
    }

    private static void Operand(IpTablesOptions options, string word)
    {
        if (options.Command != '\0' && options.Chain is null) options.Chain = word;
        else if (options.Chain is not null && options.RuleNumber is null && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number)) options.RuleNumber = number;
        else throw new UsageFailure("") { Usage = $"Bad argument `{word}'\nTry `iptables -h' or 'iptables --help' for more information.\n" };
    }

    public static async ValueTask<ExitCode> ShowAsync(IpTablesOptions options, Shell shell, bool is6, bool isLegacy = false)
    {
        string tool = is6 ? "ip6tables" : "iptables";
        if (Common(options, shell, tool, CommandLine, isLegacy) is { } done) return done;
        if (options.Command == '\0')
        {
            shell.Error.Line($"{tool} {(isLegacy ? LegacyVersion : Version)}: no command specified\nTry `{tool} -h' or '{tool} --help' for more information.");
            return new ExitCode(2);
        }
        if (isLegacy) return await ShowLegacyAsync(options, shell, is6, tool);
        if (IpTable.ChainsOf(options.Table) is null)
        {
            shell.Error.Line($"{tool} {Version}: table '{options.Table}' does not exist\nPerhaps {tool} or your kernel needs to be upgraded.");
            return new ExitCode(3);
        }
        byte family = is6 ? TableFamily.Ip6 : TableFamily.Ip;
        var table = IpTableReader.Find(Read(shell, family), family, options.Table) ?? IpTableReader.Empty(options.Table);
        if (table.IsIncompatible || options.Chain is not null && !table.Chains.Exists(c => c.Name == options.Chain))
        {
            string subject = options.Chain is null ? $"table `{options.Table}'" : $"chain `{options.Chain}' in table `{options.Table}'";
            shell.Error.Line($"{tool} {Version}: {subject} is incompatible, use 'nft' tool.");
            return ExitCode.Failed;
        }
        await WriteAsync(table, options, shell, is6);
        LegacyWarning(shell, tool);
        return ExitCode.Ok;
    }

    public static ValueTask<ExitCode> SaveAsync(IpTablesOptions options, Shell shell, bool is6, bool isLegacy = false)
    {
        string tool = is6 ? "ip6tables-save" : "iptables-save";
        if (Common(options, shell, tool, SaveLine, isLegacy) is { } done) return ValueTask.FromResult(done);
        var writer = Writer(shell, out var json);
        var text = new IpTablesText(writer, options, shell.Machine.Names, Networks(shell), is6);
        var tables = isLegacy ? LegacyTables(options, shell, is6, tool) : Tables(options, shell, is6);
        if (tables is null) return ValueTask.FromResult(ExitCode.Failed);
        if (json is not null)
        {
            IpTablesJson.Write(writer, tables, text);
            shell.Output.Buffer.Append((byte)'\n');
            return ValueTask.FromResult(ExitCode.Ok);
        }
        foreach (var table in tables)
        {
            if (table.IsIncompatible)
            {
                shell.Output.Line($"# Table `{table.Name}' is incompatible, use 'nft' tool.");
                continue;
            }
            string now = TimeZoneInfo.ConvertTime(shell.Clock.GetUtcNow(), shell.Clock.LocalTimeZone).ToString("ddd MMM d HH:mm:ss yyyy", CultureInfo.InvariantCulture);
            // A day of one digit stands behind a space, as ctime(3) writes it.
            if (now[9] == ' ') now = now.Insert(8, " ");
            shell.Output.Line($"# Generated by {tool} {(isLegacy ? "v1.8.9" : Version)} on {now}\n*{table.Name}");
            text.Save(table, isTool: true);
            shell.Output.Line($"COMMIT\n# Completed on {now}");
        }
        if (!isLegacy) LegacyWarning(shell, tool);
        return ValueTask.FromResult(ExitCode.Ok);
    }

    private static async ValueTask<ExitCode> ShowLegacyAsync(IpTablesOptions options, Shell shell, bool is6, string tool)
    {
        var errno = LegacyTableReader.TryRead(shell.Machine, options.Table, is6, out var table);
        if (table is null)
        {
            shell.Error.Line($"{tool} {LegacyVersion}: can't initialize {tool} table `{options.Table}': {LegacyReason(shell, errno)}\nPerhaps {tool} or your kernel needs to be upgraded.");
            if (errno == Errno.EPERM) shell.Hint(shell.Machine.HowToGet("NET_ADMIN", "reading rules"));
            return new ExitCode(3);
        }
        if (options.Chain is not null && !table.Chains.Exists(c => c.Name == options.Chain))
        {
            shell.Error.Line($"{tool}: No chain/target/match by that name.");
            return ExitCode.Failed;
        }
        await WriteAsync(table, options, shell, is6);
        return ExitCode.Ok;
    }

    private static async ValueTask WriteAsync(IpTable table, IpTablesOptions options, Shell shell, bool is6)
    {
        var writer = Writer(shell, out var json);
        var text = new IpTablesText(writer, options, shell.Machine.Names, Networks(shell), is6);
        if (json is not null) IpTablesJson.Write(writer, [table], text);
        else if (options.Command == 'S') text.Save(table, isTool: false);
        else await text.ListAsync(table, shell.Stop);
        if (json is not null) shell.Output.Buffer.Append((byte)'\n');
        shell.Output.Written();
    }

    private static string LegacyReason(Shell shell, Errno errno) => errno switch
    {
        Errno.ENOENT => "Table does not exist (do you need to insmod?)",
        Errno.EPERM => "Permission denied (you must be root)",
        _ => shell.Machine.Text(errno),
    };

    private static List<IpTable> Tables(IpTablesOptions options, Shell shell, bool is6)
    {
        byte family = is6 ? TableFamily.Ip6 : TableFamily.Ip;
        var ruleset = Read(shell, family);
        var tables = new List<IpTable>();
        foreach (string name in (ReadOnlySpan<string>)["mangle", "security", "raw", "filter", "nat"])
        {
            if (options.HasTable && name != options.Table) continue;
            if (IpTableReader.Find(ruleset, family, name) is { } table) tables.Add(table);
        }
        return tables;
    }

    private static List<IpTable>? LegacyTables(IpTablesOptions options, Shell shell, bool is6, string tool)
    {
        var tables = new List<IpTable>();
        foreach (string name in options.HasTable ? [options.Table] : LegacyTableReader.Names(shell.Machine, is6))
        {
            var errno = LegacyTableReader.TryRead(shell.Machine, name, is6, out var table);
            if (table is not null)
            {
                tables.Add(table);
                continue;
            }
            shell.Error.Line($"{tool} {LegacyVersion}: Cannot initialize: {LegacyReason(shell, errno)}");
            return null;
        }
        return tables;
    }

    private static ReportWriter Writer(Shell shell, out JsonText? json)
    {
        json = shell.Json ? new(shell.Output.Buffer) : null;
        return json is null ? new(shell.Output.Buffer) : new(json);
    }

    private static ExitCode? Common(IpTablesOptions options, Shell shell, string tool, CommandLine line, bool isLegacy)
    {
        if (options.Version)
        {
            shell.Output.Literal($"{tool}, netshoot {ProductVersion.Text} ({(isLegacy ? "legacy" : "nf_tables")})\n");
            return ExitCode.Ok;
        }
        if (!options.Help) return null;
        line.WriteHelp(shell.Name, AppletTable.SummaryOf(tool), shell.Output.Buffer);
        return ExitCode.Ok;
    }

    private static Ruleset Read(Shell shell, byte family)
    {
        var errno = shell.Machine.Netlink.TryOpen(NetlinkProtocol.Netfilter, out var channel);
        if (channel is null) throw new Failure("netlink", shell.Machine.Text(errno));
        using (channel)
        {
            try
            {
                return Ruleset.Read(channel, family);
            }
            catch (Failure e) when (e.Errno == (int)Errno.EPERM)
            {
                throw new Failure("", "Could not fetch rule set generation id: Permission denied (you must be root)", shell.Machine.HowToGet("NET_ADMIN", "reading rules"), e.Errno);
            }
        }
    }

    // The names of networks (networks(5)): a name and a number, whose last parts may be left out.
    private static Dictionary<InternetAddress, string> Networks(Shell shell)
    {
        var networks = new Dictionary<InternetAddress, string>();
        foreach (string line in (shell.Machine.TryReadText("/etc/networks") ?? "").Split('\n'))
            if (line.Split('#')[0].Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is [var name, var number, ..] && InternetAddress.TryParse(number, out var address)) networks.TryAdd(address, name);
        return networks;
    }

    private static void LegacyWarning(Shell shell, string tool)
    {
        bool is6 = tool.StartsWith("ip6", StringComparison.Ordinal), isSaver = tool.EndsWith("save", StringComparison.Ordinal);
        string? names = shell.Machine.TryReadText(is6 ? "/proc/net/ip6_tables_names" : "/proc/net/ip_tables_names");
        if (string.IsNullOrWhiteSpace(names)) return;
        shell.Output.Flush();
        string legacy = $"{(is6 ? "ip6" : "ip")}tables-legacy{(isSaver ? "-save" : "")}";
        shell.Error.Line($"# Warning: {(is6 ? "ip6" : "ip")}tables-legacy tables present, use {legacy} to see them");
    }
}
