using System.Runtime.CompilerServices;
using Netshoot.Wire;

namespace Netshoot.Packets;

/// <summary>Walks a frame from its link layer up, one registered dissector at a time. One instance serves one capture, on one thread.</summary>
public sealed partial class Dissection
{
    /// <summary>Packets within packets: deeper ones are not described. Every level costs stack.</summary>
    private const int MostNested = 64;

    /// <summary>Layers of one packet, so that a format that consumes nothing cannot turn in circles.</summary>
    private const int MostLayers = 1024;

    internal Flow Flow;
    private int _nested;
    private int _layers;
    private int _linkHeader = -1;
    private int _captured;

    public Dissection(DissectionOptions options, Session? session = null)
    {
        Options = options;
        Session = session ?? new();
    }

    public DissectionOptions Options { get; }

    public Session Session { get; }

    /// <summary>Where text goes; null when nobody wants it.</summary>
    public TextBuffer? Line { get; set; }

    /// <summary>Where fields go; null when nobody wants them.</summary>
    public FieldWriter? Fields { get; set; }

    /// <summary>Bytes of the link header in the last frame.</summary>
    public int LinkHeader => EndedEarly ? 0 : Math.Max(0, _linkHeader);

    internal string Protocol { get; set; } = "";

    internal int Key { get; private set; }

    internal bool EndedEarly { get; private set; }

    /// <summary>Describes a frame.</summary>
    /// <param name="frame">The captured bytes.</param>
    /// <param name="length">How many they were on the wire.</param>
    /// <param name="first">What they are: <see cref="Next.LinkType"/>.</param>
    /// <returns>Whether any dissector knows <paramref name="first"/>.</returns>
    public bool Describe(ReadOnlySpan<byte> frame, int length, Next first)
    {
        Flow = default;
        Protocol = "";
        EndedEarly = false;
        _layers = 0;
        _linkHeader = -1;
        _captured = frame.Length;
        bool known = Finish(first, frame, length);
        if (known) Fields?.Back("");
        if (!EndedEarly) return known;
        Line?.Append(" [|"u8);
        Line?.Append(Protocol);
        Line?.Append((byte)']');
        Fields?.Flag("truncated");
        return known;
    }

    /// <summary>Only what the frame begins with is its link header; the frames in tunnels have theirs dumped.</summary>
    internal void MarkLinkHeader(int remaining)
    {
        if (_nested == 1) _linkHeader = _captured - remaining;
    }

    internal bool Enter(Next next, ReadOnlySpan<byte> bytes, int length)
    {
        if (_nested >= MostNested) return true;
        var flow = Flow;
        string protocol = Protocol;
        _nested++;
        bool known = Walk(next, bytes, length);
        _nested--;
        Flow = flow;
        if (known) Fields?.Back(protocol);
        return known;
    }

    internal bool Finish(Next next, ReadOnlySpan<byte> bytes, int length)
    {
        if (_nested >= MostNested) return true;
        _nested++;
        bool known = Walk(next, bytes, length);
        _nested--;
        return known;
    }

    internal void Enter<TDissector>(ReadOnlySpan<byte> bytes, int length) where TDissector : struct, IDissector
    {
        if (_nested >= MostNested) return;
        var flow = Flow;
        string protocol = Protocol;
        _nested++;
        var layer = new Layer(bytes, length, this);
        var next = Run<TDissector>(ref layer);
        if (next.Table != Select.None && !EndedEarly) Walk(next, layer.Rest, layer.Left);
        _nested--;
        Flow = flow;
        Fields?.Back(protocol);
    }

    private bool Walk(Next next, ReadOnlySpan<byte> bytes, int length)
    {
        bool known = false;
        while (next.Table != Select.None && _layers++ < MostLayers)
        {
            var layer = new Layer(bytes, length, this);
            Key = next.Value;
            if (!Dispatch(next.Table, next.Value, ref layer, out var after))
            {
                Key = next.Otherwise;
                if (next.Otherwise < 0 || !Dispatch(next.Table, next.Otherwise, ref layer, out after)) return known;
            }
            known = true;
            if (EndedEarly) break;
            bytes = layer.Rest;
            length = layer.Left;
            next = after;
        }
        return known;
    }

    /// <summary>Generated: one <c>case</c> for each <see cref="DissectsAttribute"/>.</summary>
    private partial bool Dispatch(Select table, int value, ref Layer layer, out Next next);

    /// <summary>Kept out of the switches that call it: their frames would hold the locals of every dissector.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Next Run<TDissector>(ref Layer layer) where TDissector : struct, IDissector
    {
        Protocol = TDissector.Name;
        Fields?.Layer(TDissector.Name);
        var next = TDissector.Dissect(ref layer);
        if (layer.Wire.Truncated) EndedEarly = true;
        return next;
    }
}
