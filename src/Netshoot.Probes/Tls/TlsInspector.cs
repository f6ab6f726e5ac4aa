using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Packets.Security;
using Netshoot.Probes.Dns;
using Netshoot.Wire;

namespace Netshoot.Probes.Tls;

/// <summary>
/// Shakes hands once, as a client of today does, and reads what passed. The keys and signatures are the platform's (it checks that the server has
/// the key of its certificate); what was offered and chosen is read from the recorded bytes, and the certificates are judged here.
/// </summary>
public sealed class TlsInspector(IMachine machine, TlsAuthorities authorities)
{
    /// <summary>Never throws for what a server does; the facts say how far it came.</summary>
    public async ValueTask<TlsFacts> InspectAsync(TlsPlan plan, CancellationToken stop)
    {
        var facts = new TlsFacts { Plan = plan };
        var endpoints = await TlsDialer.FindAsync(machine, facts, stop);
        if (endpoints.Count == 0) return facts;
        using (var socket = await TlsDialer.ConnectAsync(machine, facts, endpoints, stop))
        {
            if (socket is null) return facts;
            using var limit = new CancellationTokenSource(plan.Patience, machine.Clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
            try
            {
                if (!await TlsDialer.PrefaceAsync(machine, facts, socket, either.Token)) return facts;
                await ShakeHandsAsync(facts, socket, either.Token);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                facts.Fault = TlsFault.Timeout;
            }
        }
        if (facts.Stage == TlsStage.Done) await LookForStapleAsync(facts, stop);
        return facts;
    }

    private async ValueTask ShakeHandsAsync(TlsFacts facts, ISocket socket, CancellationToken limit)
    {
        facts.Stage = TlsStage.Handshake;
        X509Certificate2? leaf = null;
        var others = new X509Certificate2Collection();
        bool isMismatch = false;
        var options = new DnsTls { HostName = facts.Plan.ServerName }.Options(machine, facts.Plan.ServerName, null, static _ => { });
        options.AllowTlsResume = false;
        if (facts.Plan.Protocols.Count > 0) options.ApplicationProtocols = facts.Plan.Protocols.Select(static p => new SslApplicationProtocol(p)).ToList();
#pragma warning disable CA5359 // Nothing is sent here that would need the server's word: the certificates are judged below, in words.
        options.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
        {
            isMismatch = (errors & SslPolicyErrors.RemoteCertificateNameMismatch) != 0;
            if (certificate is not null) leaf = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
            foreach (var other in chain?.ChainPolicy.ExtraStore ?? []) others.Add(X509CertificateLoader.LoadCertificate(other.RawData));
            return true;
        };
#pragma warning restore CA5359
        options.LocalCertificateSelectionCallback = (_, _, _, remote, _) =>
        {
            // It is asked twice: before the handshake, and when the server has asked.
            facts.AsksForCertificate |= remote is not null;
            return null!;
        };
        var recording = new RecordingStream(new SocketStream(socket));
        await using var stream = new SslStream(recording);
        long began = machine.Clock.GetTimestamp();
        bool stands = false;
        try
        {
            await stream.AuthenticateAsClientAsync(options, limit);
            facts.Handshake = machine.Clock.GetElapsedTime(began);
            stands = true;
        }
        catch (AuthenticationException e)
        {
            facts.Fault = TlsFault.Refused;
            // The innermost has OpenSSL's own words.
            facts.Detail = e.GetBaseException().Message;
        }
        catch (IOException)
        {
            facts.Fault = TlsFault.Closed;
        }
        catch (ArgumentException)
        {
            facts.Fault = TlsFault.Refused;
            facts.Detail = "no server can have this name";
        }
        finally
        {
            recording.Stop();
            ReadHellos(facts, recording);
        }
        if (!stands) return;
        facts.Stage = TlsStage.Done;
        string protocol = $"{stream.NegotiatedApplicationProtocol}";
        facts.Protocol = protocol.Length > 0 ? protocol : null;
        Judge(facts, leaf, others, isMismatch);
    }

    private void Judge(TlsFacts facts, X509Certificate2? leaf, X509Certificate2Collection others, bool isMismatch)
    {
        if (leaf is null)
        {
            facts.Problems = [new(TlsProblemKind.NoCertificate, 0)];
            return;
        }
        var sent = new List<TlsCertificate>();
        foreach (var certificate in (X509Certificate2[])[leaf, .. others])
            if (TlsCertificate.TryRead(certificate.RawData) is { } read && !sent.Exists(s => s.Fingerprint == read.Fingerprint)) sent.Add(read);
        facts.Sent = sent;
        var (chain, found) = TlsJudge.Judge(leaf, others, authorities, machine.Clock.GetUtcNow());
        var problems = new List<TlsProblem>(found);
        if (isMismatch) problems.Add(new(TlsProblemKind.NameMismatch, 0));
        facts.Chain = chain;
        facts.Problems = problems;
        facts.IsAnchored = !problems.Exists(static p => p.Kind is TlsProblemKind.SelfSigned or TlsProblemKind.UnknownAuthority or TlsProblemKind.MissingIssuer);
    }

    private static void ReadHellos(TlsFacts facts, RecordingStream recording)
    {
        var sent = TlsFlight.Read(recording.Sent);
        var received = TlsFlight.Read(recording.Received);
        // After a request to try again, the second hello of each is the one that counts.
        foreach (var message in sent.Messages)
            if (message.Type == TlsMessage.ClientHello) facts.Offered = TlsClientHello.TryRead(message.Body.Span) ?? facts.Offered;
        foreach (var message in received.Messages)
            if (message.Type == TlsMessage.ServerHello) facts.Chosen = TlsServerHello.TryRead(message.Body.Span) ?? facts.Chosen;
        if (facts.Chosen is { } chosen)
        {
            facts.Group = chosen.Group;
            var exchange = received.First(TlsMessage.ServerKeyExchange);
            bool usesCurves = TlsNames.Suite(chosen.Suite).Contains("_ECDH", StringComparison.Ordinal);
            if (exchange.Type != 0 && TlsKeyExchange.TryRead(exchange.Body.Span, usesCurves) is { } keys)
            {
                facts.Group = keys.Group;
                facts.PrimeBits = keys.PrimeBits;
                facts.SignatureScheme = keys.SignatureScheme;
            }
        }
        if (facts.Stage != TlsStage.Handshake || facts.Fault == TlsFault.None) return;
        if (!received.IsTls)
        {
            facts.Fault = TlsFault.NotTls;
            facts.Detail = Encoding.Latin1.GetString(recording.Received[..Math.Min(recording.Received.Length, 80)]);
        }
        else if (received.Alert is { } alert)
        {
            facts.Fault = TlsFault.Alert;
            facts.Alert = alert;
        }
        else if (recording.Received.IsEmpty && facts.Fault == TlsFault.Refused && facts.Chosen is null)
        {
            facts.Fault = TlsFault.Closed;
        }
    }

    /// <summary>Asks once more, in TLS 1.2, where the certificate and what is stapled to it travel in the open (RFC 6066 section 8).</summary>
    private async ValueTask LookForStapleAsync(TlsFacts facts, CancellationToken stop)
    {
        var form = new TlsHelloForm
        {
            Version = TlsNames.Tls12,
            Suites = TlsSuites.Old,
            ServerName = InternetAddress.TryParse(facts.Plan.ServerName, out _) ? null : facts.Plan.ServerName,
            AsksForStatus = true,
        };
        var answer = await new TlsAsker(machine, facts.Plan, [facts.Remote!.Value]).AskAsync(form, TlsMessage.ServerHelloDone, stop);
        if (answer.Flight?.First(TlsMessage.Certificate).Type != TlsMessage.Certificate) return;
        facts.SawStaple = true;
        var status = answer.Flight.First(TlsMessage.CertificateStatus);
        if (status.Type == 0) return;
        var reader = new WireReader(status.Body.Span);
        const byte Ocsp = 1;
        if (reader.U8() != Ocsp) return;
        int length = (int)reader.U24();
        if (length > reader.Remaining) return;
        facts.Staple = OcspStaple.Read(status.Body.Slice(4, length));
        if (facts.Staple.Status == OcspStatus.Revoked) facts.Problems = [.. facts.Problems, new(TlsProblemKind.Revoked, 0)];
    }
}
