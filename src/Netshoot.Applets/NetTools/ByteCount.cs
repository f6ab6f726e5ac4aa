using System.Globalization;

namespace Netshoot.Applets.NetTools;

/// <summary>A number of bytes in the largest binary unit it fills, with one digit that is cut and not rounded: <c>1.5 KiB</c>.</summary>
public static class ByteCount
{
    private static readonly string[] s_units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    public static string Text(ulong bytes)
    {
        int unit = 0;
        while (unit < s_units.Length - 1 && bytes >> 10 * (unit + 1) != 0) unit++;
        ulong size = 1ul << 10 * unit;
        ulong tenths = (ulong)((UInt128)bytes * 10 / size);
        return string.Create(CultureInfo.InvariantCulture, $"{tenths / 10}.{tenths % 10} {s_units[unit]}");
    }
}
