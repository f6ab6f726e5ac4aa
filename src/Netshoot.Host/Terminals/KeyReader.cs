using Netshoot.Host.Sockets;
using Netshoot.Host.Streams;
using Netshoot.Wire;

namespace Netshoot.Host.Terminals;

/// <summary>Makes keys of the bytes of a terminal (ECMA-48 section 5.4; xterm's "PC-Style Function Keys").</summary>
/// <param name="channel">Where the bytes come from.</param>
public sealed class KeyReader(IByteChannel channel)
{
    /// <summary>A terminal sends all bytes of a key in one go: what follows an escape later is another key.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly byte[] _bytes = new byte[256];
    private int _at;
    private int _length;

    /// <summary>The next key, as <see cref="ITerminal.KeyAsync"/> tells it.</summary>
    public async ValueTask<int> KeyAsync(CancellationToken stop)
    {
        int first = await ByteAsync(Timeout.InfiniteTimeSpan, stop);
        if (first != TerminalKey.Escape) return first switch
        {
            '\r' => TerminalKey.Enter,
            0x7f => TerminalKey.Backspace,
            >= 0x80 => await CharacterAsync(first, stop),
            _ => first,
        };
        int second = await ByteAsync(s_pause, stop);
        if (second < 0) return TerminalKey.Escape;
        if (second is not ('[' or 'O')) return TerminalKey.Other;
        int number = 0;
        while (await ByteAsync(s_pause, stop) is >= 0x20 and var next)
        {
            if (next is >= '0' and <= '9') number = Math.Min(number * 10 + next - '0', 999);
            else if (next is >= 0x40 and <= 0x7e) return Named(next, number);
        }
        return TerminalKey.Other;
    }

    private static int Named(int final, int number) => final switch
    {
        'A' => TerminalKey.Up,
        'B' => TerminalKey.Down,
        'C' => TerminalKey.Right,
        'D' => TerminalKey.Left,
        'H' => TerminalKey.Home,
        'F' => TerminalKey.Last,
        '~' when number == 5 => TerminalKey.PageUp,
        '~' when number == 6 => TerminalKey.PageDown,
        _ => TerminalKey.Other,
    };

    /// <summary>The rest of a character of UTF-8; what is none is no key.</summary>
    private async ValueTask<int> CharacterAsync(int first, CancellationToken stop)
    {
        int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : 0;
        if (more == 0) return TerminalKey.Other;
        int value = first & 0x3f >> more;
        for (; more > 0; more--)
        {
            int next = await ByteAsync(s_pause, stop);
            if ((next & 0xc0) != 0x80 || next < 0) return TerminalKey.Other;
            value = value << 6 | next & 0x3f;
        }
        return System.Text.Rune.IsValid(value) ? value : TerminalKey.Other;
    }

    /// <returns>A byte; -1 when there is none in that time, or will be none.</returns>
    private async ValueTask<int> ByteAsync(TimeSpan patience, CancellationToken stop)
    {
        while (_at == _length)
        {
            if (!await channel.WaitAsync(SocketReadiness.Readable, patience, stop))
            {
                if (patience >= TimeSpan.Zero) return -1;
                continue;
            }
            var errno = channel.TryRead(_bytes, out int count);
            if (errno == Errno.EAGAIN) continue;
            if (errno != Errno.None || count == 0) return -1;
            (_at, _length) = (0, count);
        }
        return _bytes[_at++];
    }
}
