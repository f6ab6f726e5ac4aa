using Netshoot.Wire;

namespace Netshoot.Probes.Throughput.Iperf2;

/// <summary>What differs from one stream of a client to the next: each is one more than that of the stream before.</summary>
[Flags]
public enum Iperf2Steps
{
    None = 0,
    RemoteAddress = 1,
    RemotePort = 2,
    LocalAddress = 4,
    LocalPort = 8,
}

/// <summary>Endpoints of streams that differ by steps.</summary>
public static class Iperf2StepsExtensions
{
    /// <summary>Where the stream of this index goes to.</summary>
    public static InternetEndpoint Remote(this Iperf2Steps steps, InternetEndpoint first, int index)
        => Step(first, index, steps.HasFlag(Iperf2Steps.RemoteAddress), steps.HasFlag(Iperf2Steps.RemotePort));

    /// <summary>Where the stream of this index comes from.</summary>
    public static InternetEndpoint Local(this Iperf2Steps steps, InternetEndpoint first, int index)
        => Step(first, index, steps.HasFlag(Iperf2Steps.LocalAddress), steps.HasFlag(Iperf2Steps.LocalPort) && first.Port > 0);

    private static InternetEndpoint Step(InternetEndpoint first, int index, bool address, bool port) => first with
    {
        Address = address ? first.Address.Plus((ulong)index) : first.Address,
        Port = port ? (ushort)(first.Port + index) : first.Port,
    };
}
