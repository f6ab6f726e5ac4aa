using System.Globalization;

namespace Netshoot.Applets.Measures;

/// <summary>A share in percent with two digits that count (printf's <c>%.2g</c>), as both iperfs print losses.</summary>
internal static class Percent
{
    public static string Text(double value)
    {
        if (value == 0 || !double.IsFinite(value)) return "0";
        int power = (int)Math.Floor(Math.Log10(Math.Abs(double.Parse(value.ToString("E1", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture))));
        if (power is < -4 or >= 2)
        {
            string digits = (value / Math.Pow(10, power)).ToString("0.#", CultureInfo.InvariantCulture);
            return string.Create(CultureInfo.InvariantCulture, $"{digits}e{(power < 0 ? '-' : '+')}{Math.Abs(power):00}");
        }
        return Math.Round(value, 1 - power).ToString("0.#######", CultureInfo.InvariantCulture);
    }
}
