using Netshoot.Probes.Throughput.Iperf2;
using Netshoot.Probes.Throughput.Iperf3;
using Netshoot.Probes.Throughput.Streams;
using Xunit;

namespace Netshoot.Tests.Probes.Throughput;

/// <summary>Nothing that runs for each datagram allocates.</summary>
[Collection(nameof(AllocationCollection))]
public sealed class DatagramAllocationTests
{
    [Fact]
    public void Stamping_reading_and_counting_allocate_nothing()
    {
        var meter = new StreamMeter();
        IDatagramFormat[] formats = [new Iperf3Datagram(wide: true), new Iperf2Datagram()];
        var datagram = new byte[64];
        var jitter = new JitterEstimate();
        Round(1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 2; i < 1000; i++) Round(i);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(0, meter.Lost);

        void Round(long number)
        {
            foreach (var format in formats)
            {
                format.Stamp(datagram, number, number * 1_000_000);
                format.TryRead(datagram, out long read, out double sent, out _);
                meter.AddReceived(datagram.Length, read, 1);
                jitter.Add(sent);
            }
        }
    }
}
