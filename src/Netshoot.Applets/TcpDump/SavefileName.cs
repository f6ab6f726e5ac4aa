using System.Globalization;
using Netshoot.Applets.Measures;

namespace Netshoot.Applets.TcpDump;

/// <summary>The names of the files that <c>-w</c> writes, one after the other (tcpdump(8) -C, -G, -W).</summary>
internal sealed class SavefileName(string name, int count, bool bySize, bool byTime)
{
    /// <summary>Digits of the highest number, so that the names sort by it.</summary>
    private readonly int _digits = count > 0 ? (count - 1).ToString(CultureInfo.InvariantCulture).Length : 0;

    /// <param name="time">When the file begins, in local time.</param>
    /// <param name="number">The file's number of those that follow each other by size, from 0.</param>
    public string At(DateTimeOffset time, int number)
    {
        string text = byTime ? StrfTime.Format(name, time) : name;
        if (!bySize || number == 0 && _digits == 0) return text;
        return text + number.ToString(CultureInfo.InvariantCulture).PadLeft(_digits, '0');
    }
}
