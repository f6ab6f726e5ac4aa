using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Netshoot.Host;
using Netshoot.Probes.Throughput.Iperf3;

namespace Netshoot.Applets.Iperf3;

/// <summary>
/// Who may test (iperf3(1), authentication): the client sends its name, its password and the time, encrypted with the server's public
/// key (RSA, PKCS #1) and in base 64; the server knows the hashes.
/// </summary>
internal static class Iperf3Credentials
{
    /// <exception cref="UnauthorizedAccessException">The key cannot be used.</exception>
    public static string Token(IMachine machine, string user, string password, string keyPath)
    {
        using var key = Key(machine, keyPath) ?? throw new UnauthorizedAccessException();
        string text = string.Create(CultureInfo.InvariantCulture, $"user: {user}\npwd:  {password}\nts:   {machine.Clock.GetUtcNow().ToUnixTimeSeconds()}");
        try
        {
            return Convert.ToBase64String(key.Encrypt(Encoding.UTF8.GetBytes(text), RSAEncryptionPadding.Pkcs1));
        }
        catch (CryptographicException)
        {
            throw new UnauthorizedAccessException();
        }
    }

    /// <summary>Whether a token opens with our key, is of now, and names somebody of the list with the right password.</summary>
    public static bool Admits(IMachine machine, Iperf3Options options, string? token)
    {
        if (token is null) return false;
        using var key = Key(machine, options.PrivateKey!);
        if (key is null) return false;
        string text;
        try
        {
            text = Encoding.UTF8.GetString(key.Decrypt(Convert.FromBase64String(token.Replace("\n", "", StringComparison.Ordinal)), RSAEncryptionPadding.Pkcs1));
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return false;
        }
        string[] lines = text.Split('\n');
        if (lines is not [['u', 's', 'e', 'r', ':', ' ', .. var user], ['p', 'w', 'd', ':', ' ', ' ', .. var password], ['t', 's', ':', ' ', ' ', ' ', .. var when]]) return false;
        if (!long.TryParse(when, NumberStyles.None, CultureInfo.InvariantCulture, out long time) || Math.Abs(machine.Clock.GetUtcNow().ToUnixTimeSeconds() - time) > options.Skew) return false;
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{{{user}}}{password}")));
        foreach (string line in (machine.TryReadText(options.AuthorizedUsers!) ?? "").Split('\n'))
        {
            if (line.StartsWith('#') || line.Split(',') is not [var name, var known, ..]) continue;
            if (name.Trim() == user && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(known.Trim().ToLowerInvariant()), Encoding.ASCII.GetBytes(hash))) return true;
        }
        return false;
    }

    /// <summary>A key of a PEM file; null when there is none.</summary>
    public static RSA? Key(IMachine machine, string path)
    {
        if (machine.TryReadText(path) is not { } pem) return null;
        var key = RSA.Create();
        try
        {
            key.ImportFromPem(pem);
            return key;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            key.Dispose();
            return null;
        }
    }

    public static Iperf3Parameters With(this Iperf3Parameters parameters, string? token) => token is null ? parameters : parameters with { Token = token };
}
