namespace Netshoot.Applets.XTables;

/// <summary>The names of the old types of service (RFC 1349), which hold under the mask 0x3f.</summary>
internal static class ServiceNames
{
    public const byte Mask = 0x3f;

    public static string? Of(byte value) => value switch
    {
        0x10 => "Minimize-Delay",
        0x08 => "Maximize-Throughput",
        0x04 => "Maximize-Reliability",
        0x02 => "Minimize-Cost",
        0x00 => "Normal-Service",
        _ => null,
    };
}
