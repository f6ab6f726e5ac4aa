using System.Buffers.Binary;
using System.Text;
using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Probes.Tls;

/// <summary>
/// Asks a server to change to TLS, in the words of its protocol: SMTP (RFC 3207), IMAP (RFC 9051), PostgreSQL ("Message Formats", SSLRequest),
/// MySQL ("Connection Phase", SSLRequest). What it may say is bounded.
/// </summary>
public sealed class StartTlsDialog(ISocket socket)
{
    private const int MostLines = 64, LongestLine = 1024;

    private readonly byte[] _buffer = new byte[2048];
    private int _start;
    private int _end;

    /// <summary>What the server said last: its refusal, where it refused.</summary>
    public string Said { get; private set; } = "";

    /// <summary>Whether the connection ended before the server had answered.</summary>
    public bool HasEnded { get; private set; }

    /// <returns>Whether TLS begins now.</returns>
    public async ValueTask<bool> AskAsync(StartTls protocol, CancellationToken stop) => protocol switch
    {
        StartTls.Smtp => await AskSmtpAsync(stop),
        StartTls.Imap => await AskImapAsync(stop),
        StartTls.Postgres => await AskPostgresAsync(stop),
        StartTls.MySql => await AskMySqlAsync(stop),
        _ => true,
    };

    /// <summary>The protocol that listens at a port (IANA, "Service Name and Transport Protocol Port Number Registry").</summary>
    public static StartTls At(ushort port) => port switch
    {
        25 or 587 => StartTls.Smtp,
        143 => StartTls.Imap,
        5432 => StartTls.Postgres,
        3306 => StartTls.MySql,
        _ => StartTls.None,
    };

    private async ValueTask<bool> AskSmtpAsync(CancellationToken stop)
    {
        if (!await SmtpReplyAsync("220", stop)) return false;
        return await SayAsync("EHLO netshoot\r\n"u8.ToArray(), stop) && await SmtpReplyAsync("250", stop)
            && await SayAsync("STARTTLS\r\n"u8.ToArray(), stop) && await SmtpReplyAsync("220", stop);
    }

    /// <summary>A reply of one line or more; its last has a space behind the number (RFC 5321 section 4.2.1).</summary>
    private async ValueTask<bool> SmtpReplyAsync(string number, CancellationToken stop)
    {
        for (int i = 0; i < MostLines; i++)
        {
            if (await LineAsync(stop) is not { } line) return false;
            if (!line.StartsWith(number, StringComparison.Ordinal)) return false;
            if (line.Length < 4 || line[3] != '-') return true;
        }
        return false;
    }

    private async ValueTask<bool> AskImapAsync(CancellationToken stop)
    {
        if (await LineAsync(stop) is not { } greeting || !greeting.StartsWith("* OK", StringComparison.OrdinalIgnoreCase)) return false;
        if (!await SayAsync("a STARTTLS\r\n"u8.ToArray(), stop)) return false;
        for (int i = 0; i < MostLines; i++)
        {
            if (await LineAsync(stop) is not { } line) return false;
            if (line.StartsWith("a ", StringComparison.OrdinalIgnoreCase)) return line.StartsWith("a OK", StringComparison.OrdinalIgnoreCase);
        }
        return false;
    }

    private async ValueTask<bool> AskPostgresAsync(CancellationToken stop)
    {
        const uint Request = 80877103;
        byte[] request = new byte[8];
        BinaryPrimitives.WriteUInt32BigEndian(request, 8);
        BinaryPrimitives.WriteUInt32BigEndian(request.AsSpan(4), Request);
        if (!await SayAsync(request, stop) || !await FillAsync(1, stop)) return false;
        Said = Text(_buffer.AsSpan(_start, _end - _start));
        return _buffer[_start++] == 'S';
    }

    private async ValueTask<bool> AskMySqlAsync(CancellationToken stop)
    {
        const byte ProtocolVersion = 10;
        const uint Ssl = 0x0800, Protocol41 = 0x0200, SecureConnection = 0x8000;
        if (!await FillAsync(4, stop)) return false;
        int length = _buffer[_start] | _buffer[_start + 1] << 8 | _buffer[_start + 2] << 16;
        if (length > _buffer.Length - 4 || length < 1 || !await FillAsync(4 + length, stop))
        {
            Said = Text(_buffer.AsSpan(_start, _end - _start));
            return false;
        }
        var greeting = new WireReader(_buffer.AsSpan(_start + 4, length));
        byte version = greeting.U8();
        Said = Text(greeting.Rest);
        if (version != ProtocolVersion) return false;
        int name = greeting.Rest.IndexOf((byte)0);
        if (name < 0) return false;
        greeting.Skip(name + 1 + 4 + 8 + 1);
        uint capabilities = greeting.U16LittleEndian();
        if (greeting.Truncated || (capabilities & Ssl) == 0) return false;
        byte[] request = new byte[36];
        request[0] = 32;
        request[3] = 1;
        BinaryPrimitives.WriteUInt32LittleEndian(request.AsSpan(4), Ssl | Protocol41 | SecureConnection);
        BinaryPrimitives.WriteUInt32LittleEndian(request.AsSpan(8), 1 << 24);
        const byte Utf8 = 45;
        request[12] = Utf8;
        return await SayAsync(request, stop);
    }

    private async ValueTask<bool> SayAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        var errno = await TlsDialer.SendAsync(socket, bytes, stop);
        if (errno != Errno.None) HasEnded = true;
        return errno == Errno.None;
    }

    private async ValueTask<string?> LineAsync(CancellationToken stop)
    {
        while (true)
        {
            int end = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (end >= 0)
            {
                Said = Text(_buffer.AsSpan(_start, end));
                _start += end + 1;
                return Said;
            }
            if (_end - _start > LongestLine || !await FillAsync(_end - _start + 1, stop))
            {
                if (_end > _start) Said = Text(_buffer.AsSpan(_start, Math.Min(_end - _start, LongestLine)));
                return null;
            }
        }
    }

    /// <summary>Waits until so many bytes have come.</summary>
    private async ValueTask<bool> FillAsync(int count, CancellationToken stop)
    {
        while (_end - _start < count)
        {
            if (_start > 0)
            {
                _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
                _end -= _start;
                _start = 0;
            }
            if (_end == _buffer.Length) return false;
            int received = await TlsDialer.ReceiveAsync(socket, _buffer.AsMemory(_end), stop);
            if (received == 0)
            {
                HasEnded = true;
                return false;
            }
            _end += received;
        }
        return true;
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, 200)]).TrimEnd();
}
