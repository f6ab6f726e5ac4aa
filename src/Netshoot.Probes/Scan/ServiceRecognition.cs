using System.Buffers.Binary;
using System.Text;

namespace Netshoot.Probes.Scan;

/// <summary>What the first bytes of a service say of it: banners and answers of public protocols.</summary>
public static class ServiceRecognition
{
    private const int MostText = 256;

    /// <summary>What a service says by itself once somebody connects; null when that is nothing known.</summary>
    public static ServiceFacts? OfBanner(ReadOnlySpan<byte> bytes)
    {
        string line = FirstLine(bytes);
        if (line.StartsWith("SSH-", StringComparison.Ordinal)) return OfSsh(line);
        if (line.StartsWith("220", StringComparison.Ordinal)) return OfGreeting(line);
        if (line.StartsWith("+OK", StringComparison.Ordinal)) return new("pop3", Contains(line, "Dovecot") ? "Dovecot pop3d" : null);
        if (line.StartsWith("* OK", StringComparison.Ordinal)) return new("imap", Contains(line, "Dovecot") ? "Dovecot imapd" : null);
        if (line.StartsWith("RFB ", StringComparison.Ordinal)) return new("vnc", "VNC", null, $"protocol {line[4..].TrimStart('0')}");
        if (line.StartsWith("INFO {", StringComparison.Ordinal)) return new("nats", "NATS server", Json(line, "version"));
        if (line.StartsWith("HTTP/1.", StringComparison.Ordinal)) return OfHttp(bytes);
        return OfMySql(bytes);
    }

    /// <summary>An answer to a request of HTTP (RFC 9110).</summary>
    public static ServiceFacts? OfHttp(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith("HTTP/1."u8) && !bytes.StartsWith("HTTP/2"u8)) return null;
        string text = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, 8192)]);
        string? server = Header(text, "Server");
        if (text.Contains("\"etcdserver\"", StringComparison.Ordinal)) return new("etcd-client", "etcd", Json(text, "etcdserver"), $"cluster {Json(text, "etcdcluster") ?? "unknown"}");
        if (text.Contains("\"gitVersion\"", StringComparison.Ordinal) && text.Contains("\"goVersion\"", StringComparison.Ordinal)) return new("kubernetes", "Kubernetes API", Json(text, "gitVersion"));
        if (text.Contains("\"ApiVersion\"", StringComparison.Ordinal) && text.Contains("\"Version\"", StringComparison.Ordinal)) return new("docker", "Docker API", Json(text, "Version"), $"API {Json(text, "ApiVersion")}");
        if (text.Contains("\"apiVersion\":\"v1\"", StringComparison.Ordinal) && text.Contains("\"kind\":\"Status\"", StringComparison.Ordinal) || text.Contains("\"kind\": \"Status\"", StringComparison.Ordinal)) return new("kubernetes", "Kubernetes API");
        if (server is not null && server.StartsWith("Docker/", StringComparison.Ordinal)) return new("docker", "Docker API", server.Split(' ')[0][7..]);
        if (Header(text, "Docker-Distribution-Api-Version") is { } registry) return new("registry", "Docker registry", null, $"API {registry}");
        if (text.Contains("\"cluster_name\"", StringComparison.Ordinal) && text.Contains("lucene_version", StringComparison.Ordinal)) return new("elasticsearch", "Elasticsearch", Json(text, "number"));
        if (server is null) return new("http");
        var (product, version, more) = Product(server);
        return new("http", product, version, more);
    }

    /// <summary>An answer of Redis to PING and INFO (its protocol's specification).</summary>
    public static ServiceFacts? OfRedis(ReadOnlySpan<byte> bytes)
    {
        string text = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, 4096)]);
        if (text.StartsWith("-NOAUTH", StringComparison.Ordinal) || text.StartsWith("-DENIED", StringComparison.Ordinal)) return new("redis", "Redis key-value store", null, "needs a password");
        if (!text.StartsWith("+PONG", StringComparison.Ordinal)) return null;
        int at = text.IndexOf("redis_version:", StringComparison.Ordinal);
        return new("redis", "Redis key-value store", at < 0 ? null : FirstLine(text[(at + 14)..]));
    }

    /// <summary>An answer of memcached to <c>version</c> (its protocol.txt).</summary>
    public static ServiceFacts? OfMemcached(ReadOnlySpan<byte> bytes)
    {
        string line = FirstLine(bytes);
        return line.StartsWith("VERSION ", StringComparison.Ordinal) ? new("memcached", "Memcached", line[8..]) : null;
    }

    /// <summary>An answer of PostgreSQL to SSLRequest: one letter (its frontend/backend protocol).</summary>
    public static ServiceFacts? OfPostgres(ReadOnlySpan<byte> bytes)
        => bytes is [(byte)'S' or (byte)'N'] ? new("postgresql", "PostgreSQL DB", null, bytes[0] == 'S' ? "TLS" : "no TLS") : null;

    /// <summary>An answer of MongoDB to <c>hello</c>: an OP_MSG with BSON that has its wire versions.</summary>
    public static ServiceFacts? OfMongo(ReadOnlySpan<byte> bytes)
        => bytes.Length > 21 && BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]) is 2013 or 1 && bytes.IndexOf("maxWireVersion"u8) >= 0 ? new("mongodb", "MongoDB") : null;

    /// <summary>An answer of a name server over TCP to version.bind (RFC 1035, RFC 4892).</summary>
    public static ServiceFacts? OfDns(ReadOnlySpan<byte> bytes)
    {
        const int Header = 14, Question = 18;
        if (bytes.Length < Header || bytes[2] != 0x4e || bytes[3] != 0x53 || (bytes[4] & 0x80) == 0) return null;
        // The answer's text follows name, type, class, lifetime and two lengths behind the question.
        int at = Header + Question + 12;
        bool hasText = BinaryPrimitives.ReadUInt16BigEndian(bytes[8..]) > 0 && bytes.Length > at && bytes.Length >= at + 1 + bytes[at];
        return new("domain", hasText ? Encoding.Latin1.GetString(bytes.Slice(at + 1, bytes[at])) : null);
    }

    private static ServiceFacts OfSsh(string line)
    {
        // SSH-protoversion-softwareversion SP comments (RFC 4253 section 4.2).
        string[] parts = line.Split('-', 3);
        string protocol = parts.Length > 1 ? parts[1] : "", software = parts.Length > 2 ? parts[2] : "";
        int under = software.IndexOf('_');
        return under > 0
            ? new("ssh", software[..under], software[(under + 1)..], $"protocol {protocol}")
            : new("ssh", software.Length > 0 ? software : null, null, $"protocol {protocol}");
    }

    private static ServiceFacts OfGreeting(string line)
    {
        bool isMail = Contains(line, "SMTP") || Contains(line, "Postfix") || Contains(line, "Exim");
        if (isMail) return new("smtp", Contains(line, "Postfix") ? "Postfix smtpd" : Contains(line, "Exim") ? "Exim smtpd" : null);
        string text = line.Length > 4 ? line[4..].Trim('(', ')', ' ') : "";
        return Contains(line, "vsFTPd") ? new("ftp", "vsftpd", text.Split(' ')[^1]) : Contains(line, "FTP") ? new("ftp") : new("smtp");
    }

    private static ServiceFacts? OfMySql(ReadOnlySpan<byte> bytes)
    {
        // Length, number, version 10, then the server's version, ended by zero (protocol handshake v10); or an error.
        const int Head = 5;
        if (bytes.Length < Head + 1 || bytes[0] + (bytes[1] << 8) + (bytes[2] << 16) + 4 > bytes.Length) return null;
        if (bytes[4] == 0xff && bytes.IndexOf("MySQL"u8) >= 0 || bytes[4] == 0xff && bytes.IndexOf("MariaDB"u8) >= 0) return new("mysql", null, null, "refuses this host");
        if (bytes[4] != 10) return null;
        int end = bytes[Head..].IndexOf((byte)0);
        if (end <= 0) return null;
        string version = Encoding.Latin1.GetString(bytes.Slice(Head, end));
        return new("mysql", Contains(version, "MariaDB") ? "MariaDB" : "MySQL", version);
    }

    /// <summary>The first product of a Server field, its version, and what stands in brackets.</summary>
    private static (string Product, string? Version, string? More) Product(string server)
    {
        string first = server.Split(' ', 2)[0];
        int slash = first.IndexOf('/');
        int open = server.IndexOf('(');
        int close = open < 0 ? -1 : server.IndexOf(')', open);
        string? more = close > open ? server[(open + 1)..close] : null;
        return slash < 0 ? (first, null, more) : (first[..slash], first[(slash + 1)..], more);
    }

    private static string? Header(string text, string name)
    {
        int at = text.IndexOf($"\n{name}:", StringComparison.OrdinalIgnoreCase);
        int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return at < 0 || end >= 0 && at > end ? null : FirstLine(text[(at + name.Length + 2)..]).Trim();
    }

    private static string? Json(string text, string key)
    {
        int at = text.IndexOf($"\"{key}\"", StringComparison.Ordinal);
        if (at < 0) return null;
        int open = text.IndexOf('"', at + key.Length + 2);
        int close = open < 0 ? -1 : text.IndexOf('"', open + 1);
        return close > open && close - open < MostText ? text[(open + 1)..close] : null;
    }

    private static bool Contains(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);

    private static string FirstLine(ReadOnlySpan<byte> bytes) => FirstLine(Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, MostText)]));

    private static string FirstLine(string text)
    {
        int end = text.AsSpan().IndexOfAny('\r', '\n');
        string line = end < 0 ? text : text[..end];
        return line.Length > MostText ? line[..MostText] : line;
    }
}
