using Netshoot.Wire;

namespace Netshoot.Packets;

/// <summary>Prints the times of packets, which come in order and many to a second: the text of a second is made once.</summary>
public sealed class TimestampWriter(TimestampStyle style, bool nanoseconds, TimeZoneInfo zone)
{
    private const int SecondsPerDay = 86_400;

    /// <summary>Time zones change their offset at no finer step than this, in seconds.</summary>
    private const int OffsetStep = 900;

    private readonly byte[] _text = new byte[48];
    private int _textLength;
    private long _textSecond = long.MinValue;
    private long _offsetStep = long.MinValue;
    private int _offset;
    private long _baseSeconds;
    private uint _baseFraction;
    private bool _hasBase;

    /// <param name="line">Where the time goes, with a blank behind it.</param>
    /// <param name="seconds">Since 1970-01-01 UTC.</param>
    /// <param name="fraction">Microseconds, or nanoseconds if this writer prints those.</param>
    public void Write(TextBuffer line, long seconds, uint fraction)
    {
        switch (style)
        {
            case TimestampStyle.None:
                return;
            case TimestampStyle.Seconds:
                line.Append((ulong)(uint)seconds);
                WriteFraction(line, fraction);
                break;
            case TimestampStyle.SincePrevious:
            case TimestampStyle.SinceFirst:
                WriteDifference(line, seconds, fraction);
                break;
            default:
                WriteClock(line, seconds, fraction);
                break;
        }
        line.Append((byte)' ');
    }

    private void WriteClock(TextBuffer line, long seconds, uint fraction)
    {
        // A 32-bit time behind 2038 arrives as a negative one.
        if (seconds < 0 || seconds > 253_402_214_400)
        {
            line.Append("[Error converting time]"u8);
            return;
        }
        if (seconds != _textSecond) Format(seconds);
        line.Append(_text.AsSpan(0, _textLength));
        WriteFraction(line, fraction);
    }

    private void Format(long seconds)
    {
        if (seconds / OffsetStep != _offsetStep)
        {
            _offsetStep = seconds / OffsetStep;
            _offset = (int)zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(seconds)).TotalSeconds;
        }
        _textSecond = seconds;
        long local = seconds + _offset;
        int at = 0;
        if (style is TimestampStyle.DateAndTime or TimestampStyle.DateAndTimeWithSlashes)
        {
            byte separator = (byte)(style == TimestampStyle.DateAndTime ? '-' : '/');
            var date = DateOnly.FromDayNumber((int)(local / SecondsPerDay) + DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber);
            Two(date.Year / 100, ref at);
            Two(date.Year % 100, ref at);
            _text[at++] = separator;
            Two(date.Month, ref at);
            _text[at++] = separator;
            Two(date.Day, ref at);
            _text[at++] = (byte)' ';
        }
        int second = (int)(local % SecondsPerDay);
        Two(second / 3600, ref at);
        _text[at++] = (byte)':';
        Two(second / 60 % 60, ref at);
        _text[at++] = (byte)':';
        Two(second % 60, ref at);
        _textLength = at;
    }

    private void Two(int value, ref int at)
    {
        _text[at++] = (byte)('0' + value / 10);
        _text[at++] = (byte)('0' + value % 10);
    }

    private void WriteDifference(TextBuffer line, long seconds, uint fraction)
    {
        if (!_hasBase)
        {
            (_hasBase, _baseSeconds, _baseFraction) = (true, seconds, fraction);
        }
        long unit = nanoseconds ? 1_000_000_000 : 1_000_000;
        long difference = (seconds - _baseSeconds) * unit + fraction - _baseFraction;
        line.Append((byte)(difference < 0 ? '-' : ' '));
        ulong size = (ulong)Math.Abs(difference);
        ulong second = size / (ulong)unit;
        WriteTwo(line, second / 3600 % 24);
        line.Append((byte)':');
        WriteTwo(line, second / 60 % 60);
        line.Append((byte)':');
        WriteTwo(line, second % 60);
        WriteFraction(line, (uint)(size % (ulong)unit));
        if (style == TimestampStyle.SincePrevious) (_baseSeconds, _baseFraction) = (seconds, fraction);
    }

    private static void WriteTwo(TextBuffer line, ulong value)
    {
        if (value < 10) line.Append((byte)'0');
        line.Append(value);
    }

    private void WriteFraction(TextBuffer line, uint fraction)
    {
        int digits = nanoseconds ? 9 : 6;
        line.Append((byte)'.');
        if (fraction >= (nanoseconds ? 1_000_000_000u : 1_000_000u))
        {
            line.Append((ulong)fraction);
            return;
        }
        line.AppendPadded(fraction, digits);
    }
}
