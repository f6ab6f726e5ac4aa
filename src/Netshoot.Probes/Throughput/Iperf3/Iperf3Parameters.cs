using System.Buffers;
using System.Text.Json;

namespace Netshoot.Probes.Throughput.Iperf3;

/// <summary>What a client asks of a test: the JSON object that it sends behind its cookie, member for member as iperf3 3.12 sends it.</summary>
public sealed record Iperf3Parameters
{
    public const int LargestBlock = 1024 * 1024, LargestDatagram = 65507, SmallestDatagram = 16, MostStreams = 128, LongestTest = 86400, LongestOmit = 60;

    public bool IsUdp { get; init; }

    /// <summary>Seconds before the test that do not count.</summary>
    public int Omit { get; init; }

    /// <summary>Which processor the server shall run on; -1 for any.</summary>
    public int ServerAffinity { get; init; } = -1;

    /// <summary>Seconds; 0 when the amount ends the test.</summary>
    public int Time { get; init; }

    public long Bytes { get; init; }

    public long Blocks { get; init; }

    public int MaximumSegment { get; init; }

    public bool NoDelay { get; init; }

    public int Streams { get; init; } = 1;

    public bool Reverse { get; init; }

    public bool Bidirectional { get; init; }

    /// <summary>Bytes of the socket's buffers; 0 leaves them to the kernel.</summary>
    public int Window { get; init; }

    public int BlockSize { get; init; } = 128 * 1024;

    /// <summary>Bits per second, of each stream; 0 for no limit.</summary>
    public long Rate { get; init; }

    public long FairQueueRate { get; init; }

    /// <summary>Microseconds.</summary>
    public int PacingTimer { get; init; } = 1000;

    public int Burst { get; init; }

    public int TypeOfService { get; init; }

    public int FlowLabel { get; init; }

    public string? Title { get; init; }

    public string? ExtraData { get; init; }

    public string? Congestion { get; init; }

    public bool GetServerOutput { get; init; }

    public bool WideCounters { get; init; }

    public bool RepeatingPayload { get; init; }

    public bool ZeroCopy { get; init; }

    public bool DontFragment { get; init; }

    /// <summary>The encrypted name, password and time, in base 64.</summary>
    public string? Token { get; init; }

    public string ClientVersion { get; init; } = "3.12";

    /// <summary>Bytes after which the test is over, whichever way they were asked for; 0 when only time ends it.</summary>
    public long Amount => Bytes > 0 ? Bytes : Blocks * BlockSize;

    public byte[] ToJson()
    {
        var to = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(to, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteBoolean(IsUdp ? "udp" : "tcp", true);
            json.WriteNumber("omit", Omit);
            if (ServerAffinity >= 0) json.WriteNumber("server_affinity", ServerAffinity);
            json.WriteNumber("time", Time);
            json.WriteNumber("num", Bytes);
            json.WriteNumber("blockcount", Blocks);
            if (MaximumSegment > 0) json.WriteNumber("MSS", MaximumSegment);
            if (NoDelay) json.WriteBoolean("nodelay", true);
            json.WriteNumber("parallel", Streams);
            if (Reverse) json.WriteBoolean("reverse", true);
            if (Bidirectional) json.WriteBoolean("bidirectional", true);
            if (Window > 0) json.WriteNumber("window", Window);
            json.WriteNumber("len", BlockSize);
            json.WriteNumber("bandwidth", Rate);
            if (FairQueueRate > 0) json.WriteNumber("fqrate", FairQueueRate);
            json.WriteNumber("pacing_timer", PacingTimer);
            if (Burst > 0) json.WriteNumber("burst", Burst);
            if (TypeOfService > 0) json.WriteNumber("TOS", TypeOfService);
            if (FlowLabel > 0) json.WriteNumber("flowlabel", FlowLabel);
            if (Title is not null) json.WriteString("title", Title);
            if (ExtraData is not null) json.WriteString("extra_data", ExtraData);
            if (Congestion is not null) json.WriteString("congestion", Congestion);
            if (GetServerOutput) json.WriteNumber("get_server_output", 1);
            if (WideCounters) json.WriteNumber("udp_counters_64bit", 1);
            if (RepeatingPayload) json.WriteNumber("repeating_payload", 1);
            if (ZeroCopy) json.WriteNumber("zerocopy", 1);
            if (DontFragment) json.WriteNumber("dont_fragment", 1);
            if (Token is not null) json.WriteString("authtoken", Token);
            json.WriteString("client_version", ClientVersion);
            json.WriteEndObject();
        }
        return to.WrittenSpan.ToArray();
    }

    /// <summary>Reads what a client sent. What it may not ask for is refused: a peer must not be able to make us busy for ever or fill our memory.</summary>
    public static Iperf3Parameters? TryRead(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return null;
            var read = new Iperf3Parameters
            {
                IsUdp = Flag(root, "udp"),
                Omit = Whole(root, "omit", 0, LongestOmit),
                ServerAffinity = Whole(root, "server_affinity", 0, 1023, -1),
                Time = Whole(root, "time", 0, LongestTest),
                Bytes = Long(root, "num"),
                Blocks = Long(root, "blockcount"),
                MaximumSegment = Whole(root, "MSS", 0, 65535),
                NoDelay = Flag(root, "nodelay"),
                Streams = Whole(root, "parallel", 1, MostStreams, 1),
                Reverse = Flag(root, "reverse"),
                Bidirectional = Flag(root, "bidirectional"),
                Window = Whole(root, "window", 0, 512 * 1024 * 1024),
                BlockSize = Whole(root, "len", 1, LargestBlock),
                Rate = Long(root, "bandwidth"),
                FairQueueRate = Long(root, "fqrate"),
                PacingTimer = Whole(root, "pacing_timer", 0, 10_000_000, 1000),
                Burst = Whole(root, "burst", 0, 1000),
                TypeOfService = Whole(root, "TOS", 0, 255),
                FlowLabel = Whole(root, "flowlabel", 0, 0xfffff),
                Title = Text(root, "title"),
                ExtraData = Text(root, "extra_data"),
                Congestion = Text(root, "congestion"),
                GetServerOutput = Flag(root, "get_server_output"),
                WideCounters = Flag(root, "udp_counters_64bit"),
                RepeatingPayload = Flag(root, "repeating_payload"),
                ZeroCopy = Flag(root, "zerocopy"),
                DontFragment = Flag(root, "dont_fragment"),
                Token = Text(root, "authtoken"),
                ClientVersion = Text(root, "client_version") ?? "",
            };
            if (!read.IsUdp && !Flag(root, "tcp") || read.BlockSize == 0) return null;
            if (read.IsUdp && read.BlockSize is < SmallestDatagram or > LargestDatagram) return null;
            return read.Time == 0 && read.Amount <= 0 ? null : read;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    internal static bool Flag(JsonElement from, string name)
        => from.TryGetProperty(name, out var value) && (value.ValueKind == JsonValueKind.True || value.ValueKind == JsonValueKind.Number && value.GetDouble() != 0);

    internal static double Number(JsonElement from, string name)
        => from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && double.IsFinite(value.GetDouble()) ? value.GetDouble() : 0;

    internal static string? Text(JsonElement from, string name)
        => from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A count of bytes or packets: never negative, whatever a peer says.</summary>
    internal static long Long(JsonElement from, string name) => Number(from, name) is var value && value is > 0 and < 9e18 ? (long)value : 0;

    private static int Whole(JsonElement from, string name, int least, int most, int otherwise = 0)
    {
        if (!from.TryGetProperty(name, out _)) return otherwise;
        double value = Number(from, name);
        if (value < least || value > most) throw new FormatException(name);
        return (int)value;
    }
}
