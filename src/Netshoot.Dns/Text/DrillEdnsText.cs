using System.Buffers.Binary;
using Netshoot.Dns.Options;
using Netshoot.Dns.Records;
using Netshoot.Wire;

namespace Netshoot.Dns.Text;

/// <summary>What drill(1) prints of EDNS and its options, missing prefixes and repeated bytes included.</summary>
internal static class DrillEdnsText
{
    public static void Append(TextBuffer to, Edns edns)
    {
        to.Append($";; EDNS: version {edns.Version}; flags: ");
        if (edns.DnssecOk) to.Append("do "u8);
        if (edns.ExtendedRcode != 0) to.Append($"; ext-rcode: {edns.ExtendedRcode << 4} ");
        to.Append($"; udp: {edns.UdpSize}\n");
        if (edns.Malformed.Count > 0)
        {
            // One byte that is no option makes all of it no options; drill forgets the newline.
            to.Append(";; Data: "u8);
            new RecordText(to, new(TextStyle.Drill)).Opaque(new Opt(edns.Options, edns.Malformed));
            return;
        }
        foreach (var option in edns.Options.Span)
        {
            Append(to, option.Code, option.Data.Span);
            to.Append((byte)'\n');
        }
    }

    private static void Append(TextBuffer to, EdnsOptionCode code, ReadOnlySpan<byte> data)
    {
        switch (code)
        {
            case EdnsOptionCode.LongLivedQuery:
                AppendLongLivedQuery(to, data);
                break;
            case EdnsOptionCode.UpdateLease:
                if (data.Length == 4) to.Append($"; Update Lease:lease {BinaryPrimitives.ReadUInt32BigEndian(data)}");
                else AppendHex(to, "; Update Lease: malformed UL "u8, data);
                break;
            case EdnsOptionCode.ServerIdentifier:
                AppendHex(to, "; NSID:"u8, data);
                AppendPrintable(to, data);
                break;
            case EdnsOptionCode.AlgorithmsUnderstood:
                AppendAlgorithms(to, data);
                break;
            case EdnsOptionCode.DigestsUnderstood:
                AppendDigests(to, data);
                break;
            case EdnsOptionCode.Nsec3HashesUnderstood:
                to.Append("; NSEC3 Hash Understood (N3U):"u8);
                foreach (byte hash in data)
                {
                    if (hash == 1) to.Append(" SHA1"u8);
                    else to.Append($" {hash}");
                }
                break;
            case EdnsOptionCode.ClientSubnet:
                AppendClientSubnet(to, data);
                break;
            case EdnsOptionCode.Expire:
                // drill calls every value malformed, four bytes too.
                AppendHex(to, data.IsEmpty ? "; EXPIRE:"u8 : "; EXPIRE:malformed expire "u8, data);
                break;
            case EdnsOptionCode.Cookie:
                // drill takes the longest cookie of RFC 7873, 40 bytes, for malformed.
                bool good = data.Length == 8 || data.Length is >= 16 and < 40;
                if (!good) AppendHex(to, "; COOKIE:malformed cookie "u8, data);
                AppendHex(to, good ? "; COOKIE:"u8 : default, data);
                break;
            case EdnsOptionCode.TcpKeepalive:
                if (data.IsEmpty) to.Append("; KEEPALIVE:no timeout value (only valid for client option)"u8);
                else if (data.Length == 2) to.Append($"; KEEPALIVE:timeout value in units of 100ms {BinaryPrimitives.ReadUInt16BigEndian(data)}");
                else AppendHex(to, "; KEEPALIVE:malformed keepalive "u8, data);
                break;
            case EdnsOptionCode.Padding:
                AppendHex(to, "; PADDING: "u8, data);
                break;
            case EdnsOptionCode.KeyTag:
                AppendKeyTags(to, data);
                break;
            case EdnsOptionCode.ExtendedError:
                AppendExtendedError(to, data);
                break;
            case EdnsOptionCode.ClientTag:
                AppendHex(to, "; CLIENT-TAG:"u8, data);
                break;
            case EdnsOptionCode.ServerTag:
                AppendHex(to, "; SERVER-TAG:"u8, data);
                break;
            default:
                to.Append($"; OPT={(ushort)code}:");
                AppendHex(to, default, data);
                break;
        }
    }

    private static void AppendHex(TextBuffer to, ReadOnlySpan<byte> label, ReadOnlySpan<byte> data)
    {
        to.Append(label);
        foreach (byte b in data)
        {
            to.Append((byte)' ');
            to.AppendHex(b, 2);
        }
    }

    private static void AppendPrintable(TextBuffer to, ReadOnlySpan<byte> data)
    {
        if (!data.ContainsAnyInRange((byte)0x20, (byte)0x7e)) return;
        to.Append(" ("u8);
        foreach (byte b in data)
            if (b is >= 0x20 and <= 0x7e or (byte)'\t') to.Append(b);
        to.Append((byte)')');
    }

    /// <summary>Eighteen bytes: version, operation, error, id, lease (RFC 8764 section 3.2).</summary>
    private static void AppendLongLivedQuery(TextBuffer to, ReadOnlySpan<byte> data)
    {
        if (data.Length != 18)
        {
            AppendHex(to, "; Long-Lived Query: malformed LLQ "u8, data);
            return;
        }
        var wire = new WireReader(data);
        ushort version = wire.U16(), operation = wire.U16(), error = wire.U16();
        to.Append($"; Long-Lived Query:v{version} ");
        var name = operation switch { 0 => "LLQ-SETUP"u8, 1 => "LLQ-REFRESH"u8, 2 => "LLQ-EVENT"u8, _ => default };
        if (name.IsEmpty) to.Append($"opcode {operation}");
        else to.Append(name);
        to.Append((byte)' ');
        var reason = error switch
        {
            0 => "NO-ERROR"u8,
            1 => "SERV-FULL"u8,
            2 => "STATIC"u8,
            3 => "FORMAT-ERR"u8,
            4 => "NO-SUCH-LLQ"u8,
            5 => "BAD-VERS"u8,
            6 => "UNKNOWN_ERR"u8,
            _ => default,
        };
        if (reason.IsEmpty) to.Append($"error {error}");
        else to.Append(reason);
        to.Append(" id "u8);
        // drill takes the id for a number of the machine and prints its bytes backwards.
        to.AppendHex(wire.U64LittleEndian());
        to.Append($" lease-life {wire.U32()}");
    }

    private static void AppendAlgorithms(TextBuffer to, ReadOnlySpan<byte> data)
    {
        to.Append("; DNSSEC Algorithm Understood (DAU):"u8);
        foreach (byte algorithm in data)
        {
            to.Append((byte)' ');
            var name = DnsNames.AlgorithmMnemonic(algorithm);
            if (name.IsEmpty) to.Append($"ALG{algorithm}");
            else to.Append(name);
        }
    }

    private static void AppendDigests(TextBuffer to, ReadOnlySpan<byte> data)
    {
        to.Append("; DS Hash Understood (DHU):"u8);
        foreach (byte digest in data)
        {
            var name = digest switch { 1 => " SHA1"u8, 2 => " SHA256"u8, 3 => " HASH-GOST"u8, 4 => " SHA384"u8, _ => default };
            if (name.IsEmpty) to.Append($" ALG{digest}");
            else to.Append(name);
        }
    }

    private static void AppendClientSubnet(TextBuffer to, ReadOnlySpan<byte> data)
    {
        if (data.Length < ClientSubnet.HeaderSize)
        {
            AppendHex(to, "malformed subnet "u8, data);
            return;
        }
        int family = data[0] << 8 | data[1], size = family switch { 1 => 4, 2 => 16, _ => 0 };
        var bytes = data[ClientSubnet.HeaderSize..];
        if (size == 0)
        {
            to.Append($"family {family} ");
            AppendHex(to, default, data);
        }
        else
        {
            if (bytes.Length > size)
            {
                AppendHex(to, "trailingdata:"u8, bytes[size..]);
                to.Append((byte)' ');
                bytes = bytes[..size];
            }
            Span<byte> address = stackalloc byte[16];
            address.Clear();
            bytes.CopyTo(address);
            to.Append(InternetAddress.FromBytes(address[..size]));
        }
        to.Append($"/{data[2]} scope /{data[3]}");
    }

    private static void AppendKeyTags(TextBuffer to, ReadOnlySpan<byte> data)
    {
        if (data.Length < 2 || data.Length % 2 != 0)
        {
            AppendHex(to, "; KEY TAG: malformed key tag "u8, data);
            return;
        }
        // drill prints the first tag once for each tag there is.
        to.Append("; KEY TAG: "u8);
        for (int i = 0; i < data.Length; i += 2) to.Append($" {BinaryPrimitives.ReadUInt16BigEndian(data)}");
    }

    private static void AppendExtendedError(TextBuffer to, ReadOnlySpan<byte> data)
    {
        const int LeastText = 2;
        if (data.Length < 2)
        {
            AppendHex(to, "; EDE:malformed ede "u8, data);
            return;
        }
        ushort code = BinaryPrimitives.ReadUInt16BigEndian(data);
        var name = code <= 26 ? ExtendedError.Meaning(code) : default;
        if (name.IsEmpty)
        {
            AppendHex(to, "; EDE:"u8, data[..2]);
        }
        else
        {
            to.Append($"; EDE: {code} (");
            to.Append(name);
            to.Append(code == 0 ? "): "u8 : ")"u8);
        }
        var text = data[2..];
        if (text.Length <= LeastText) return;
        AppendHex(to, ":"u8, text);
        to.Append(" ("u8);
        DnsText.AppendEscaped(to, text, TextStyle.Drill);
        to.Append((byte)')');
    }
}
