using Netshoot.Host.Names;

namespace Netshoot.Applets.Iperf3;

public sealed class Iperf3Options
{
    /// <summary>What an option of one side only was given for.</summary>
    public bool ClientOnly { get; set; }

    public bool ServerOnly { get; set; }

    public bool Serves { get; set; }

    public string? Server { get; set; }

    public int Port { get; set; } = 5201;

    public char Format { get; set; } = 'a';

    public double Interval { get; set; } = 1;

    public string? PidFile { get; set; }

    public string? File { get; set; }

    public int Affinity { get; set; } = -1;

    public int ServerAffinity { get; set; } = -1;

    public string? Bind { get; set; }

    public string? Device { get; set; }

    public bool Verbose { get; set; }

    public bool Json { get; set; }

    public bool JsonStream { get; set; }

    public string? LogFile { get; set; }

    /// <summary>The strftime(3) format in front of each line; null for none.</summary>
    public string? Timestamps { get; set; }

    public int ReceiveTimeout { get; set; } = 120_000;

    public int SendTimeout { get; set; }

    public bool Debug { get; set; }

    public bool Version { get; set; }

    public bool Help { get; set; }

    public bool Daemon { get; set; }

    public bool OneOff { get; set; }

    public int Idle { get; set; }

    public double RateLimit { get; set; }

    public double RateLimitSeconds { get; set; } = 5;

    public string? PrivateKey { get; set; }

    public string? AuthorizedUsers { get; set; }

    public int Skew { get; set; } = 10;

    public bool IsUdp { get; set; }

    public int ConnectTimeout { get; set; } = -1;

    public double? Rate { get; set; }

    public int Burst { get; set; }

    public int PacingTimer { get; set; } = 1000;

    public double FairQueueRate { get; set; }

    public int? Time { get; set; }

    public long Bytes { get; set; }

    public long Blocks { get; set; }

    public int BlockSize { get; set; }

    public int ClientPort { get; set; }

    public int Streams { get; set; } = 1;

    public bool Reverse { get; set; }

    public bool Bidirectional { get; set; }

    public long Window { get; set; }

    public int MaximumSegment { get; set; }

    public bool NoDelay { get; set; }

    public NameFamily Family { get; set; }

    public int TypeOfService { get; set; }

    public int FlowLabel { get; set; }

    public bool ZeroCopy { get; set; }

    public int Omit { get; set; }

    public string? Title { get; set; }

    public string? ExtraData { get; set; }

    public string? Congestion { get; set; }

    public bool GetServerOutput { get; set; }

    public bool WideCounters { get; set; }

    public bool RepeatingPayload { get; set; }

    public bool DontFragment { get; set; }

    public string? UserName { get; set; }

    public string? PublicKey { get; set; }
}
