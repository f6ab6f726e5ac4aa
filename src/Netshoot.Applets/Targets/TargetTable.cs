using System.Globalization;
using Netshoot.Cli;
using Netshoot.Host.Targets;
using Spectre.Console;

namespace Netshoot.Applets.Targets;

/// <summary>The targets for people: a table for each kind, and below them what could not be seen.</summary>
internal static class TargetTable
{
    public static void Write(TargetList list, Shell shell)
    {
        bool first = true;
        foreach (var kind in list.Rows.GroupBy(static r => r.Kind))
        {
            if (!first) shell.Output.Literal("\n");
            first = false;
            string[] headings = [Heading(kind.Key), "ADDRESSES", "NAMESPACE", "PID", "STATE", "RUNS"];
            if (shell.Output.IsTerminal) WriteRich(headings, kind.Select(Cells), shell);
            else WritePlain(headings, kind.Select(Cells), shell);
        }
        if (list.Rows.Count == 0) shell.Output.Literal("No target can be seen from here.\n");
        foreach (string note in list.Notes) shell.Complain(note);
    }

    private static string[] Cells(TargetRow row) =>
    [
        row.Name, string.Join('\n', row.Addresses), row.Inode == 0 ? "-" : row.Inode.ToString(CultureInfo.InvariantCulture),
        row.ProcessId == 0 ? "-" : row.ProcessId.ToString(CultureInfo.InvariantCulture), row.State, Runs(row),
    ];

    private static void WritePlain(string[] headings, IEnumerable<string[]> rows, Shell shell)
    {
        var table = new Cli.Columns(headings);
        foreach (string[] row in rows) table.Add(row);
        table.Write(shell.Output, shell.HasColor);
    }

    private static void WriteRich(string[] headings, IEnumerable<string[]> rows, Shell shell)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (string heading in headings) table.AddColumn(new TableColumn(new Text(heading, new Style(Color.Aqua))) { NoWrap = heading != headings[^1] });
        foreach (string[] row in rows) table.AddRow(row.Select(RichConsole.Cell));
        RichConsole.Write(shell, table);
    }

    private static string Heading(TargetKind kind) => kind switch
    {
        TargetKind.Container => "CONTAINER",
        TargetKind.Network => "NETWORK",
        TargetKind.Pid => "PROCESS",
        TargetKind.Netns => "NETNS",
        _ => "HOST",
    };

    /// <summary>What runs there, and by which names it is known to compose or swarm.</summary>
    private static string Runs(TargetRow row)
    {
        if (row.Container is not { } container) return row.Runs;
        var words = new List<string> { row.Runs };
        if (container.SwarmService is { } service) words.Add($"service {service}");
        if (container.ComposeService is { } compose) words.Add($"{container.ComposeProject}/{compose}");
        foreach (var port in container.Ports) words.Add($"{port.HostPort}->{port.ContainerPort}/{port.Protocol}");
        return string.Join(", ", words);
    }
}
