using Netshoot.Wire;

namespace Netshoot.Packets.Security;

/// <summary>One handshake message that travelled in the open (RFC 8446 section 4): its type and what is behind its header.</summary>
public readonly record struct TlsMessage(byte Type, ReadOnlyMemory<byte> Body)
{
    public const byte ClientHello = 1, ServerHello = 2, Certificate = 11, ServerKeyExchange = 12, CertificateRequest = 13, ServerHelloDone = 14,
        ClientKeyExchange = 16, CertificateStatus = 22;
}

/// <summary>
/// What one side has sent of a handshake, as far as it can be read without keys: records are joined (RFC 8446 section 5.1), what is
/// encrypted is passed over. Any bytes may be given, cut anywhere: what is not there is not listed.
/// </summary>
public sealed class TlsFlight
{
    private const byte ChangeCipherSpec = 20, AlertRecord = 21, HandshakeRecord = 22, ApplicationData = 23;
    private const int LongestRecord = 16384 + 2048;

    private readonly List<TlsMessage> _messages = [];

    private TlsFlight() { }

    /// <summary>The messages in the open, in the order they came.</summary>
    public IReadOnlyList<TlsMessage> Messages => _messages;

    /// <summary>The alert that was sent in the open; null for none.</summary>
    public byte? Alert { get; private set; }

    /// <summary>Whether the bytes begin as records of TLS do; true for none at all.</summary>
    public bool IsTls { get; private set; } = true;

    /// <summary>Whether ciphers were changed: what follows is encrypted (before TLS 1.3; there the message only pleases middle boxes).</summary>
    public bool ChangedCipher { get; private set; }

    /// <summary>Encrypted records that were passed over.</summary>
    public int Encrypted { get; private set; }

    public static TlsFlight Read(ReadOnlySpan<byte> bytes)
    {
        var flight = new TlsFlight();
        var records = new WireReader(bytes);
        byte[] joined = new byte[bytes.Length];
        int length = 0;
        while (records.Remaining >= 5)
        {
            byte type = records.U8();
            ushort version = records.U16();
            int size = records.U16();
            if (type is < ChangeCipherSpec or > ApplicationData || version >> 8 != 3 || size > LongestRecord)
            {
                flight.IsTls = flight._messages.Count > 0 || length > 0 || flight.Alert is not null || flight.Encrypted > 0;
                break;
            }
            bool isWhole = size <= records.Remaining;
            var body = records.Take(Math.Min(size, records.Remaining));
            switch (type)
            {
                case HandshakeRecord when !flight.ChangedCipher || IsHello(body):
                    body.CopyTo(joined.AsSpan(length));
                    length += body.Length;
                    break;
                case AlertRecord when body.Length == 2 && !flight.ChangedCipher:
                    flight.Alert = body[1];
                    break;
                case ChangeCipherSpec:
                    flight.ChangedCipher = true;
                    break;
                default:
                    flight.Encrypted++;
                    break;
            }
            if (!isWhole) break;
        }
        flight.Cut(joined.AsMemory(0, length));
        return flight;
    }

    /// <summary>The first message of a type; an empty one with type 0 when there is none.</summary>
    public TlsMessage First(byte type)
    {
        foreach (var message in _messages)
            if (message.Type == type) return message;
        return default;
    }

    /// <summary>Whether a record that follows a change of ciphers is a hello in the open, as after a request to try again (RFC 8446 section 4.1.4).</summary>
    private static bool IsHello(ReadOnlySpan<byte> body)
    {
        var reader = new WireReader(body);
        return reader.U8() is TlsMessage.ClientHello or TlsMessage.ServerHello && reader.U24() == reader.Remaining && !reader.Truncated;
    }

    private void Cut(ReadOnlyMemory<byte> joined)
    {
        while (joined.Length >= 4)
        {
            var reader = new WireReader(joined.Span);
            byte type = reader.U8();
            int size = (int)reader.U24();
            if (size > reader.Remaining) return;
            _messages.Add(new(type, joined.Slice(4, size)));
            joined = joined[(4 + size)..];
        }
    }
}
