using System.Globalization;
using Netshoot.Applets.Scans;
using Netshoot.Cli;
using Netshoot.Packets;
using Netshoot.Probes.Scan;
using Netshoot.Wire;

namespace Netshoot.Applets.NPing;

/// <summary>A packet that was sent or received.</summary>
internal sealed record NPingPacket(byte[] Packet, bool IsArp, bool IsSent, TimeSpan Since, int Verbosity) : IReport
{
    public void Write(ReportWriter to)
    {
        to.Field("type", IsSent ? "sent" : "received", $"{(IsSent ? "SENT" : "RCVD")} ({Since.TotalSeconds:F4}s) ");
        to.Field("time_s", Since.TotalSeconds, "F4");
        var packet = SeenPacket.OfArp(IsArp ? Packet : []);
        if (!IsArp && !SeenPacket.TryReadPacket(Packet, default, out packet)) return;
        PacketFields.Write(to, in packet);
        if (to.Buffer is not { } text) return;
        PacketLine.Write(text, in packet, Verbosity switch { 0 => PacketDetail.Low, 1 => PacketDetail.Medium, _ => PacketDetail.High }, isNmap: false);
        if (Verbosity >= 3) Dump(text);
    }

    private void Dump(TextBuffer text)
    {
        const int Row = 16, Half = 8;
        for (int at = 0; at < Packet.Length; at += Row)
        {
            text.Append($"\n{at:x4}   ");
            for (int i = 0; i < Row; i++)
            {
                if (i == Half) text.Append(" "u8);
                if (at + i < Packet.Length) text.Append($"{Packet[at + i]:x2} ");
                else text.Append("   "u8);
            }
            text.Append(" "u8);
            for (int i = 0; i < Row; i++) text.Append(at + i >= Packet.Length ? (byte)' ' : Packet[at + i] is >= 0x20 and < 0x7f and var shown ? shown : (byte)'.');
        }
    }
}

/// <summary>What happened to a connection or a datagram of the kernel's own sockets.</summary>
internal sealed record NPingHandshake(HandshakeEvent Happened, bool IsDatagram, string Reason) : IReport
{
    /// <summary>It stands among the errors: a refusal of a connection is an answer.</summary>
    public bool IsError => Happened.Kind == HandshakeKind.Failed && (IsDatagram || Happened.Errno != Errno.ECONNREFUSED);

    public void Write(ReportWriter to)
    {
        double since = Happened.Since.TotalSeconds;
        to.Field("type", Happened.Kind switch { HandshakeKind.Started => "sent", HandshakeKind.Failed => "failed", _ => "received" });
        to.Field("time_s", since, "F4");
        to.Field("to", Happened.Target.Address);
        to.Field("port", Happened.Target.Port);
        if (Happened.Kind == HandshakeKind.Failed) to.Field("error", Reason);
        if (IsDatagram && Happened.Kind != HandshakeKind.Failed) to.Field("bytes", Happened.Bytes);
        string target = string.Create(CultureInfo.InvariantCulture, $"{Happened.Target.Address}:{Happened.Target.Port}");
        switch (Happened.Kind)
        {
            case HandshakeKind.Started when IsDatagram: to.Text($"SENT ({since:F4}s) UDP packet with {Happened.Bytes} bytes to {target}"); break;
            case HandshakeKind.Started: to.Text($"SENT ({since:F4}s) Starting TCP Handshake > {target}"); break;
            case HandshakeKind.Completed: to.Text($"RCVD ({since:F4}s) Handshake with {target} completed"); break;
            case HandshakeKind.Answered: to.Text($"RCVD ({since:F4}s) UDP packet with {Happened.Bytes} bytes from {target}"); break;
            case HandshakeKind.Failed when IsDatagram: to.Text($"ERR: ({since:F4}s) READ to {target} failed: {Reason}"); break;
            case HandshakeKind.Failed when Happened.Errno == Errno.ECONNREFUSED: to.Text($"RCVD ({since:F4}s) Possible TCP RST received from {target} --> {Reason}"); break;
            case HandshakeKind.Failed: to.Text($"ERR: ({since:F4}s) Connection to {target} failed: {Reason}"); break;
        }
    }
}

/// <summary>Statistics of one target where there are several.</summary>
internal sealed record NPingTarget(InternetAddress Target, PacketStatistics Statistics) : IReport
{
    public void Write(ReportWriter to)
    {
        long lost = Statistics.Sent - Statistics.Received;
        to.Field("type", "target");
        to.Field("target", Target, $"Statistics for host {Target}:\n");
        to.Field("sent", Statistics.Sent, $" |  Probes Sent: {Statistics.Sent} ");
        to.Field("received", Statistics.Received, $"| Rcvd: {Statistics.Received} ");
        to.Field("lost", lost, $"| Lost: {lost}  ({NPingTimes.Share(lost, Statistics.Sent):F2}%)\n");
        to.Text($" |_ ");
        NPingTimes.Write(to, Statistics);
    }
}

/// <summary>Round trips in milliseconds.</summary>
internal static class NPingTimes
{
    public static void Write(ReportWriter to, PacketStatistics statistics)
    {
        if (statistics.Average is { } average)
        {
            to.Field("max_rtt_ms", statistics.Maximum, $"Max rtt: {statistics.Maximum:F3}ms | ");
            to.Field("min_rtt_ms", statistics.Minimum, $"Min rtt: {statistics.Minimum:F3}ms | ");
            to.Field("avg_rtt_ms", average, $"Avg rtt: {average:F3}ms");
        }
        else
        {
            to.Text($"Max rtt: N/A | Min rtt: N/A | Avg rtt: N/A");
        }
    }

    public static double Share(long part, long all) => all > 0 ? Math.Max(0, part) * 100.0 / all : 0;
}

/// <summary>What it came to.</summary>
internal sealed record NPingSummary(NPingMode Mode, int Targets, PacketStatistics Total, TimeSpan Sending, TimeSpan Listening, TimeSpan Elapsed, int Verbosity) : IReport
{
    /// <summary>Datagrams of the kernel's own sockets.</summary>
    public bool IsDatagram { get; init; }

    public void Write(ReportWriter to)
    {
        long lost = Math.Max(0, Total.Sent - Total.Received);
        double share = NPingTimes.Share(lost, Total.Sent);
        to.Field("type", "summary");
        if (!to.IsText || Targets == 1 || Verbosity < 0)
        {
            NPingTimes.Write(to, Total);
            to.Text($"\n");
        }
        if (Mode == NPingMode.TcpConnect)
        {
            to.Field("sent", Total.Sent, $"TCP connection attempts: {Total.Sent} | ");
            to.Field("received", Total.Received, $"Successful connections: {Total.Received} | ");
            to.Field("lost", lost, $"Failed: {lost} ({share:F2}%)\n");
        }
        else if (IsDatagram)
        {
            to.Field("sent", Total.Sent, $"UDP packets sent: {Total.Sent} ");
            to.Field("received", Total.Received, $"| Rcvd: {Total.Received} ");
            to.Field("lost", lost, $"| Lost: {lost} ({share:F2}%)\n");
        }
        else
        {
            to.Field("sent", Total.Sent, $"Raw packets sent: {Total.Sent} ");
            to.Field("sent_bytes", Total.SentBytes, $"({NPingSize.Of(Total.SentBytes)}) ");
            to.Field("received", Total.Received, $"| Rcvd: {Total.Received} ");
            to.Field("received_bytes", Total.ReceivedBytes, $"({NPingSize.Of(Total.ReceivedBytes)}) ");
            to.Field("lost", lost, $"| Lost: {lost} ({share:F2}%)\n");
        }
        if (Verbosity > 0) Rates(to);
        to.Field("targets", Targets);
        to.Field("elapsed_s", Elapsed.TotalSeconds, $"Nping done: {Targets} IP address{(Targets == 1 ? "" : "es")} pinged in {Elapsed.TotalSeconds:F2} seconds");
    }

    private void Rates(ReportWriter to)
    {
        double sending = Math.Max(Sending.TotalSeconds, 1e-5), listening = Math.Max(Listening.TotalSeconds, 1e-5);
        to.Text($"Tx time: {sending:F5}s | Tx bytes/s: {Total.SentBytes / sending:F2} | Tx pkts/s: {Total.Sent / sending:F2}\n");
        to.Text($"Rx time: {listening:F5}s | Rx bytes/s: {Total.ReceivedBytes / listening:F2} | Rx pkts/s: {Total.Received / listening:F2}\n");
    }
}

/// <summary>Bytes, in thousands where they are many.</summary>
internal static class NPingSize
{
    public static string Of(long bytes) => bytes switch
    {
        < 10_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes}B"),
        < 10_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1000.0:F3}KB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000.0:F3}MB"),
    };
}
