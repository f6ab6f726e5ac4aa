namespace Netshoot.Applets.Curl;

/// <summary>What went wrong, with curl's number for it (curl(1), EXIT CODES) and its words.</summary>
internal class CurlFailure(int code, string message) : Exception(message)
{
    public int Code => code;

    /// <summary>Whether curl only says how to get help, or prints the message without its number.</summary>
    public bool IsUsage { get; init; }

    /// <summary>Whether the trace says nothing of it.</summary>
    public bool IsUntold { get; init; }

    /// <summary>What can be done about it, or null.</summary>
    public string? Hint { get; init; }
}

/// <summary>The exit codes that are used here (curl(1), EXIT CODES).</summary>
internal static class CurlExit
{
    public const int UnsupportedProtocol = 1, FailedInit = 2, BadUrl = 3, NotBuiltIn = 4, NoProxy = 5, NoHost = 6, NoConnection = 7, StrangeReply = 8, Http2 = 16,
        Partial = 18, HttpError = 22, WriteError = 23, ReadError = 26, OutOfMemory = 27, TimedOut = 28, RangeError = 33, TlsConnect = 35, BadResume = 36,
        BadArgument = 43, InterfaceFailed = 45, TooManyRedirects = 47, GotNothing = 52, SendError = 55, ReceiveError = 56, ClientCertificate = 58, Cipher = 59, BadCertificate = 60,
        BadEncoding = 61, TooLarge = 63, RewindFailed = 65, AuthorityFile = 77, PinMismatch = 90, BadStatus = 91, Http2Stream = 92, ProxyHandshake = 97;
}
