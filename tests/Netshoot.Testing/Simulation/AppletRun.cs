using System.Text;
using Netshoot.Applets;
using Netshoot.Cli;
using Netshoot.Testing.Lab;

namespace Netshoot.Testing.Simulation;

/// <summary>Runs a tool of ours on a simulated machine, in virtual time.</summary>
public static class AppletRun
{
    /// <param name="machine">Where.</param>
    /// <param name="clock">Its time.</param>
    /// <param name="line">The tool and its words, split at spaces.</param>
    /// <param name="stopAfter">When the user stops it.</param>
    /// <param name="onQuit">Takes what the tool does when the user asks how things stand.</param>
    public static Outcome Of(SimulatedMachine machine, VirtualClock clock, string line, TimeSpan? stopAfter = null, Action<Action>? onQuit = null)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        using var stop = new CancellationTokenSource();
        if (stopAfter is { } time) clock.After(time, stop.Cancel);
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        using var outputText = new Output(output);
        using var errorText = new Output(error);
        var shell = new Shell(outputText, errorText, machine) { Name = words[0], StopSource = () => stop.Token, OnQuit = onQuit ?? (static _ => { }) };
        var code = clock.Run(() => AppletTable.Find(words[0])!.RunAsync(words[1..], shell));
        outputText.Flush();
        errorText.Flush();
        return new(code.Value, Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()));
    }
}
