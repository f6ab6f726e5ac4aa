using System.Runtime.InteropServices;
using System.Text;
using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Probes.Throughput.Iperf3;

/// <summary>Local choices about sockets that the other end need not know.</summary>
public sealed record Iperf3LocalSettings
{
    public string? Device { get; init; }

    public InternetEndpoint? Bind { get; init; }

    public ushort ClientPort { get; init; }

    /// <summary>Milliseconds that sent data may stay unacknowledged; 0 leaves it to the kernel.</summary>
    public int SendTimeout { get; init; }

    /// <summary>How long a receiver waits for anything.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMinutes(2);
}

/// <summary>Sets what a test asks of its sockets; what the kernel refuses is told by the fault the original has for it.</summary>
internal static class Iperf3Sockets
{
    private const int Tcp = 6, CongestionName = 13, UserTimeout = 18, SocketLevel = 1, MaximumPacing = 47, Ip6 = 41, FlowLabelManager = 32;

    public static void Prepare(IMachine machine, ISocket socket, Iperf3Parameters parameters)
    {
        if (!parameters.IsUdp)
        {
            if (parameters.NoDelay) Must(machine, socket.Set(SocketOption.NoDelay, 1), Iperf3Fault.NoDelay);
            if (parameters.MaximumSegment > 0) Must(machine, socket.Set(SocketOption.MaximumSegment, parameters.MaximumSegment), Iperf3Fault.MaximumSegment);
            if (parameters.Congestion is { } name) Must(machine, socket.SetRaw(Tcp, CongestionName, Encoding.ASCII.GetBytes(name)), Iperf3Fault.CongestionControl);
        }
        if (parameters.Window > 0)
        {
            Must(machine, socket.Set(SocketOption.ReceiveBuffer, parameters.Window), Iperf3Fault.BufferSize);
            Must(machine, socket.Set(SocketOption.SendBuffer, parameters.Window), Iperf3Fault.BufferSize);
        }
        if (parameters.TypeOfService > 0) Must(machine, socket.Set(SocketOption.TrafficClass, parameters.TypeOfService), Iperf3Fault.TypeOfService);
        if (parameters.FairQueueRate > 0)
        {
            Span<byte> rate = stackalloc byte[8];
            MemoryMarshal.Write(rate, (ulong)(parameters.FairQueueRate / 8));
            Must(machine, socket.SetRaw(SocketLevel, MaximumPacing, rate), Iperf3Fault.Pacing);
        }
        if (parameters.DontFragment && parameters.IsUdp && socket.Family == SocketFamily.Ip4)
            Must(machine, socket.Set(SocketOption.PathMtuDiscovery, (int)PathMtuDiscovery.Do), Iperf3Fault.DontFragment);
    }

    public static void PrepareLocal(IMachine machine, ISocket socket, Iperf3LocalSettings local, InternetEndpoint remote, ushort port, bool isUdp)
    {
        if (local.Device is { } device) Must(machine, socket.BindToInterface(device), Iperf3Fault.BindToDevice);
        if (local.SendTimeout > 0 && !isUdp)
        {
            Span<byte> value = stackalloc byte[4];
            MemoryMarshal.Write(value, local.SendTimeout);
            socket.SetRaw(Tcp, UserTimeout, value);
        }
        if (local.Bind is null && port == 0) return;
        var source = local.Bind ?? new(remote.Address.Is6 ? InternetAddress.Any6 : InternetAddress.Any4, 0);
        if (port != 0) socket.Set(SocketOption.ReuseAddress, 1);
        Must(machine, socket.Bind(source with { Port = port }), Iperf3Fault.Connect);
    }

    /// <summary>Marks what goes to a peer with a flow label (RFC 6437): <c>struct in6_flowlabel_req</c> (include/uapi/linux/in6.h).</summary>
    public static void SetFlowLabel(IMachine machine, ISocket socket, int label, InternetAddress remote)
    {
        if (label <= 0 || socket.Family != SocketFamily.Ip6) return;
        Span<byte> request = stackalloc byte[32];
        request.Clear();
        remote.CopyTo(request);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(request[16..], label);
        const byte Any = 255, Create = 1;
        request[21] = Any;
        MemoryMarshal.Write(request[22..], (ushort)Create);
        Must(machine, socket.SetRaw(Ip6, FlowLabelManager, request), Iperf3Fault.FlowLabel);
        Must(machine, socket.Set(SocketOption.SendFlowLabel, 1), Iperf3Fault.FlowLabel);
    }

    public static string? CongestionOf(ISocket socket)
    {
        Span<byte> name = stackalloc byte[16];
        return socket.GetRaw(Tcp, CongestionName, name, out int length) == Errno.None ? Encoding.ASCII.GetString(name[..length]).TrimEnd('\0') : null;
    }

    private static void Must(IMachine machine, Errno errno, Iperf3Fault fault)
    {
        if (errno != Errno.None) throw new Iperf3Exception(fault, machine.Text(errno), (int)errno);
    }
}
