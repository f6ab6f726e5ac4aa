using Netshoot.Host.Names;

namespace Netshoot.Applets.Iperf;

public sealed class IperfOptions
{
    public bool Serves { get; set; }

    public string? Server { get; set; }

    public int Port { get; set; } = 5001;

    public bool IsUdp { get; set; }

    /// <summary>Bits, or with <see cref="IsPackets"/> packets, per second.</summary>
    public double? Rate { get; set; }

    public bool IsPackets { get; set; }

    public char Format { get; set; } = 'a';

    public bool HidesAddresses { get; set; }

    public double Interval { get; set; }

    public int BlockSize { get; set; }

    public bool PrintsSegment { get; set; }

    public string? OutputFile { get; set; }

    public bool OnlySums { get; set; }

    public int Window { get; set; }

    public string? Bind { get; set; }

    public int MaximumSegment { get; set; }

    public bool NoDelay { get; set; }

    public int TypeOfService { get; set; }

    public string? Congestion { get; set; }

    public bool Serializes { get; set; }

    public double? Time { get; set; }

    public bool Daemon { get; set; }

    public NameFamily Family { get; set; } = NameFamily.Ip4;

    public bool Dual { get; set; }

    public bool FullDuplex { get; set; }

    public bool Tradeoff { get; set; }

    public long Bytes { get; set; }

    public string? File { get; set; }

    public int ListenPort { get; set; }

    public int Streams { get; set; } = 1;

    public bool Reverse { get; set; }

    public int HopLimit { get; set; }

    /// <summary>Letters of the reports that are left out.</summary>
    public string Excluded { get; set; } = "";

    public bool IsCsv { get; set; }

    public bool Version { get; set; }

    public bool Help { get; set; }
}
