using System.Globalization;
using System.Text;
using Netshoot.Probes.Http;
using Netshoot.Wire;

namespace Netshoot.Applets.Curl;

/// <summary>What a transfer works with beyond its URL; shared by all of a configuration.</summary>
internal sealed record CurlContext(CurlConfig Config, CurlGlobal Global, CurlFiles Files, CurlConnector Connector, CurlNames Names, CookieJar? Jar, HstsList? Hsts);

/// <summary>
/// One URL from its first request to its last: redirects, challenges and all the requests that come of them (RFC 9110, RFC 9112).
/// </summary>
internal sealed class CurlTransfer(CurlContext context, CurlFacts facts, CurlTrace trace, CurlProgress progress, CurlSinks sinks, CurlUpload? upload, CurlClock time)
{
    private readonly CurlConfig _config = context.Config;
    private CurlAuthState _auth = null!;
    private CurlAuthState _proxyAuth = null!;
    private HttpUrl _url = null!;
    private string? _referer;
    private string? _user, _password;
    private bool _isTrusted = true;
    private bool _skipsExpect;
    private bool _asGet;
    private long _from;
    private int _version;

    /// <summary>Bytes of the output's file that are there already.</summary>
    public long ResumeFrom { get => _from; init => _from = value; }

    /// <summary>The value of -C -: the server's answer must begin there.</summary>
    public bool Resumes { get; init; }

    /// <summary>The tag that the server's would have to differ from; null for none.</summary>
    public string? KnownTag { get; init; }

    /// <summary>What went wrong and does not end the transfer at once: -f with a body.</summary>
    public CurlFailure? Verdict { get; private set; }

    public HttpHead? Head { get; private set; }

    private enum Next { Done, Again, Fresh, WithoutExpect }

    public async ValueTask RunAsync(HttpUrl url, CancellationToken stop)
    {
        _url = Upgraded(url);
        _version = _config.HttpVersion == 10 ? 10 : 11;
        var origin = _url;
        _referer = _config.Referer;
        (_user, _password) = Login(_url);
        _auth = NewAuth();
        var proxy = CurlProxy.For(_url, _config, context.Files);
        _proxyAuth = new(_config.ProxyAuth, proxy?.User, proxy?.Password, null);
        double began = 0;
        int freshTries = 0;
        while (true)
        {
            proxy = CurlProxy.For(_url, _config, context.Files);
            facts.EffectiveUrl = facts.Redirects == 0 && _url.Scheme == url.Scheme && facts.Url.Contains("://", StringComparison.Ordinal) ? facts.Url : _url.Text(withLogin: false);
            var (link, isReused) = await new CurlLinks(context.Connector, _config, context.Files, facts, trace, progress, context.Names, time)
                .OpenAsync(_url, proxy, _proxyAuth, sinks, freshTries > 0, stop);
            progress.Begin();
            facts.Scheme = _url.Scheme;
            facts.PreTransfer = time.Now;
            var next = await AskAsync(link, isReused && freshTries == 0, stop);
            switch (next)
            {
                case Next.Fresh:
                    freshTries++;
                    trace.Info("Connection died, retrying a fresh connect (retry count: 1)");
                    upload?.Rewind(_from);
                    continue;
                case Next.WithoutExpect:
                    _skipsExpect = true;
                    Rewind();
                    continue;
                case Next.Done:
                    return;
            }
            freshTries = 0;
            if (_location is not null)
            {
                facts.RedirectTime += time.Now - began;
                began = time.Now;
                Follow(origin);
            }
            else
            {
                trace.Info($"Issue another request to this URL: '{_url.Text(withLogin: true)}'");
                Rewind();
            }
        }
    }

    private string? _location;

    private void Rewind()
    {
        if (upload is null) return;
        if (_version == 10 && upload.Length < 0) throw new CurlFailure(25, "Chunky upload is not supported by HTTP 1.0");
        if (!upload.CanRewind) throw new CurlFailure(CurlExit.RewindFailed, "necessary data rewind was not possible");
        upload.Rewind(_from);
    }

    private void Follow(HttpUrl origin)
    {
        string location = _location!;
        _location = null;
        if (facts.Redirects >= _config.MaxRedirects)
        {
            string message = string.Create(CultureInfo.InvariantCulture, $"Maximum ({_config.MaxRedirects}) redirects followed");
            trace.Info(message);
            throw new CurlFailure(CurlExit.TooManyRedirects, message);
        }
        facts.Redirects++;
        if (_config.AutoReferer) _referer = _url.Text(withLogin: false) is var text && text.IndexOf('#', StringComparison.Ordinal) is >= 0 and var number ? text[..number] : _url.Text(withLogin: false);
        var next = _url.Follow(location, _config.PathAsIs);
        if (next is null) throw new CurlFailure(CurlExit.BadUrl, "URL using bad/illegal format or missing URL");
        if (next.Fragment is null && _url.Fragment is not null) next = next with { Fragment = _url.Fragment };
        var allowed = _config.RedirectProtocols ?? ["http", "https"];
        if (next.Scheme is not ("http" or "https") || !allowed.Contains(next.Scheme) || _config.Protocols is { } all && !all.Contains(next.Scheme))
            throw new CurlFailure(CurlExit.UnsupportedProtocol, $"Protocol \"{next.Scheme}\" not supported or disabled in libcurl");
        bool isTrusted = _config.TrustsLocations || next.IsSameServer(origin);
        trace.Info($"Issue another request to this URL: '{(isTrusted && _user is not null && next.User is null ? next with { User = _user, Password = _password } : next).Text(withLogin: true)}'");
        int status = facts.Status;
        bool posts = upload is not null || _config.Post is not null || _config.Form.Count > 0;
        bool keepsPost = status switch { 301 => _config.Post301, 302 => _config.Post302, 303 => _config.Post303, _ => true };
        bool isPut = posts && IsPut;
        if (!_config.IsHead && posts && !_asGet && !keepsPost && (!isPut || status == 303))
        {
            _asGet = true;
            trace.Info("Switch from POST to GET");
        }
        if (!_asGet) Rewind();
        _url = Upgraded(next);
        _isTrusted = _config.TrustsLocations || _url.IsSameServer(origin);
        var (user, password) = _url.User is not null ? (_url.User, _url.Password ?? "") : _isTrusted ? Login(origin) : Login(_url, fromOptions: false);
        // Whoever was told how to prove it once does so at once.
        if (_isTrusted && user == _user && password == _password)
        {
            _auth.Continue();
            return;
        }
        (_user, _password) = (user, password);
        _auth = NewAuth();
    }

    private HttpUrl Upgraded(HttpUrl url)
    {
        if (url.Scheme != "http" || context.Hsts is null || !context.Hsts.Covers(url.Host)) return url;
        trace.Info($"Switched from HTTP to HTTPS due to HSTS => https://{url.BracketedHost}{url.Target}");
        return url with { Scheme = "https", GivenPort = url.GivenPort == 80 ? null : url.GivenPort };
    }

    private CurlAuthState NewAuth()
        => new(_config.Auth, _user, _password, _isTrusted ? _config.Bearer : null);

    /// <summary>Who asks: the URL's, the options', or what a .netrc file says of the host.</summary>
    private (string? User, string? Password) Login(HttpUrl url, bool fromOptions = true)
    {
        string? user = url.User, password = url.Password;
        if (fromOptions && _config.User is { } login)
        {
            int colon = login.IndexOf(':');
            (user, password) = colon < 0 ? (login, "") : (login[..colon], login[(colon + 1)..]);
            if (colon < 0 && context.Files.Shell.Machine.AskSecret($"Enter host password for user '{CurlText.Word(login)}':") is { } asked) password = CurlText.Bytes(asked);
        }
        bool uses = _config.NetrcRequired || _config.NetrcOptional || _config.NetrcFile is not null;
        if (uses && (fromOptions ? _config.User is null : true) && (user is null || password is null))
        {
            string path = _config.NetrcFile ?? $"{context.Files.Environment("HOME")}/.netrc";
            if (context.Files.TryReadText(path) is { } text)
            {
                if (CurlNetrc.Find(text, url.Host, user) is var (found, secret)) return (user ?? found ?? "", secret ?? password ?? "");
                trace.Info($"Couldn't find host {url.Host} in the {(_config.NetrcFile is null ? ".netrc" : CurlText.Word(path))} file; using defaults");
            }
            else if (_config.NetrcRequired && _config.NetrcFile is not null)
            {
                throw new CurlFailure(CurlExit.ReadError, ".netrc parser error");
            }
        }
        return (user, user is null ? null : password ?? "");
    }

    private bool IsPut => _config.Post is null && _config.Form.Count == 0 && upload is not null;

    private string BaseMethod => _config.IsHead ? "HEAD" : _asGet || upload is null ? "GET" : IsPut ? "PUT" : "POST";

    private async ValueTask<Next> AskAsync(CurlLink link, bool isReused, CancellationToken stop)
    {
        string method = _config.Method ?? BaseMethod;
        facts.Method = method;
        facts.Referer = _referer;
        var body = _asGet || _config.IsHead ? null : upload;
        string target = _config.RequestTarget ?? _url.Target;
        var request = new CurlRequest
        {
            Config = _config,
            Url = _url,
            Method = method,
            Proxy = link.Proxy,
            Authorization = _auth.Header(method, target),
            ProxyAuthorization = link.Proxy is null ? null : _proxyAuth.Header(method, target),
            Range = RangeText(body),
            Referer = _referer,
            Cookie = CookieText(),
            ETag = KnownTag,
            Upload = body,
            UploadFrom = _from,
            IsPost = body is not null && !IsPut,
            HoldsBody = body is not null && (_auth.NeedsChallenge || (link.Proxy is not null && _proxyAuth.NeedsChallenge)),
            Version = link.Connection.Http2 is not null ? 20 : _version,
            Upgrades = _config.HttpVersion == 20 && !_url.IsSecure && link is { Proxy: null, Connection.Http2: null },
            IsTrusted = _isTrusted,
            SkipsExpect = _skipsExpect,
        };
        if (_proxyAuth.WillTry && link.Proxy is not null) trace.Info($"Proxy auth using {_proxyAuth.Name} with user '{_proxyAuth.User}'");
        if (_auth.WillTry) trace.Info($"Server auth using {_auth.Name} with user '{_auth.User}'");
        byte[] head = request.Build();
        facts.RequestSize += head.Length;
        link.Requests++;
        bool failed = true;
        var exchange = new CurlExchange(context, facts, trace, progress, sinks, link, time) { OnHeader = TakeHeader, Upgrades = request.Upgrades };
        _cookies = 0;
        try
        {
            if (!await exchange.SendAsync(head, request, body, stop))
            {
                if (isReused) return Next.Fresh;
            }
            var (answer, fault) = await exchange.ReadHeadAsync(stop);
            if (fault == HttpHeadFault.Nothing && isReused && link.Connection.Http2 is null or { Fault: Http2Fault.Short or Http2Fault.GoneAway }) return Next.Fresh;
            if (fault == HttpHeadFault.NoStatus)
            {
                if (_config.IsHead && _config.AllowsHttp09) throw new CurlFailure(CurlExit.StrangeReply, "Received HTTP/0.9 when not allowed");
                await exchange.ReadHttp09Async(stop);
                failed = false;
                return Finish(exchange, link, null);
            }
            exchange.Check(fault);
            Head = answer!;
            facts.Head = answer;
            facts.Status = answer!.Status;
            facts.Version = answer.Version;
            if (answer.Version == 10) _version = 10;
            facts.ContentType = answer["Content-Type"];
            var next = await JudgeAsync(exchange, request, answer, stop);
            failed = false;
            if (next == Next.Done) return Finish(exchange, link, answer);
            progress.End();
            exchange.Release(answer);
            return next;
        }
        catch (CurlFailure e)
        {
            if (!e.IsUntold) trace.Info(e.Message.Split('\n')[0]);
            throw;
        }
        finally
        {
            if (failed)
            {
                progress.End();
                if (exchange.OutlivesFailure) context.Connector.Keep(link, trace);
                else context.Connector.Close(link, trace);
            }
        }
    }

    private Next Finish(CurlExchange exchange, CurlLink link, HttpHead? head)
    {
        _ = link;
        progress.End();
        exchange.Release(head);
        return Next.Done;
    }

    private string? RangeText(CurlUpload? body)
    {
        if (body is not null && IsPut)
        {
            if (!Resumes && _config.Range is null) return null;
            return Resumes ? string.Create(CultureInfo.InvariantCulture, $"{_from}-{body.Length - 1}/{body.Length}") : $"{_config.Range}/{body.Length.ToString(CultureInfo.InvariantCulture)}";
        }
        return Resumes && _from > 0 ? string.Create(CultureInfo.InvariantCulture, $"{_from}-") : _config.Range;
    }

    private string? CookieText()
    {
        string jar = context.Jar?.HeaderFor(CookieUrl) ?? "";
        string own = _config.Cookies.Count > 0 && _isTrusted ? string.Join(";", _config.Cookies) : "";
        return jar.Length > 0 && own.Length > 0 ? $"{jar}; {own}" : jar + own;
    }

    /// <summary>A cookie belongs to whom the request names, not to where the connection leads.</summary>
    private HttpUrl CookieUrl => CurlRequest.Find(_config.Headers, "Host") is { Length: > 0 } custom && _isTrusted && facts.Redirects == 0 ? _url with { Host = custom.Split(':')[0] } : _url;

    private int _cookies;

    /// <summary>Looks at a header as it comes; what is said about it stands before it.</summary>
    private void TakeHeader(HttpHead head)
    {
        var (name, value) = head.Headers[^1];
        if (context.Jar is not null && name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase))
        {
            int before = context.Jar.All.Count;
            if (context.Jar.Add(value, CookieUrl, _cookies++) is { } cookie)
                trace.Info(string.Create(CultureInfo.InvariantCulture, $"{(context.Jar.All.Count > before ? "Added" : "Replaced")} cookie {cookie.Name}=\"{cookie.Value}\" for domain {cookie.Domain}, path {cookie.Path}, expire {cookie.Expires}"));
        }
        else if (_config.Follows && facts.Uploaded > 0 && head.Status / 100 == 3 && name.Equals("Location", StringComparison.OrdinalIgnoreCase))
        {
            trace.Info("Please rewind output before next send");
        }
        else if (context.Hsts is not null && _url.IsSecure && name.Equals("Strict-Transport-Security", StringComparison.OrdinalIgnoreCase))
        {
            context.Hsts.Add(_url.Host, value);
        }
        else if ((head.Status == 401 && _auth.WasSent && name.Equals("WWW-Authenticate", StringComparison.OrdinalIgnoreCase))
            || (head.Status == 407 && _proxyAuth.WasSent && name.Equals("Proxy-Authenticate", StringComparison.OrdinalIgnoreCase)))
        {
            trace.Info("Authentication problem. Ignoring this.");
        }
    }

    private async ValueTask<Next> JudgeAsync(CurlExchange exchange, CurlRequest request, HttpHead head, CancellationToken stop)
    {
        int status = head.Status;
        if (status == 417 && request.Expects && !_skipsExpect)
        {
            await exchange.DiscardAsync(head, stop);
            return Next.WithoutExpect;
        }
        bool again = (status == 401 && _auth.Challenge(head, "WWW-Authenticate")) || (status == 407 && exchange.Link.Proxy is not null && _proxyAuth.Challenge(head, "Proxy-Authenticate"));
        // The peer was only asked how it wants to know; it did not, so the request has not been made yet.
        if (!again && request.HoldsBody && status < 300)
        {
            _auth.GiveUp();
            _proxyAuth.GiveUp();
            again = true;
        }
        if (again)
        {
            trace.Info("Ignoring the response-body");
            await exchange.DiscardAsync(head, stop);
            return Next.Again;
        }
        if (status / 100 == 3 && status is not 304 and not 305 && head["Location"] is { Length: > 0 } location)
        {
            if (_config.Follows)
            {
                _location = location;
                trace.Info("Ignoring the response-body");
                await exchange.DiscardAsync(head, stop);
                return Next.Again;
            }
            facts.RedirectUrl = _url.Follow(location, _config.PathAsIs)?.Text(withLogin: false) ?? location;
        }
        if (status >= 400 && (_config.Fails || _config.FailsWithBody))
        {
            Verdict = new CurlFailure(CurlExit.HttpError, string.Create(CultureInfo.InvariantCulture, $"The requested URL returned error: {status}"));
            trace.Info(Verdict.Message);
            if (_config.Fails)
            {
                exchange.MustClose = exchange.Link.Connection.Http2 is null;
                return Next.Done;
            }
        }
        if (Resumes && _from > 0 && upload is null && !_config.IsHead)
        {
            if (status == 416)
            {
                exchange.MustClose = true;
                return Next.Done;
            }
            if (status / 100 == 2 && !IsContentRangeFrom(head, _from))
            {
                exchange.MustClose = true;
                if (head["Content-Length"] == _from.ToString(CultureInfo.InvariantCulture))
                {
                    trace.Info("The entire document is already downloaded");
                    return Next.Done;
                }
                throw new CurlFailure(CurlExit.RangeError, "HTTP server doesn't seem to support byte ranges. Cannot resume.");
            }
        }
        if (_config.TimeCondition is { } since && status / 100 == 2 && head["Last-Modified"] is { } changed && HttpDate.TryParse(changed, out long date) && _config.Range is null
            && (_config.IfUnmodified ? date >= since : date <= since))
        {
            trace.Info(_config.IfUnmodified ? "The requested document is not old enough" : "The requested document is not new enough");
            trace.Info("Simulate a HTTP 304 response!");
            facts.Status = 304;
            exchange.MustClose = true;
            return Next.Done;
        }
        await exchange.ReadBodyAsync(head, stop);
        return Next.Done;
    }

    private static bool IsContentRangeFrom(HttpHead head, long from)
    {
        if (head["Content-Range"] is not { } range) return false;
        int digit = 0;
        while (digit < range.Length && !char.IsAsciiDigit(range[digit]) && range[digit] != '*') digit++;
        int end = digit;
        while (end < range.Length && char.IsAsciiDigit(range[end])) end++;
        return long.TryParse(range.AsSpan(digit, end - digit), NumberStyles.None, CultureInfo.InvariantCulture, out long start) && start == from;
    }
}
