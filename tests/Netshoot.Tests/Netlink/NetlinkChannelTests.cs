using Netshoot.Netlink;
using Netshoot.Netlink.Links;
using Netshoot.Netlink.Neighbors;
using Netshoot.Netlink.Routes;
using Netshoot.Testing;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Netlink;

[Collection(nameof(AllocationCollection))]
public sealed class NetlinkChannelTests
{
    // A request to delete link 7, and the header of the answers to it.
    private const string DeleteLink7 = "> 20000000 1100 0500 01000000 00000000 00000000 07000000 00000000 00000000\n";

    [Fact]
    public void An_acknowledgement_without_error_is_success()
    {
        using var channel = Replay(DeleteLink7 + "< 24000000 0200 0001 01000000 00000000 00000000 20000000 1100 0500 01000000 00000000\n");
        Assert.Equal(NetlinkError.None, channel.TryExecute(LinkRequests.Delete(7)));
    }

    [Fact]
    public void A_refusal_carries_the_words_and_the_place_that_the_kernel_gave()
    {
        // -19 ENODEV, capped, attributes: message "no", offset 16, missing type 3
        using var channel = Replay(DeleteLink7 + "< 3c000000 0200 0003 01000000 00000000 edffffff 20000000 1100 0500 01000000 00000000 0700 0100 6e6f0000 0800 0200 10000000 0800 0500 03000000\n");
        Assert.Equal(new NetlinkError(Errno.ENODEV, "no", 16, 3), channel.TryExecute(LinkRequests.Delete(7)));
    }

    [Fact]
    public void A_refusal_that_repeats_the_request_carries_its_words_behind_it()
    {
        using var channel = Replay(DeleteLink7 + "< 3c000000 0200 0002 01000000 00000000 edffffff 20000000 1100 0500 01000000 00000000 00000000 07000000 00000000 00000000 0700 0100 6e6f0000\n");
        Assert.Equal(new NetlinkError(Errno.ENODEV, "no"), channel.TryExecute(LinkRequests.Delete(7)));
    }

    [Fact]
    public void A_warning_is_kept_though_the_request_was_carried_out()
    {
        using var channel = Replay(DeleteLink7 + "< 2c000000 0200 0003 01000000 00000000 00000000 20000000 1100 0500 01000000 00000000 0700 0100 6e6f0000\n");
        Assert.False(channel.TryExecute(LinkRequests.Delete(7)).Failed);
        Assert.Equal("no", channel.Warning);
    }

    [Fact]
    public void An_error_of_the_call_ends_the_exchange()
    {
        using var channel = Replay(DeleteLink7 + "! 105 # ENOBUFS\n");
        Assert.Equal(new NetlinkError(Errno.ENOBUFS), channel.TryExecute(LinkRequests.Delete(7)));
    }

    [Fact]
    public void Execute_throws_the_kernels_words()
    {
        using var channel = Replay(DeleteLink7 + "< 2c000000 0200 0003 01000000 00000000 edffffff 20000000 1100 0500 01000000 00000000 0700 0100 6e6f0000\n");
        var failure = Assert.Throws<Failure>(() => channel.Execute(LinkRequests.Delete(7), "eth7"));
        Assert.Equal(("eth7", "no", (int)Errno.ENODEV), (failure.Subject, failure.Reason, failure.Errno));
    }

    [Fact]
    public void A_table_that_moved_while_it_was_dumped_is_read_again()
    {
        const string Request = "> 1c000000 1e00 0103 01000000 00000000 00000000 00000000 0000 00 00\n";
        // The first dump has one entry and is marked inconsistent, the second has two.
        string entry = "1c000000 1c00 0200 01000000 00000000 02000000 05000000 0200 00 01";
        using var channel = Replay(Request + $"< {entry.Replace("0200 01000000", "1200 01000000", StringComparison.Ordinal)} 14000000 0300 0200 01000000 00000000 00000000\n"
            + Request + $"< {entry} {entry} 14000000 0300 0200 01000000 00000000 00000000\n");
        Assert.Equal(2, channel.ReadAll<Neighbor>(NeighborRequests.List(), "neighbors").Count);
    }

    [Fact]
    public void An_entry_larger_than_the_buffer_is_asked_for_again_and_nothing_is_read_twice()
    {
        const string Request = "> 1c000000 1e00 0103 01000000 00000000 00000000 00000000 0000 00 00\n";
        string Entry(int index) => $"1c000000 1c00 0200 01000000 00000000 02000000 {index:x2}000000 0200 00 01";
        string large = $"20000100 1c00 0200 01000000 00000000 02000000 09000000 0200 00 01 {string.Concat(Enumerable.Repeat("00000000", 65536 / 4 + 1))}";
        string done = "14000000 0300 0200 01000000 00000000 00000000";
        using var channel = Replay($"{Request}< {Entry(1)}\n< {large}\n{Request}< {Entry(1)}\n< {large}\n< {done}\n");
        Assert.Equal([1, 9], channel.ReadAll<Neighbor>(NeighborRequests.List(), "neighbors").Select(static n => n.InterfaceIndex));
    }

    [Fact]
    public void Reading_routes_allocates_nothing_per_route()
    {
        var transcript = File.ReadAllText(Repository.TestData("netlink/ip/route/1.nl"));
        var dump = Convert.FromHexString(transcript.Split('\n').First(static line => line.StartsWith('<'))[2..]);
        var route = new Route();
        int warm = Read(dump, route);
        long before = GC.GetAllocatedBytesForCurrentThread();
        int count = Read(dump, route);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(warm, count);
        Assert.True(count > 10);
    }

    private static int Read(ReadOnlySpan<byte> bytes, Route route)
    {
        int count = 0;
        while (NetlinkMessage.TryTake(ref bytes, out var message))
            if (route.Read(message)) count++;
        return count;
    }

    private static NetlinkChannel Replay(string transcript) => new(NetlinkTranscript.Parse(transcript));
}
