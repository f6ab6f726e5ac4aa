using System.Diagnostics;
using Netshoot.Dns;
using Netshoot.Filters;
using Netshoot.Host.Names;
using Netshoot.Packets.Security;
using Netshoot.Wire;

namespace Netshoot.Fuzz;

/// <summary>One parser, and what to feed it with.</summary>
/// <param name="Name">What it reads.</param>
/// <param name="Seed">A good input, to be damaged.</param>
/// <param name="Feed">Reads an input; a <see cref="Failure"/> is an answer, any other exception is a bug.</param>
internal sealed record FuzzTarget(string Name, byte[] Seed, Action<byte[]> Feed)
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("dns", DnsSeed(), static bytes => DnsMessage.TryRead(bytes, out _, out _)),
        new("tls", new TlsHelloForm { Version = TlsNames.Tls13, Suites = [0x1301], ServerName = "web.test", Protocols = ["h2"] }.Build(), FeedTls),
        new("filter", "tcp[13] & 2 != 0 and (port 80 or host 10.0.0.1)"u8.ToArray(), static bytes => FilterCompiler.Compile(System.Text.Encoding.Latin1.GetString(bytes), new FilterOptions())),
        new("resolv.conf", "nameserver 10.0.0.1\nsearch a b\noptions ndots:5\n"u8.ToArray(), static bytes => ResolverConfiguration.Parse(System.Text.Encoding.UTF8.GetString(bytes), static _ => 0)),
        new("hosts", "10.0.0.1 a b # c\n::1 d\n"u8.ToArray(), static bytes => new HostsFile(System.Text.Encoding.UTF8.GetString(bytes)).Name(default)),
    ];

    private static void FeedTls(byte[] bytes)
    {
        foreach (var message in TlsFlight.Read(bytes).Messages)
        {
            TlsClientHello.TryRead(message.Body.Span);
            TlsServerHello.TryRead(message.Body.Span);
            TlsKeyExchange.TryRead(message.Body.Span, usesCurves: true);
        }
    }

    /// <returns>How many inputs were fed, and the one that broke it with what it threw.</returns>
    public (long Inputs, string? Failure) Run(Random random, TimeSpan time)
    {
        long began = Stopwatch.GetTimestamp(), inputs = 0;
        while (Stopwatch.GetElapsedTime(began) < time)
        {
            byte[] input = Damage(random);
            try
            {
                Feed(input);
            }
            catch (Failure)
            {
                // It said what is wrong with the input: that is its task.
            }
            catch (Exception e)
            {
                return (inputs, $"{e.GetType().Name}: {e.Message}: {Convert.ToHexString(input)}");
            }
            inputs++;
        }
        return (inputs, null);
    }

    /// <summary>The seed with some bytes changed, removed, repeated, or nothing of it left.</summary>
    private byte[] Damage(Random random)
    {
        var bytes = new List<byte>(Seed);
        for (int edits = random.Next(8); edits >= 0; edits--)
        {
            int at = random.Next(bytes.Count + 1);
            switch (random.Next(5))
            {
                case 0: bytes.Insert(at, (byte)random.Next(256)); break;
                case 1 when at < bytes.Count: bytes[at] = (byte)random.Next(256); break;
                case 2 when at < bytes.Count: bytes.RemoveRange(at, random.Next(bytes.Count - at + 1)); break;
                case 3: bytes.InsertRange(at, bytes[..Math.Min(at, bytes.Count)]); break;
                case 4 when at < bytes.Count: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            }
            if (bytes.Count > 8192) bytes.RemoveRange(8192, bytes.Count - 8192);
        }
        return [.. bytes];
    }

    private static byte[] DnsSeed()
    {
        var buffer = new byte[512];
        return DnsName.TryParse("www.example.", out var name) && DnsMessage.Query(1, new(name, DnsType.A), new Edns(1232)).TryWrite(buffer, out int length) ? buffer[..length] : buffer;
    }
}
