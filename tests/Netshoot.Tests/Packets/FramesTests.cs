using Netshoot.Capture.Files;
using Xunit;

namespace Netshoot.Tests.Packets;

/// <summary>Frames of our own, and the text that the original prints for them.</summary>
public sealed class FramesTests
{
    private static readonly string s_captures = Path.Combine(CaptureText.Root, "testdata", "captures");

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (string file in Directory.GetFiles(s_captures, "frames-*.out"))
            {
                string[] parts = Path.GetFileNameWithoutExtension(file).Split('.');
                cases.Add(parts[0], parts[1]);
            }
            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void A_frame_is_printed_as_the_original_prints_it(string capture, string mode)
    {
        string[] options = mode switch
        {
            "plain" => ["-t"],
            "vvv-e" => ["-t", "-vvv", "-e"],
            _ => ["-t", "-" + mode],
        };
        byte[] expected = File.ReadAllBytes(Path.Combine(s_captures, $"{capture}.{mode}.out"));
        Assert.Equal("", CaptureText.Difference(expected, CaptureText.Print(Path.Combine(s_captures, capture + ".pcap"), options)));
    }

    /// <summary>Every sample frame with its link type.</summary>
    internal static IEnumerable<(int LinkType, byte[] Frame)> All()
    {
        var frames = new List<(int, byte[])>();
        foreach (string file in Directory.GetFiles(s_captures, "frames-*.pcap"))
        {
            using var reader = CaptureReader.Open(File.OpenRead(file));
            while (reader.TryRead(out var record)) frames.Add((reader.LinkType, record.Bytes.ToArray()));
        }
        return frames;
    }
}
