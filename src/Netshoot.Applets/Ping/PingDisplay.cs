using Netshoot.Applets.Addresses;
using Netshoot.Probes.Echo;
using Netshoot.Wire;

namespace Netshoot.Applets.Ping;

/// <summary>Turns what happens into lines, in the order in which it happened. A line whose names are not known yet keeps those behind it waiting, and nobody else.</summary>
internal sealed class PingDisplay
{
    private readonly Shell _shell;
    private readonly PingOptions _options;
    private readonly EchoSocket _socket;
    private readonly InternetEndpoint _destination;
    private readonly AddressNames _names;
    private readonly Queue<INamingReport> _waiting = new();
    private byte[] _route = [];

    public PingDisplay(Shell shell, PingOptions options, EchoSocket socket, InternetEndpoint destination, AddressNames names)
    {
        (_shell, _options, _socket, _destination, _names) = (shell, options, socket, destination, names);
        names.Changed = WriteWaiting;
    }

    public void Show(in EchoEvent happened, Pinger pinger)
    {
        switch (happened.Kind)
        {
            case EchoEventKind.Sent:
                if (_options.ReportsOutstanding && pinger.Statistics.Sent > 1 && !pinger.IsAnswered((ushort)(happened.Sequence - 1)) && !_options.IsQuiet)
                    Show(new PingOutstanding(Now(), (ushort)(happened.Sequence - 1)));
                if (IsFlood) Dot("."u8);
                break;
            case EchoEventKind.Reply when IsFlood:
                Dot(happened.Arrival.HasBadChecksum ? "\bC"u8 : "\b \b"u8);
                break;
            case EchoEventKind.Report when IsFlood:
                Dot("\bE"u8);
                break;
            case EchoEventKind.LocalError when IsFlood:
                Dot("E"u8);
                break;
            case EchoEventKind.LocalError when !_options.IsQuiet:
                Complain(happened.Arrival.Error);
                break;
            case EchoEventKind.SendFailed when happened.Errno == Errno.EMSGSIZE:
                // The original says nothing at all here.
                _shell.Hint("the message is longer than an IP packet can be: try a smaller -s");
                break;
            case EchoEventKind.SendFailed:
                _shell.Complain($"sendmsg: {_shell.Machine.Text(happened.Errno)}");
                break;
            case EchoEventKind.Reply when !_options.IsQuiet:
                Show(Describe(in happened, pinger));
                break;
            case EchoEventKind.Report or EchoEventKind.Advice when !_options.IsQuiet && !IsFlood:
                Show(new PingError(At(in happened), ScopedAddress.Of(happened.Arrival.From, _shell.Machine), _names, happened));
                break;
        }
    }

    public void Show(INamingReport report)
    {
        bool isReady = report.IsReady(_names);
        if (isReady && _waiting.Count == 0) _shell.Report(report);
        else _waiting.Enqueue(report);
    }

    private bool IsFlood => _options.IsFlood && !_options.IsQuiet && !_shell.Json;

    private void WriteWaiting()
    {
        while (_waiting.TryPeek(out var next) && next.IsReady(_names)) _shell.Report(_waiting.Dequeue());
    }

    private PingReply Describe(in EchoEvent happened, Pinger pinger)
    {
        var received = pinger.ReplyPayload;
        bool isTruncated = received.Length < _options.PayloadLength;
        byte[] ipOptions = ((ReadOnlySpan<byte>)happened.Arrival.Options)[..happened.Arrival.OptionsLength].ToArray();
        var route = PingIpOptions.RouteOf(ipOptions);
        bool isSameRoute = route.Length > 0 && route.Span.SequenceEqual(_route);
        if (route.Length > 0) _route = route.ToArray();
        return new(At(in happened), ScopedAddress.Of(happened.Arrival.From, _shell.Machine), _names, happened)
        {
            Identifier = _options.IsVerbose && (_socket.IsRaw || _options.Identifier is not null) ? _socket.Identifier : null,
            IsTruncated = isTruncated,
            HasTime = !isTruncated && _options.PayloadLength >= Pinger.StampLength,
            IsFromElsewhere = !_destination.Address.IsMulticast && !_options.AllowsBroadcast && happened.Arrival.From.Address != _destination.Address,
            IsAudible = _options.IsAudible,
            WrongData = isTruncated ? null : WrongData.Find(_socket.Payload, received),
            IpOptions = ipOptions.Length == 0 ? null : new(ipOptions, isSameRoute, _names),
        };
    }

    private void Complain(in QueuedError error)
    {
        if (error.Errno != Errno.EMSGSIZE) _shell.Complain($"local error: {_shell.Machine.Text(error.Errno)}");
        else if (_destination.Address.Is6) _shell.Complain($"local error: message too long, mtu: {error.Info}");
        else _shell.Complain($"local error: message too long, mtu={error.Info}");
    }

    private void Dot(ReadOnlySpan<byte> mark)
    {
        _shell.Output.Buffer.Append(mark);
        _shell.Output.Written();
    }

    private PingTimestamp At(in EchoEvent happened)
        => !_options.HasTimestamps ? PingTimestamp.None : happened.Arrival.ReceivedNanoseconds > 0 ? new(happened.Arrival.ReceivedNanoseconds / 1000) : Now();

    private PingTimestamp Now()
        => _options.HasTimestamps ? new((_shell.Clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond) : PingTimestamp.None;
}
