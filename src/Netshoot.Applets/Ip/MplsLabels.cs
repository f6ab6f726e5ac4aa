using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Netshoot.Applets.Ip;

/// <summary>A stack of MPLS labels (RFC 3032), of which the command line and reports have the labels between slashes.</summary>
internal static class MplsLabels
{
    private const int EntrySize = 4, MostLabels = 30;
    private const uint BottomOfStack = 0x100, LargestLabel = 0xfffff;

    /// <summary>The labels of a stack, up to its bottom.</summary>
    public static string Text(ReadOnlySpan<byte> stack)
    {
        var text = new StringBuilder();
        for (; stack.Length >= EntrySize; stack = stack[EntrySize..])
        {
            uint entry = BinaryPrimitives.ReadUInt32BigEndian(stack);
            if (text.Length > 0) text.Append('/');
            text.Append(CultureInfo.InvariantCulture, $"{entry >> 12}");
            if ((entry & BottomOfStack) != 0) break;
        }
        return text.ToString();
    }

    /// <summary>The stack for labels between slashes; null when it is none.</summary>
    public static byte[]? Parse(string text)
    {
        string[] labels = text.Split('/');
        if (labels.Length > MostLabels) return null;
        var stack = new byte[labels.Length * EntrySize];
        for (int i = 0; i < labels.Length; i++)
        {
            if (!Iproute.IprouteNumber.TryParse(labels[i], out uint label) || label > LargestLabel) return null;
            BinaryPrimitives.WriteUInt32BigEndian(stack.AsSpan(i * EntrySize), label << 12 | (i == labels.Length - 1 ? BottomOfStack : 0));
        }
        return stack;
    }
}
