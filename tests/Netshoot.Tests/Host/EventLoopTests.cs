using Netshoot.Host.Loop;
using Netshoot.Kernel;
using Xunit;

namespace Netshoot.Tests.Host;

[Collection(nameof(AllocationCollection))]
public sealed class EventLoopTests
{
    [Fact]
    public void Continuations_run_on_the_loops_own_thread()
    {
        using var loop = new EventLoop();
        int own = Environment.CurrentManagedThreadId;
        Assert.Equal((own, own), loop.Run<(int, int)>(async () =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), loop.Clock);
            int afterTimer = Environment.CurrentManagedThreadId;
            await Task.Run(static () => { });
            return (afterTimer, Environment.CurrentManagedThreadId);
        }));
    }

    [Fact]
    public void A_bell_wakes_who_waits_for_it_and_patience_ends_a_wait()
    {
        using var loop = new EventLoop();
        using var bell = new WakeUp();
        Assert.Equal((false, true), loop.Run<(bool, bool)>(async () =>
        {
            bool early = await loop.WaitAsync(bell.Descriptor, PollEvents.Read, TimeSpan.FromMilliseconds(1), default);
            _ = Task.Run(bell.Ring);
            return (early, await loop.WaitAsync(bell.Descriptor, PollEvents.Read, Timeout.InfiniteTimeSpan, default));
        }));
    }

    [Fact]
    public void Two_waits_go_on_side_by_side()
    {
        using var loop = new EventLoop();
        using WakeUp first = new(), second = new();
        second.Ring();
        var order = new List<int>();
        loop.Run<int>(async () =>
        {
            var one = WaitAsync(first, 1);
            var two = WaitAsync(second, 2);
            await two;
            first.Ring();
            await one;
            return 0;
        });
        Assert.Equal([2, 1], order);

        async Task WaitAsync(WakeUp bell, int number)
        {
            await loop.WaitAsync(bell.Descriptor, PollEvents.Read, Timeout.InfiniteTimeSpan, default);
            order.Add(number);
        }
    }

    [Fact]
    public void A_cancelled_wait_throws()
    {
        using var loop = new EventLoop();
        using var bell = new WakeUp();
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => loop.Run<bool>(async () =>
        {
            loop.Post(static s => ((CancellationTokenSource)s!).Cancel(), stop);
            return await loop.WaitAsync(bell.Descriptor, PollEvents.Read, Timeout.InfiniteTimeSpan, stop.Token);
        }));
    }

    [Fact]
    public void Output_is_written_before_the_loop_waits()
    {
        using var loop = new EventLoop();
        int flushed = 0;
        loop.BeforeWait = () => flushed++;
        loop.Run<int>(async () =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), loop.Clock);
            return 0;
        });
        Assert.True(flushed > 0);
    }

    [Fact]
    public void Waiting_again_and_again_allocates_nothing_of_its_own()
    {
        using var loop = new EventLoop();
        using var bell = new WakeUp();
        bell.Ring();
        long grown = loop.Run<long>(async () =>
        {
            for (int i = 0; i < 100; i++) await loop.WaitAsync(bell.Descriptor, PollEvents.Read, TimeSpan.FromSeconds(1), default);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1000; i++) await loop.WaitAsync(bell.Descriptor, PollEvents.Read, TimeSpan.FromSeconds(1), default);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
        Assert.Equal(0, grown);
    }
}
