using Netshoot.Netlink.Netfilter.Tables.Expressions;

namespace Netshoot.Applets.Nft;

internal sealed class CounterStatement(CounterExpression counter) : Statement
{
    public override void Write(NftWriter to, string? key = null)
    {
        to.To.OpenObject(key);
        WriteMembers(to);
        to.To.CloseObject();
    }

    public override void WriteMembers(NftWriter to) => WriteMember(to, counter);

    /// <summary>Writes it as a member of an object that is open.</summary>
    public static void WriteMember(NftWriter to, CounterExpression counter)
    {
        if (to.Options.Stateless)
        {
            to.To.Flag("counter", $"counter");
            return;
        }
        to.To.OpenObject("counter");
        to.To.Field("packets", counter.Packets, $"counter packets {counter.Packets}");
        to.To.Field("bytes", counter.Bytes, $" bytes {counter.Bytes}");
        to.To.CloseObject();
    }
}

/// <summary>A counter of a set's definition: it has not counted anything.</summary>
internal sealed class CounterKindStatement : Statement
{
    public override void Write(NftWriter to, string? key = null)
    {
        to.To.OpenObject(key);
        to.To.Flag("counter", $"counter");
        to.To.CloseObject();
    }
}

internal sealed class LimitStatement(LimitExpression limit) : Statement
{
    private const uint DefaultBurst = 5;

    public override void Write(NftWriter to, string? key = null)
    {
        to.To.OpenObject(key);
        WriteMembers(to);
        to.To.CloseObject();
    }

    public override void WriteMembers(NftWriter to)
    {
        var (rate, rateUnit) = ByteAmount.Of(limit.Rate);
        var (burst, burstUnit) = ByteAmount.Of(limit.Burst);
        to.To.OpenObject("limit");
        to.To.Field("rate", limit.IsBytes ? rate : limit.Rate);
        to.To.Field("burst", limit.IsBytes ? burst : limit.Burst);
        to.To.Field("per", Per(limit.Unit));
        if (limit.IsInverted) to.To.Field("inv", true);
        if (limit.IsBytes)
        {
            to.To.Field("rate_unit", rateUnit);
            to.To.Field("burst_unit", burstUnit);
        }
        to.To.CloseObject();
        to.To.Text($"limit ");
        WriteText(to, limit);
    }

    public static void WriteText(NftWriter to, LimitExpression limit)
    {
        to.To.Text($"rate {(limit.IsInverted ? "over " : "")}");
        if (limit.IsBytes)
        {
            var (rate, rateUnit) = ByteAmount.Of(limit.Rate);
            var (burst, burstUnit) = ByteAmount.Of(limit.Burst);
            to.To.Text($"{rate} {rateUnit}/{Per(limit.Unit)}");
            if (limit.Burst != 0) to.To.Text($" burst {burst} {burstUnit}");
        }
        else
        {
            to.To.Text($"{limit.Rate}/{Per(limit.Unit)}");
            if (limit.Burst is not 0 and not DefaultBurst) to.To.Text($" burst {limit.Burst} packets");
        }
    }

    public static string Per(ulong seconds) => seconds switch
    {
        1 => "second",
        60 => "minute",
        3600 => "hour",
        86400 => "day",
        604800 => "week",
        _ => "error",
    };
}

internal sealed class QuotaStatement(QuotaExpression quota) : Statement
{
    public override void Write(NftWriter to, string? key = null)
    {
        to.To.OpenObject(key);
        WriteMembers(to);
        to.To.CloseObject();
    }

    public override void WriteMembers(NftWriter to) => WriteMember(to, quota, to.Options.Stateless);

    /// <summary>Writes it as a member of an object that is open.</summary>
    public static void WriteMember(NftWriter to, QuotaExpression quota, bool isStateless)
    {
        var (bytes, unit) = ByteAmount.Of(quota.Bytes);
        to.To.OpenObject("quota");
        to.To.Field("val", bytes, $"quota {(quota.IsInverted ? "over " : "")}{bytes}");
        to.To.Field("val_unit", unit, $" {unit}");
        if (!isStateless && quota.Consumed != 0)
        {
            var (used, usedUnit) = ByteAmount.Of(quota.Consumed);
            to.To.Field("used", used, $" used {used}");
            to.To.Field("used_unit", usedUnit, $" {usedUnit}");
        }
        if (quota.IsInverted) to.To.Field("inv", true);
        to.To.CloseObject();
    }
}

internal sealed class ConnectionCountStatement(ConnectionLimitExpression limit) : Statement
{
    public override void Write(NftWriter to, string? key = null)
    {
        to.To.OpenObject(key);
        to.To.OpenObject("ct count");
        to.To.Field("val", limit.Count, $"ct count {(limit.IsInverted ? "over " : "")}{limit.Count}");
        if (limit.IsInverted) to.To.Field("inv", true);
        to.To.CloseObject();
        to.To.CloseObject();
    }
}

internal sealed class LastStatement(LastExpression last) : Statement
{
    public override void Write(NftWriter to, string? key = null)
    {
        to.To.OpenObject(key);
        if (to.Options.Stateless || last.Milliseconds is null)
        {
            to.To.Flag("last", $"last");
            if (!to.Options.Stateless) to.To.Text($" used never");
        }
        else
        {
            to.To.OpenObject("last");
            to.To.Field("used", last.Milliseconds.Value, $"last used {DurationType.Text(last.Milliseconds.Value)}");
            to.To.CloseObject();
        }
        to.To.CloseObject();
    }
}

/// <summary>Bytes in the largest unit that leaves no remainder.</summary>
internal static class ByteAmount
{
    private static readonly string[] s_units = ["bytes", "kbytes", "mbytes"];

    public static (ulong Amount, string Unit) Of(ulong bytes)
    {
        int unit = 0;
        while (bytes != 0 && bytes % 1024 == 0 && unit < s_units.Length - 1)
        {
            bytes /= 1024;
            unit++;
        }
        return (bytes, s_units[unit]);
    }
}
