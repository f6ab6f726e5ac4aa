using System.Runtime.CompilerServices;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Netfilter;
using Netshoot.Wire;

namespace Netshoot.Applets.ConnTrack;

/// <summary>What one command of conntrack(8) works with: channels to the kernel, and how it shows what it finds.</summary>
internal sealed class ConnTrackContext(ConnTrackOptions options, Shell shell) : IDisposable
{
    private readonly List<NetlinkChannel> _opened = [];
    private readonly ReportWriter _text = new(shell.Output.Buffer);

    public ConnTrackOptions Options => options;

    public Shell Shell => shell;

    public NetlinkChannel Channel => field ??= Open();

    /// <summary>Opens another channel: while a table is read its own can ask nothing else.</summary>
    public NetlinkChannel Open()
    {
        var errno = shell.Machine.Netlink.TryOpen(NetlinkProtocol.Netfilter, out var channel);
        if (channel is null) throw new Failure("netlink", shell.Machine.Text(errno), errno: (int)errno);
        _opened.Add(channel);
        return channel;
    }

    /// <summary>Shows a connection in the layout that was asked for.</summary>
    public void Show(Connection connection, bool isEvent = false)
    {
        var buffer = shell.Output.Buffer;
        if (shell.Json)
        {
            var json = new JsonText(buffer);
            json.OpenObject();
            if (isEvent) json.Write("event", connection.Change switch { ConnectionChange.New => "new", ConnectionChange.Ended => "destroy", _ => "update" });
            if (isEvent && connection.Port != 0) json.Write("portid", connection.Port);
            new ConnectionReport(connection, options.Output, shell.Clock).Write(new ReportWriter(json));
            json.CloseObject();
        }
        else
        {
            if (isEvent) BeginEvent(connection.Change);
            if ((options.Output & ConnTrackOutput.Xml) != 0) ConnectionXml.Write(buffer, connection, options.Output, shell.Clock, isEvent);
            else if ((options.Output & ConnTrackOutput.Save) != 0) ConnectionSave.Write(buffer, connection);
            else new ConnectionReport(connection, options.Output, shell.Clock).Write(_text);
            EndLine(isEvent ? connection.Port : 0);
        }
        buffer.Append((byte)'\n');
        shell.Output.Written();
    }

    /// <summary>Shows an expectation.</summary>
    public void Show(Expectation expectation, bool isEvent = false)
    {
        if (isEvent && !shell.Json) BeginEvent(expectation.Change);
        shell.Report(new ExpectationReport(expectation, options.Output));
    }

    /// <summary>Opens and closes the document, where the layout is one.</summary>
    public void Head()
    {
        if ((options.Output & ConnTrackOutput.Xml) != 0 && !shell.Json) shell.Output.Literal(ConnectionXml.Head);
    }

    /// <inheritdoc cref="Head"/>
    public void Foot()
    {
        if ((options.Output & ConnTrackOutput.Xml) != 0 && !shell.Json) shell.Output.Literal(ConnectionXml.Foot);
    }

    /// <summary>Says how many there were, where the original does.</summary>
    public void Say([InterpolatedStringHandlerArgument("")] ref Handler text) => text.End();

    /// <summary>Says what the kernel has against it.</summary>
    public ExitCode Fail(NetlinkError error)
    {
        shell.Output.Flush();
        shell.Error.Line($"{ConnTrackFailure.Prefix}: Operation failed: {error.Text ?? ConnTrackFailure.Reason(shell, error.Errno, options)}");
        return ExitCode.Failed;
    }

    public void Dispose()
    {
        foreach (var channel in _opened) channel.Dispose();
    }

    private void BeginEvent(ConnectionChange change)
    {
        var buffer = shell.Output.Buffer;
        if ((options.Output & ConnTrackOutput.Xml) != 0 || (options.Output & ConnTrackOutput.Save) != 0) return;
        if ((options.Output & ConnTrackOutput.Timestamp) != 0)
        {
            long microseconds = (shell.Clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
            buffer.Append($"[{microseconds / 1_000_000}.{microseconds % 1_000_000:000000}]");
            buffer.Append((byte)'\t');
        }
        buffer.Append(change switch { ConnectionChange.New => "    [NEW] ", ConnectionChange.Ended => "[DESTROY] ", _ => " [UPDATE] " });
    }

    // Each field has a space behind it; a line ends without.
    private void EndLine(uint port)
    {
        var buffer = shell.Output.Buffer;
        if (buffer.Length > 0 && buffer.Bytes[^1] == ' ') buffer.CutTo(buffer.Length - 1);
        if (port != 0) buffer.Append($" [USERSPACE] portid={port}");
    }

    /// <summary>A line on standard error behind the original's name, after what was printed.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Handler
    {
        private readonly Shell _shell;
        private readonly TextBuffer.Handler _inner;

        public Handler(int literalLength, int formattedCount, ConnTrackContext context)
        {
            _shell = context.Shell;
            _shell.Output.Flush();
            _shell.Error.Buffer.Append($"{ConnTrackFailure.Prefix}: ");
            _inner = new(literalLength, formattedCount, _shell.Error.Buffer);
        }

        public void AppendLiteral(string text) => _inner.AppendLiteral(text);

        public void AppendFormatted(string? text) => _inner.AppendFormatted(text);

        public void AppendFormatted<T>(T value) where T : IUtf8SpanFormattable => _inner.AppendFormatted(value);

        internal void End()
        {
            _shell.Error.Buffer.Append((byte)'\n');
            _shell.Error.Written();
        }
    }
}
