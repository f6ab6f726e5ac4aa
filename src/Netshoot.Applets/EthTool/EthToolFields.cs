using Netshoot.Cli;
using Netshoot.Wire;

namespace Netshoot.Applets.EthTool;

/// <summary>Fields of ethtool(8)'s reports: what a driver does not have is <c>n/a</c> to people and not there to programs.</summary>
internal static class EthToolFields
{
    /// <summary>A number.</summary>
    /// <param name="to">The report.</param>
    /// <param name="key">Its name for programs.</param>
    /// <param name="value">The number; null when the driver has none.</param>
    /// <param name="before">What stands before it.</param>
    /// <param name="after">What stands behind it.</param>
    public static void Number(this ReportWriter to, string key, ulong? value, string before, string after = "\n")
    {
        to.Buffer?.Append(before);
        if (value is { } number) to.Field(key, number, $"{number}");
        else to.Text($"n/a");
        to.Buffer?.Append(after);
    }

    /// <summary>A switch.</summary>
    /// <inheritdoc cref="Number"/>
    public static void Switch(this ReportWriter to, string key, bool? value, string before, string after = "\n")
    {
        to.Buffer?.Append(before);
        if (value is { } isOn) to.Field(key, isOn, $"{(isOn ? "on" : "off")}");
        else to.Text($"n/a");
        to.Buffer?.Append(after);
    }

    /// <summary>A word.</summary>
    /// <inheritdoc cref="Number"/>
    public static void Word(this ReportWriter to, string key, string value, string before, string after = "\n")
    {
        to.Buffer?.Append(before);
        to.Field(key, value, $"{value}");
        to.Buffer?.Append(after);
    }

    /// <summary>The name of a device, for programs.</summary>
    public static void Device(this ReportWriter to, string name) => to.Field("ifname", name);

    /// <summary>Words in an array.</summary>
    /// <param name="to">The report.</param>
    /// <param name="key">Its name for programs.</param>
    /// <param name="words">The words.</param>
    /// <param name="between">What stands between them for people.</param>
    public static void Words(this ReportWriter to, string key, IEnumerable<string> words, string between)
    {
        to.OpenArray(key);
        bool isFirst = true;
        foreach (string word in words)
        {
            if (!isFirst) to.Buffer?.Append(between);
            isFirst = false;
            to.Field(null, word, $"{word}");
        }
        to.CloseArray();
    }

    /// <summary>Bytes with their places, sixteen in a line.</summary>
    public static void Dump(this ReportWriter to, ReadOnlySpan<byte> bytes, uint offset)
    {
        const int PerLine = 16;
        if (to.Buffer is not { } text)
        {
            to.Field("offset", offset);
            to.Field("data", Convert.ToHexStringLower(bytes));
            return;
        }
        text.Append("Offset\t\tValues\n------\t\t------"u8);
        Span<byte> two = stackalloc byte[2];
        for (int i = 0; i < bytes.Length; i++)
        {
            if (i % PerLine == 0) text.Append($"\n0x{offset + i:x4}:\t\t");
            Hex.Write(bytes[i], two);
            text.Append(two);
            text.Append((byte)' ');
        }
        text.Append((byte)'\n');
    }
}
