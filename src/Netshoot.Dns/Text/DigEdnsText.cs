using System.Buffers.Binary;
using Netshoot.Dns.Options;
using Netshoot.Wire;

namespace Netshoot.Dns.Text;

/// <summary>What became of the cookie that was sent (RFC 7873 section 5.3).</summary>
public enum CookieState
{
    /// <summary>None was sent, or this is the query.</summary>
    Unknown,

    /// <summary>The answer repeats it.</summary>
    Good,

    /// <summary>The answer has another.</summary>
    Bad,
}

/// <summary>The OPT record as dig shows it: as a pseudosection, and in YAML.</summary>
internal static class DigEdnsText
{
    private const ushort CompactDenialFlag = 0x4000, NamedFlags = Edns.DnssecOkFlag | CompactDenialFlag;

    public static void Append(TextBuffer to, Edns edns, CookieState cookie)
    {
        to.Append($";; OPT PSEUDOSECTION:\n; EDNS: version: {edns.Version}, flags:");
        AppendFlags(to, edns);
        to.Append((byte)';');
        if (Unnamed(edns) is var rest and not 0)
        {
            to.Append(" MBZ: 0x"u8);
            to.AppendHex(rest, 4);
            to.Append((byte)',');
        }
        to.Append($" udp: {edns.UdpSize}\n");
        foreach (var option in edns.Options.Span)
        {
            to.Append("; "u8);
            AppendOption(to, option, cookie, yaml: false);
        }
    }

    public static void AppendYaml(TextBuffer to, Edns edns, CookieState cookie)
    {
        to.Append($"      OPT_PSEUDOSECTION:\n        EDNS:\n          version: {edns.Version}\n          flags:");
        AppendFlags(to, edns);
        to.Append((byte)'\n');
        if (Unnamed(edns) is var rest and not 0)
        {
            to.Append("          MBZ: 0x"u8);
            to.AppendHex(rest, 4);
            to.Append((byte)'\n');
        }
        to.Append($"          udp: {edns.UdpSize}\n");
        foreach (var option in edns.Options.Span)
        {
            to.Append("          "u8);
            AppendOption(to, option, cookie, yaml: true);
        }
    }

    private static ushort Unnamed(Edns edns) => (ushort)(edns.Flags & ~NamedFlags);

    private static void AppendFlags(TextBuffer to, Edns edns)
    {
        if (edns.DnssecOk) to.Append(" do"u8);
        if ((edns.Flags & CompactDenialFlag) != 0) to.Append(" co"u8);
    }

    /// <summary>One option and a newline.</summary>
    private static void AppendOption(TextBuffer to, EdnsOption option, CookieState cookie, bool yaml)
    {
        var data = option.Data.Span;
        switch (option.Code)
        {
            case EdnsOptionCode.LongLivedQuery:
                AppendBytes(to, "LLQ:"u8, data);
                break;
            case EdnsOptionCode.ServerIdentifier:
                AppendBytes(to, "NSID:"u8, data);
                break;
            case EdnsOptionCode.Cookie:
                AppendCookie(to, data, cookie);
                break;
            case EdnsOptionCode.ClientSubnet:
                AppendClientSubnet(to, option);
                break;
            case EdnsOptionCode.Expire when data.Length == sizeof(uint):
                uint seconds = BinaryPrimitives.ReadUInt32BigEndian(data);
                to.Append($"EXPIRE: {seconds} (");
                DigText.AppendSpan(to, seconds);
                to.Append((byte)')');
                break;
            case EdnsOptionCode.Expire:
                AppendBytes(to, "EXPIRE:"u8, data);
                break;
            case EdnsOptionCode.TcpKeepalive when data.Length == sizeof(ushort):
                ushort tenths = BinaryPrimitives.ReadUInt16BigEndian(data);
                to.Append(yaml ? "TCP-KEEPALIVE: "u8 : "TCP KEEPALIVE: "u8);
                to.Append($"{tenths / 10}.{tenths % 10} secs");
                break;
            case EdnsOptionCode.TcpKeepalive:
                AppendBytes(to, yaml ? "TCP-KEEPALIVE:"u8 : "TCP KEEPALIVE:"u8, data);
                break;
            case EdnsOptionCode.Padding:
                to.Append("PAD:"u8);
                if (data.Length > 0) to.Append($" ({data.Length} bytes)");
                break;
            case EdnsOptionCode.KeyTag when EdnsOptions.ReadKeyTags(option) is { Count: > 0 } tags:
                to.Append("KEY-TAG:"u8);
                for (int i = 0; i < tags.Count; i++)
                {
                    to.Append(i == 0 ? " "u8 : ", "u8);
                    to.Append((ulong)tags[i]);
                }
                break;
            case EdnsOptionCode.KeyTag:
                AppendBytes(to, "KEY-TAG:"u8, data);
                break;
            case EdnsOptionCode.ExtendedError when data.Length >= sizeof(ushort):
                AppendError(to, data, yaml);
                return;
            case EdnsOptionCode.ExtendedError:
                AppendBytes(to, "EDE:"u8, data);
                break;
            case EdnsOptionCode.ClientTag or EdnsOptionCode.ServerTag:
                var label = option.Code == EdnsOptionCode.ClientTag ? "CLIENT-TAG:"u8 : "SERVER-TAG:"u8;
                if (data.Length == sizeof(ushort))
                {
                    to.Append(label);
                    to.Append($" {BinaryPrimitives.ReadUInt16BigEndian(data)}");
                }
                else
                {
                    AppendBytes(to, label, data);
                }
                break;
            default:
                to.Append($"OPT={(ushort)option.Code}");
                AppendBytes(to, ":"u8, data);
                break;
        }
        to.Append((byte)'\n');
    }

    private static void AppendCookie(TextBuffer to, ReadOnlySpan<byte> data, CookieState state)
    {
        to.Append("COOKIE:"u8);
        if (data.IsEmpty) return;
        to.Append((byte)' ');
        foreach (byte b in data) to.AppendHex(b, 2);
        to.Append(state switch { CookieState.Good => " (good)"u8, CookieState.Bad => " (bad)"u8, _ => default });
    }

    private static void AppendClientSubnet(TextBuffer to, EdnsOption option)
    {
        to.Append("CLIENT-SUBNET: "u8);
        var data = option.Data.Span;
        if (data is [0, 0, 0, 0])
        {
            // Family 0 with nothing else: "no address".
            to.Append("0/0/0"u8);
            return;
        }
        if (ClientSubnet.Read(option) is { } subnet && data.Length > 4)
        {
            to.Append($"{subnet.Source.Address}/{subnet.Source.Length}/{subnet.Scope}");
            return;
        }
        if (ClientSubnet.Read(option) is { Source.Length: 0 } whole)
        {
            to.Append($"{whole.Source.Address}/0/{whole.Scope}");
            return;
        }
        foreach (byte b in data)
        {
            to.AppendHex(b, 2);
            to.Append((byte)' ');
        }
    }

    private static void AppendError(TextBuffer to, ReadOnlySpan<byte> data, bool yaml)
    {
        ushort code = BinaryPrimitives.ReadUInt16BigEndian(data);
        var text = data[sizeof(ushort)..];
        to.Append(yaml ? "EDE:\n            INFO-CODE: "u8 : "EDE: "u8);
        to.Append((ulong)code);
        if (ExtendedError.Meaning(code) is { IsEmpty: false } meaning)
        {
            to.Append(" ("u8);
            to.Append(meaning);
            to.Append((byte)')');
        }
        if (!text.IsEmpty)
        {
            to.Append(yaml ? "\n            EXTRA-TEXT: \""u8 : ": ("u8);
            AppendPrintable(to, text);
            to.Append(yaml ? (byte)'"' : (byte)')');
        }
        to.Append((byte)'\n');
    }

    /// <summary>Bytes as digits, then as characters.</summary>
    private static void AppendBytes(TextBuffer to, ReadOnlySpan<byte> label, ReadOnlySpan<byte> data)
    {
        to.Append(label);
        if (data.IsEmpty) return;
        foreach (byte b in data)
        {
            to.Append((byte)' ');
            to.AppendHex(b, 2);
        }
        to.Append(" (\""u8);
        AppendPrintable(to, data);
        to.Append("\")"u8);
    }

    private static void AppendPrintable(TextBuffer to, ReadOnlySpan<byte> data)
    {
        foreach (byte b in data) to.Append(b is >= 0x20 and < 0x7f ? b : (byte)'.');
    }
}
