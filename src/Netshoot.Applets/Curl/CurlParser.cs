using System.Globalization;
using Netshoot.Host.Names;
using Netshoot.Probes.Http;
using Netshoot.Wire;

namespace Netshoot.Applets.Curl;

/// <summary>Reads the words of the command line and of config files into configurations (curl(1)).</summary>
internal sealed class CurlParser(CurlFiles files, CurlGlobal global)
{
    private const int DeepestConfig = 10;

    private int _depth;

    public List<CurlConfig> Configs { get; } = [new()];

    public bool ShowsHelp { get; private set; }

    public bool ShowsVersion { get; private set; }

    private CurlConfig Config => Configs[^1];

    /// <summary>Reads the words behind the tool's name, and .curlrc before them unless the first is <c>-q</c>.</summary>
    public void Parse(IReadOnlyList<string> words)
    {
        if (words is not [['-', 'q', ..] or "--disable", ..] && CurlConfigFile.FindDefault(files) is { } text) ParseConfig(text, "");
        bool takesOptions = true;
        for (int i = 0; i < words.Count && !ShowsHelp; i++)
        {
            string word = CurlText.Bytes(words[i]);
            if (!takesOptions || word is not ['-', _, ..])
            {
                AddUrl(word);
            }
            else if (word == "--")
            {
                takesOptions = false;
            }
            else if (word.StartsWith("--", StringComparison.Ordinal))
            {
                string? value = i + 1 < words.Count ? CurlText.Bytes(words[i + 1]) : null;
                if (ParseLong(word[2..], word, value)) i++;
            }
            else
            {
                string? value = i + 1 < words.Count ? CurlText.Bytes(words[i + 1]) : null;
                if (ParseShort(word, value)) i++;
            }
        }
        Finish();
    }

    /// <summary>What follows from options once all are known: JSON says so in headers that the options may have given.</summary>
    private void Finish()
    {
        foreach (var config in Configs)
        {
            if (!config.IsJson) continue;
            if (CurlRequest.Find(config.Headers, "Content-Type") is null) config.Headers.Add("Content-Type: application/json");
            if (CurlRequest.Find(config.Headers, "Accept") is null) config.Headers.Add("Accept: application/json");
        }
    }

    /// <summary>An option without dashes or with them, as config files have it.</summary>
    /// <returns>Whether the value was used.</returns>
    public bool ParseNamed(string name, string? value)
        => name is ['-', '-', ..] ? ParseLong(name[2..], name, value) : name is ['-', _, ..] ? ParseShort(name, value) : ParseLong(name, name, value);

    private void ParseConfig(string text, string option)
    {
        if (++_depth > DeepestConfig) throw Usage(option, "is badly used here");
        CurlConfigFile.Read(text, this);
        _depth--;
    }

    private bool ParseLong(string name, string shown, string? value)
    {
        bool on = true;
        var found = CurlOptionTable.Find(name, out bool isAmbiguous);
        if (found is null && !isAmbiguous && name.StartsWith("no-", StringComparison.Ordinal))
        {
            on = false;
            found = CurlOptionTable.Find(name.AsSpan(3), out isAmbiguous);
        }
        if (isAmbiguous) throw Usage(shown, "is ambiguous");
        if (found is not { } option) throw Usage(shown, "is unknown");
        if (!on && option.Takes == CurlTakes.Word) throw Usage(shown, "used '--no-' for option that isn't a boolean");
        if (option.Takes == CurlTakes.Word && value is null) throw Usage(shown, "requires parameter");
        Apply(option, shown, on, value ?? "");
        return option.Takes == CurlTakes.Word;
    }

    private bool ParseShort(string word, string? next)
    {
        for (int i = 1; i < word.Length; i++)
        {
            if (CurlOptionTable.Find(word[i]) is not { } option) throw Usage(i == 1 && word.Length == 2 ? word : word, "is unknown");
            if (option.Takes != CurlTakes.Word)
            {
                Apply(option, $"-{word[i]}", on: true, "");
                if (ShowsHelp) return false;
                continue;
            }
            if (i + 1 < word.Length)
            {
                Apply(option, $"-{word[i]}", on: true, word[(i + 1)..]);
                return false;
            }
            if (next is null) throw Usage(word, "requires parameter");
            Apply(option, $"-{word[i]}", on: true, next);
            return true;
        }
        return false;
    }

    private static CurlFailure Usage(string option, string reason, int code = CurlExit.FailedInit) => new(code, $"option {option}: {reason}") { IsUsage = true };

    private void AddUrl(string url)
    {
        var target = Config.Targets.Find(static t => t.Url is null);
        if (target is null) Config.Targets.Add(target = new());
        target.Url = url;
        target.UsesRemoteName |= Config.RemoteNameAll && !target.IsOutputSet;
    }

    private CurlTarget ForOutput()
    {
        var target = Config.Targets.Find(static t => !t.IsOutputSet);
        if (target is null) Config.Targets.Add(target = new());
        target.IsOutputSet = true;
        return target;
    }

    private void Apply(CurlOption option, string shown, bool on, string value)
    {
        if (option.Takes == CurlTakes.Refused) throw new CurlFailure(CurlExit.FailedInit, $"option {shown}: is not supported: {CurlOptionTable.Reason(option.Long)}");
        if (option.Takes == CurlTakes.Switch)
        {
            ApplySwitch(option.Long, shown, on);
            return;
        }
        if (ApplyTls(option.Long, shown, value) || ApplyConnection(option.Long, shown, value)) return;
        ApplyWord(option.Long, shown, value);
    }

    private void ApplySwitch(string name, string shown, bool on)
    {
        var c = Config;
        switch (name)
        {
            case "anyauth": c.Auth = CurlAuth.Any; break;
            case "basic": c.Auth = on ? c.Auth | CurlAuth.Basic : c.Auth & ~CurlAuth.Basic; break;
            case "digest": c.Auth = on ? c.Auth | CurlAuth.Digest : c.Auth & ~CurlAuth.Digest; break;
            case "proxy-anyauth": c.ProxyAuth = CurlAuth.Any; break;
            case "proxy-basic": c.ProxyAuth = CurlAuth.Basic; break;
            case "proxy-digest": c.ProxyAuth = CurlAuth.Digest; break;
            case "clobber": c.Clobbers = on; break;
            case "compressed": c.Compressed = on; break;
            case "tr-encoding": c.TransferEncoding = on; break;
            case "create-dirs": c.CreatesDirectories = on; break;
            case "crlf": c.ConvertsLines = on; break;
            case "disable": break;
            case "disallow-username-in-url": c.DisallowsUser = on; break;
            case "doh-insecure": c.DohInsecure = on; break;
            case "fail": c.Fails = on; if (on && c.FailsWithBody) throw new CurlFailure(CurlExit.FailedInit, $"option {shown}: You must select either --fail or --fail-with-body, not both.") { IsUsage = true }; break;
            case "fail-with-body": c.FailsWithBody = on; if (on && c.Fails) throw new CurlFailure(CurlExit.FailedInit, $"option {shown}: You must select either --fail or --fail-with-body, not both.") { IsUsage = true }; break;
            case "fail-early": global.FailsEarly = on; break;
            case "form-escape": c.EscapesForm = on; break;
            case "get": c.UsesGet = on; break;
            case "globoff": c.GlobOff = on; break;
            case "haproxy-protocol": c.HaProxy = on; break;
            case "head": c.IsHead = on; break;
            case "help": ShowsHelp = true; break;
            case "version": ShowsVersion = true; ShowsHelp = true; break;
            case "http0.9": c.AllowsHttp09 = on; break;
            case "http1.0": c.HttpVersion = 10; break;
            case "http1.1": c.HttpVersion = 11; break;
            case "http2": c.HttpVersion = 20; break;
            case "http2-prior-knowledge": c.HttpVersion = CurlConfig.PriorKnowledge; break;
            case "ignore-content-length": c.IgnoresLength = on; break;
            case "include": c.Includes = on; break;
            case "insecure": c.Tls.Insecure = on; break;
            case "proxy-insecure": c.ProxyTls.Insecure = on; break;
            case "ipv4": c.Family = NameFamily.Ip4; break;
            case "ipv6": c.Family = NameFamily.Ip6; break;
            case "junk-session-cookies": c.JunksSession = on; break;
            case "keepalive": c.KeepsAlive = on; break;
            case "location": c.Follows = on; break;
            case "location-trusted": c.Follows = on; c.TrustsLocations = on; break;
            case "netrc": c.NetrcRequired = on; break;
            case "netrc-optional": c.NetrcOptional = on; break;
            case "next": if (Config.Targets.Exists(static t => t.Url is not null)) Configs.Add(new()); else if (_depth == 0) throw new CurlFailure(CurlExit.FailedInit, "no URL specified!") { IsUsage = true }; break;
            case "alpn": c.Alpn = on; break;
            case "no-buffer" or "buffer": c.Unbuffered = on; break;
            case "parallel": global.Parallel = on; break;
            case "path-as-is": c.PathAsIs = on; break;
            case "post301": c.Post301 = on; break;
            case "post302": c.Post302 = on; break;
            case "post303": c.Post303 = on; break;
            case "progress-bar": global.ProgressBar = on; break;
            case "progress-meter": global.NoProgress = !on; break;
            case "proxytunnel": c.Tunnels = on; break;
            case "raw": c.Raw = on; break;
            case "remote-header-name": c.UsesHeaderName = on; break;
            case "remote-name":
                if (!on) break;
                ForOutput().UsesRemoteName = true;
                break;
            case "remote-name-all": c.RemoteNameAll = on; break;
            case "remote-time": c.RemoteTime = on; break;
            case "remove-on-error": c.RemovesOnError = on; break;
            case "retry-all-errors": c.RetriesAll = on; break;
            case "retry-connrefused": c.RetriesRefused = on; break;
            case "show-error": global.ShowsError = on; break;
            case "silent": global.Silent = on; break;
            case "socks5-basic": c.Socks5Basic = on; break;
            case "styled-output": global.Styled = on; break;
            case "suppress-connect-headers": c.SuppressesConnect = on; break;
            case "tcp-nodelay": c.NoDelay = on; break;
            case "timing": global.Timing = on; break;
            case "tlsv1" or "tlsv1.0": c.Tls.Minimum = 10; break;
            case "tlsv1.1": c.Tls.Minimum = 11; break;
            case "tlsv1.2": c.Tls.Minimum = 12; break;
            case "tlsv1.3": c.Tls.Minimum = 13; break;
            case "proxy-tlsv1": c.ProxyTls.Minimum = 10; break;
            case "trace-time": global.TraceTime = on; break;
            case "verbose": global.Verbose = on; if (on) global.Trace = null; break;
            // Nothing to do: they mean nothing any more, or what they ask for is what is done.
            case "sslv2" or "sslv3" or "npn" or "sessionid" or "parallel-immediate": break;
            default: throw new InvalidOperationException($"no switch {name}");
        }
    }

    private bool ApplyTls(string name, string shown, string value)
    {
        bool isProxy = name.StartsWith("proxy-", StringComparison.Ordinal);
        var tls = isProxy ? Config.ProxyTls : Config.Tls;
        switch (isProxy ? name[6..] : name)
        {
            case "cacert": tls.CaFile = value; break;
            case "capath": tls.CaPath = value; break;
            case "cert": (tls.Certificate, string? password) = SplitCertificate(value); tls.Password = password ?? tls.Password; break;
            case "cert-type":
                if (value.ToUpperInvariant() is not ("PEM" or "P12")) throw new CurlFailure(CurlExit.FailedInit, $"option {shown}: is not supported: only PEM and P12 are read here");
                tls.CertificateType = value;
                break;
            case "ciphers": tls.Ciphers = value; break;
            case "tls13-ciphers": tls.Ciphers13 = value; break;
            case "key": tls.Key = value; break;
            case "key-type":
                if (!value.Equals("PEM", StringComparison.OrdinalIgnoreCase)) throw new CurlFailure(CurlExit.FailedInit, $"option {shown}: is not supported: only PEM is read here");
                break;
            case "pass": tls.Password = value; break;
            case "pinnedpubkey": tls.PinnedKey = value; break;
            case "tls-max":
                tls.Maximum = value switch { "default" => 13, "1.0" => 10, "1.1" => 11, "1.2" => 12, "1.3" => 13, _ => throw Usage(shown, "is badly used here") };
                break;
            default: return false;
        }
        return true;
    }

    /// <summary>A colon in a file's name stands behind a backslash.</summary>
    private static (string File, string? Password) SplitCertificate(string text)
    {
        if (text.StartsWith("pkcs11:", StringComparison.OrdinalIgnoreCase)) return (text, null);
        var file = new System.Text.StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] is ':' or '\\') file.Append(text[++i]);
            else if (text[i] == ':') return (file.ToString(), text[(i + 1)..]);
            else file.Append(text[i]);
        }
        return (file.ToString(), null);
    }

    private bool ApplyConnection(string name, string shown, string value)
    {
        var c = Config;
        switch (name)
        {
            case "abstract-unix-socket": c.UnixSocket = "@" + CurlText.Word(value); break;
            case "unix-socket": c.UnixSocket = CurlText.Word(value); break;
            case "connect-timeout": c.ConnectTimeout = Seconds(shown, value); break;
            case "connect-to": c.ConnectTo.Add(value); break;
            case "dns-ipv4-addr": c.Dns4 = value; break;
            case "dns-ipv6-addr": c.Dns6 = value; break;
            case "dns-servers": c.DnsServers = value; break;
            case "doh-url": c.DohUrl = value; break;
            case "happy-eyeballs-timeout-ms": c.HappyEyeballs = (int)Number(shown, value, int.MaxValue); break;
            case "interface": c.Interface = value; break;
            case "keepalive-time": c.KeepAliveTime = (int)Number(shown, value, int.MaxValue); break;
            case "limit-rate": c.LimitRate = Size(shown, value); break;
            case "local-port": c.LocalPorts = Ports(shown, value); break;
            case "max-time": c.MaxTime = Seconds(shown, value); break;
            case "noproxy": c.NoProxy = value; break;
            case "proxy": c.Proxy = value; break;
            case "proxy1.0": c.Proxy = value; c.ProxyHttp10 = true; break;
            case "proxy-user": c.ProxyUser = value; break;
            case "resolve": c.Resolve.Add(value); break;
            case "socks4": c.Proxy = "socks4://" + WithoutScheme(value); break;
            case "socks4a": c.Proxy = "socks4a://" + WithoutScheme(value); break;
            case "socks5": c.Proxy = "socks5://" + WithoutScheme(value); break;
            case "socks5-hostname": c.Proxy = "socks5h://" + WithoutScheme(value); break;
            case "speed-limit": c.SpeedLimit = Number(shown, value, long.MaxValue); if (c.SpeedTime == 0) c.SpeedTime = 30; break;
            case "speed-time": c.SpeedTime = (int)Number(shown, value, int.MaxValue); if (c.SpeedLimit == 0) c.SpeedLimit = 1; break;
            default: return false;
        }
        return true;
    }

    private static string WithoutScheme(string proxy) => proxy.IndexOf("://", StringComparison.Ordinal) is >= 0 and var at ? proxy[(at + 3)..] : proxy;

    private void ApplyWord(string name, string shown, string value)
    {
        var c = Config;
        switch (name)
        {
            case "config":
                if (files.TryReadText(value) is not { } text)
                {
                    files.Shell.Error.Line($"curl: cannot read config from '{CurlText.Word(value)}'");
                    throw Usage(shown, "error encountered when reading a file", CurlExit.ReadError);
                }
                ParseConfig(text, shown);
                break;
            case "continue-at":
                if (value != "-" && !long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _)) throw Usage(shown, "expected a proper numerical parameter");
                c.ContinueAt = value;
                break;
            case "cookie":
                if (value.Contains('=', StringComparison.Ordinal)) c.Cookies.Add(value);
                else c.CookieFiles.Add(value);
                break;
            case "cookie-jar": c.CookieJar = value; break;
            case "create-file-mode": c.FileMode = Octal(shown, value); break;
            case "data" or "data-ascii" or "data-binary" or "data-raw" or "data-urlencode": AddData(name, value); break;
            case "json": AddData("json", value); c.IsJson = true; break;
            case "dump-header": c.DumpHeader = value; break;
            case "egd-file" or "random-file": break;
            case "etag-compare": c.EtagCompare = value; break;
            case "etag-save": c.EtagSave = value; break;
            case "expect100-timeout": c.Expect100 = Seconds(shown, value); break;
            case "form" or "form-string":
                if (!value.Contains('=', StringComparison.Ordinal)) throw Usage(shown, "is badly used here");
                c.Form.Add(new(value, name == "form-string"));
                break;
            case "header": AddHeaders(c.Headers, value); break;
            case "proxy-header": AddHeaders(c.ProxyHeaders, value); break;
            case "hsts": c.Hsts = value; break;
            case "max-filesize": c.MaxFileSize = Size(shown, value); break;
            case "max-redirs":
                if (!int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int most)) throw Usage(shown, "expected a proper numerical parameter");
                if (most < -1) throw Usage(shown, "expected a positive numerical parameter");
                c.MaxRedirects = most < 0 ? int.MaxValue : most;
                break;
            case "netrc-file": c.NetrcFile = value; break;
            case "oauth2-bearer": c.Bearer = value; c.Auth |= CurlAuth.Bearer; break;
            case "output": ForOutput().Output = value; break;
            case "output-dir": c.OutputDirectory = value; break;
            case "parallel-max": global.ParallelMax = (int)Math.Clamp(Number(shown, value, int.MaxValue), 1, 300); break;
            case "proto": c.Protocols = Protocols(c.Protocols, value); break;
            case "proto-redir": c.RedirectProtocols = Protocols(c.RedirectProtocols ?? ["http", "https"], value); break;
            case "proto-default":
                if (value.ToLowerInvariant() is not ("http" or "https" or "ws" or "wss")) throw Usage(shown, "a specified protocol is unsupported by libcurl", CurlExit.UnsupportedProtocol);
                c.ProtoDefault = value.ToLowerInvariant();
                break;
            case "range":
                if (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                {
                    files.Warn("A specified range MUST include at least one dash (-). Appending one for you!");
                    value += "-";
                }
                c.Range = value;
                break;
            case "rate": c.MinimumInterval = Rate(shown, value); break;
            case "referer":
                int auto = value.IndexOf(";auto", StringComparison.Ordinal);
                c.AutoReferer = auto >= 0;
                c.Referer = auto >= 0 ? value[..auto] : value;
                break;
            case "request": c.Method = value; break;
            case "request-target": c.RequestTarget = value; break;
            case "retry": c.Retries = (int)Number(shown, value, int.MaxValue); break;
            case "retry-delay": c.RetryDelay = Number(shown, value, int.MaxValue); break;
            case "retry-max-time": c.RetryMaxTime = Number(shown, value, int.MaxValue); break;
            case "stderr": global.ErrorFile = value; break;
            case "time-cond": SetTimeCondition(value); break;
            case "trace" or "trace-ascii":
                global.Trace = value;
                global.TraceAscii = name == "trace-ascii";
                global.Verbose = true;
                break;
            case "upload-file":
                var upload = c.Targets.Find(static t => !t.IsUploadSet);
                if (upload is null) c.Targets.Add(upload = new());
                (upload.Upload, upload.IsUploadSet) = (value, true);
                break;
            case "url": AddUrl(value); break;
            case "url-query": c.Query.Add(value is ['+', ..] ? value[1..] : Encoded(value, isLower: true)); break;
            case "user": c.User = value; break;
            case "user-agent": c.UserAgent = value; break;
            case "write-out":
                c.WriteOut = value is ['@', .. var path] ? files.TryReadText(path) ?? Missing(path) : value;
                break;
            default: throw new InvalidOperationException($"no option {name}");
        }
    }

    private long Size(string shown, string value)
    {
        if (CurlText.Size(value) is { } size) return size;
        if (value is [>= '0' and <= '9', ..]) files.Warn("unsupported rate unit. Use G, M, K or B!");
        throw Usage(shown, "is badly used here");
    }

    private string Missing(string path)
    {
        files.Warn($"Failed to read {CurlText.Word(path)}");
        return "";
    }

    private void SetTimeCondition(string value)
    {
        Config.IfUnmodified = value is ['-', ..];
        if (value is ['-' or '+' or '=', ..]) value = value[1..];
        if (HttpDate.TryParse(value, out long date)) Config.TimeCondition = date;
        else if (files.TimeOf(value) is { } time) Config.TimeCondition = time;
        else files.Warn("Illegal date format for -z, --time-cond (and not a file name). Disabling time condition. See curl_getdate(3) for valid date syntax.");
    }

    private void AddHeaders(List<string> to, string value)
    {
        if (value is not ['@', .. var path])
        {
            to.Add(value);
            return;
        }
        if (files.TryReadText(path) is not { } text)
        {
            files.Warn($"Failed to open {CurlText.Word(path)}!");
            return;
        }
        foreach (string line in text.Split('\n'))
            if (line.TrimEnd('\r') is { Length: > 0 } header && header[0] != '#') to.Add(header);
    }

    private void AddData(string kind, string value)
    {
        byte[] data;
        if (kind == "data-urlencode")
        {
            data = System.Text.Encoding.Latin1.GetBytes(Encoded(value));
        }
        else if (kind != "data-raw" && value is ['@', .. var path])
        {
            if (files.TryReadBytes(path) is { } read)
            {
                data = read;
            }
            else
            {
                files.Warn($"Couldn't read data from file \"{CurlText.Word(path)}\", this makes an empty POST.");
                data = [];
            }
            if (kind is "data" or "data-ascii") data = Array.FindAll(data, static b => b is not ((byte)'\r' or (byte)'\n' or 0));
        }
        else
        {
            data = System.Text.Encoding.Latin1.GetBytes(value);
        }
        if (Config.Post is { Length: > 0 } before && kind != "json") before.Append((byte)'&');
        (Config.Post ??= new()).Append(data);
    }

    /// <summary><c>text</c>, <c>=text</c>, <c>name=text</c>, <c>@file</c>, <c>name@file</c>: the name as it is, the rest encoded.</summary>
    private string Encoded(string value, bool isLower = false)
    {
        int equals = value.IndexOf('='), at = value.IndexOf('@');
        int sign = equals >= 0 ? equals : at;
        if (sign < 0) return Escape(value, isLower);
        string name = value[..sign], content = value[(sign + 1)..];
        if (value[sign] == '@')
        {
            if (files.TryReadBytes(content) is not { } read)
            {
                files.Warn($"Couldn't read data from file \"{CurlText.Word(content)}\", this makes an empty POST.");
                read = [];
            }
            content = System.Text.Encoding.Latin1.GetString(read);
        }
        return name.Length > 0 ? $"{name}={Escape(content, isLower)}" : Escape(content, isLower);
    }

    // A space is a plus sign in the data of forms.
    private static string Escape(string text, bool isLower) => HttpUrl.Escape(text, isLower).Replace("%20", "+", StringComparison.Ordinal);

    private static HashSet<string> Protocols(HashSet<string>? before, string text)
    {
        string[] all = ["http", "https", "ws", "wss"];
        HashSet<string> set = [.. before ?? [.. all]];
        foreach (string word in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string name = word.TrimStart('-', '+', '=').ToLowerInvariant();
            string[] named = name == "all" ? all : [name];
            if (word[0] == '=') set.Clear();
            if (word[0] == '-') set.ExceptWith(named);
            else set.UnionWith(named);
        }
        return set;
    }

    private static long Number(string option, string value, long most)
    {
        if (value is ['-', ..] && long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)) throw Usage(option, "expected a positive numerical parameter");
        if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number)) throw Usage(option, "expected a proper numerical parameter");
        return number <= most ? number : throw Usage(option, "too large number");
    }

    private static double Seconds(string option, string value)
    {
        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) || !double.IsFinite(seconds)) throw Usage(option, "expected a proper numerical parameter");
        if (seconds < 0) throw Usage(option, "expected a positive numerical parameter");
        return seconds <= 9_000_000 ? seconds : throw Usage(option, "too large number");
    }

    private static int Octal(string option, string value)
    {
        int mode = 0;
        foreach (char c in value)
        {
            if (c is < '0' or > '7') throw Usage(option, "expected a proper numerical parameter");
            mode = mode * 8 + (c - '0');
            if (mode > 0x1ff) throw Usage(option, "expected a proper numerical parameter");
        }
        return mode;
    }

    private static (int First, int Last) Ports(string option, string value)
    {
        string[] parts = value.Split('-', 2, StringSplitOptions.TrimEntries);
        if (!ushort.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out ushort first)) throw Usage(option, "is badly used here");
        if (parts.Length == 1) return (first, first);
        return ushort.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out ushort last) && last >= first ? (first, last) : throw Usage(option, "is badly used here");
    }

    /// <summary><c>N/unit</c>: seconds from one transfer to the next.</summary>
    private static double Rate(string option, string value)
    {
        string[] parts = value.Split('/', 2);
        if (!int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number == 0) throw Usage(option, "is badly used here");
        double unit = (parts.Length > 1 ? parts[1] : "h") switch { "s" => 1, "m" => 60, "h" => 3600, "d" => 86400, _ => throw Usage(option, "is badly used here") };
        return unit / number;
    }
}
