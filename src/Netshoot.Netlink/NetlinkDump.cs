using System.Runtime.InteropServices;
using Netshoot.Wire;

namespace Netshoot.Netlink;

/// <summary>The answer to one request, message by message in the receive buffer.</summary>
public sealed class NetlinkDump
{
    private const ushort NoOperation = 1, ErrorType = 2, Done = 3, Overrun = 4;

    private readonly NetlinkChannel _channel;
    private readonly NetlinkRequest _request;
    private uint _sequence;
    private int _from;
    private int _end;
    private int _current;
    private long _delivered;
    private long _skip;
    private bool _ended;

    internal NetlinkDump(NetlinkChannel channel, NetlinkRequest request)
    {
        _channel = channel;
        _request = request;
        Start();
    }

    /// <summary>The message that <see cref="MoveNext"/> found; valid until it is called again.</summary>
    public NetlinkMessage Current
    {
        get
        {
            var from = _channel.Received(_end)[_current..];
            var header = MemoryMarshal.Read<NetlinkHeader>(from);
            return new(header, from[NetlinkHeader.Size..(int)header.Length]);
        }
    }

    /// <summary>How the exchange ended; known once <see cref="MoveNext"/> has returned false.</summary>
    public NetlinkError Error { get; private set; }

    /// <summary>The table changed meanwhile (<c>NLM_F_DUMP_INTR</c>): what was read may be inconsistent.</summary>
    public bool WasInterrupted { get; private set; }

    public NetlinkDump GetEnumerator() => this;

    public bool MoveNext()
    {
        while (!_ended)
        {
            var rest = _channel.Received(_end)[_from..];
            if (!NetlinkMessage.TryTake(ref rest, out var message))
            {
                Fill();
                continue;
            }
            _current = _from;
            _from = _end - rest.Length;
            // What is left of a request that was given up, or a notification.
            if (message.Header.Sequence != _sequence) continue;
            WasInterrupted |= (message.Header.Flags & NetlinkFlags.DumpInterrupted) != 0;
            switch (message.Type)
            {
                case NoOperation:
                    break;
                case ErrorType or Done:
                    End(NetlinkError.Read(message));
                    break;
                case Overrun:
                    End(new(Errno.ENOBUFS));
                    break;
                case var _ when _skip > 0:
                    _skip--;
                    break;
                default:
                    _delivered++;
                    return true;
            }
        }
        return false;
    }

    private void Start()
    {
        _from = _end = 0;
        _sequence = _channel.Send(_request, out var errno);
        if (errno != Errno.None) End(new(errno));
    }

    private void Fill()
    {
        var errno = _channel.Receive(out int length);
        if (errno != Errno.None)
        {
            End(new(errno));
        }
        else if (length <= _channel.BufferSize)
        {
            (_from, _end) = (0, length);
        }
        else if (_channel.GrowFor(length))
        {
            // One entry alone was larger than the buffer and is lost: ask again, and pass over what was seen.
            _skip = _delivered;
            Start();
        }
        else
        {
            End(new(Errno.EMSGSIZE));
        }
    }

    private void End(NetlinkError error)
    {
        _ended = true;
        Error = error;
    }
}
