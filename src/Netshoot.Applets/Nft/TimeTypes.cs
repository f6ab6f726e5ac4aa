using System.Globalization;
using System.Text;

namespace Netshoot.Applets.Nft;

/// <summary>Spans of time in milliseconds: <c>1d2h3m4s</c>.</summary>
internal sealed class DurationType() : DataType("time", 32, true)
{
    public override void Write(NftWriter to, string? key, UInt128 value, int width) => Write(to, key, (ulong)value);

    public override void WriteEnd(NftWriter to, string? key, UInt128 value, int width) => to.To.Field(key, (ulong)value / 1000, $"{(ulong)value / 1000}s");

    /// <summary>Writes it for people; programs get whole seconds.</summary>
    public static void Write(NftWriter to, string? key, ulong milliseconds)
    {
        if (to.Options.NumericTime) to.To.Field(key, milliseconds / 1000, $"{milliseconds / 1000}s");
        else to.To.Field(key, milliseconds / 1000, $"{Text(milliseconds)}");
    }

    public static string Text(ulong milliseconds)
    {
        var text = new StringBuilder();
        ulong seconds = milliseconds / 1000;
        Add(seconds / 86400, "d");
        Add(seconds / 3600 % 24, "h");
        Add(seconds / 60 % 60, "m");
        Add(seconds % 60, "s");
        Add(milliseconds % 1000, "ms");
        return text.Length == 0 ? "0s" : text.ToString();

        void Add(ulong count, string unit)
        {
            if (count > 0) text.Append(CultureInfo.InvariantCulture, $"{count}{unit}");
        }
    }
}

/// <summary>A moment, in nanoseconds since 1970.</summary>
internal sealed class DateType() : DataType("time", 64, true)
{
    public override void Write(NftWriter to, string? key, UInt128 value, int width)
    {
        long seconds = (long)((ulong)value / 1_000_000_000);
        if (seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            to.Number(key, (ulong)seconds);
            return;
        }
        var moment = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(seconds), to.Names.Zone);
        to.Quoted(key, moment.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
    }
}

/// <summary>A time of the day, in seconds since midnight of universal time, shown in the time of this place.</summary>
internal sealed class HourType() : DataType("hour", 32, true)
{
    private const int Day = 86400;

    public override void Write(NftWriter to, string? key, UInt128 value, int width)
    {
        uint raw = (uint)value;
        long seconds = (raw % Day + (long)to.Names.Zone.GetUtcOffset(to.Names.Now).TotalSeconds + Day) % Day;
        string text = string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:00}:{seconds / 60 % 60:00}");
        to.Quoted(key, seconds % 60 == 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{text}:{seconds % 60:00}"));
    }
}
