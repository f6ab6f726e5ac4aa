using System.Globalization;
using System.Text;
using Netshoot.Capture.Files;
using Netshoot.Packets;
using Netshoot.Wire;

namespace Netshoot.Tests.Packets;

/// <summary>Prints a capture file with options in tcpdump's letters, as the tool would.</summary>
internal static class CaptureText
{
    /// <summary>The repository's root.</summary>
    public static string Root { get; } = FindRoot();

    public static byte[] Print(string file, IReadOnlyList<string> arguments)
    {
        var options = new DissectionOptions { InterfaceName = static index => index == 1 ? "lo" : null };
        var style = new PrintStyle { Numbers = true };
        int times = 0, hex = 0, both = 0, text = 0;
        long most = long.MaxValue;
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            if (argument.StartsWith("--", StringComparison.Ordinal))
            {
                if (argument == "--nano") style = style with { Nanoseconds = true };
                continue;
            }
            for (int j = 1; j < argument.Length; j++)
            {
                string rest = argument[(j + 1)..];
                switch (argument[j])
                {
                    case 'v': options = options with { Verbosity = options.Verbosity + 1 }; break;
                    case 'q': options = options with { Quiet = true }; break;
                    case 'e': options = options with { LinkHeader = true }; break;
                    case 'S': options = options with { AbsoluteSequence = true }; break;
                    case 'K': options = options with { SkipChecksums = true }; break;
                    case 'b': options = options with { AsDot = true }; break;
                    case 't': times++; break;
                    case 'x': hex++; break;
                    case 'X': both++; break;
                    case 'A': text++; break;
                    case 'n' or 'u' or 'H': break;
                    case 'c' or 's' or 'T':
                        string value = rest.Length > 0 ? rest : arguments[++i];
                        if (argument[j] == 'c') most = long.Parse(value, CultureInfo.InvariantCulture);
                        if (argument[j] == 'T') options = options with { Payload = Enum.Parse<PayloadType>(value.Replace("_", "", StringComparison.Ordinal), true) };
                        j = argument.Length;
                        break;
                    default: throw new ArgumentException($"option {argument[j]}");
                }
            }
        }
        style = style with { Time = (TimestampStyle)Math.Min(times, 5), Dump = Dump(hex, both, text) };
        var line = new TextBuffer();
        var printer = new PacketPrinter(options, style, line);
        int status = 0;
        try
        {
            using var reader = CaptureReader.Open(File.OpenRead(file), style.Nanoseconds);
            for (long n = 0; n < most && reader.TryRead(out var record); n++)
            {
                if (printer.Print(record.Bytes, record.Length, reader.LinkType, record.Seconds, record.Fraction)) continue;
                line.Clear();
                status = 1;
                break;
            }
        }
        catch (Failure)
        {
            status = 1;
        }
        if (status != 0) line.Append($"EXIT CODE {status << 8:x8}: dump:0 code: {status}\n");
        return line.Bytes.ToArray();
    }

    /// <summary>Both texts at the first line that differs; empty when they are equal.</summary>
    public static string Difference(byte[] expected, byte[] found)
    {
        if (expected.AsSpan().SequenceEqual(found)) return "";
        string[] left = Encoding.Latin1.GetString(expected).Split('\n'), right = Encoding.Latin1.GetString(found).Split('\n');
        int at = 0;
        while (at < left.Length && at < right.Length && left[at] == right[at]) at++;
        return $"line {at + 1}\n  expected {left.ElementAtOrDefault(at)}\n  found    {right.ElementAtOrDefault(at)}";
    }

    private static DumpStyle Dump(int hex, int both, int text) => (hex, both, text) switch
    {
        (_, _, > 1) => DumpStyle.TextWithLink,
        (_, _, 1) => DumpStyle.Text,
        (_, > 1, _) => DumpStyle.HexAndTextWithLink,
        (_, 1, _) => DumpStyle.HexAndText,
        ( > 1, _, _) => DumpStyle.HexWithLink,
        (1, _, _) => DumpStyle.Hex,
        _ => DumpStyle.None,
    };

    private static string FindRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "netshoot.slnx"))) return at.FullName;
        }
        throw new DirectoryNotFoundException("netshoot.slnx");
    }
}
