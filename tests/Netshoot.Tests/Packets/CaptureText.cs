using System.Text;
using Netshoot.Tests.Applets;

namespace Netshoot.Tests.Packets;

/// <summary>Prints a capture file with tcpdump's options, by the tool itself on a simulated machine.</summary>
internal static class CaptureText
{
    /// <summary>The repository's root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>What the tool prints for a file; a failure is a line at the end, as in the collected captures.</summary>
    public static async Task<byte[]> PrintAsync(string file, IReadOnlyList<string> arguments)
    {
        using var bench = new ToolBench();
        bench.Machine.Files[file] = await File.ReadAllBytesAsync(file);
        // A file that an argument names holds keys.
        foreach (string word in arguments.SelectMany(static argument => argument.Split(' ')).Where(File.Exists)) bench.Machine.Files[word] = await File.ReadAllBytesAsync(word);
        int code = (await bench.StartAsync(["tcpdump", "-#", "-n", "-r", file, .. arguments])).Value;
        byte[] output = bench.OutputBytes;
        return code == 0 ? output : [.. output, .. Encoding.ASCII.GetBytes($"EXIT CODE {code << 8:x8}: dump:0 code: {code}\n")];
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

    private static string FindRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "netshoot.slnx"))) return at.FullName;
        }
        throw new DirectoryNotFoundException("netshoot.slnx");
    }
}
