using System.Buffers;
using System.Text.Json;
using Netshoot.Packets;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Packets;

[Collection(nameof(AllocationCollection))]
public sealed class RobustnessTests
{
    private static readonly DissectionOptions[] s_modes =
    [
        new(),
        new() { Verbosity = 1 },
        new() { Verbosity = 3, LinkHeader = true },
        new() { Quiet = true, AbsoluteSequence = true },
    ];

    /// <summary>More than this for one packet would mean that a claim on the wire decides how much is printed.</summary>
    private const int MostText = 4_000_000;

    [Fact]
    public void Every_prefix_of_every_frame_is_described_and_none_throws()
    {
        var text = new TextBuffer();
        foreach (var options in s_modes)
        {
            var dissection = new Dissection(options) { Line = text };
            foreach (var (linkType, frame) in FramesTests.All())
            {
                for (int size = 0; size <= frame.Length; size++)
                {
                    text.Clear();
                    dissection.Describe(frame.AsSpan(0, size), frame.Length, Next.LinkType(linkType));
                    text.Clear();
                    dissection.Describe(frame.AsSpan(0, size), size, Next.LinkType(linkType));
                    Assert.True(text.Length < MostText);
                }
            }
        }
    }

    [Fact]
    public void Noise_is_described_and_never_throws()
    {
        var random = new Random(1);
        var text = new TextBuffer();
        var frames = FramesTests.All().ToArray();
        int[] linkTypes =
        [
            0, 1, 7, 8, 9, 11, 12, 19, 50, 101, 104, 107, 108, 113, 123, 129, 132, 137, 164, 178, 182, 195, 226, 228, 229, 230, 239, 242, 258, 271,
            276, 281, 282, 284, 285,
        ];
        var noise = new byte[400];
        foreach (var options in s_modes)
        {
            var dissection = new Dissection(options) { Line = text };
            for (int i = 0; i < 30_000; i++)
            {
                int size = random.Next(noise.Length);
                random.NextBytes(noise);
                int linkType = linkTypes[random.Next(linkTypes.Length)];
                if (i % 4 != 0)
                {
                    (linkType, byte[] frame) = frames[random.Next(frames.Length)];
                    size = Math.Min(frame.Length, noise.Length);
                    frame.AsSpan(0, size).CopyTo(noise);
                    for (int flips = random.Next(1, 6); flips > 0 && size > 0; flips--) noise[random.Next(size)] = (byte)random.Next(256);
                }
                text.Clear();
                dissection.Describe(noise.AsSpan(0, size), size + random.Next(3) * random.Next(70_000), Next.LinkType(linkType));
                Assert.True(text.Length < MostText);
            }
        }
    }

    [Fact]
    public void The_fields_of_every_frame_are_one_well_formed_array()
    {
        foreach (var (linkType, frame) in FramesTests.All())
        {
            var buffer = new ArrayBufferWriter<byte>();
            using (var json = new Utf8JsonWriter(buffer))
            {
                var fields = new FieldWriter(json);
                json.WriteStartObject();
                fields.Begin("layers");
                new Dissection(new()) { Fields = fields }.Describe(frame, frame.Length, Next.LinkType(linkType));
                fields.End();
                json.WriteEndObject();
            }
            var reader = new Utf8JsonReader(buffer.WrittenSpan);
            using var document = JsonDocument.ParseValue(ref reader);
            Assert.NotEqual(0, document.RootElement.GetProperty("layers").GetArrayLength());
        }
    }

    [Fact]
    public void A_tunnel_in_a_tunnel_in_a_tunnel_ends()
    {
        // IPv4 in IPv4 as often as fits: each header costs a level.
        var frame = new byte[60_000];
        for (int at = 0; at + 20 <= frame.Length; at += 20)
        {
            var wire = new WireWriter(frame.AsSpan(at));
            new Netshoot.Packets.Internet.Ipv4Header(20, 0, (ushort)(frame.Length - at), 0, 0, 64, 4, 0, InternetAddress.Loopback4, InternetAddress.Loopback4).Write(ref wire);
        }
        var text = new TextBuffer();
        new Dissection(new() { Verbosity = 3 }) { Line = text }.Describe(frame, frame.Length, Next.LinkType(101));
        Assert.InRange(text.Length, 1, MostText);
    }

    [Fact]
    public void Describing_allocates_nothing()
    {
        var text = new TextBuffer(1 << 16);
        var offenders = new List<string>();
        foreach (var options in s_modes)
        {
            var dissection = new Dissection(options) { Line = text };
            foreach (var (linkType, frame) in FramesTests.All())
            {
                for (int i = 0; i < 3; i++) Describe(frame, linkType);
                // A collection of garbage in between charges the rest of the thread's allocation buffer to it: that happens now and then,
                // while what a dissector allocates it allocates every time. So the least of three counts.
                long bytes = long.MaxValue;
                for (int count = 0; count < 3; count++)
                {
                    long before = GC.GetAllocatedBytesForCurrentThread();
                    for (int i = 0; i < 10; i++) Describe(frame, linkType);
                    bytes = Math.Min(bytes, GC.GetAllocatedBytesForCurrentThread() - before);
                }
                if (bytes > 0) offenders.Add($"{bytes / 10} bytes with -v {options.Verbosity}: {text}");
            }

            void Describe(byte[] frame, int linkType)
            {
                text.Clear();
                dissection.Describe(frame, frame.Length, Next.LinkType(linkType));
            }
        }
        Assert.True(offenders.Count == 0, string.Join("\n", offenders));
    }
}
