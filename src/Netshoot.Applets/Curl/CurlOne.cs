using System.Globalization;
using System.Text;
using Netshoot.Probes.Http;

namespace Netshoot.Applets.Curl;

/// <summary>One URL: where its body goes, how often it is tried, and what is said about it in the end.</summary>
internal sealed class CurlOne(CurlRun run, CurlContext context, CurlTarget target, CurlGlob urls, long index, string? uploadName, int number, CurlTrace trace)
{
    private const int LargestDelay = 600;

    private readonly CurlConfig _config = context.Config;
    private readonly CurlFiles _files = context.Files;
    private readonly CurlFacts _facts = new();

    /// <returns>Whether it went well.</returns>
    public async ValueTask<bool> RunAsync(CancellationToken stop)
    {
        var shell = _files.Shell;
        var time = new CurlClock(shell.Clock);
        CurlFailure? failure = null;
        CurlOutput? output = null;
        Stream? dump = null;
        bool starts = false;
        _facts.UrlNumber = number;
        _facts.Url = urls.Url(index);
        try
        {
            output = OpenOutput();
            if (output is null) return true;
            dump = run.OpenDump(_config);
            starts = true;
            failure = await TryAsync(output, dump, time, stop);
        }
        catch (CurlFailure e)
        {
            failure = e;
        }
        finally
        {
            if (output is not null && failure is null && starts && !output.IsStandard && output.Written == 0 && _facts.Status != 304) TryOpen(output, ref failure);
            dump?.Dispose();
            output?.Dispose();
        }
        if (failure is not null && output is not null && _config.RemovesOnError && !output.IsStandard && output.Written > 0) File.Delete(CurlText.Word(output.Path!));
        if (failure is not null) run.Fail(failure);
        else run.Succeed();
        if (failure is null && _config.RemoteTime && output is { IsStandard: false } && _facts.Head?["Last-Modified"] is { } changed && HttpDate.TryParse(changed, out long date) && File.Exists(CurlText.Word(output.Path!)))
            File.SetLastWriteTimeUtc(CurlText.Word(output.Path!), DateTimeOffset.FromUnixTimeSeconds(date).UtcDateTime);
        _facts.Total = time.Now;
        _facts.ExitCode = failure?.Code ?? 0;
        _facts.ErrorMessage = failure?.Message;
        _facts.FileName = output?.Path;
        if (_config.EtagSave is { } file && failure is null && starts) SaveTag(file);
        if (_config.WriteOut is { } format && starts) new CurlWriteOut(shell, _facts).Write(format);
        if (_config.CookieJar is { } jar && context.Jar is not null && starts && !_files.TryWrite(jar, context.Jar.Text())) trace.Info($"WARNING: failed to save cookies in {jar}: No such file or directory");
        if (context.Global.Timing) CurlTiming.Write(shell, _facts);
        return failure is null;
    }

    private static void TryOpen(CurlOutput output, ref CurlFailure? failure)
    {
        try
        {
            output.Open();
        }
        catch (CurlFailure e)
        {
            failure = e;
        }
    }

    /// <summary>Null when nothing is to be done.</summary>
    private CurlOutput? OpenOutput()
    {
        string? path = target.Output is { } given && given != "-" ? urls.FileName(given, index) : null;
        bool byUrl = target.UsesRemoteName;
        if (byUrl)
        {
            string url = _facts.Url;
            int end = url.AsSpan().IndexOfAny("?#");
            string plain = end < 0 ? url : url[..end];
            int scheme = plain.IndexOf("://", StringComparison.Ordinal);
            string below = scheme < 0 ? plain : plain[(scheme + 3)..];
            int slash = below.LastIndexOf('/');
            string name = slash < 0 ? "" : below[(slash + 1)..];
            if (name.Length == 0 && !_config.UsesHeaderName) throw new CurlFailure(CurlExit.WriteError, "Failed to extract a sensible file name from the URL to use for storage");
            path = name;
        }
        if (path is not null && _config.OutputDirectory is { } directory) path = $"{directory}/{path}";
        return new CurlOutput(_config, _files, path)
        {
            Appends = _config.ContinueAt is not null && path is not null,
            AwaitsName = byUrl && _config.UsesHeaderName,
        };
    }

    private async ValueTask<CurlFailure?> TryAsync(CurlOutput output, Stream? dump, CurlClock time, CancellationToken stop)
    {
        double delay = _config.RetryDelay > 0 ? _config.RetryDelay : 1;
        int left = _config.Retries;
        while (true)
        {
            CurlFailure? failure = null;
            CurlTransfer? transfer = null;
            try
            {
                transfer = await TransferAsync(output, dump, made => transfer = made, stop);
                failure = transfer.Verdict;
            }
            catch (CurlFailure e)
            {
                failure = e;
            }
            if (left <= 0 || !IsTransient(failure, transfer)) return failure;
            double wait = _config.RetryDelay > 0 ? _config.RetryDelay : delay;
            if (_facts.Head?["Retry-After"] is { } after && _config.RetryDelay <= 0)
            {
                if (double.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out double seconds)) wait = seconds;
                else if (HttpDate.TryParse(after, out long date)) wait = Math.Max(date - time.Provider.GetUtcNow().ToUnixTimeSeconds(), 0);
            }
            if (_config.RetryMaxTime > 0 && time.Now + wait > _config.RetryMaxTime) return failure;
            string reason = failure is null || failure.Code == CurlExit.HttpError ? "HTTP error" : failure.Code == CurlExit.TimedOut ? "timeout" : failure.Code == CurlExit.NoConnection ? "connection refused" : "(retrying all errors)";
            _files.Warn(string.Create(CultureInfo.InvariantCulture, $"Problem: {reason}. Will retry in {(long)wait} seconds. {left} {(left == 1 ? "retry" : "retries")} left."));
            await Task.Delay(TimeSpan.FromSeconds(Math.Min(wait, 86400)), time.Provider, stop);
            left--;
            delay = Math.Min(2 * delay, LargestDelay);
            output.Restart();
            if (dump is FileStream file) file.SetLength(0);
        }
    }

    private bool IsTransient(CurlFailure? failure, CurlTransfer? transfer)
    {
        if (failure is null || failure.Code == CurlExit.HttpError)
            return transfer?.Head is { Status: 408 or 429 or 500 or 502 or 503 or 504 } || (_config.RetriesAll && failure is not null);
        if (_config.RetriesAll) return true;
        return failure.Code is CurlExit.TimedOut or CurlExit.NoHost or CurlExit.NoProxy
            || (failure is CurlConnectFailure { Errno: Wire.Errno.ECONNREFUSED } && _config.RetriesRefused);
    }

    private async ValueTask<CurlTransfer> TransferAsync(CurlOutput output, Stream? dump, Action<CurlTransfer> made, CancellationToken stop)
    {
        var shell = _files.Shell;
        var url = ReadUrl();
        using var upload = OpenUpload(ref url);
        _facts.Downloaded = _facts.Uploaded = 0;
        _facts.DownloadTotal = _facts.UploadTotal = -1;
        bool showsProgress = !context.Global.Silent && !context.Global.NoProgress && !context.Global.Parallel && !(output.IsStandard && shell.Output.IsTerminal && upload is null);
        var progress = new CurlProgress(context.Global, shell, _facts, showsProgress);
        var sinks = new CurlSinks(_config, _facts, trace, output, dump, shell.Output.IsTerminal, context.Global) { OnName = _config.UsesHeaderName && target.UsesRemoteName ? TakeName : null };
        var time = new CurlClock(shell.Clock);
        var transfer = new CurlTransfer(context, _facts, trace, progress, sinks, upload, time)
        {
            ResumeFrom = ResumeOffset(output),
            Resumes = _config.ContinueAt is not null,
            KnownTag = KnownTag(),
        };
        made(transfer);
        using var limit = new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        using var timer = _config.MaxTime >= 0.001 ? shell.Clock.CreateTimer(_ => limit.Cancel(), null, TimeSpan.FromSeconds(_config.MaxTime), Timeout.InfiniteTimeSpan) : null;
        // The connection alone may be given less time.
        bool inConnection = true;
        using var connecting = shell.Clock.CreateTimer(_ => { if (inConnection && _facts.PreTransfer == 0) limit.Cancel(); }, null, TimeSpan.FromSeconds(_config.ConnectTimeout > 0 ? _config.ConnectTimeout : 300), Timeout.InfiniteTimeSpan);
        _facts.PreTransfer = 0;
        try
        {
            await transfer.RunAsync(url, either.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            progress.End();
            throw TimedOut(time);
        }
        finally
        {
            inConnection = false;
        }
        return transfer;
    }

    private CurlFailure TimedOut(CurlClock time)
    {
        string after = string.Create(CultureInfo.InvariantCulture, $"timed out after {time.Milliseconds} milliseconds");
        if (_facts.PreTransfer == 0) return new(CurlExit.TimedOut, _facts.Resolved == 0 ? $"Resolving {after}" : _facts.Connected == 0 ? $"Connection {after}" : $"SSL connection timeout");
        return new(CurlExit.TimedOut, _facts.DownloadTotal >= 0
            ? string.Create(CultureInfo.InvariantCulture, $"Operation {after} with {_facts.Downloaded} out of {_facts.DownloadTotal} bytes received")
            : string.Create(CultureInfo.InvariantCulture, $"Operation {after} with {_facts.Downloaded} bytes received"));
    }

    private HttpUrl ReadUrl()
    {
        string text = _facts.Url;
        var query = new StringBuilder();
        if (_config.UsesGet && _config.Post is { } data) query.Append(Encoding.Latin1.GetString(data.Bytes));
        LowerEscapes(query);
        foreach (string more in _config.Query) query.Append(query.Length > 0 ? "&" : "").Append(more);
        if (query.Length > 0)
        {
            int number = text.IndexOf('#');
            string before = number < 0 ? text : text[..number];
            // Behind a host alone the query needs a path before it.
            int scheme = before.IndexOf("://", StringComparison.Ordinal);
            if (before.IndexOf('/', scheme < 0 ? 0 : scheme + 3) < 0 && before.IndexOf('?') < 0) before += "/";
            text = $"{before}{(before.Contains('?', StringComparison.Ordinal) ? before.EndsWith('?') || before.EndsWith('&') ? "" : "&" : "?")}{query}{(number < 0 ? "" : text[number..])}";
            _facts.Url = text;
        }
        var url = HttpUrl.Parse(text, _config.ProtoDefault, _config.PathAsIs);
        if (url is null) throw new CurlFailure(CurlExit.BadUrl, "URL using bad/illegal format or missing URL");
        if (url.Scheme is not ("http" or "https") || (_config.Protocols is { } allowed && !allowed.Contains(url.Scheme)))
        {
            trace.Info($"Protocol \"{url.Scheme}\" not supported or disabled in libcurl");
            trace.Info("Closing connection -1");
            throw new CurlFailure(CurlExit.UnsupportedProtocol, $"Protocol \"{url.Scheme}\" not supported or disabled in libcurl");
        }
        if (_config.DisallowsUser && url.User is not null) throw new CurlFailure(67, "URL using bad/illegal format or missing URL");
        return url;
    }

    /// <summary>Percent-encodings that are put into a URL have small digits.</summary>
    private static void LowerEscapes(StringBuilder query)
    {
        for (int i = 0; i + 2 < query.Length; i++)
        {
            if (query[i] != '%' || !char.IsAsciiHexDigit(query[i + 1]) || !char.IsAsciiHexDigit(query[i + 2])) continue;
            query[i + 1] = char.ToLowerInvariant(query[i + 1]);
            query[i + 2] = char.ToLowerInvariant(query[i + 2]);
        }
    }

    private CurlUpload? OpenUpload(ref HttpUrl url)
    {
        if (_config.Form.Count > 0) return new CurlForm(_files, _config.EscapesForm, isOtherType: CurlRequest.Find(_config.Headers, "Content-Type") is { Length: > 0 } type && !type.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase)).Build(_config.Form);
        if (_config.Post is { } data && !_config.UsesGet)
        {
            var post = new CurlUpload(_files);
            post.Add(data.Bytes.ToArray());
            return post;
        }
        if (uploadName is not { Length: > 0 }) return null;
        var upload = new CurlUpload(_files) { ConvertsLines = _config.ConvertsLines };
        if (!upload.TryAddFile(uploadName))
        {
            run.Complain(new CurlFailure(0, $"Can't open '{uploadName}'!") { IsUsage = true });
            throw new CurlFailure(CurlExit.ReadError, "Failed to open/read local data from file/application");
        }
        // A URL that ends with a directory gets the file's name.
        if (url.Path.EndsWith('/') && url.Query is null && uploadName is not ("-" or "."))
        {
            string name = HttpUrl.Escape(uploadName[(uploadName.LastIndexOf('/') + 1)..], isLower: true);
            url = url with { Path = url.Path + name };
            _facts.Url = url.Text(withLogin: false);
        }
        return upload;
    }

    private long ResumeOffset(CurlOutput output)
    {
        if (_config.ContinueAt is not { } text) return 0;
        if (text != "-") return long.Parse(text, CultureInfo.InvariantCulture);
        if (output.Path is null || uploadName is not null) return 0;
        var file = new FileInfo(CurlText.Word(output.Path));
        return file.Exists ? file.Length : 0;
    }

    private string? KnownTag()
    {
        if (_config.EtagCompare is not { } file) return null;
        string tag = _files.TryReadText(file)?.Split('\n')[0].TrimEnd('\r') ?? "";
        return tag.Length > 0 ? tag : "\"\"";
    }

    private void SaveTag(string file)
    {
        string? tag = _facts.Head?["ETag"];
        if (!_files.TryWrite(file, tag is { Length: > 0 } ? tag + "\n" : "")) _files.Warn($"Failed creating file for saving etags: \"{CurlText.Word(file)}\". Skip this transfer");
    }

    /// <summary>The name that the server gives the file (RFC 6266), without any directory.</summary>
    private static void TakeName(CurlOutput output, string value, string? directory)
    {
        foreach (string part in value.Split(';', StringSplitOptions.TrimEntries))
        {
            if (!part.StartsWith("filename=", StringComparison.OrdinalIgnoreCase)) continue;
            string name = part["filename=".Length..].Trim();
            if (name is ['"' or '\'', ..])
            {
                char quote = name[0];
                var plain = new StringBuilder();
                for (int i = 1; i < name.Length && name[i] != quote; i++)
                {
                    if (name[i] == '\\' && i + 1 < name.Length) i++;
                    plain.Append(name[i]);
                }
                name = plain.ToString();
            }
            name = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
            if (name.Length == 0 || name is "." or "..") continue;
            output.Path = directory is null ? name : $"{directory}/{name}";
            output.MustBeNew = true;
            return;
        }
    }
}
