using Netshoot.Probes.Throughput.Iperf3;

namespace Netshoot.Applets.Measures;

/// <summary>The original's words for what goes wrong.</summary>
internal static class Iperf3Words
{
    public static string Of(Iperf3Exception error)
    {
        string? words = error.Fault switch
        {
            Iperf3Fault.RateOverLimit => "total required bandwidth is larger than server limit",
            Iperf3Fault.ControlClosed => "control socket has closed unexpectedly",
            Iperf3Fault.UnknownMessage => "received an unknown control message",
            Iperf3Fault.ClientTerminated => "the client has terminated",
            Iperf3Fault.ServerTerminated => "the server has terminated",
            Iperf3Fault.Busy => "the server is busy running a test. try again later",
            Iperf3Fault.FlowLabel => "unable to set IPv6 flow label",
            Iperf3Fault.CongestionControl => "unable to set TCP_CONGESTION: Supplied congestion control algorithm not supported on this host",
            Iperf3Fault.Unauthorized => "test authorization failed",
            Iperf3Fault.BindToDevice => "Unable to bind-to-device (check perror, maybe permissions?)",
            Iperf3Fault.Silence => "idle timeout for receiving data",
            Iperf3Fault.DontFragment => "unable to set IP Do-Not-Fragment flag",
            Iperf3Fault.StreamClosed => "stream socket has closed unexpectedly",
            _ => null,
        };
        if (words is not null) return words;
        words = error.Fault switch
        {
            Iperf3Fault.Listen => "unable to start listener for connections",
            Iperf3Fault.Connect => "unable to connect to server",
            Iperf3Fault.AcceptConnection => "unable to accept connection from client",
            Iperf3Fault.SendCookie => "unable to send cookie to server",
            Iperf3Fault.ReceiveCookie => "unable to receive cookie at server",
            Iperf3Fault.ControlWrite => "unable to write to the control socket",
            Iperf3Fault.ControlRead => "unable to read from the control socket",
            Iperf3Fault.SendMessage => "unable to send control message",
            Iperf3Fault.ReceiveMessage => "unable to receive control message",
            Iperf3Fault.SendParameters => "unable to send parameters to server",
            Iperf3Fault.ReceiveParameters => "unable to receive parameters from client",
            Iperf3Fault.SendResults => "unable to send results",
            Iperf3Fault.ReceiveResults => "unable to receive results",
            Iperf3Fault.NoDelay => "unable to set TCP/SCTP NODELAY",
            Iperf3Fault.MaximumSegment => "unable to set TCP/SCTP MSS",
            Iperf3Fault.BufferSize => "unable to set socket buffer size",
            Iperf3Fault.TypeOfService => "unable to set IP TOS",
            Iperf3Fault.Pacing => "unable to set socket pacing",
            Iperf3Fault.CreateStream => "unable to create a new stream",
            Iperf3Fault.ConnectStream => "unable to connect stream",
            Iperf3Fault.AcceptStream => "unable to accept stream connection",
            Iperf3Fault.StreamWrite => "unable to write to stream socket",
            Iperf3Fault.StreamRead => "unable to read from stream socket",
            _ => $"int_errno={(int)error.Fault}",
        };
        return error.Reason is { } reason ? $"{words}: {reason}" : $"{words}: ";
    }
}
