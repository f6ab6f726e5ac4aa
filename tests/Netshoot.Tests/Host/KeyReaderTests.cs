using Netshoot.Host.Sockets;
using Netshoot.Host.Streams;
using Netshoot.Host.Terminals;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Host;

public sealed class KeyReaderTests
{
    [Theory]
    [InlineData("q\r\x7f", new int[] { 'q', TerminalKey.Enter, TerminalKey.Backspace })]
    [InlineData("\e[A\e[B\e[C\e[D\e[H\e[F\e[5~\e[6~", new int[] { TerminalKey.Up, TerminalKey.Down, TerminalKey.Right, TerminalKey.Left, TerminalKey.Home, TerminalKey.Last, TerminalKey.PageUp, TerminalKey.PageDown })]
    [InlineData("\eOAx", new int[] { TerminalKey.Up, 'x' })]
    [InlineData("\e[1;5Ax", new int[] { TerminalKey.Up, 'x' })]
    [InlineData("\e[99999999999999~x", new int[] { TerminalKey.Other, 'x' })]
    [InlineData("\ex", new int[] { TerminalKey.Other })]
    [InlineData("é€😀", new int[] { 0xe9, 0x20ac, 0x1f600 })]
    public async Task Bytes_become_keys(string typed, int[] keys)
    {
        var reader = new KeyReader(new Typed(System.Text.Encoding.UTF8.GetBytes(typed)));
        foreach (int key in keys) Assert.Equal(key, await reader.KeyAsync(CancellationToken.None));
        Assert.Equal(TerminalKey.End, await reader.KeyAsync(CancellationToken.None));
    }

    [Fact]
    public async Task An_escape_with_nothing_behind_it_is_the_key_of_that_name()
    {
        var reader = new KeyReader(new Typed([27], null, [(byte)'x']));
        Assert.Equal(TerminalKey.Escape, await reader.KeyAsync(CancellationToken.None));
        Assert.Equal('x', await reader.KeyAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Noise_is_no_key_and_ends()
    {
        var random = new Random(3);
        byte[] noise = new byte[2000];
        random.NextBytes(noise);
        var reader = new KeyReader(new Typed(noise));
        int count = 0;
        while (await reader.KeyAsync(CancellationToken.None) != TerminalKey.End || count == 0) Assert.True(++count <= noise.Length);
    }

    /// <summary>Gives its pieces one after the other; null is a pause.</summary>
    private sealed class Typed(params byte[]?[] pieces) : IByteChannel
    {
        private int _at;

        public Errno TryRead(Span<byte> buffer, out int count)
        {
            count = 0;
            if (_at >= pieces.Length) return Errno.None;
            byte[] piece = pieces[_at] ?? [];
            count = Math.Min(piece.Length, buffer.Length);
            piece.AsSpan(0, count).CopyTo(buffer);
            if (count == piece.Length) _at++;
            else pieces[_at] = piece[count..];
            return Errno.None;
        }

        public Errno TryWrite(ReadOnlySpan<byte> bytes, out int count) => throw new NotSupportedException();

        public ValueTask<bool> WaitAsync(SocketReadiness readiness, TimeSpan patience, CancellationToken stop)
        {
            if (_at >= pieces.Length || pieces[_at] is not null) return ValueTask.FromResult(true);
            _at++;
            return ValueTask.FromResult(false);
        }

        public void Dispose() { }
    }
}
