using Netshoot.Applets.Addresses;
using Netshoot.Cli;
using Netshoot.Wire;

namespace Netshoot.Applets.Ping;

/// <summary>The route or the times that IPv4 options of an answer recorded on the way (RFC 791 section 3.1).</summary>
/// <param name="Options">The options' bytes.</param>
/// <param name="IsSameRoute">The recorded route is that of the answer before.</param>
/// <param name="Names">Names of the addresses in them.</param>
internal sealed record PingIpOptions(byte[] Options, bool IsSameRoute, AddressNames Names)
{
    private const byte End = 0, NoOperation = 1, RecordRoute = 7, Timestamp = 68, LooseSourceRoute = 131, StrictSourceRoute = 137;

    public bool IsReady(AddressNames names)
    {
        bool ready = true;
        foreach (var address in Addresses()) ready &= names.TryFind(address, out _);
        return ready;
    }

    public void Write(ReportWriter to)
    {
        foreach (var (kind, data) in Each(Options))
        {
            switch (kind)
            {
                case RecordRoute or LooseSourceRoute or StrictSourceRoute:
                    WriteRoute(to, kind, data.Span);
                    break;
                case Timestamp:
                    WriteTimes(to, data.Span);
                    break;
            }
        }
    }

    /// <summary>The bytes of the recorded route, to compare with the next answer's; empty when there is none.</summary>
    public static ReadOnlyMemory<byte> RouteOf(byte[] options)
    {
        foreach (var (kind, data) in Each(options))
            if (kind == RecordRoute) return data;
        return default;
    }

    /// <summary>Each option with its bytes behind kind and length. What does not hold together ends the walk.</summary>
    private static IEnumerable<(byte Kind, ReadOnlyMemory<byte> Data)> Each(byte[] options)
    {
        for (int at = 0; at < options.Length && options[at] != End;)
        {
            if (options[at] == NoOperation)
            {
                at++;
                continue;
            }
            if (at + 1 >= options.Length) yield break;
            int length = options[at + 1];
            if (length < 3 || at + length > options.Length) yield break;
            yield return (options[at], options.AsMemory(at + 2, length - 2));
            at += length;
        }
    }

    private IEnumerable<InternetAddress> Addresses()
    {
        foreach (var (kind, data) in Each(Options))
        {
            // Behind the pointer (and the flags of a timestamp option) stand addresses, with a time behind each where both are recorded.
            bool isTimes = kind == Timestamp;
            if (isTimes && (data.Length < 2 || (data.Span[1] & 15) == 0)) continue;
            int end = Math.Min(data.Length, data.Span[0] - 3);
            for (int at = isTimes ? 2 : 1; at + 4 <= end; at += isTimes ? 8 : 4) yield return InternetAddress.FromBytes(data.Span.Slice(at, 4));
        }
    }

    private void WriteRoute(ReportWriter to, byte kind, ReadOnlySpan<byte> data)
    {
        int used = Math.Min(data.Length, data[0] - 3);
        if (kind == RecordRoute && IsSameRoute)
        {
            to.Field("same_route", true, $"\t(same route)");
            return;
        }
        string label = kind switch { RecordRoute => "RR", LooseSourceRoute => "LSRR", _ => "SSRR" };
        to.OpenArray(kind switch { RecordRoute => "route", LooseSourceRoute => "loose_route", _ => "strict_route" });
        to.Text($"\n{label}: ");
        for (int at = 1; at + 4 <= used; at += 4)
        {
            to.Text($"\t");
            WriteHost(to, InternetAddress.FromBytes(data.Slice(at, 4)));
            to.Text($"\n");
        }
        to.CloseArray();
    }

    private void WriteTimes(ReportWriter to, ReadOnlySpan<byte> data)
    {
        const uint NotStandard = 0x8000_0000;
        if (data.Length < 2) return;
        int used = Math.Min(data.Length, data[0] - 3);
        int flags = data[1] & 15, overflow = data[1] >> 4;
        bool hasAddress = flags != 0;
        long before = 0;
        bool isFirst = true;
        to.OpenArray("times");
        to.Text($"\nTS: ");
        for (int at = 2; at + (hasAddress ? 8 : 4) <= used; at += hasAddress ? 8 : 4)
        {
            to.OpenObject();
            to.Text($"\t");
            if (hasAddress)
            {
                WriteHost(to, InternetAddress.FromBytes(data.Slice(at, 4)), "address");
                to.Text($"\t");
            }
            uint time = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(data[(at + (hasAddress ? 4 : 0))..]);
            bool isStandard = (time & NotStandard) == 0;
            long value = time & ~NotStandard;
            // The first is a time of day; those behind it are told as what they add.
            to.Field("milliseconds", value);
            if (isFirst) to.Text($"{value} absolute{(isStandard ? "" : " not-standard")}");
            else to.Text($"{value - before}{(isStandard ? "" : " not-standard")}");
            before = value;
            isFirst = false;
            to.Text($"\n");
            to.CloseObject();
        }
        to.CloseArray();
        if (overflow > 0) to.Field("unrecorded_hops", overflow, $"Unrecorded hops: {overflow}\n");
    }

    private void WriteHost(ReportWriter to, InternetAddress address, string? key = null)
    {
        if (Names.Find(address) is { } name) to.Field(key, address, $"{name} ({address})");
        else to.Field(key, address, $"{address}");
    }
}
