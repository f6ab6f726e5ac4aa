using System.Globalization;
using System.Text;
using Netshoot.Cli;
using Netshoot.Probes.Http;
using Netshoot.Wire;

namespace Netshoot.Applets.Curl;

/// <summary>All that a command line asks for: every URL of every configuration, one after the other or at once.</summary>
internal sealed class CurlRun(Shell shell, CurlGlobal global, CurlFiles files) : IDisposable
{
    public const string Help = "curl: try 'curl --help' or 'curl --manual' for more information\n";

    private readonly CurlConnector _connector = new(shell);
    private CurlConfig? _dumping;
    private CookieJar? _jar;
    private CurlTrace? _trace;
    private Stream? _traceFile;
    private TextBuffer? _traceText;
    private int _result;
    private int _number = -1;

    public async ValueTask<int> RunAsync(IReadOnlyList<CurlConfig> configs, CancellationToken stop)
    {
        OpenTrace();
        var running = new List<Task>();
        foreach (var config in configs)
        {
            if (!config.Targets.Exists(static t => t.Url is not null))
            {
                Complain(new CurlFailure(CurlExit.FailedInit, "no URL specified!") { IsUsage = true });
                if (_result == 0) _result = CurlExit.FailedInit;
                break;
            }
            if (!await RunConfigAsync(config, running, stop)) break;
        }
        await Task.WhenAll(running);
        foreach (var config in configs)
        {
            if (config.Hsts is { Length: > 0 } hosts && _hsts is not null && _hstsFile == hosts) files.TryWrite(hosts, _hsts.Text());
        }
        return _result;
    }

    public void Dispose()
    {
        _connector.Dispose();
        _traceFile?.Dispose();
    }

    private HstsList? _hsts;
    private string? _hstsFile;

    private void OpenTrace()
    {
        bool toOutput = global.Trace == "-", toError = global.Trace is null or "%" || (global.Trace is null);
        bool isTerminal = toOutput ? shell.Output.IsTerminal : toError && shell.Error.IsTerminal;
        if (toOutput || toError)
        {
            var output = toOutput ? shell.Output : shell.Error;
            _trace = new(global, shell, output.Buffer, output.Written, isTerminal, !shell.Output.IsTerminal);
            return;
        }
        _traceText = new();
        if (shell.Machine.TryCreate(CurlText.Word(global.Trace!), out _traceFile) != Errno.None) files.Warn("Failed to create/open output");
        _trace = new(global, shell, _traceText, () =>
        {
            _traceFile?.Write(_traceText.Bytes);
            _traceText.Clear();
        }, false, true);
    }

    /// <returns>False when nothing more is to be done.</returns>
    private async ValueTask<bool> RunConfigAsync(CurlConfig config, List<Task> running, CancellationToken stop)
    {
        if (CurlPlan.Check(config) is { } conflict)
        {
            _result = CurlExit.FailedInit;
            files.Warn(conflict);
            return false;
        }
        CurlContext context;
        try
        {
            OpenJars(config);
            context = new(config, global, files, _connector, new CurlNames(shell, config, _trace!), _jar, config.Hsts is null ? null : _hsts);
        }
        catch (CurlFailure e)
        {
            Fail(e);
            return true;
        }
        foreach (var target in config.Targets)
        {
            if (target.Url is not { } given)
            {
                files.Warn("Got more output options than URLs");
                break;
            }
            _number++;
            var urls = config.GlobOff ? CurlGlob.Literal(given) : TryGlob(given);
            if (urls is null) continue;
            var uploads = target.Upload is not { Length: > 0 } name ? null : config.GlobOff ? CurlGlob.Literal(name) : TryGlob(name);
            for (long file = 0; file < (uploads?.Count ?? 1); file++)
            {
                for (long index = 0; index < urls.Count; index++)
                {
                    var one = new CurlOne(this, context, target, urls, index, uploads?.Url(file), _number, _trace!);
                    if (!global.Parallel)
                    {
                        if (!await one.RunAsync(stop) && global.FailsEarly) return false;
                        if (config.MinimumInterval > 0) await Task.Delay(TimeSpan.FromSeconds(config.MinimumInterval), shell.Clock, stop);
                        continue;
                    }
                    running.RemoveAll(static t => t.IsCompleted);
                    while (running.Count >= global.ParallelMax)
                    {
                        await Task.WhenAny(running);
                        running.RemoveAll(static t => t.IsCompleted);
                    }
                    running.Add(one.RunAsync(stop).AsTask());
                }
            }
        }
        return true;
    }

    private CurlGlob? TryGlob(string text)
    {
        try
        {
            return CurlGlob.Parse(text);
        }
        catch (CurlFailure e)
        {
            Fail(e);
            return null;
        }
    }

    private void OpenJars(CurlConfig config)
    {
        if (config.CookieFiles.Count > 0 || config.CookieJar is not null) _jar ??= new(shell.Clock);
        foreach (string file in config.CookieFiles)
        {
            if (file.Length == 0) continue;
            if (files.TryReadText(file) is { } text) _jar!.Load(text, config.JunksSession);
            else _trace!.Info($"WARNING: failed to open cookie file \"{file}\"");
        }
        if (config.Hsts is { } hosts)
        {
            _hsts ??= new(shell.Clock);
            if (_hstsFile == hosts) return;
            _hstsFile = hosts;
            if (hosts.Length > 0 && files.TryReadText(hosts) is { } known) _hsts.Load(known);
        }
    }

    /// <summary>Notes how one transfer ended, and says so.</summary>
    public void Fail(CurlFailure failure)
    {
        _result = failure.Code;
        Complain(failure);
    }

    public void Succeed() => _result = 0;

    /// <summary>The file of -D: the first transfer makes it, those behind it go on in it.</summary>
    public Stream? OpenDump(CurlConfig config)
    {
        if (config.DumpHeader is not { } name) return null;
        if (name == "-") return new OutputStream(shell.Output);
        try
        {
            string path = CurlText.Word(name);
            var before = _dumping;
            _dumping = config;
            if (config.CreatesDirectories && Path.GetDirectoryName(path) is { Length: > 0 } directory) Directory.CreateDirectory(directory);
            return new FileStream(path, before != config ? FileMode.Create : FileMode.Append, FileAccess.Write, FileShare.ReadWrite, 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CurlFailure(CurlExit.WriteError, $"Failed to open {CurlText.Word(name)}");
        }
    }

    /// <summary>An option that is none, or is not used as it must be; -s does not silence that.</summary>
    public static void ComplainAboutOption(Shell shell, CurlFailure failure)
    {
        shell.Error.Line($"curl: {CurlText.Word(failure.Message)}");
        if (failure.IsUsage) shell.Error.Literal(Help);
    }

    public void Complain(CurlFailure failure)
    {
        if (global.Silent && !global.ShowsError) return;
        shell.Output.Flush();
        if (failure.IsUsage)
        {
            ComplainAboutOption(shell, failure);
            return;
        }
        bool isFirst = true;
        foreach (string line in failure.Message.Split('\n'))
        {
            if (isFirst) shell.Error.Line($"curl: ({failure.Code}) {CurlText.Word(line)}");
            else shell.Error.Line($"{line}");
            isFirst = false;
        }
        if (failure.Hint is not null && shell.Error.IsTerminal) shell.Error.Line($"curl: hint: {failure.Hint}");
    }

    /// <summary>Standard output where a stream is wanted.</summary>
    private sealed class OutputStream(Output output) : Stream
    {
        public override bool CanRead => false;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Write(ReadOnlySpan<byte> buffer) => output.Raw(buffer);

        public override void Write(byte[] buffer, int offset, int count) => output.Raw(buffer.AsSpan(offset, count));

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}

/// <summary>What cannot be asked for together.</summary>
internal static class CurlPlan
{
    public static string? Check(CurlConfig c)
    {
        bool posts = c.Post is not null && !c.UsesGet, forms = c.Form.Count > 0, puts = c.Targets.Exists(static t => t.Upload is not null);
        var asked = new List<string>();
        if (forms) asked.Add("multipart formpost (-F, --form)");
        if (c.IsHead) asked.Add("HEAD (-I, --head)");
        if (posts) asked.Add("POST (-d, --data)");
        if (puts) asked.Add("PUT (-T, --upload-file)");
        if (asked.Count < 2) return null;
        return $"You can only select one HTTP request method! You asked for both {asked[1]} and {asked[0]}.";
    }
}
