using Microsoft.Extensions.Time.Testing;
using Netshoot.Probes.Relay;
using Netshoot.Testing.Fakes;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Probes.Relay;

public sealed class ByteRelayTests
{
    [Fact]
    public async Task Bytes_go_both_ways_until_both_ends_have_ended()
    {
        using var bench = new Bench(new());
        bench.Input.Feed("question\n");
        bench.Peer.Incoming.Feed("answer\n");
        Assert.Equal("question\n", bench.Peer.Outgoing.Text);
        Assert.Equal("answer\n", bench.Output.Text);
        bench.Peer.Incoming.End();
        Assert.False(bench.Run.IsCompleted, "the local input is still open");
        bench.Input.Feed("more");
        bench.Input.End();
        var outcome = await bench.EndAsync();
        Assert.Equal("question\nmore", bench.Peer.Outgoing.Text);
        Assert.Equal(new RelayOutcome(13, 7, IdledOut: false, Errno.None), outcome);
        Assert.False(bench.Peer.Outgoing.Ended, "nobody asked to tell the peer");
    }

    [Fact]
    public async Task The_peer_is_told_the_end_when_asked_for_and_may_answer_after_it()
    {
        using var bench = new Bench(new() { TellsEnd = true });
        bench.Input.Feed("all");
        bench.Input.End();
        Assert.True(bench.Peer.Outgoing.Ended);
        Assert.False(bench.Run.IsCompleted);
        bench.Peer.Incoming.Feed("late");
        bench.Peer.Incoming.End();
        await bench.EndAsync();
        Assert.Equal("late", bench.Output.Text);
    }

    [Fact]
    public async Task A_peer_that_does_not_read_stops_our_reading()
    {
        using var bench = new Bench(new());
        bench.Peer.Outgoing.Capacity = 1000;
        bench.Input.Capacity = int.MaxValue;
        bench.Input.Feed(new byte[3 * ByteRelay.Piece]);
        Assert.Equal(1000, bench.Peer.Outgoing.Count);
        Assert.Equal(2 * ByteRelay.Piece, bench.Input.Count);
        long taken = 0;
        bench.Input.End();
        bench.Peer.Outgoing.Capacity = 1 << 20;
        while (bench.Peer.Outgoing.Take() is { Length: > 0 } bytes) taken += bytes.Length;
        Assert.Equal(3 * ByteRelay.Piece, taken);
        bench.Peer.Incoming.End();
        Assert.Equal(3 * ByteRelay.Piece, (await bench.EndAsync()).Sent);
    }

    [Fact]
    public async Task A_reader_that_does_not_read_stops_our_receiving_but_not_our_sending()
    {
        using var bench = new Bench(new());
        bench.Output.Capacity = 10;
        bench.Peer.Incoming.Feed(new byte[2 * ByteRelay.Piece]);
        Assert.Equal(ByteRelay.Piece, bench.Peer.Incoming.Count);
        bench.Input.Feed("still going out");
        Assert.Equal("still going out", bench.Peer.Outgoing.Text);
        bench.Input.End();
        bench.Peer.Incoming.End();
        bench.Output.Capacity = int.MaxValue;
        bench.Output.Take();
        Assert.Equal(2 * ByteRelay.Piece, (await bench.EndAsync()).Received);
    }

    [Fact]
    public async Task A_reset_ends_it_even_while_the_input_is_silent()
    {
        using var bench = new Bench(new());
        bench.Peer.Incoming.Feed("x");
        bench.Peer.Incoming.FailReads(Errno.ECONNRESET);
        bench.Peer.Outgoing.FailWrites(Errno.ECONNRESET);
        await bench.EndAsync();
        Assert.Equal("x", bench.Output.Text);
    }

    [Fact]
    public async Task A_peer_that_takes_no_more_may_still_be_listened_to()
    {
        using var bench = new Bench(new());
        bench.Peer.Outgoing.FailWrites(Errno.EPIPE);
        bench.Input.Feed("lost");
        Assert.False(bench.Run.IsCompleted);
        bench.Peer.Incoming.Feed("heard");
        bench.Peer.Incoming.End();
        await bench.EndAsync();
        Assert.Equal("heard", bench.Output.Text);
    }

    [Fact]
    public async Task A_full_disk_is_reported()
    {
        using var bench = new Bench(new(), outputFails: Errno.ENOSPC);
        bench.Peer.Incoming.Feed("y");
        bench.Input.End();
        Assert.Equal(Errno.ENOSPC, (await bench.EndAsync()).OutputError);
    }

    [Fact]
    public async Task Silence_in_both_directions_ends_it()
    {
        using var bench = new Bench(new() { Idle = TimeSpan.FromSeconds(2) });
        bench.Clock.Advance(TimeSpan.FromSeconds(1.5));
        bench.Input.Feed("alive");
        bench.Clock.Advance(TimeSpan.FromSeconds(1.5));
        bench.Peer.Incoming.Feed("alive, too");
        bench.Clock.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(bench.Run.IsCompleted);
        bench.Clock.Advance(TimeSpan.FromSeconds(0.2));
        Assert.True((await bench.EndAsync()).IdledOut);
    }

    [Fact]
    public async Task It_lingers_as_long_as_asked_after_the_end_of_the_input()
    {
        using var bench = new Bench(new() { TellsEnd = true, Lingers = TimeSpan.FromSeconds(3) });
        bench.Input.End();
        bench.Clock.Advance(TimeSpan.FromSeconds(2));
        bench.Peer.Incoming.Feed("in time");
        Assert.False(bench.Run.IsCompleted);
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        var outcome = await bench.EndAsync();
        Assert.Equal(("in time", false), (bench.Output.Text, outcome.IdledOut));
    }

    [Fact]
    public async Task Receptions_are_limited()
    {
        using var bench = new Bench(new() { ReceiveLimit = 2, ReadsInput = false, IsDatagram = true });
        bench.Peer.Incoming.Feed("one");
        bench.Peer.Incoming.Feed("two");
        bench.Peer.Incoming.Feed("three");
        await bench.EndAsync();
        Assert.Equal("onetwo", bench.Output.Text);
    }

    [Fact]
    public async Task Lines_are_sent_at_a_pace()
    {
        using var bench = new Bench(new() { LineInterval = TimeSpan.FromSeconds(1) });
        bench.Input.Feed("a\nb\nc");
        bench.Input.End();
        Assert.Equal("a\n", bench.Peer.Outgoing.Text);
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("a\nb\n", bench.Peer.Outgoing.Text);
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("a\nb\nc", bench.Peer.Outgoing.Text);
        bench.Peer.Incoming.End();
        await bench.EndAsync();
    }

    [Fact]
    public async Task Telnet_options_are_refused_and_the_stream_passes_unchanged()
    {
        using var bench = new Bench(new() { RefusesTelnetOptions = true });
        bench.Peer.Incoming.Piece = 1;
        bench.Peer.Incoming.Feed("a\xff\xfd\x18\xff\xfb\x01" + "b\xff\xff\xfe\x01" + "c");
        Assert.Equal("\xff\xfc\x18\xff\xfe\x01", bench.Peer.Outgoing.Text);
        Assert.Equal("a\xff\xfd\x18\xff\xfb\x01" + "b\xff\xff\xfe\x01" + "c", bench.Output.Text);
        bench.Peer.Incoming.End();
        bench.Input.End();
        await bench.EndAsync();
    }

    [Fact]
    public async Task It_stops_when_told_to()
    {
        using var stop = new CancellationTokenSource();
        using var bench = new Bench(new(), stop: stop.Token);
        stop.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(bench.EndAsync);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task Whatever_the_pieces_carriage_returns_come_out_the_same(int piece)
    {
        using var bench = new Bench(new() { SendsCarriageReturns = true });
        bench.Input.Piece = piece;
        bench.Input.Feed("a\nb\r\nc\n\nd\r\r\n");
        bench.Input.End();
        Assert.Equal("a\r\nb\r\nc\r\n\r\nd\r\r\n", bench.Peer.Outgoing.Text);
        bench.Peer.Incoming.End();
        await bench.EndAsync();
    }

    /// <summary>A relay between simulated ends, running on the test's own thread in virtual time.</summary>
    private sealed class Bench : IDisposable
    {
        private readonly ByteRelay _relay;

        public Bench(RelayPlan plan, Errno outputFails = Errno.None, CancellationToken stop = default)
        {
            // What a change wakes runs before the change returns.
            SynchronizationContext.SetSynchronizationContext(null);
            Peer = new(Clock);
            Input = new(Clock);
            Output = new(Clock);
            _relay = new(Peer, new FakeChannel(Input), outputFails == Errno.None ? new FakeChannel(Output) : new FailingChannel(outputFails), plan, Clock);
            Run = _relay.RunAsync(stop).AsTask();
        }

        public FakeTimeProvider Clock { get; } = new();

        public FakeSocket Peer { get; }

        public FakeStream Input { get; }

        public FakeStream Output { get; }

        public Task<RelayOutcome> Run { get; }

        public Task<RelayOutcome> EndAsync() => Run.WaitAsync(TimeSpan.FromSeconds(10));

        public void Dispose() => _relay.Dispose();
    }

    /// <summary>A file on a full disk: it is always ready, and takes nothing.</summary>
    private sealed class FailingChannel(Errno errno) : Netshoot.Host.Streams.IByteChannel
    {
        public Errno TryRead(Span<byte> buffer, out int count)
        {
            count = 0;
            return errno;
        }

        public Errno TryWrite(ReadOnlySpan<byte> bytes, out int count)
        {
            count = 0;
            return errno;
        }

        public ValueTask<bool> WaitAsync(Netshoot.Host.Sockets.SocketReadiness readiness, TimeSpan patience, CancellationToken stop)
            => readiness == Netshoot.Host.Sockets.SocketReadiness.Broken ? Netshoot.Host.Streams.EmptyChannel.Instance.WaitAsync(readiness, patience, stop) : ValueTask.FromResult(true);

        public void Dispose() { }
    }
}
