using Netshoot.Host.Names;
using Netshoot.Probes.Throughput.Iperf2;
using Netshoot.Probes.Throughput.Streams;

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

    /// <summary>-e: the enhanced reports.</summary>
    public bool Enhanced { get; set; }

    public bool RealTime { get; set; }

    public bool Compatible { get; set; }

    public bool DetectsPeer { get; set; }

    public bool TripTimes { get; set; }

    public bool NoFin { get; set; }

    /// <summary>Messages of a burst that come back; 0 for another test.</summary>
    public int BounceWrites { get; set; }

    /// <summary>Seconds between two bursts.</summary>
    public double BouncePeriod { get; set; } = 1;

    /// <summary>Milliseconds that the server keeps each.</summary>
    public double BounceHold { get; set; }

    public bool BounceNoQuickAck { get; set; }

    public FramePlan? Frames { get; set; }

    /// <summary>Frames were asked for in datagrams, whose size is not known yet.</summary>
    public double FramePackets { get; set; }

    public double CongestionWeight { get; set; }

    /// <summary>Whether that weight is nobody's but the usual.</summary>
    public bool HasUsualWeight { get; set; }

    public LatencyBins? Bins { get; set; }

    /// <summary>Bits per second.</summary>
    public double PacingRate { get; set; }

    /// <summary>The last of the ports that the streams go to; 0 for one port.</summary>
    public int LastPort { get; set; }

    public string? Device { get; set; }

    public int ConnectRetries { get; set; }

    /// <summary>Connections to make instead of sending; null for a test.</summary>
    public int? Connects { get; set; }

    public bool QuickAcknowledgements { get; set; }

    public int WindowClamp { get; set; }

    public int Prefetch { get; set; }

    public bool OnlyLocal { get; set; }

    public int ReflectedTypeOfService { get; set; }

    /// <summary>Seconds.</summary>
    public double Delay { get; set; }

    /// <summary>Seconds since 1970.</summary>
    public double? Start { get; set; }

    public Iperf2Steps Steps { get; set; }

    public bool HasKey { get; set; }

    public string? Key { get; set; }

    /// <summary>Seconds; 0 for ever.</summary>
    public double KeyLifetime { get; set; } = 20;

    public bool SumsByLocal { get; set; }

    public double BurstPeriod { get; set; }

    public long BurstSize { get; set; }

    public bool HasBursts => BurstPeriod > 0 || BurstSize > 0;

    /// <summary>Whether blocks or datagrams bear more than their number.</summary>
    public bool IsTimed => (TripTimes && BounceWrites == 0) || Frames is not null;

    /// <summary>Whether the client's reports are the enhanced ones: some tests have no others.</summary>
    public bool IsEnhanced => Enhanced || (!Serves && (BounceWrites > 0 || Frames is not null || HasBursts || Prefetch > 0 || Start is not null));
}
