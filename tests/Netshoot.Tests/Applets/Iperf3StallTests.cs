using System.Buffers.Binary;
using System.Text;
using Netshoot.Cli;
using Netshoot.Probes.Throughput.Iperf3;
using Netshoot.Testing.Fakes;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Applets;

/// <summary>Peers that fall silent in the middle of iperf3's conversation: each has thirty seconds, in virtual time, and then the test ends with a message.</summary>
public sealed class Iperf3StallTests : IDisposable
{
    private const string Timeout = "Connection timed out";
    private const byte ParameterExchange = 9, CreateStreams = 10, TestStart = 1, TestRunning = 2, TestEnd = 4, ExchangeResults = 13, DisplayResults = 14, Done = 16;

    private static readonly byte[] s_parameters = new Iperf3Parameters { Bytes = 1000, BlockSize = 1000 }.ToJson();
    private static readonly byte[] s_results = """{"cpu_util_total":1,"cpu_util_user":1,"cpu_util_system":1,"sender_has_retransmits":-1,"streams":[{"id":1,"bytes":1048576,"retransmits":-1,"jitter":0,"errors":0,"packets":0,"start_time":0,"end_time":1}]}"""u8.ToArray();

    private readonly ToolBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("", "unable to receive control message: " + Timeout)]
    [InlineData("P", "unable to receive control message: " + Timeout)]
    [InlineData("PC", "unable to receive control message: " + Timeout)]
    [InlineData("PCS", "unable to receive control message: " + Timeout)]
    [InlineData("PCSR", "unable to receive control message: " + Timeout, true)]
    [InlineData("PCSRX", "unable to receive results: " + Timeout, true)]
    [InlineData("PCSRXl", "unable to receive results: " + Timeout, true)]
    [InlineData("PCSRXlh", "unable to receive results: " + Timeout, true)]
    [InlineData("PCSRXr", "unable to receive control message: " + Timeout, true)]
    public async Task A_client_does_not_wait_for_ever(string said, string message, bool measured = false)
    {
        var control = new FakeSocket(_bench.Clock);
        _bench.Machine.Sockets.Enqueue(control);
        _bench.Machine.Sockets.Enqueue(new(_bench.Clock));
        var running = _bench.StartAsync("iperf3 -c 10.0.0.1 -n 1M");
        foreach (char word in said) control.Incoming.Feed(Word(word));
        await StaysAsync(() => running.IsCompleted);
        Assert.Equal((1, $"iperf3: error - {message}\n"), ((await running).Value, _bench.Error));
        // What was sent until then is told.
        Assert.Equal(measured, _bench.Output.Contains(" 1.00 MBytes ", StringComparison.Ordinal));
        Assert.True(control.IsDisposed);
    }

    [Fact]
    public async Task A_client_whose_stream_is_not_answered_ends()
    {
        var control = new FakeSocket(_bench.Clock);
        _bench.Machine.Sockets.Enqueue(control);
        _bench.Machine.Sockets.Enqueue(new(_bench.Clock) { Answer = null });
        var running = _bench.StartAsync("iperf3 -c 10.0.0.1 -n 1M");
        control.Incoming.Feed([ParameterExchange, CreateStreams]);
        await StaysAsync(() => running.IsCompleted);
        Assert.Equal((1, $"iperf3: error - unable to connect stream: {Timeout}\n"), ((await running).Value, _bench.Error));
    }

    [Theory]
    [InlineData("", "unable to receive cookie at server: " + Timeout)]
    [InlineData("k", "unable to receive cookie at server: " + Timeout)]
    [InlineData("kK", "unable to receive parameters from client: " + Timeout)]
    [InlineData("kKl", "unable to receive parameters from client: " + Timeout)]
    [InlineData("kKlh", "unable to receive parameters from client: " + Timeout)]
    [InlineData("kKp", "unable to accept stream connection: " + Timeout)]
    [InlineData("kKps", "unable to accept stream connection: " + Timeout)]
    [InlineData("kKpSE", "unable to receive results: " + Timeout)]
    [InlineData("kKpSEl", "unable to receive results: " + Timeout)]
    [InlineData("kKpSElh", "unable to receive results: " + Timeout)]
    [InlineData("kKpSEr", null)]
    public async Task A_server_leaves_who_stalls_and_serves_the_next(string said, string? message)
    {
        var listener = new FakeSocket(_bench.Clock);
        _bench.Machine.Sockets.Enqueue(listener);
        var serving = _bench.StartAsync("iperf3 -s");
        var staller = new FakeSocket(_bench.Clock);
        listener.Offer(staller);
        Say(listener, staller, said);
        if (said.Contains('E', StringComparison.Ordinal)) await UntilAsync(() => staller.Outgoing.Bytes[^1] == (said[^1] == 'r' ? DisplayResults : ExchangeResults));
        await StaysAsync(() => staller.IsDisposed);

        var next = new FakeSocket(_bench.Clock);
        listener.Offer(next);
        Say(listener, next, "kKpSErD");
        await UntilAsync(() => next.IsDisposed);
        Assert.Equal([ParameterExchange, CreateStreams, TestStart, TestRunning, ExchangeResults], next.Outgoing.Bytes[..5]);
        Assert.Equal(DisplayResults, next.Outgoing.Bytes[^1]);
        _bench.Stop();
        await serving;
        Assert.Equal(message is null ? "" : $"iperf3: error - {message}\n", _bench.Error.Replace("iperf3: interrupt - the server has terminated\n", "", StringComparison.Ordinal));
        Assert.Contains("Server listening on 5201 (test #2)\n", _bench.Output, StringComparison.Ordinal);
        // The bytes that the second one sent.
        Assert.Matches(@"(?m)^\[  5\]   0\.00-0\.00   sec  1000 Bytes .* receiver$", _bench.Output);
    }

    /// <summary>Thirty seconds pass before it happens, and not many more.</summary>
    private async Task StaysAsync(Func<bool> happens)
    {
        const int Patience = 30, Most = 120;
        for (int seconds = 0; !happens(); seconds++)
        {
            Assert.True(seconds <= Most, "it waits for ever");
            _bench.Clock.Advance(TimeSpan.FromSeconds(1));
            // What a timer wakes may go on elsewhere; it is given the time to.
            for (int i = 0; i < 50 && !happens() && seconds >= Patience - 1; i++) await Task.Delay(1);
            Assert.True(seconds >= Patience - 1 || !happens(), "it did not wait");
        }
    }

    private static async Task UntilAsync(Func<bool> happens)
    {
        for (var until = DateTime.UtcNow + TimeSpan.FromSeconds(30); !happens(); await Task.Delay(1)) Assert.True(DateTime.UtcNow < until);
    }

    private void Say(FakeSocket listener, FakeSocket client, string words)
    {
        foreach (char word in words)
        {
            if (word is 's' or 'S')
            {
                // A stream: of nobody's, or of this test.
                var stream = new FakeSocket(_bench.Clock);
                stream.Incoming.Feed(word == 'S' ? Cookie() : "x"u8.ToArray());
                if (word == 'S') stream.Incoming.Feed(new byte[1000]);
                listener.Offer(stream);
            }
            else client.Incoming.Feed(Word(word));
        }
    }

    private static byte[] Cookie() => [.. Encoding.ASCII.GetBytes(new string('k', 36)), 0];

    private static byte[] Word(char word) => word switch
    {
        'P' => [ParameterExchange],
        'C' => [CreateStreams],
        'S' => [TestStart],
        'R' => [TestRunning],
        'E' => [TestEnd],
        'X' => [ExchangeResults],
        'D' => [Done],
        'k' => Cookie()[..18],
        'K' => Cookie()[18..],
        'l' => Length(100),
        'h' => new byte[50],
        'p' => [.. Length(s_parameters.Length), .. s_parameters],
        _ => [.. Length(s_results.Length), .. s_results],
    };

    private static byte[] Length(int bytes)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes);
        return length;
    }
}
