using System.Diagnostics;
using Netshoot.Dns;
using Netshoot.Dns.Text;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Dns;

/// <summary>Messages that nobody should send.</summary>
[Collection(nameof(AllocationCollection))]
public sealed class HostileMessageTests
{
    [Fact]
    public void Every_prefix_of_every_recorded_message_is_read_or_told()
    {
        var text = new TextBuffer();
        foreach (byte[] message in DrillPeer.Messages)
        {
            // Long messages are lists of records alike; their first kilobytes hold every kind of end.
            for (int size = 0; size < Math.Min(message.Length, 1500); size++)
                if (DnsMessage.TryRead(message.AsSpan(0, size), out _, out var fault)) Assert.Equal(default, fault);
                else Assert.NotEqual(DnsFaultKind.None, fault.Kind);
            Show(message, text);
        }
    }

    [Fact]
    public void Damaged_messages_are_read_or_told_and_what_is_read_is_written_back()
    {
        var random = new Random(5);
        var text = new TextBuffer();
        var messages = DrillPeer.Messages.Where(static m => m.Length < 1000).ToList();
        var written = new byte[DnsMessage.MaxSize];
        for (int i = 0; i < 10_000; i++)
        {
            byte[] bytes = [.. messages[random.Next(messages.Count)]];
            for (int changes = random.Next(1, 5); changes > 0; changes--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (!Show(bytes, text)) continue;
            var first = TestData.Message(bytes);
            Assert.True(first.TryWrite(written, out int length));
            var second = TestData.Message(written.AsSpan(0, length));
            Assert.Equal(first.Answers, second.Answers);
            Assert.Equal(first.Authorities, second.Authorities);
            Assert.Equal(first.Additionals, second.Additionals);
        }
    }

    [Fact]
    public void The_largest_messages_cost_bounded_time_and_memory()
    {
        foreach (byte[] bytes in (byte[][])[Pointers(), Servers(), Labels()])
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            var clock = Stopwatch.StartNew();
            DnsMessage.TryRead(bytes, out _, out _);
            Assert.InRange(clock.ElapsedMilliseconds, 0, 2000);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 32 << 20);
        }
    }

    [Fact]
    public void A_chain_of_pointers_ends()
    {
        // A name, then pointers each to the one before: the last one takes 200 steps.
        var bytes = new List<byte>(Convert.FromHexString("000780000001000000000000")) { 1, (byte)'a', 0, 0, 1, 0, 1 };
        bytes[7] = 1;
        bytes.AddRange([0, 0, 10, 0, 1, 0, 0, 0, 0, 1, 144]);
        int previous = 12;
        for (int i = 0; i < 200; i++)
        {
            int at = bytes.Count;
            bytes.AddRange([(byte)(0xc0 | previous >> 8), (byte)previous]);
            previous = at;
        }
        var wire = new DnsReader([.. bytes]);
        wire.Take(bytes.Count - 2);
        Assert.True(wire.Name().IsRoot);
        Assert.Equal(DnsFaultKind.PointerChain, wire.Fault);
    }

    [Fact]
    public void A_message_over_64_kibibytes_is_refused()
        => Assert.False(DnsMessage.TryRead(new byte[DnsMessage.MaxSize + 1], out _, out _));

    private static bool Show(byte[] bytes, TextBuffer text)
    {
        text.Clear();
        bool whole = DnsMessage.TryRead(bytes, out var message, out var fault);
        DrillMessageText.Append(text, message, new(0, null, DateTimeOffset.UnixEpoch, bytes.Length), new(TextStyle.Drill));
        foreach (var record in message.Answers) RecordLine.Append(text, record, TextFormat.Zone);
        fault.Write(text);
        // Nothing that came from outside may reach a terminal as it is, but the tab that drill prints.
        Assert.Equal(-1, text.Bytes.IndexOfAnyExcept(s_printable));
        return whole;
    }

    private static readonly System.Buffers.SearchValues<byte> s_printable = System.Buffers.SearchValues.Create([(byte)'\n', (byte)'\t', .. Enumerable.Range(0x20, 0x5f).Select(static i => (byte)i)]);

    /// <summary>Records whose owner and data are pointers to one long name.</summary>
    private static byte[] Pointers()
    {
        var bytes = new byte[DnsMessage.MaxSize];
        var wire = new WireWriter(bytes);
        wire.Put(Convert.FromHexString("00078000" + "0001" + "ffff" + "00000000"));
        for (int i = 0; i < 127; i++) wire.U16(0x0161);
        wire.U8(0);
        wire.U32(0x00020001);
        while (wire.Free >= 14) wire.Put(Convert.FromHexString("c00c" + "00020001" + "00000000" + "0002" + "c00c"));
        return bytes;
    }

    /// <summary>One HIP record full of pointers to one long name.</summary>
    private static byte[] Servers()
    {
        var bytes = new byte[DnsMessage.MaxSize];
        var wire = new WireWriter(bytes);
        wire.Put(Convert.FromHexString("00078000" + "0001" + "0001" + "00000000"));
        for (int i = 0; i < 127; i++) wire.U16(0x0161);
        wire.U8(0);
        wire.U32(0x00020001);
        wire.Put(Convert.FromHexString("c00c" + "00370001" + "00000000"));
        int rest = wire.Free - 2;
        wire.U16((ushort)rest);
        wire.Put([1, 1, 0, 1, 1, 1]);
        while (wire.Free >= 2) wire.U16(0xc00c);
        return bytes;
    }

    /// <summary>The longest names there are, each different from the others.</summary>
    private static byte[] Labels()
    {
        var bytes = new byte[DnsMessage.MaxSize];
        var wire = new WireWriter(bytes);
        wire.Put(Convert.FromHexString("00078000" + "ffff" + "0000" + "00000000"));
        for (ushort n = 0; wire.Free >= DnsName.MaxLength + 4; n++)
        {
            wire.U8(2);
            wire.U16(n);
            for (int i = 0; i < 125; i++) wire.U16(0x0161);
            wire.U8(0);
            wire.U32(0x00020001);
        }
        return bytes;
    }
}
