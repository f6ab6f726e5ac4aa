using System.Diagnostics;
using Netshoot.Capture.Files;
using Netshoot.Packets;
using Netshoot.Wire;

namespace Netshoot.Fuzz;

/// <summary>
/// Packets of capture files, damaged, through the dissectors in every mode: nothing may throw, allocate, run away or write a control
/// character that is not the line's own.
/// </summary>
/// <remarks>The packets are those of the files below a directory; the mutations are seeded, so a failure comes again with its seed.</remarks>
internal sealed class PacketTarget
{
    private const int MostPerFile = 40;
    private const int LongestPacket = 4096;

    /// <summary>Text beyond this would mean that a claim in the packet decides how much is printed.</summary>
    private const int MostText = 4_000_000;
    private const int MostTextPerByte = 200;

    /// <summary>A packet takes microseconds; what takes this long runs away. Generous, as other processes run too.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(2);

    /// <summary>Between two looks at what was allocated.</summary>
    private const int Round = 50_000;

    /// <summary>What growing buffers and the runtime itself may take in a round.</summary>
    private const long MostAllocatedPerRound = 16 << 20;

    private readonly List<(string Name, int LinkType, byte[] Frame)> _packets = [];
    private readonly TextBuffer _text = new(1 << 20);
    private readonly Dissection[] _dissections;

    public PacketTarget(string directory)
    {
        foreach (string file in Directory.EnumerateFiles(directory, "*.pcap*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)) Load(file);
        _dissections =
        [
            .. Enumerable.Range(0, 5).Select(verbosity => new Dissection(new() { Verbosity = verbosity }) { Line = _text }),
            new(new() { Verbosity = 3, LinkHeader = true, AbsoluteSequence = true, UndecodedHandles = true }) { Line = _text },
            new(new() { Quiet = true }) { Line = _text },
        ];
    }

    public int Packets => _packets.Count;

    /// <summary>Feeds so many packets.</summary>
    /// <returns>What was wrong, with the packet as hexadecimal; null when nothing was.</returns>
    public string? Run(Random random, long count, Action<long> progress)
    {
        var input = new byte[2 * LongestPacket];
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        for (long n = 0; n < count; n++)
        {
            var (name, linkType, frame) = _packets[random.Next(_packets.Count)];
            int size = Damage(random, frame, input);
            int length = random.Next(4) == 0 ? size + random.Next(70_000) : size;
            var dissection = _dissections[random.Next(_dissections.Length)];
            if (Feed(dissection, input.AsSpan(0, size), length, linkType) is { } wrong)
                return $"{name}, link type {linkType}, length {length}, -v {dissection.Options.Verbosity}: {wrong}: {Convert.ToHexString(input, 0, size)}";
            if ((n + 1) % Round != 0) continue;
            long now = GC.GetAllocatedBytesForCurrentThread();
            if (n > Round && now - allocated > MostAllocatedPerRound) return $"{now - allocated} bytes allocated by {Round} packets";
            allocated = now;
            progress(n + 1);
        }
        return null;
    }

    private string? Feed(Dissection dissection, ReadOnlySpan<byte> bytes, int length, int linkType)
    {
        _text.Clear();
        long began = Stopwatch.GetTimestamp();
        try
        {
            dissection.Describe(bytes, length, Next.LinkType(linkType));
        }
        catch (Exception e)
        {
            return $"{e.GetType().Name}: {e.Message} {e.StackTrace?.Split('\n').FirstOrDefault()}";
        }
        if (Stopwatch.GetElapsedTime(began) > s_longest) return $"took {Stopwatch.GetElapsedTime(began).TotalSeconds:f1} s";
        if (_text.Length > MostText + MostTextPerByte * bytes.Length) return $"{_text.Length} characters";
        foreach (byte b in _text.Bytes)
        {
            if (b is < 0x20 and not ((byte)'\n' or (byte)'\t') or >= 0x7f) return $"wrote the byte {b:x2}";
        }
        return null;
    }

    /// <summary>A packet with some bits, bytes, words or parts changed, removed, repeated or taken from another packet.</summary>
    private int Damage(Random random, byte[] frame, byte[] input)
    {
        int size = frame.Length;
        frame.CopyTo(input, 0);
        for (int edits = random.Next(1, 8); edits > 0 && size > 0; edits--)
        {
            int at = random.Next(size);
            switch (random.Next(8))
            {
                case 0 or 1: input[at] = (byte)random.Next(256); break;
                case 2: input[at] ^= (byte)(1 << random.Next(8)); break;
                case 3: input[at] = random.Next(3) switch { 0 => 0, 1 => 0xff, _ => 0x7f }; break;
                case 4 when at + 1 < size:
                    input[at] = 0xff;
                    input[at + 1] = (byte)random.Next(256);
                    break;
                case 5: size = random.Next(3) == 0 ? at : size; break;
                case 6:
                    int part = Math.Min(random.Next(1, 64), size - at);
                    input.AsSpan(at, size - at).CopyTo(input.AsSpan(at + part));
                    size = Math.Min(size + part, LongestPacket);
                    break;
                case 7:
                    byte[] other = _packets[random.Next(_packets.Count)].Frame;
                    int from = random.Next(other.Length), taken = Math.Min(Math.Min(other.Length - from, random.Next(1, 128)), size - at);
                    other.AsSpan(from, taken).CopyTo(input.AsSpan(at));
                    break;
            }
        }
        return size;
    }

    private void Load(string file)
    {
        try
        {
            using var reader = CaptureReader.Open(File.OpenRead(file), false);
            for (int i = 0; i < MostPerFile && reader.TryRead(out var record); i++)
            {
                if (record.Bytes.Length is > 0 and <= LongestPacket) _packets.Add((Path.GetFileName(file), reader.LinkType, record.Bytes.ToArray()));
            }
        }
        catch (Failure)
        {
            // Some files are broken on purpose; what came before counts.
        }
    }
}
