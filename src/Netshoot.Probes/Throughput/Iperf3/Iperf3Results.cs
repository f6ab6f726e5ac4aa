using System.Buffers;
using System.Text.Json;

namespace Netshoot.Probes.Throughput.Iperf3;

/// <summary>What one end tells the other of one stream.</summary>
/// <param name="Id">The stream's number on the wire: 1, 3, 4, 5 …</param>
/// <param name="Bytes">Sent, or received.</param>
/// <param name="Retransmits">-1 where it is not known.</param>
/// <param name="Jitter">Seconds.</param>
/// <param name="Errors">Datagrams lost.</param>
/// <param name="Packets">Datagrams sent.</param>
/// <param name="Start">Seconds.</param>
/// <param name="End">Seconds.</param>
public readonly record struct Iperf3StreamResult(int Id, long Bytes, long Retransmits, double Jitter, long Errors, long Packets, double Start, double End);

/// <summary>What one end tells the other of the whole test, as JSON (observed between two of 3.12).</summary>
public sealed record Iperf3Results
{
    public double CpuTotal { get; init; }

    public double CpuUser { get; init; }

    public double CpuSystem { get; init; }

    /// <summary>1: this end sent and counts retransmissions; 0: it sent and does not; -1: it did not send.</summary>
    public int SenderHasRetransmits { get; init; } = -1;

    public string? Congestion { get; init; }

    /// <summary>What the server printed, when the client asked for it: text or a JSON object.</summary>
    public string? OutputText { get; init; }

    public string? OutputJson { get; init; }

    public IReadOnlyList<Iperf3StreamResult> Streams { get; init; } = [];

    public byte[] ToJson()
    {
        var to = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(to, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("cpu_util_total", CpuTotal);
            json.WriteNumber("cpu_util_user", CpuUser);
            json.WriteNumber("cpu_util_system", CpuSystem);
            json.WriteNumber("sender_has_retransmits", unchecked((ulong)SenderHasRetransmits));
            if (Congestion is not null) json.WriteString("congestion_used", Congestion);
            if (OutputText is not null) json.WriteString("server_output_text", OutputText);
            if (OutputJson is not null)
            {
                json.WritePropertyName("server_output_json");
                json.WriteRawValue(OutputJson);
            }
            json.WriteStartArray("streams");
            foreach (var stream in Streams)
            {
                json.WriteStartObject();
                json.WriteNumber("id", stream.Id);
                json.WriteNumber("bytes", stream.Bytes);
                json.WriteNumber("retransmits", unchecked((ulong)stream.Retransmits));
                json.WriteNumber("jitter", stream.Jitter);
                json.WriteNumber("errors", stream.Errors);
                json.WriteNumber("packets", stream.Packets);
                json.WriteNumber("start_time", stream.Start);
                json.WriteNumber("end_time", stream.End);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return to.WrittenSpan.ToArray();
    }

    /// <summary>Reads what the peer sent; null when that is no such thing.</summary>
    public static Iperf3Results? TryRead(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 32 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("streams", out var list) || list.ValueKind != JsonValueKind.Array) return null;
            var streams = new List<Iperf3StreamResult>();
            foreach (var item in list.EnumerateArray())
            {
                if (item.ValueKind != JsonValueKind.Object || streams.Count > 2 * Iperf3Parameters.MostStreams) return null;
                streams.Add(new((int)Math.Min(int.MaxValue, Iperf3Parameters.Long(item, "id")), Iperf3Parameters.Long(item, "bytes"), Signed(item, "retransmits"),
                    Iperf3Parameters.Number(item, "jitter"), Iperf3Parameters.Long(item, "errors"), Iperf3Parameters.Long(item, "packets"),
                    Iperf3Parameters.Number(item, "start_time"), Iperf3Parameters.Number(item, "end_time")));
            }
            return new()
            {
                CpuTotal = Iperf3Parameters.Number(root, "cpu_util_total"),
                CpuUser = Iperf3Parameters.Number(root, "cpu_util_user"),
                CpuSystem = Iperf3Parameters.Number(root, "cpu_util_system"),
                SenderHasRetransmits = (int)Math.Clamp(Signed(root, "sender_has_retransmits"), -1, 1),
                Congestion = Iperf3Parameters.Text(root, "congestion_used"),
                OutputText = Iperf3Parameters.Text(root, "server_output_text"),
                OutputJson = root.TryGetProperty("server_output_json", out var output) && output.ValueKind == JsonValueKind.Object ? output.GetRawText() : null,
                Streams = streams,
            };
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A number that the original writes as unsigned when it is -1.</summary>
    private static long Signed(JsonElement from, string name) => Iperf3Parameters.Number(from, name) is var value && value is >= 0 and < 9e18 ? (long)value : -1;
}
