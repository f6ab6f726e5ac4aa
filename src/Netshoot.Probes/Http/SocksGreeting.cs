using System.Buffers.Binary;
using System.Text;
using Netshoot.Wire;

namespace Netshoot.Probes.Http;

/// <summary>How a SOCKS proxy is asked.</summary>
public enum SocksVersion
{
    /// <summary>SOCKS 4: an IPv4 address.</summary>
    Four,

    /// <summary>SOCKS 4a: a name.</summary>
    FourA,

    /// <summary>SOCKS 5 (RFC 1928) with an address.</summary>
    Five,

    /// <summary>SOCKS 5 with a name.</summary>
    FiveByName,
}

/// <summary>How far a SOCKS proxy let us.</summary>
public enum SocksFault
{
    None,

    /// <summary>The connection ended in the middle.</summary>
    Closed,

    /// <summary>It answered in something else than SOCKS.</summary>
    BadVersion,

    /// <summary>It takes none of our ways to say who asks.</summary>
    NoMethod,

    /// <summary>It does not know the user.</summary>
    BadLogin,

    /// <summary>It refused to connect; the code says why.</summary>
    Refused,

    /// <summary>A user, password or name is longer than the protocol can say.</summary>
    TooLong,
}

/// <summary>Asks a SOCKS proxy over a fresh connection for one to somewhere else (RFC 1928, RFC 1929; SOCKS 4 and 4a, 1992).</summary>
/// <param name="connection">The connection to the proxy.</param>
/// <param name="version">How it is asked.</param>
/// <param name="user">Who asks, or null; each character is a byte.</param>
/// <param name="password">With which password.</param>
public sealed class SocksGreeting(HttpConnection connection, SocksVersion version, string? user, string? password)
{
    private const byte Connect = 1, Granted = 90, NoLogin = 0, Login = 2;

    /// <summary>The proxy's code where it refused.</summary>
    public int Code { get; private set; }

    /// <param name="host">A name.</param>
    /// <param name="address">Its address, where this side resolves.</param>
    /// <param name="port">The port.</param>
    /// <param name="stop">Ends the wait.</param>
    public ValueTask<SocksFault> AskAsync(string host, InternetAddress? address, ushort port, CancellationToken stop)
        => version is SocksVersion.Four or SocksVersion.FourA ? AskFourAsync(host, address, port, stop) : AskFiveAsync(host, address, port, stop);

    private async ValueTask<SocksFault> AskFourAsync(string host, InternetAddress? address, ushort port, CancellationToken stop)
    {
        var request = new List<byte> { 4, Connect, (byte)(port >> 8), (byte)port };
        // An address that cannot be stands for the name behind it (4a).
        byte[] numbers = [0, 0, 0, 1];
        address?.CopyTo(numbers);
        request.AddRange(numbers);
        if (user?.Length > byte.MaxValue || host.Length > byte.MaxValue) return SocksFault.TooLong;
        request.AddRange(Encoding.Latin1.GetBytes(user ?? ""));
        request.Add(0);
        if (address is null)
        {
            request.AddRange(Encoding.Latin1.GetBytes(host));
            request.Add(0);
        }
        if (await connection.WriteAsync(request.ToArray(), stop) != Errno.None || await ReadAsync(8, stop) is not { } answer) return SocksFault.Closed;
        if (answer[0] != 0) return SocksFault.BadVersion;
        Code = answer[1];
        return Code == Granted ? SocksFault.None : SocksFault.Refused;
    }

    private async ValueTask<SocksFault> AskFiveAsync(string host, InternetAddress? address, ushort port, CancellationToken stop)
    {
        byte[] methods = user is null ? [5, 1, NoLogin] : [5, 2, NoLogin, Login];
        if (await connection.WriteAsync(methods, stop) != Errno.None || await ReadAsync(2, stop) is not { } chosen) return SocksFault.Closed;
        if (chosen[0] != 5) return SocksFault.BadVersion;
        if (chosen[1] == Login && user is not null)
        {
            if (user.Length > byte.MaxValue || password?.Length > byte.MaxValue) return SocksFault.TooLong;
            byte[] login = [1, (byte)user.Length, .. Encoding.Latin1.GetBytes(user), (byte)(password?.Length ?? 0), .. Encoding.Latin1.GetBytes(password ?? "")];
            if (await connection.WriteAsync(login, stop) != Errno.None || await ReadAsync(2, stop) is not { } judged) return SocksFault.Closed;
            if (judged[1] != 0)
            {
                Code = judged[1];
                return SocksFault.BadLogin;
            }
        }
        else if (chosen[1] != NoLogin)
        {
            return SocksFault.NoMethod;
        }
        var request = new List<byte> { 5, Connect, 0 };
        if (address is { } known)
        {
            byte[] numbers = new byte[known.Size];
            known.CopyTo(numbers);
            request.Add(known.Is6 ? (byte)4 : (byte)1);
            request.AddRange(numbers);
        }
        else
        {
            if (host.Length > byte.MaxValue) return SocksFault.TooLong;
            request.Add(3);
            request.Add((byte)host.Length);
            request.AddRange(Encoding.Latin1.GetBytes(host));
        }
        byte[] portBytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(portBytes, port);
        request.AddRange(portBytes);
        if (await connection.WriteAsync(request.ToArray(), stop) != Errno.None || await ReadAsync(5, stop) is not { } answer) return SocksFault.Closed;
        if (answer[0] != 5) return SocksFault.BadVersion;
        Code = answer[1];
        if (Code != 0) return SocksFault.Refused;
        int rest = answer[3] switch { 1 => 3, 4 => 15, 3 => answer[4], _ => -1 };
        if (rest < 0) return SocksFault.BadVersion;
        return await ReadAsync(rest + 2, stop) is null ? SocksFault.Closed : SocksFault.None;
    }

    private async ValueTask<byte[]?> ReadAsync(int count, CancellationToken stop)
    {
        while (connection.Waiting.Length < count)
            if (!await connection.FillAsync(stop)) return null;
        byte[] bytes = connection.Waiting[..count].ToArray();
        connection.Use(count);
        return bytes;
    }
}
