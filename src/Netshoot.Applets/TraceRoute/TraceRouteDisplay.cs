using Netshoot.Applets.Addresses;
using Netshoot.Cli;
using Netshoot.Probes.Trace;

namespace Netshoot.Applets.TraceRoute;

/// <summary>Prints probes in their order, each as soon as the name of who answered it is known.</summary>
internal sealed class TraceRouteDisplay(Shell shell, TraceRouteOptions options, AddressNames names, bool showsTcpFlags)
{
    private readonly Queue<TracedProbe> _waiting = new();
    private readonly List<TraceRouteProbe> _hop = [];
    private bool _hasBegun;

    public void Show(TracedProbe probe)
    {
        EndHeading();
        _waiting.Enqueue(probe);
        // Asked for now, so that the answers to all questions come at once.
        if (HasNode(probe)) names.TryFind(probe.Answer!.Value.From.Address, out _);
        WriteReady();
    }

    public void WriteReady()
    {
        while (_waiting.TryPeek(out var probe) && (!HasNode(probe) || names.TryFind(probe.Answer!.Value.From.Address, out _))) Write(_waiting.Dequeue());
    }

    /// <summary>Ends a line that the user cut short.</summary>
    public void Finish()
    {
        EndHeading();
        if (_hop.Count == 0) return;
        if (shell.Json) shell.Report(new TraceRouteHop(_hop[0].Probe.Hop, _hop));
        else shell.Output.Literal("\n");
    }

    private void EndHeading()
    {
        if (_hasBegun) return;
        _hasBegun = true;
        if (!shell.Json) shell.Output.Literal("\n");
    }

    private static bool HasNode(TracedProbe probe) => probe.Answer is { From.Address.IsAny: false };

    private void Write(TracedProbe probe)
    {
        TraceNode? node = null;
        if (HasNode(probe))
        {
            var from = probe.Answer!.Value.From;
            node = new(ScopedAddress.Of(from, shell.Machine), names.Find(from.Address));
        }
        var report = new TraceRouteProbe(probe, node, node is not null && node.Address != LastNode(), options, showsTcpFlags);
        _hop.Add(report);
        bool isWhole = _hop.Count == options.Queries;
        if (!shell.Json)
        {
            if (probe.Query == 0) shell.Output.Text($"{probe.Hop,2} ");
            report.Write(new ReportWriter(shell.Output.Buffer));
            if (isWhole) shell.Output.Literal("\n");
        }
        if (!isWhole) return;
        if (shell.Json) shell.Report(new TraceRouteHop(probe.Hop, _hop));
        _hop.Clear();
    }

    /// <summary>Who is named last on the line: who stays silent in between changes nothing.</summary>
    private ScopedAddress? LastNode()
    {
        for (int i = _hop.Count - 1; i >= 0; i--)
            if (_hop[i].Node is { } node) return node.Address;
        return null;
    }
}
