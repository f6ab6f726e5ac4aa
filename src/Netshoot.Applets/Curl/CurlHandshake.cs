using Netshoot.Packets.Security;
using Netshoot.Probes.Tls;

namespace Netshoot.Applets.Curl;

/// <summary>
/// The messages of a handshake in the words of <c>curl -v</c>, from what passed on the wire. What TLS 1.3 encrypts is listed as far as the handshake cannot have
/// succeeded without it (RFC 8446 section 2); what else may have come encrypted is not known and not listed.
/// </summary>
internal static class CurlHandshake
{
    /// <summary>The hello of the client, which stands before the rest.</summary>
    public static void WriteHello(CurlTrace trace, RecordingStream recording)
    {
        var hello = TlsClientHello.TryRead(TlsFlight.Read(recording.Sent).First(TlsMessage.ClientHello).Body.Span);
        trace.Info($"{Newest(hello)} (OUT), TLS handshake, Client hello (1):");
    }

    /// <param name="trace">Where it is shown.</param>
    /// <param name="recording">What passed.</param>
    /// <param name="succeeded">Whether the handshake came to its end.</param>
    /// <param name="asksForCertificate">Whether the server has asked for a certificate of the client.</param>
    public static void WriteRest(CurlTrace trace, RecordingStream recording, bool succeeded, bool asksForCertificate)
    {
        var sent = TlsFlight.Read(recording.Sent);
        var received = TlsFlight.Read(recording.Received);
        TlsServerHello? chosen = null;
        foreach (var message in received.Messages)
            if (message.Type == TlsMessage.ServerHello) chosen = TlsServerHello.TryRead(message.Body.Span) ?? chosen;
        string version = chosen is null ? Newest(TlsClientHello.TryRead(sent.First(TlsMessage.ClientHello).Body.Span)) : Name(chosen.Version);
        bool isNewest = chosen is { Version: TlsNames.Tls13 }, triesAgain = isNewest && received.Messages is [{ Type: TlsMessage.ServerHello }, { Type: TlsMessage.ServerHello }, ..];
        for (int i = 0; i < received.Messages.Count; i++)
        {
            In(received.Messages[i].Type);
            if (i > 0 || !triesAgain) continue;
            ChangeCipher();
            Out(TlsMessage.ClientHello);
        }
        if (isNewest && succeeded)
        {
            const byte EncryptedExtensions = 8, Verify = 15;
            In(EncryptedExtensions);
            if (asksForCertificate) In(TlsMessage.CertificateRequest);
            if (!chosen!.Resumes)
            {
                In(TlsMessage.Certificate);
                In(Verify);
            }
            In(Finished);
            if (!triesAgain) ChangeCipher();
            if (asksForCertificate) Out(TlsMessage.Certificate);
            Out(Finished);
            return;
        }
        for (int i = 1; i < sent.Messages.Count; i++) Out(sent.Messages[i].Type);
        if (sent.ChangedCipher && !isNewest)
        {
            ChangeCipher();
            Out(Finished);
        }
        if (succeeded) In(Finished);
        // RFC 5246 section 7.2: the alerts that end a handshake are fatal (2).
        if (received.Alert is { } alert) trace.Info($"{version} (IN), TLS alert, {Alert(alert)} ({(2 << 8) + alert}):");

        void In(byte type) => trace.Info($"{version} (IN), TLS handshake, {Message(type)} ({type}):");
        void Out(byte type) => trace.Info($"{version} (OUT), TLS handshake, {Message(type)} ({type}):");
        void ChangeCipher() => trace.Info($"{version} (OUT), TLS change cipher, Change cipher spec (1):");
    }

    private const byte Finished = 20;

    private static string Newest(TlsClientHello? hello)
    {
        ushort newest = 0;
        foreach (ushort version in hello?.Versions ?? [])
            if (version > newest) newest = version;
        return Name(newest == 0 ? TlsNames.Tls13 : newest);
    }

    private static string Name(ushort version) => version switch
    {
        TlsNames.Tls10 => "TLSv1.0",
        TlsNames.Tls11 => "TLSv1.1",
        TlsNames.Tls12 => "TLSv1.2",
        _ => "TLSv1.3",
    };

    private static string Message(byte type) => type switch
    {
        0 => "Hello request",
        1 => "Client hello",
        2 => "Server hello",
        4 => "Newsession Ticket",
        8 => "Encrypted Extensions",
        11 => "Certificate",
        12 => "Server key exchange",
        13 => "Request CERT",
        14 => "Server finished",
        15 => "CERT verify",
        16 => "Client key exchange",
        20 => "Finished",
        22 => "Certificate Status",
        _ => "Unknown",
    };

    /// <summary>RFC 8446's words with spaces between them.</summary>
    private static string Alert(byte alert) => alert switch
    {
        48 => "unknown CA",
        _ => TlsNames.Alert(alert).Replace('_', ' '),
    };
}
