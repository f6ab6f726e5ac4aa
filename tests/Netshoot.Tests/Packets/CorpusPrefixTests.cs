using System.Buffers;
using System.Text.Json;
using Netshoot.Capture.Files;
using Netshoot.Packets;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Packets;

/// <summary>The captures that others collected, cut off everywhere and with bytes changed: nothing throws, nothing allocates, nothing runs away.</summary>
[Collection(nameof(AllocationCollection))]
public sealed class CorpusPrefixTests
{
    /// <summary>A compressed name in a question of six bytes may print a thousand characters: text is bounded by what the wire holds, not by its claims.</summary>
    private const int MostPerByte = 200;
    private const int MostText = 4_000_000;
    private const int MostPerFile = 12;
    private const int MostPrefix = 600;

    private static readonly DissectionOptions[] s_modes = [new(), new() { Verbosity = 3, LinkHeader = true }];

    [Fact]
    public void Every_prefix_of_every_packet_is_described()
    {
        var text = new TextBuffer();
        var random = new Random(2);
        var failures = new SortedSet<string>();
        var dissections = s_modes.Select(options => new Dissection(options) { Line = text }).ToArray();
        foreach (var (name, linkType, frame) in Packets())
        {
            var changed = frame.ToArray();
            foreach (var dissection in dissections)
            {
                for (int size = 0; size <= Math.Min(frame.Length, MostPrefix); size++)
                {
                    Describe(dissection, frame.AsSpan(0, size), frame.Length);
                    Describe(dissection, frame.AsSpan(0, size), size);
                }
                for (int i = 0; i < 40 && changed.Length > 0; i++)
                {
                    frame.CopyTo(changed, 0);
                    for (int flips = random.Next(1, 5); flips > 0; flips--) changed[random.Next(changed.Length)] = (byte)random.Next(256);
                    Describe(dissection, changed, changed.Length);
                }
            }

            void Describe(Dissection dissection, ReadOnlySpan<byte> bytes, int length)
            {
                text.Clear();
                try
                {
                    dissection.Describe(bytes, length, Next.LinkType(linkType));
                }
                catch (Exception e) when (e is not OutOfMemoryException)
                {
                    failures.Add($"{name}: {e.GetType().Name} {e.StackTrace?.Split('\n').FirstOrDefault(static line => line.Contains("Dissect", StringComparison.Ordinal))}");
                }
                if (text.Length >= MostText + MostPerByte * frame.Length) failures.Add($"{name}: {text.Length} characters");
            }
        }
        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    [Fact]
    public void Describing_allocates_nothing()
    {
        var text = new TextBuffer(1 << 20);
        var offenders = new SortedSet<string>();
        var dissections = s_modes.Select(options => new Dissection(options) { Line = text }).ToArray();
        foreach (var (name, linkType, frame) in Packets())
        {
            foreach (var dissection in dissections)
            {
                for (int i = 0; i < 2; i++) Describe();
                long bytes = long.MaxValue;
                for (int count = 0; count < 3 && bytes != 0; count++)
                {
                    long before = GC.GetAllocatedBytesForCurrentThread();
                    for (int i = 0; i < 3; i++) Describe();
                    bytes = Math.Min(bytes, GC.GetAllocatedBytesForCurrentThread() - before);
                }
                if (bytes > 0) offenders.Add($"{name}: {bytes / 3} bytes");

                void Describe()
                {
                    text.Clear();
                    dissection.Describe(frame, frame.Length, Next.LinkType(linkType));
                }
            }
        }
        Assert.True(offenders.Count == 0, string.Join('\n', offenders));
    }

    [Fact]
    public void The_fields_of_every_packet_are_well_formed()
    {
        var buffer = new ArrayBufferWriter<byte>();
        foreach (var (_, linkType, frame) in Packets())
        {
            buffer.ResetWrittenCount();
            using (var json = new Utf8JsonWriter(buffer))
            {
                var fields = new FieldWriter(json);
                json.WriteStartObject();
                fields.Begin("layers");
                new Dissection(new()) { Fields = fields }.Describe(frame, frame.Length, Next.LinkType(linkType));
                fields.End();
                json.WriteEndObject();
            }
            using var document = JsonDocument.Parse(buffer.WrittenMemory);
        }
    }

    private static IEnumerable<(string Name, int LinkType, byte[] Frame)> Packets()
    {
        if (CorpusTests.FindCorpus() is not { } corpus) yield break;
        foreach (string file in Directory.EnumerateFiles(corpus, "*.pcap*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var packets = new List<(int, byte[])>();
            try
            {
                using var reader = CaptureReader.Open(File.OpenRead(file), false);
                while (packets.Count < MostPerFile && reader.TryRead(out var record)) packets.Add((reader.LinkType, record.Bytes.ToArray()));
            }
            catch (Failure)
            {
                // Some of the files are broken on purpose; what came before counts.
            }
            foreach (var (linkType, frame) in packets) yield return (Path.GetFileName(file), linkType, frame);
        }
    }
}
