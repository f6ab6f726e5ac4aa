using Netshoot.Capture.Files;
using Netshoot.Cli;
using Netshoot.Filters;
using Netshoot.Packets;
using Netshoot.Wire;

namespace Netshoot.Applets.TcpDump;

/// <summary>Prints packets as lines. With names, lines are held back until the names in them are known.</summary>
internal sealed class PrintSink : IPacketSink
{
    private readonly Output _output;
    private readonly PacketNames? _names;
    private readonly TextBuffer _text;
    private readonly PacketPrinter _printer;
    private readonly LinkType _linkType;

    public PrintSink(Output output, DissectionOptions options, PrintStyle style, LinkType linkType, PacketNames? names)
    {
        _output = output;
        _names = names;
        _linkType = linkType;
        _text = names is null ? output.Buffer : new TextBuffer(64 * 1024);
        _printer = new(options with { Names = names }, style, _text);
    }

    public bool IsHolding => _names is { Pending: > 0 };

    public void Write(in CaptureRecord record)
    {
        int before = _text.Length;
        if (!_printer.Print(record.Bytes, record.Length, _linkType.Value, record.Seconds, record.Fraction))
        {
            _text.CutTo(before);
            throw new Failure("", $"packet printing is not supported for link type {_linkType.Name}: use -w");
        }
        if (_names is null) _output.Written();
        else if (!IsHolding && _text.Length > 64 * 1024) Pause();
    }

    public void Pause()
    {
        if (_names is null || IsHolding || _text.Length == 0) return;
        _names.Fill(_text.Bytes, _output.Buffer);
        _text.Clear();
        _output.Written();
    }

    public async ValueTask EndAsync()
    {
        if (_names is not null) await _names.SettledAsync();
        Pause();
    }

    public void Dispose() { }
}
