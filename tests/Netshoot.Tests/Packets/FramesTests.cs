using Netshoot.Capture.Files;
using Xunit;

namespace Netshoot.Tests.Packets;

/// <summary>Frames of our own, and the text that the original prints for them.</summary>
public sealed class FramesTests
{
    private static readonly string s_captures = Path.Combine(CaptureText.Root, "testdata", "captures");

    /// <summary>Keys of the sample frames that are encrypted.</summary>
    private const string Keys = "1@10.0.0.2 aes128-cbc-hmac96:0x000102030405060708090a0b0c0d0e0f,"
        + "2@10.0.0.2 aes256-cbc-hmac96:0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f,"
        + "3@10.0.0.3 3des-cbc:0x000102030405060708090a0b0c0d0e0f1011121314151617";

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
    public async Task A_frame_is_printed_as_the_original_prints_it(string capture, string mode)
    {
        string[] options = mode switch
        {
            "plain" => ["-t"],
            "vvv-e" => ["-t", "-vvv", "-e"],
            "keys" => ["-t", "-v", "-E", Keys],
            "signed" => ["-t", "-M", "secret"],
            "rpc" => ["-t", "-T", "rpc"],
            _ => ["-t", "-" + mode],
        };
        byte[] expected = await File.ReadAllBytesAsync(Path.Combine(s_captures, $"{capture}.{mode}.out"));
        Assert.Equal("", CaptureText.Difference(expected, await CaptureText.PrintAsync(Path.Combine(s_captures, capture + ".pcap"), options)));
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
