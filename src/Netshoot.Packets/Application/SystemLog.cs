namespace Netshoot.Packets.Application;

/// <summary>System log messages (RFC 3164 section 4).</summary>
[Dissects(Select.UdpPort, 514)]
public readonly struct SystemLog : IDissector
{
    private const int MostDigits = 5;

    public static string Name => "syslog";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        // Facility and severity stand as one decimal number between angle brackets.
        if (layer.U8() != '<') return layer.Truncated ? Next.Done : layer.Invalid();
        int priority = 0, digits = 0;
        while (true)
        {
            byte b = layer.U8();
            if (layer.Truncated) return Next.Done;
            if (b == '>') break;
            if (b is < (byte)'0' or > (byte)'9' || ++digits >= MostDigits) return layer.Invalid();
            priority = priority * 10 + b - '0';
        }
        int severity = priority & 7, facility = priority >> 3;
        layer.Field("facility", facility);
        layer.Field("severity", severity);
        if (layer.Verbosity == 0)
        {
            layer.Text("SYSLOG "u8);
            layer.Named(FacilityName(facility), (uint)facility, "unknown");
            layer.Text($".{SeverityName(severity)}, length: {length}");
            return Next.Done;
        }
        layer.Text($"SYSLOG, length: {length}\n\tFacility ");
        layer.Named(FacilityName(facility), (uint)facility, "unknown");
        layer.Text($" ({facility}), Severity {SeverityName(severity)} ({severity})\n\tMsg: ");
        var message = layer.Rest[..Math.Min(layer.Captured, Math.Max(0, layer.Left))];
        layer.Printable(message);
        if (layer.Verbosity > 1) layer.Dump(layer.Bytes[..Math.Min(length, layer.Bytes.Length)], "\n\t"u8);
        return Next.Done;
    }

    private static string SeverityName(int severity) => severity switch
    {
        0 => "emergency",
        1 => "alert",
        2 => "critical",
        3 => "error",
        4 => "warning",
        5 => "notice",
        6 => "info",
        _ => "debug",
    };

    private static string? FacilityName(int facility) => facility switch
    {
        0 => "kernel",
        1 => "user",
        2 => "mail",
        3 => "daemon",
        4 => "auth",
        5 => "syslog",
        6 => "lpr",
        7 => "news",
        8 => "uucp",
        9 => "cron",
        10 => "authpriv",
        11 => "ftp",
        12 => "ntp",
        13 => "security",
        14 => "console",
        15 => "cron",
        16 => "local0",
        17 => "local1",
        18 => "local2",
        19 => "local3",
        20 => "local4",
        21 => "local5",
        22 => "local6",
        23 => "local7",
        _ => null,
    };
}
