using Netshoot.Netlink.Sockets;
using Netshoot.Wire;

namespace Netshoot.Applets.Ss;

/// <summary><c>ss -i</c>: struct tcp_info and the congestion control's own numbers, in the words of ss(8).</summary>
internal static class TcpInformationText
{
    // TCP_INFINITE_SSTHRESH: slow start has not ended yet.
    private const uint NoThreshold = 0x7fffffff;
    private const uint DefaultReordering = 3;

    /// <param name="text">Where it goes.</param>
    /// <param name="socket">Whose.</param>
    /// <param name="isNumeric">Whether rates are exact.</param>
    /// <param name="hasOptions">Whether the options that both ends agreed on are wanted.</param>
    public static void Write(TextBuffer text, InternetSocket socket, bool isNumeric, bool hasOptions)
    {
        var attributes = socket.Others.Attributes;
        var t = socket.Information;
        if (socket.HasInformation && hasOptions)
        {
            Flag(text, t.Options, TcpOptions.Timestamps, " ts"u8);
            Flag(text, t.Options, TcpOptions.Sack, " sack"u8);
            Flag(text, t.Options, TcpOptions.Ecn, " ecn"u8);
            Flag(text, t.Options, TcpOptions.EcnSeen, " ecnseen"u8);
            Flag(text, t.Options, TcpOptions.SynData, " fastopen"u8);
        }
        var name = attributes.Find((ushort)InternetSocketAttribute.CongestionName);
        if (name.Exists) text.Append($" {name.TextBytes}");
        if (!socket.HasInformation) return;

        if (t.Options.HasFlag(TcpOptions.WindowScale)) text.Append($" wscale:{t.SendScale},{t.ReceiveScale}");
        // A listening socket has a timeout that was never used.
        if (t.RetransmissionTimeout is not (0 or 3_000_000)) Thousandths(text, " rto:"u8, t.RetransmissionTimeout);
        if (t.Backoff != 0) text.Append($" backoff:{t.Backoff}");
        if (t.RoundTrip != 0)
        {
            Thousandths(text, " rtt:"u8, t.RoundTrip);
            Thousandths(text, "/"u8, t.RoundTripVariation);
        }
        if (t.AcknowledgementTimeout != 0) Thousandths(text, " ato:"u8, t.AcknowledgementTimeout);
        Number(text, " mss:"u8, t.SendSegment);
        Number(text, " pmtu:"u8, t.PathMtu);
        Number(text, " rcvmss:"u8, t.ReceiveSegment);
        Number(text, " advmss:"u8, t.AdvertisedSegment);
        Number(text, " cwnd:"u8, t.CongestionWindow);
        if (t.SendThreshold < NoThreshold) Number(text, " ssthresh:"u8, t.SendThreshold);
        Number(text, " bytes_sent:"u8, t.BytesSent);
        Number(text, " bytes_retrans:"u8, t.BytesRetransmitted);
        Number(text, " bytes_acked:"u8, t.BytesAcknowledged);
        Number(text, " bytes_received:"u8, t.BytesReceived);
        Number(text, " segs_out:"u8, t.SegmentsSent);
        Number(text, " segs_in:"u8, t.SegmentsReceived);
        Number(text, " data_segs_out:"u8, t.DataSegmentsSent);
        Number(text, " data_segs_in:"u8, t.DataSegmentsReceived);
        WriteBbr(text, attributes.Find((ushort)InternetSocketAttribute.BbrInformation), isNumeric);

        if (t.RoundTrip != 0 && t.SendSegment != 0 && t.CongestionWindow != 0)
            Rate(text, " send "u8, t.CongestionWindow * (double)t.SendSegment * 8_000_000 / t.RoundTrip, isNumeric);
        Number(text, " lastsnd:"u8, t.LastDataSent);
        Number(text, " lastrcv:"u8, t.LastDataReceived);
        Number(text, " lastack:"u8, t.LastAcknowledgementReceived);
        if (t.PacingRate is not (0 or ulong.MaxValue))
        {
            Rate(text, " pacing_rate "u8, t.PacingRate * 8.0, isNumeric);
            if (t.LargestPacingRate is not (0 or ulong.MaxValue)) Rate(text, "/"u8, t.LargestPacingRate * 8.0, isNumeric);
        }
        if (t.DeliveryRate != 0) Rate(text, " delivery_rate "u8, t.DeliveryRate * 8.0, isNumeric);
        Number(text, " delivered:"u8, t.Delivered);
        Number(text, " delivered_ce:"u8, t.DeliveredMarked);
        if (t.IsDeliveryLimited) text.Append(" app_limited"u8);
        if (t.BusyTime != 0)
        {
            text.Append($" busy:{t.BusyTime / 1000}ms");
            Share(text, " rwnd_limited:"u8, t.ReceiveWindowLimited, t.BusyTime);
            Share(text, " sndbuf_limited:"u8, t.SendBufferLimited, t.BusyTime);
        }
        Number(text, " unacked:"u8, t.Unacknowledged);
        if (t.Retransmitted != 0 || t.TotalRetransmissions != 0) text.Append($" retrans:{t.Retransmitted}/{t.TotalRetransmissions}");
        Number(text, " lost:"u8, t.Lost);
        if (socket.State != SocketState.Listening) Number(text, " sacked:"u8, t.Sacked);
        Number(text, " dsack_dups:"u8, t.DuplicateSacks);
        Number(text, " fackets:"u8, t.Fackets);
        if (t.Reordering != DefaultReordering) Number(text, " reordering:"u8, t.Reordering);
        Number(text, " reord_seen:"u8, t.ReorderingSeen);
        if (t.ReceiveRoundTrip != 0) Thousandths(text, " rcv_rtt:"u8, t.ReceiveRoundTrip);
        Number(text, " rcv_space:"u8, t.ReceiveSpace);
        Number(text, " rcv_ssthresh:"u8, t.ReceiveThreshold);
        Number(text, " notsent:"u8, t.NotSentBytes);
        if (t.SmallestRoundTrip is not (0 or uint.MaxValue)) Thousandths(text, " minrtt:"u8, t.SmallestRoundTrip);
        Number(text, " rcv_ooopack:"u8, t.OutOfOrder);
        Number(text, " snd_wnd:"u8, t.SendWindow);
    }

    private static void WriteBbr(TextBuffer text, Netlink.NetlinkAttribute attribute, bool isNumeric)
    {
        const double GainUnit = 256;
        if (!attribute.Exists) return;
        var reader = attribute.Reader;
        ulong bandwidth = reader.U32() | (ulong)reader.U32() << 32;
        uint roundTrip = reader.U32(), pacing = reader.U32(), window = reader.U32();
        Rate(text, " bbr:(bw:"u8, bandwidth * 8.0, isNumeric);
        Thousandths(text, ",mrtt:"u8, roundTrip);
        if (pacing != 0) Fraction(text, ",pacing_gain:"u8, pacing / GainUnit);
        if (window != 0) Fraction(text, ",cwnd_gain:"u8, window / GainUnit);
        text.Append(")"u8);
    }

    private static void Flag(TextBuffer text, TcpOptions options, TcpOptions flag, ReadOnlySpan<byte> name)
    {
        if (options.HasFlag(flag)) text.Append(name);
    }

    private static void Number(TextBuffer text, ReadOnlySpan<byte> name, ulong value)
    {
        if (value == 0) return;
        text.Append(name);
        text.Append(value);
    }

    private static void Thousandths(TextBuffer text, ReadOnlySpan<byte> name, uint value)
    {
        // From 1000 on there are more than six digits, of which the last are rounded away.
        const uint MostExact = 1_000_000;
        if (value >= MostExact)
        {
            Fraction(text, name, value / 1000.0);
            return;
        }
        text.Append(name);
        uint rest = value % 1000;
        text.Append((ulong)(value / 1000));
        if (rest == 0) return;
        int digits = 3;
        for (; rest % 10 == 0; digits--) rest /= 10;
        text.Append((byte)'.');
        text.AppendPadded(rest, digits);
    }

    // printf's %g: six significant digits without zeros behind them.
    private static void Fraction(TextBuffer text, ReadOnlySpan<byte> name, double value)
    {
        text.Append(name);
        if (value is >= 1e6 or < 1e-4 and not 0) text.Append(value, "0.#####e+00");
        else text.Append(Math.Round(value, Math.Clamp(5 - (int)Math.Floor(Math.Log10(Math.Max(value, 1e-4))), 0, 15)), "0.#########");
    }

    private static void Share(TextBuffer text, ReadOnlySpan<byte> name, ulong time, ulong whole)
    {
        if (time == 0) return;
        text.Append(name);
        text.Append($"{time / 1000}ms({100.0 * time / whole:0.0}%)");
    }

    private static void Rate(TextBuffer text, ReadOnlySpan<byte> name, double bits, bool isNumeric)
    {
        text.Append(name);
        if (isNumeric)
        {
            text.Append(Math.Round(bits, MidpointRounding.ToEven), "0");
        }
        else
        {
            ReadOnlySpan<(double Unit, string Suffix)> units = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")];
            string suffix = "";
            foreach (var (unit, letter) in units)
            {
                // The unit changes where more than three digits would stand before the point.
                if (bits <= unit) continue;
                (bits, suffix) = (bits / unit, letter);
                break;
            }
            // Three significant digits.
            text.Append(bits, bits >= 100 ? "0" : bits >= 10 ? "0.#" : "0.##");
            text.Append(suffix);
        }
        text.Append("bps"u8);
    }
}
