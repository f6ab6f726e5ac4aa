using Microsoft.Extensions.Time.Testing;
using Netshoot.Capture.Files;
using Netshoot.Capture.Rings;
using Netshoot.Filters;
using Netshoot.Filters.Bytecode;
using Netshoot.Host.Captures;
using Netshoot.Probes.Capturing;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Probes.Capturing;

public sealed class MergedCaptureTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddSeconds(100));
    private readonly ScriptedCapture _left = new(), _right = new();

    private MergedCapture Merged => field ??= new([_left, _right], _clock);

    [Fact]
    public void Frames_come_in_the_order_of_time()
    {
        _left.Frames.AddRange([1, 4, 5]);
        _right.Frames.AddRange([2, 3, 6]);
        Assert.Equal("L1 R2 R3 L4 L5 R6", Read(ending: true));
    }

    [Fact]
    public void What_may_have_an_earlier_one_before_it_is_held_for_a_while()
    {
        _left.Frames.Add(100_000);
        Assert.Equal("", Read(ending: false));
        _right.Frames.Add(99_999);
        Assert.Equal("R99999", Read(ending: false));
        _clock.Advance(TimeSpan.FromMilliseconds(60));
        Assert.Equal("L100000", Read(ending: false));
    }

    [Fact]
    public void Where_every_capture_has_something_nothing_waits()
    {
        _left.Frames.Add(100_000);
        _right.Frames.Add(100_001);
        Assert.Equal("L100000", Read(ending: false));
    }

    [Fact]
    public async Task A_capture_that_ends_does_not_hold_the_others_up()
    {
        _left.Frames.Add(100_000);
        _right.Ends = new Failure("", "The interface disappeared");
        Assert.Equal("", Read(ending: false));
        _left.Frames.Clear();
        _clock.Advance(TimeSpan.FromMilliseconds(60));
        Assert.Equal("L100000", Read(ending: false));
        await Merged.WaitAsync(CancellationToken.None);
        Assert.Equal("The interface disappeared", Merged.WhyGone(1)!.Reason);
        _left.Frames.Add(200_000);
        Assert.Equal("L200000", Read(ending: false));
        Assert.False(Merged.IsOver);
    }

    public void Dispose()
    {
        _left.Dispose();
        _right.Dispose();
    }

    /// <summary>What comes out: the capture's letter and the frame's time in milliseconds.</summary>
    private string Read(bool ending)
    {
        var read = new List<string>();
        while (Merged.TryRead(ending, out int index, out var record)) read.Add($"{"LR"[index]}{record.Seconds * 1000 + record.Fraction / 1_000_000}");
        return string.Join(' ', read);
    }

    /// <summary>Frames at times in milliseconds.</summary>
    private sealed class ScriptedCapture : ILiveCapture
    {
        private readonly byte[] _frame = new byte[60];

        public List<int> Frames { get; } = [];

        public Failure? Ends { get; set; }

        public LinkType LinkType => LinkType.Ethernet;

        public int SnapLength => 65535;

        public CaptureCounters Counters => default;

        public void Start(BpfProgram filter) { }

        public bool TryRead(out CaptureRecord record)
        {
            record = default;
            if (Frames.Count == 0) return false;
            record = new(_frame, _frame.Length, Frames[0] / 1000, (uint)(Frames[0] % 1000 * 1_000_000));
            Frames.RemoveAt(0);
            return true;
        }

        public ValueTask<bool> WaitAsync(TimeSpan patience, CancellationToken stop) => Ends is null ? ValueTask.FromResult(true) : ValueTask.FromException<bool>(Ends);

        public void Dispose() { }
    }
}
