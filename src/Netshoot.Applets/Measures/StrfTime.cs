using System.Globalization;
using System.Text;

namespace Netshoot.Applets.Measures;

/// <summary>Times in names of files: the conversions of strftime(3) in the C locale.</summary>
internal static class StrfTime
{
    public static string Format(string format, DateTimeOffset time)
    {
        var text = new StringBuilder(format.Length + 16);
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length) text.Append(format[i]);
            else text.Append(Convert(format[++i], time));
        }
        return text.ToString();
    }

    private static string Convert(char conversion, DateTimeOffset time)
    {
        var culture = CultureInfo.InvariantCulture;
        return conversion switch
        {
            'Y' => time.Year.ToString(culture),
            'C' => (time.Year / 100).ToString("00", culture),
            'y' => time.ToString("yy", culture),
            'm' => time.ToString("MM", culture),
            'd' => time.ToString("dd", culture),
            'e' => time.Day.ToString(culture).PadLeft(2),
            'H' => time.ToString("HH", culture),
            'I' => time.ToString("hh", culture),
            'M' => time.ToString("mm", culture),
            'S' => time.ToString("ss", culture),
            'p' => time.ToString("tt", culture),
            'a' => time.ToString("ddd", culture),
            'A' => time.ToString("dddd", culture),
            'b' or 'h' => time.ToString("MMM", culture),
            'B' => time.ToString("MMMM", culture),
            'j' => time.DayOfYear.ToString("000", culture),
            'u' => (time.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)time.DayOfWeek).ToString(culture),
            'w' => ((int)time.DayOfWeek).ToString(culture),
            'V' => ISOWeek.GetWeekOfYear(time.DateTime).ToString("00", culture),
            'G' => ISOWeek.GetYear(time.DateTime).ToString(culture),
            's' => time.ToUnixTimeSeconds().ToString(culture),
            'z' => time.ToString("zzz", culture).Replace(":", "", StringComparison.Ordinal),
            'F' => time.ToString("yyyy-MM-dd", culture),
            'D' => time.ToString("MM/dd/yy", culture),
            'T' => time.ToString("HH:mm:ss", culture),
            'R' => time.ToString("HH:mm", culture),
            'n' => "\n",
            't' => "\t",
            '%' => "%",
            _ => $"%{conversion}",
        };
    }
}
