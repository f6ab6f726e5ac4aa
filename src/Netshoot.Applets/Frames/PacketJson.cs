using System.Buffers;
using System.Text.Json;
using Netshoot.Capture.Files;
using Netshoot.Cli;
using Netshoot.Filters;
using Netshoot.Packets;

namespace Netshoot.Applets.Frames;

/// <summary>Prints packets as JSON: one object a line, with the fields of every layer.</summary>
internal sealed class PacketJson : IDisposable
{
    private readonly ArrayBufferWriter<byte> _bytes = new(4096);
    private readonly Output _output;
    private readonly Utf8JsonWriter _json;
    private readonly FieldWriter _fields;
    private readonly Dissection _dissection;
    private readonly LinkType _linkType;
    private readonly decimal _unit;
    private readonly string? _target;

    /// <param name="output">Where the lines go.</param>
    /// <param name="options">How packets are described.</param>
    /// <param name="linkType">What they begin with.</param>
    /// <param name="nanoseconds">Whether fractions of a second are nanoseconds, not microseconds.</param>
    /// <param name="target">Where they were captured, for tools that capture in several places; null leaves it out.</param>
    public PacketJson(Output output, DissectionOptions options, LinkType linkType, bool nanoseconds, string? target = null)
    {
        _output = output;
        _linkType = linkType;
        _target = target;
        _unit = nanoseconds ? 1_000_000_000 : 1_000_000;
        _json = new(_bytes);
        _fields = new(_json);
        _dissection = new(options) { Fields = _fields };
    }

    /// <param name="number">Which packet it is; the first is 1.</param>
    /// <param name="record">The packet.</param>
    public void Write(ulong number, in CaptureRecord record)
    {
        _bytes.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteNumber("number", number);
        if (_target is not null) _json.WriteString("target", _target);
        _json.WriteNumber("time", record.Seconds + record.Fraction / _unit);
        _json.WriteNumber("length", record.Length);
        _json.WriteNumber("captured", record.Bytes.Length);
        _json.WriteString("link_type", _linkType.Name);
        _fields.Begin("layers");
        _dissection.Describe(record.Bytes, record.Length, Next.LinkType(_linkType.Value));
        _fields.End();
        _json.WriteEndObject();
        _json.Flush();
        _output.Buffer.Append(_bytes.WrittenSpan);
        _output.Buffer.Append((byte)'\n');
        _output.Written();
    }

    public void Dispose() => _json.Dispose();
}
