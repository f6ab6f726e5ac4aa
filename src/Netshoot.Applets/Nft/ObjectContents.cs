using Netshoot.Netlink.Netfilter.Tables;
using Netshoot.Netlink.Netfilter.Tables.Expressions;

namespace Netshoot.Applets.Nft;

/// <summary>What named objects hold, as nft(8) lists it.</summary>
internal static class ObjectContents
{
    // CTA_TIMEOUT_TCP_* and CTA_TIMEOUT_UDP_* (include/uapi/linux/netfilter/nfnetlink_cttimeout.h), in the words of nft(8); and what the kernel takes where nothing is said.
    private static readonly (string Name, uint Usual)[] s_tcp =
    [
        ("", 0), ("syn_sent", 120), ("syn_recv", 60), ("established", 432000), ("fin_wait", 120), ("close_wait", 60), ("last_ack", 30), ("time_wait", 120), ("close", 10),
        ("syn_sent2", 120), ("retrans", 300), ("unack", 300),
    ];

    private static readonly (string Name, uint Usual)[] s_udp = [("", 0), ("unreplied", 30), ("replied", 120)];

    // Protocols of objects have their names whatever else is asked for.
    private static void WriteProtocol(NftWriter to, string? key, byte number)
    {
        if (to.Names.Protocol(number) is { } name) to.Word(key, name);
        else to.Number(key, number);
    }

    public static void WriteText(NftWriter to, StatefulObject item)
    {
        switch (item.Content)
        {
            case CounterExpression counter when !to.Options.Stateless:
                to.To.Text($"\t\tpackets {counter.Packets} bytes {counter.Bytes}\n");
                break;
            case QuotaExpression quota:
                var (bytes, unit) = ByteAmount.Of(quota.Bytes);
                to.To.Text($"\t\t{(quota.IsInverted ? "over " : "")}{bytes} {unit}");
                if (!to.Options.Stateless && quota.Consumed != 0)
                {
                    var (used, usedUnit) = ByteAmount.Of(quota.Consumed);
                    to.To.Text($" used {used} {usedUnit}");
                }
                to.To.Text($"\n");
                break;
            case LimitExpression limit:
                to.To.Text($"\t\t");
                LimitStatement.WriteText(to, limit);
                to.To.Text($"\n");
                break;
            case HelperObject helper:
                to.To.Text($"\t\ttype \"{helper.Helper}\" protocol ");
                WriteProtocol(to, null, helper.TransportProtocol);
                to.To.Text($"\n\t\tl3proto {FamilyNames.Of((byte)helper.NetworkProtocol)}\n");
                break;
            case TimeoutObject timeout:
                to.To.Text($"\t\tprotocol ");
                WriteProtocol(to, null, timeout.TransportProtocol);
                to.To.Text($"\n\t\tl3proto {FamilyNames.Of((byte)timeout.NetworkProtocol)}\n");
                WritePolicy(to, timeout);
                break;
            case ExpectationObject expectation:
                to.To.Text($"\t\tprotocol ");
                WriteProtocol(to, null, expectation.TransportProtocol);
                to.To.Text($"\n\t\tdport {expectation.DestinationPort}\n\t\ttimeout ");
                DurationType.Write(to, null, expectation.Timeout);
                to.To.Text($"\n\t\tsize {expectation.Size}\n\t\tl3proto {FamilyNames.Of((byte)expectation.NetworkProtocol)}\n");
                break;
            case SynproxyExpression synproxy:
                WriteSynproxy(to, synproxy);
                break;
            case SecurityMarkObject mark:
                to.To.Text($"\t\t\"{mark.Context}\"\n");
                break;
            case OpaqueExpression opaque:
                to.To.Text($"\t\t0x{Convert.ToHexStringLower(opaque.Bytes)}\n");
                break;
        }
    }

    private static void WriteSynproxy(NftWriter to, SynproxyExpression synproxy)
    {
        const uint SegmentSize = 1, WindowScale = 2, SelectivePermitted = 4, Timestamp = 8;
        if ((synproxy.Flags & SegmentSize) != 0) to.To.Text($"\t\tmss {synproxy.SegmentSize}\n");
        if ((synproxy.Flags & WindowScale) != 0) to.To.Text($"\t\twscale {synproxy.WindowScale}\n");
        if ((synproxy.Flags & (Timestamp | SelectivePermitted)) == 0) return;
        string words = (synproxy.Flags & Timestamp) == 0 ? "sack-perm" : (synproxy.Flags & SelectivePermitted) == 0 ? "timestamp" : "timestamp sack-perm";
        to.To.Text($"\t\t{words}\n");
    }

    private static IEnumerable<(string Name, uint Seconds)> Policy(TimeoutObject timeout)
    {
        const byte Tcp = 6, Udp = 17;
        var names = timeout.TransportProtocol switch { Tcp => s_tcp, Udp => s_udp, _ => [] };
        foreach (var (state, seconds) in timeout.Timeouts)
            if (state < names.Length && names[state].Usual != seconds) yield return (names[state].Name, seconds);
    }

    private static void WritePolicy(NftWriter to, TimeoutObject timeout)
    {
        bool isFirst = true;
        foreach (var (name, seconds) in Policy(timeout))
        {
            if (isFirst) to.To.Text($"\t\tpolicy = {{ {name} : {seconds}");
            else to.To.Text($", {name} : {seconds}");
            isFirst = false;
        }
        if (!isFirst) to.To.Text($" }}\n");
    }

    public static void WriteMembers(NftWriter to, StatefulObject item)
    {
        switch (item.Content)
        {
            case CounterExpression counter:
                to.To.Field("packets", counter.Packets);
                to.To.Field("bytes", counter.Bytes);
                break;
            case QuotaExpression quota:
                to.To.Field("bytes", quota.Bytes);
                to.To.Field("used", quota.Consumed);
                to.To.Field("inv", quota.IsInverted);
                break;
            case LimitExpression limit:
                WriteLimit(to, limit);
                break;
            case HelperObject helper:
                to.To.Field("type", helper.Helper);
                WriteProtocol(to, "protocol", helper.TransportProtocol);
                to.To.Field("l3proto", FamilyNames.Of((byte)helper.NetworkProtocol));
                break;
            case TimeoutObject timeout:
                WriteProtocol(to, "protocol", timeout.TransportProtocol);
                to.To.Field("l3proto", FamilyNames.Of((byte)timeout.NetworkProtocol));
                to.To.OpenObject("policy");
                foreach (var (name, seconds) in Policy(timeout)) to.To.Field(name, seconds);
                to.To.CloseObject();
                break;
            case ExpectationObject expectation:
                WriteProtocol(to, "protocol", expectation.TransportProtocol);
                to.To.Field("dport", expectation.DestinationPort);
                to.To.Field("timeout", expectation.Timeout);
                to.To.Field("size", expectation.Size);
                to.To.Field("l3proto", FamilyNames.Of((byte)expectation.NetworkProtocol));
                break;
            case SynproxyExpression synproxy:
                SynproxyStatement.WriteMembers(to, synproxy, "");
                break;
            case SecurityMarkObject mark:
                to.To.Field("context", mark.Context);
                break;
            case OpaqueExpression opaque:
                to.To.Field("data", Convert.ToHexStringLower(opaque.Bytes));
                break;
        }
    }

    private static void WriteLimit(NftWriter to, LimitExpression limit)
    {
        var (rate, rateUnit) = limit.IsBytes ? ByteAmount.Of(limit.Rate) : (limit.Rate, "packets");
        var (burst, burstUnit) = limit.IsBytes ? ByteAmount.Of(limit.Burst) : (limit.Burst, "packets");
        to.To.Field("rate", rate);
        to.To.Field("per", LimitStatement.Per(limit.Unit));
        if (limit.IsInverted) to.To.Field("inv", true);
        if (limit.IsBytes) to.To.Field("rate_unit", rateUnit);
        if (limit.Burst == 0) return;
        to.To.Field("burst", burst);
        if (limit.IsBytes) to.To.Field("burst_unit", burstUnit);
    }
}
