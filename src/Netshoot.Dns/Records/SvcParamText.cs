using System.Buffers;
using System.Globalization;
using Netshoot.Dns.Text;
using Netshoot.Wire;

namespace Netshoot.Dns.Records;

/// <summary>The presentation form of service parameters (RFC 9460 section 2.1, appendix A).</summary>
internal static class SvcParamText
{
    private static readonly SearchValues<byte> s_blanks = SearchValues.Create(" \t\r\n\v\f"u8);

    public static void Print(TextBuffer to, SvcParam parameter, TextStyle style)
    {
        // dig 9.18 has no name for the path of DNS over HTTPS (RFC 9461 section 5).
        bool plain = HasForm(parameter) && !(style == TextStyle.Dig && parameter.Key == SvcKey.DohPath);
        var name = plain ? Name(parameter.Key) : default;
        if (name.IsEmpty) to.Append($"key{(ushort)parameter.Key}");
        else to.Append(name);
        if (parameter.Value.Count == 0) return;
        to.Append((byte)'=');
        var value = parameter.Value.Span;
        switch (plain ? parameter.Key : (SvcKey)ushort.MaxValue)
        {
            case SvcKey.Mandatory:
                for (int i = 0; i < value.Length; i += 2)
                {
                    if (i > 0) to.Append((byte)',');
                    var key = (SvcKey)(value[i] << 8 | value[i + 1]);
                    if (Name(key) is { IsEmpty: false } word) to.Append(word);
                    else to.Append($"key{(ushort)key}");
                }
                break;
            case SvcKey.Alpn:
                PrintProtocols(to, value, style);
                break;
            case SvcKey.Port:
                to.Append((long)(value[0] << 8 | value[1]));
                break;
            case SvcKey.Ip4Hint:
                PrintAddresses(to, value, 4);
                break;
            case SvcKey.Ip6Hint:
                PrintAddresses(to, value, 16);
                break;
            case SvcKey.EncryptedClientHello:
                to.Append(Convert.ToBase64String(value));
                break;
            default:
                bool quotes = style != TextStyle.Drill || value.ContainsAny(s_blanks);
                if (quotes) to.Append((byte)'"');
                DnsText.AppendEscaped(to, value, style);
                if (quotes) to.Append((byte)'"');
                break;
        }
    }

    public static SvcParam Parse(ref RecordParser text)
    {
        var word = text.Word();
        int equals = word.IndexOf('=');
        var name = equals < 0 ? word : word[..equals];
        var raw = equals < 0 ? default : word[(equals + 1)..];
        if (raw is ['"', .., '"']) raw = raw[1..^1];
        if (!TryKey(name, out var key, out bool numbered))
        {
            text.Fail($"'{name}' is not the key of a service parameter");
            return default;
        }

        List<byte>? bytes = new(raw.Length);
        string? problem = null;
        Span<byte> character = stackalloc byte[4];
        while (!raw.IsEmpty && problem is null)
        {
            int count = DnsNameText.TakeCharacter(ref raw, character, ref problem);
            bytes.AddRange(character[..count]);
        }
        if (problem is null && bytes.Count > ushort.MaxValue) problem = "a value that is too long";
        // Without a value there is no form to check: `alpn` alone is printed for an empty one (RFC 9460 section 2.1).
        if (problem is null && !numbered && bytes.Count > 0)
        {
            bytes = Encode(key, [.. bytes]);
            if (bytes is null) problem = $"'{word}' has a value that its key forbids";
        }
        if (problem is not null) text.Fail(problem);
        return new(key, [.. bytes ?? []]);
    }

    /// <summary>The value on the wire for the text of a known key, or null.</summary>
    private static List<byte>? Encode(SvcKey key, ReadOnlySpan<byte> value)
    {
        var wire = new List<byte>();
        string text = System.Text.Encoding.UTF8.GetString(value);
        switch (key)
        {
            case SvcKey.NoDefaultAlpn:
                return null;
            case SvcKey.Port:
                if (!ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)) return null;
                return [(byte)(port >> 8), (byte)port];
            case SvcKey.Mandatory:
                foreach (var range in text.AsSpan().Split(','))
                {
                    if (!TryKey(text.AsSpan(range), out var named, out _)) return null;
                    wire.AddRange([(byte)((int)named >> 8), (byte)named]);
                }
                return wire;
            case SvcKey.Ip4Hint or SvcKey.Ip6Hint:
                Span<byte> address = stackalloc byte[16];
                foreach (var range in text.AsSpan().Split(','))
                {
                    if (!InternetAddress.TryParse(text.AsSpan(range), out var parsed) || parsed.Is6 != (key == SvcKey.Ip6Hint)) return null;
                    parsed.CopyTo(address);
                    wire.AddRange(address[..parsed.Size]);
                }
                return wire;
            case SvcKey.EncryptedClientHello:
                var ech = new byte[value.Length];
                return Convert.TryFromBase64String(text, ech, out int length) ? [.. ech[..length]] : null;
            case SvcKey.Alpn:
                return EncodeProtocols(value);
            default:
                return [.. value];
        }
    }

    /// <summary>Splits at commas; <c>\,</c> and <c>\\</c> stand for a comma and a backslash inside an item (RFC 9460 appendix A.1).</summary>
    private static List<byte>? EncodeProtocols(ReadOnlySpan<byte> value)
    {
        var wire = new List<byte>();
        var item = new List<byte>();
        for (int i = 0; i <= value.Length; i++)
        {
            if (i == value.Length || value[i] == ',')
            {
                if (item.Count is 0 or > byte.MaxValue) return null;
                wire.Add((byte)item.Count);
                wire.AddRange(item);
                item.Clear();
                continue;
            }
            if (value[i] == '\\' && ++i == value.Length) return null;
            item.Add(value[i]);
        }
        return wire;
    }

    private static void PrintProtocols(TextBuffer to, ReadOnlySpan<byte> value, TextStyle style)
    {
        bool drill = style == TextStyle.Drill;
        bool quotes = !drill || value.ContainsAny(s_blanks);
        if (quotes) to.Append((byte)'"');
        for (bool first = true; !value.IsEmpty; first = false)
        {
            if (!first) to.Append((byte)',');
            foreach (byte b in value.Slice(1, value[0]))
            {
                // Escaped once for the list and once for the string; drill escapes once.
                if (b is (byte)',' or (byte)'\\') to.Append(drill ? "\\"u8 : b == ',' ? "\\\\"u8 : "\\\\\\"u8);
                if (b is (byte)',' or (byte)'\\') to.Append(b);
                else DnsText.AppendEscaped(to, [b], style);
            }
            value = value[(1 + value[0])..];
        }
        if (quotes) to.Append((byte)'"');
    }

    private static void PrintAddresses(TextBuffer to, ReadOnlySpan<byte> value, int size)
    {
        for (int i = 0; i < value.Length; i += size)
        {
            if (i > 0) to.Append((byte)',');
            to.Append(InternetAddress.FromBytes(value.Slice(i, size)));
        }
    }

    /// <summary>Whether the value can be written in the key's own form and read back from it.</summary>
    private static bool HasForm(SvcParam parameter)
    {
        var value = parameter.Value.Span;
        switch (parameter.Key)
        {
            case SvcKey.Mandatory: return value.Length % 2 == 0;
            case SvcKey.NoDefaultAlpn: return value.IsEmpty;
            case SvcKey.Port: return value.Length == 2;
            case SvcKey.Ip4Hint: return value.Length % 4 == 0;
            case SvcKey.Ip6Hint: return value.Length % 16 == 0;
            case SvcKey.Alpn:
                while (!value.IsEmpty && value[0] < value.Length && value[0] > 0) value = value[(1 + value[0])..];
                return value.IsEmpty;
            default: return true;
        }
    }

    private static ReadOnlySpan<byte> Name(SvcKey key) => key switch
    {
        SvcKey.Mandatory => "mandatory"u8,
        SvcKey.Alpn => "alpn"u8,
        SvcKey.NoDefaultAlpn => "no-default-alpn"u8,
        SvcKey.Port => "port"u8,
        SvcKey.Ip4Hint => "ipv4hint"u8,
        SvcKey.EncryptedClientHello => "ech"u8,
        SvcKey.Ip6Hint => "ipv6hint"u8,
        SvcKey.DohPath => "dohpath"u8,
        _ => default,
    };

    private static bool TryKey(ReadOnlySpan<char> text, out SvcKey key, out bool numbered)
    {
        numbered = false;
        for (key = SvcKey.Mandatory; key <= SvcKey.DohPath; key++)
            if (DnsNames.EqualIgnoreCase(text, Name(key))) return true;
        numbered = true;
        bool good = text.StartsWith("key", StringComparison.OrdinalIgnoreCase) & ushort.TryParse(text.Length > 3 ? text[3..] : default, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number);
        key = (SvcKey)number;
        return good;
    }
}
