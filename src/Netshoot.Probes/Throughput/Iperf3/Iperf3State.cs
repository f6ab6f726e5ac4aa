namespace Netshoot.Probes.Throughput.Iperf3;

/// <summary>The bytes that pass the control connection of iperf3, as observed between two of them (3.12).</summary>
public enum Iperf3State : sbyte
{
    AccessDenied = -1,
    ServerError = -2,
    TestStart = 1,
    TestRunning = 2,
    TestEnd = 4,
    ParameterExchange = 9,
    CreateStreams = 10,
    ServerTerminate = 11,
    ClientTerminate = 12,
    ExchangeResults = 13,
    DisplayResults = 14,
    Done = 16,
}

/// <summary>What can go wrong, by the numbers that servers tell their clients.</summary>
public enum Iperf3Fault
{
    None = 0,
    RateOverLimit = 27,
    Listen = 102,
    Connect = 103,
    AcceptConnection = 104,
    SendCookie = 105,
    ReceiveCookie = 106,
    ControlWrite = 107,
    ControlRead = 108,
    ControlClosed = 109,
    UnknownMessage = 110,
    SendMessage = 111,
    ReceiveMessage = 112,
    SendParameters = 113,
    ReceiveParameters = 114,
    SendResults = 116,
    ReceiveResults = 117,
    ClientTerminated = 119,
    ServerTerminated = 120,
    Busy = 121,
    NoDelay = 122,
    MaximumSegment = 123,
    BufferSize = 124,
    TypeOfService = 125,
    FlowLabel = 127,
    CongestionControl = 134,
    Pacing = 140,
    Unauthorized = 142,
    BindToDevice = 143,
    Silence = 144,
    DontFragment = 145,
    CreateStream = 200,
    ConnectStream = 203,
    AcceptStream = 204,
    StreamWrite = 205,
    StreamRead = 206,
    StreamClosed = 207,
}

/// <summary>A test that cannot begin or go on.</summary>
/// <param name="fault">What went wrong.</param>
/// <param name="reason">Why, in the words of the kernel or ours; null where the fault says it all.</param>
/// <param name="errno">The kernel's error number, or 0.</param>
public sealed class Iperf3Exception(Iperf3Fault fault, string? reason = null, int errno = 0) : Exception(fault.ToString())
{
    public Iperf3Fault Fault => fault;

    public string? Reason => reason;

    public int Errno => errno;
}
