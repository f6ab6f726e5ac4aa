using Netshoot.Cli;
using Netshoot.Filters;
using Netshoot.Host.Captures;
using Netshoot.Packets;

namespace Netshoot.Applets.TcpDump;

/// <summary>What can be captured on, and how (<c>-D</c>, <c>-L</c>, <c>-J</c>).</summary>
internal static class DeviceLists
{
    public static void WriteDevices(Shell shell)
    {
        int number = 0;
        foreach (var device in shell.Machine.Captures.Devices)
        {
            number++;
            var states = States(device).ToList();
            if (shell.Json)
            {
                var json = new JsonText(shell.Output.Buffer);
                json.OpenObject();
                json.Write("number", number);
                json.Write("name", device.Name);
                if (device.Description is not null) json.Write("description", device.Description);
                json.OpenArray("flags");
                foreach (string state in states) json.Write(null, state);
                json.CloseArray();
                json.CloseObject();
                shell.Output.Literal("\n");
                continue;
            }
            string flags = string.Join(", ", states);
            if (device.Description is { } description) shell.Output.Line($"{number}.{device.Name} ({description}) [{flags}]");
            else shell.Output.Line($"{number}.{device.Name} [{flags}]");
        }
    }

    /// <summary>The original writes it to standard error.</summary>
    public static void WriteLinkTypes(Shell shell, string device, IReadOnlyList<LinkType> types)
    {
        shell.Error.Line($"Data link types for {device} (use option -y to set):");
        var dissection = new Dissection(new());
        foreach (var type in types.OrderBy(static t => t.Value))
        {
            bool prints = dissection.Describe([], 0, Next.LinkType(type.Value));
            shell.Error.Line($"  {type.Name} ({type.Description}){(prints ? "" : " (printing not supported)")}");
        }
    }

    /// <inheritdoc cref="WriteLinkTypes"/>
    public static void WriteTimeStampTypes(Shell shell, string device)
    {
        shell.Error.Line($"Time stamp types for {device} (use option -j to set):");
        shell.Error.Line($"  host (Host)");
    }

    private static IEnumerable<string> States(CaptureDevice device)
    {
        if (device.IsUp) yield return "Up";
        if (device.IsRunning) yield return "Running";
        if (device.IsLoopback) yield return "Loopback";
        if (device is { IsUp: false, IsRunning: false, IsLoopback: false }) yield return "none";
        if (device.IsConnected is { } connected) yield return connected ? "Connected" : "Disconnected";
    }
}
