using Netshoot.Wire;

namespace Netshoot.Packets.Security;

/// <summary>Initiators of the last key exchanges by their cookie, so that later packets tell who sent them.</summary>
internal sealed class KeyExchangeCookies
{
    private const int Most = 20;

    private readonly (ulong Cookie, InternetAddress Initiator, InternetAddress Responder)[] _known = new (ulong, InternetAddress, InternetAddress)[Most];
    private int _count;
    private int _next;

    public void Record(ulong cookie, InternetAddress initiator, InternetAddress responder)
    {
        if (Find(cookie) >= 0) return;
        _known[_next] = (cookie, initiator, responder);
        _next = (_next + 1) % Most;
        _count = Math.Min(_count + 1, Most);
    }

    /// <summary>The sender's side: <c>I</c>, <c>R</c>, or <c>?</c> where the exchange is not known.</summary>
    public string Side(ulong cookie, InternetAddress source, InternetAddress destination)
    {
        int at = Find(cookie);
        if (at < 0) return "?";
        var (_, initiator, responder) = _known[at];
        if (source == initiator && destination == responder) return "I";
        return source == responder && destination == initiator ? "R" : "?";
    }

    private int Find(ulong cookie)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_known[i].Cookie == cookie) return i;
        }
        return -1;
    }
}
