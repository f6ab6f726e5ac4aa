using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Netshoot.Cli;
using Netshoot.Packets.Security;
using Netshoot.Wire;

namespace Netshoot.Applets.TcpDump;

/// <summary>
/// The keys of <c>-E</c>: <c>[SPI@ADDRESS ]ALGORITHM:SECRET</c>, several with commas between, or <c>file NAME</c> with one a line. What
/// cannot be used is said and passed over, as the original does.
/// </summary>
internal sealed class TcpDumpSecrets(Shell shell)
{
    private const string Truncated = "-hmac96";
    private const string Chained = "-cbc";
    private const int TruncatedSize = 12;

    private readonly List<SecurityAssociation> _associations = [];

    public static IReadOnlyList<SecurityAssociation> Read(Shell shell, string? text)
    {
        if (text is null) return [];
        var secrets = new TcpDumpSecrets(shell);
        foreach (string entry in text.Split(',')) secrets.Entry(entry);
        return secrets._associations;
    }

    private void Entry(string entry)
    {
        if (entry.Length == 0) return;
        int blank = entry.AsSpan().IndexOfAny(' ', '\t');
        if (blank < 0)
        {
            Add(entry, 0, null);
            return;
        }
        string first = entry[..blank], rest = entry[(blank + 1)..].Trim();
        if (first == "file")
        {
            File(rest);
            return;
        }
        int at = first.IndexOf('@', StringComparison.Ordinal);
        if (at < 0 || !TryIndex(first[..at], out uint index))
        {
            shell.Complain($"WARNING: print_esp: failed to decode spi# {(at < 0 ? first : first[..at])}");
            return;
        }
        if (!InternetAddress.TryParse(first.AsSpan(at + 1), out var address))
        {
            shell.Complain($"WARNING: print_esp: can not decode IP# {first[(at + 1)..]}");
            return;
        }
        Add(rest, index, address);
    }

    private void File(string path)
    {
        var errno = shell.Machine.TryOpenRead(path, out var stream);
        if (errno != Errno.None)
        {
            shell.Complain($"esp_print_decode_onesecret: can't open {path}: {shell.Machine.Text(errno)}");
            return;
        }
        using var reader = new StreamReader(stream!, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            line = line.Trim();
            if (line.Length > 0 && line[0] != '#') Entry(line);
        }
    }

    private void Add(string text, uint index, InternetAddress? destination)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            shell.Complain($"WARNING: failed to decode espsecret: {text}");
            return;
        }
        string name = text[..colon];
        int check = 0;
        if (name.EndsWith(Truncated, StringComparison.Ordinal))
        {
            check = TruncatedSize;
            name = name[..^Truncated.Length];
        }
        if (name.EndsWith(Chained, StringComparison.Ordinal)) name = name[..^Chained.Length];
        if (!TryCipher(name, out var cipher, out int size))
        {
            shell.Complain($"WARNING: failed to find cipher algo {name}");
            return;
        }
        byte[] key = new byte[size];
        if (!Secret(text[(colon + 1)..], key)) return;
        try
        {
            cipher.Key = key;
            _associations.Add(new(cipher, check, index, destination));
        }
        catch (CryptographicException refused)
        {
            cipher.Dispose();
            shell.Complain($"WARNING: cannot use this key with {name}: {refused.Message}");
        }
    }

    /// <summary>A secret is text, or hexadecimal behind <c>0x</c>; what the key has no room for is dropped, what it lacks is zero.</summary>
    private bool Secret(string text, Span<byte> key)
    {
        if (!text.StartsWith("0x", StringComparison.Ordinal))
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            bytes.AsSpan(0, Math.Min(bytes.Length, key.Length)).CopyTo(key);
            return true;
        }
        var digits = text.AsSpan(2);
        int wrong = 0;
        while (wrong < digits.Length && char.IsAsciiHexDigit(digits[wrong])) wrong++;
        if (wrong < digits.Length)
        {
            shell.Complain($"invalid hex digit {digits[wrong]} in espsecret");
            return false;
        }
        for (int i = 0; i < key.Length && 2 * i + 1 < digits.Length; i++) key[i] = byte.Parse(digits.Slice(2 * i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return true;
    }

    private static bool TryIndex(string text, out uint index)
        => text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? uint.TryParse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out index)
            : uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out index);

    private static bool TryCipher(string name, out SymmetricAlgorithm cipher, out int keySize)
    {
        keySize = name.ToLowerInvariant() switch { "3des" or "des3" or "des-ede3" => 24, "aes128" => 16, "aes192" => 24, "aes256" => 32, _ => 0 };
        cipher = keySize == 0 ? null! : name.StartsWith("aes", StringComparison.OrdinalIgnoreCase) ? Aes.Create() : MakeTriple();
        return keySize != 0;
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "what others encrypted with it is to be read")]
    private static TripleDES MakeTriple() => TripleDES.Create();
}
