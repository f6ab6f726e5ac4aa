using System.Globalization;
using System.Text;
using Netshoot.Probes.Http;
using Netshoot.Wire;

namespace Netshoot.Applets.Curl;

/// <summary>One request and its response on one connection. The request's body and the response may be under way at the same time.</summary>
internal sealed class CurlExchange(CurlContext context, CurlFacts facts, CurlTrace trace, CurlProgress progress, CurlSinks sinks, CurlLink link, CurlClock time)
{
    private const int Piece = 64 * 1024;

    private readonly CurlConfig _config = context.Config;
    private readonly HttpConnection _connection = link.Connection;
    private readonly TaskCompletionSource<bool> _gate = new();
    private Task<bool>? _sending;
    private bool _stopsSending;
    private bool _bodyEndsByClose;
    private bool _hasBodyLeft = true;
    private long _limitStart;
    private long _limited;

    public CurlLink Link => link;

    /// <summary>Looks at each header before it is shown.</summary>
    public Action<HttpHead>? OnHeader { get; init; }

    /// <summary>The request asked to go on in HTTP/2.</summary>
    public bool Upgrades { get; init; }

    /// <summary>Nothing more may be asked on this connection.</summary>
    public bool MustClose { get; set; }

    private Http2Channel? Http2 => link.Connection.Http2;

    /// <summary>Whether the connection still serves others although this exchange failed.</summary>
    public bool OutlivesFailure => Http2 is { Fault: Http2Fault.Reset or Http2Fault.Short };

    /// <summary>Sends the head, and starts to send the body; false when the connection did not take it.</summary>
    public async ValueTask<bool> SendAsync(byte[] head, CurlRequest request, CurlUpload? upload, CancellationToken stop)
    {
        byte[] first = head;
        int ahead = 0;
        if (Http2 is not null) return await BeginStreamAsync(head, request, upload, stop);
        trace.Header(head, sent: true);
        bool sendsBody = upload is not null && !request.HoldsBody;
        if (sendsBody) upload!.Rewind(request.UploadFrom);
        facts.UploadTotal = sendsBody && upload!.Length >= 0 ? upload.Length - request.UploadFrom : facts.UploadTotal;
        // A small body travels with its head.
        if (sendsBody && !request.Expects && !request.IsChunked && upload!.Length is >= 0 and <= Piece && _config.LimitRate == 0)
        {
            var all = new MemoryStream(head.Length + (int)upload.Length);
            all.Write(head);
            byte[] piece = new byte[Piece];
            while (await upload.ReadAsync(piece, stop) is > 0 and var count)
            {
                trace.Data(piece.AsSpan(0, count), sent: true);
                all.Write(piece, 0, count);
                ahead += count;
            }
            first = all.ToArray();
            sendsBody = false;
        }
        if (await _connection.WriteAsync(first, stop) != Errno.None) return false;
        facts.Uploaded += ahead;
        if (!sendsBody) return true;
        _gate.TrySetResult(true);
        _sending = SendBodyAsync(upload!, request.IsChunked, request.Expects, stop);
        return true;
    }

    /// <summary>Begins a stream; its body always travels behind it, as the server's windows let it pass.</summary>
    private async ValueTask<bool> BeginStreamAsync(byte[] head, CurlRequest request, CurlUpload? upload, CancellationToken stop)
    {
        var http2 = Http2!;
        var fields = request.Fields(head);
        foreach (var (name, value) in fields) trace.Info($"h2h3 [{name}: {value}]");
        uint id = http2.StreamId == 0 ? 1 : http2.StreamId + 2;
        trace.Info(string.Create(CultureInfo.InvariantCulture, $"Using Stream ID: {id} (easy handle 0x{facts.UrlNumber + 1:x})"));
        trace.Header(head, sent: true);
        bool sendsBody = upload is not null && !request.HoldsBody;
        if (sendsBody) upload!.Rewind(request.UploadFrom);
        facts.UploadTotal = sendsBody && upload!.Length >= 0 ? upload.Length - request.UploadFrom : facts.UploadTotal;
        _connection.Reopen();
        http2.IsHead = request.Method == "HEAD";
        try
        {
            await http2.BeginAsync(fields, sendsBody && facts.UploadTotal != 0, stop);
        }
        catch (IOException)
        {
            return false;
        }
        if (sendsBody && facts.UploadTotal != 0) _sending = SendBodyAsync(upload!, isChunked: false, expects: false, stop);
        return true;
    }

    /// <summary>The server goes on in HTTP/2: the answer comes on its first stream.</summary>
    private async ValueTask<bool> SwitchAsync(CancellationToken stop)
    {
        trace.Info("Received 101, Switching to HTTP/2");
        byte[] waiting = _connection.Waiting.ToArray();
        if (waiting.Length > 0) trace.Info(string.Create(CultureInfo.InvariantCulture, $"Copying HTTP/2 data in stream buffer to connection buffer after upgrade: len={waiting.Length}"));
        var http2 = new Http2Channel(_connection.Stream) { IsHead = facts.Method == "HEAD" };
        _connection.Secure(http2);
        _connection.Reopen();
        try
        {
            await http2.ResumeAsync(waiting, stop);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private bool _saidFarewell;

    /// <summary>Tells once that the server takes no more streams.</summary>
    private void TellFarewell()
    {
        if (_saidFarewell || Http2?.Farewell is not { } farewell) return;
        _saidFarewell = true;
        trace.Info(string.Create(CultureInfo.InvariantCulture, $"recveived GOAWAY, error={farewell.Error}, last_stream={farewell.LastStream}"));
    }

    /// <exception cref="CurlFailure">The stream did not end in order.</exception>
    private void CheckStream(bool hasHead)
    {
        if (Http2 is not { } http2) return;
        TellFarewell();
        switch (http2.Fault)
        {
            case Http2Fault.Reset when http2.ErrorCode != 0:
                throw new CurlFailure(CurlExit.Http2Stream, string.Create(CultureInfo.InvariantCulture, $"HTTP/2 stream {http2.StreamId} was not closed cleanly: {ErrorName(http2.ErrorCode)} (err {http2.ErrorCode})"));
            case Http2Fault.Short:
                throw new CurlFailure(CurlExit.Partial, string.Create(CultureInfo.InvariantCulture, $"HTTP/2 stream {http2.StreamId} was not closed cleanly before end of the underlying stream"));
            case Http2Fault.GoneAway:
            case Http2Fault.Protocol when hasHead:
                throw new CurlFailure(CurlExit.Http2, "Error in the HTTP2 framing layer") { IsUntold = true };
            case Http2Fault.Protocol:
                throw new CurlFailure(CurlExit.GotNothing, "Empty reply from server") { Hint = "what answers is no HTTP/2: try --http1.1" };
        }
    }

    /// <summary>RFC 9113 section 7.</summary>
    private static string ErrorName(uint error) => error switch
    {
        0 => "NO_ERROR",
        1 => "PROTOCOL_ERROR",
        2 => "INTERNAL_ERROR",
        3 => "FLOW_CONTROL_ERROR",
        4 => "SETTINGS_TIMEOUT",
        5 => "STREAM_CLOSED",
        6 => "FRAME_SIZE_ERROR",
        7 => "REFUSED_STREAM",
        8 => "CANCEL",
        9 => "COMPRESSION_ERROR",
        10 => "CONNECT_ERROR",
        11 => "ENHANCE_YOUR_CALM",
        12 => "INADEQUATE_SECURITY",
        13 => "HTTP_1_1_REQUIRED",
        _ => "unknown",
    };

    /// <summary>The head of the final response; those before it only say to go on.</summary>
    public async ValueTask<(HttpHead? Head, HttpHeadFault Fault)> ReadHeadAsync(CancellationToken stop)
    {
        while (true)
        {
            var head = new HttpHead();
            bool isFirst = true;
            var fault = await HttpHeadReader.ReadAsync(_connection, head, line =>
            {
                if (isFirst && facts.FirstByte == 0) facts.FirstByte = time.Now;
                if (isFirst) TellFarewell();
                if (isFirst && head.Version == 10) trace.Info("HTTP 1.0, assume close after body");
                bool isBlank = line.Span.TrimEnd("\r\n"u8).IsEmpty;
                if (!isFirst && !isBlank && head.Headers.Count > 0) OnHeader?.Invoke(head);
                isFirst = false;
                sinks.HeaderLine(line, isTraced: !(isBlank && head.Status / 100 == 1 && (head.Status != 101 || Upgrades)));
            }, stop);
            if (fault != HttpHeadFault.None) return (null, fault);
            if (Upgrades && head.Status == 101 && Http2 is null && head.Has("Upgrade", "h2c"))
            {
                if (!await SwitchAsync(stop)) return (null, HttpHeadFault.Nothing);
                continue;
            }
            if (head.Status / 100 == 1 && head.Status != 101)
            {
                if (head.Status == 100) _expecting?.TrySetResult(true);
                continue;
            }
            if (_sending is { IsCompleted: false })
            {
                // An answer before the question's end: an error needs no more of it.
                if (head.Status >= 300 || _expecting is { Task.IsCompleted: false })
                {
                    if (head.Status < 400) trace.Info("HTTP error before end of send, stop sending");
                    else trace.Info("HTTP error before end of send, keep sending");
                    _stopsSending = true;
                    _expecting?.TrySetResult(false);
                    MustClose = true;
                }
            }
            facts.FirstByte = time.Now;
            return (head, fault);
        }
    }

    /// <exception cref="CurlFailure">There is no head to go on with.</exception>
    public void Check(HttpHeadFault fault)
    {
        switch (fault)
        {
            case HttpHeadFault.None:
                return;
            case HttpHeadFault.TooLong:
                throw new CurlFailure(CurlExit.OutOfMemory, "Out of memory");
            case HttpHeadFault.ZeroByte:
                throw new CurlFailure(CurlExit.StrangeReply, "Nul byte in header");
            case HttpHeadFault.NoColon:
                throw new CurlFailure(CurlExit.StrangeReply, "Header without colon");
            case HttpHeadFault.BadLength:
                throw new CurlFailure(CurlExit.StrangeReply, "Invalid Content-Length: value");
        }
        CheckStream(hasHead: false);
        if (_connection.Error != Errno.None && _connection.Error != Errno.EPIPE && Http2 is null)
            throw new CurlFailure(CurlExit.ReceiveError, $"Recv failure: {context.Files.Shell.Machine.Text(_connection.Error)}");
        throw new CurlFailure(CurlExit.GotNothing, "Empty reply from server");
    }

    /// <summary>An answer without a head (HTTP/0.9): all of it is the body.</summary>
    public async ValueTask ReadHttp09Async(CancellationToken stop)
    {
        if (!_config.AllowsHttp09) throw new CurlFailure(CurlExit.UnsupportedProtocol, "Received HTTP/0.9 when not allowed");
        facts.Version = 9;
        MustClose = true;
        await PumpAsync(new HttpBody(_connection, HttpFraming.UntilClosed, 0, stop) { OnReceived = Received }, null, stop);
    }

    /// <summary>Reads a body that nobody wants to see.</summary>
    public async ValueTask DiscardAsync(HttpHead head, CancellationToken stop)
    {
        var body = BodyOf(head, stop);
        facts.DownloadTotal = TotalOf(body, head);
        // What ends with the connection is not worth waiting for.
        if (Http2 is null && (body.Framing == HttpFraming.UntilClosed || MustClose || Closes(head)))
        {
            MustClose = true;
            return;
        }
        body.Begin();
        while (await body.NextAsync() is { IsEmpty: false } piece) facts.Downloaded += piece.Length;
        _hasBodyLeft = body.Fault != HttpBodyFault.None;
        await StopSendingAsync();
        progress.Update();
    }

    /// <summary>Reads the body to its end, takes its codings off, and writes it.</summary>
    public async ValueTask ReadBodyAsync(HttpHead head, CancellationToken stop)
    {
        var body = BodyOf(head, stop);
        _bodyEndsByClose = Http2 is null && body.Framing == HttpFraming.UntilClosed;
        facts.Downloaded = 0;
        facts.DownloadTotal = TotalOf(body, head);
        if (_bodyEndsByClose && head.Version >= 11 && !Closes(head)) trace.Info("no chunk, no close, no size. Assume close to signal end");
        if (_config.MaxFileSize > 0 && facts.DownloadTotal > _config.MaxFileSize) throw new CurlFailure(CurlExit.TooLarge, "Maximum file size exceeded");
        if (sinks.Output.AwaitsName) sinks.PrintKept();
        await PumpAsync(body, head, stop);
        _hasBodyLeft = false;
        if (_sending is not null && !_stopsSending)
        {
            await _sending;
        }
    }

    private long TotalOf(HttpBody body, HttpHead head)
    {
        if (body.Framing == HttpFraming.Length) return body.Left;
        return Http2 is not null && long.TryParse(head["content-length"], NumberStyles.None, CultureInfo.InvariantCulture, out long length) ? length : -1;
    }

    /// <summary>Leaves the connection to others, or closes it.</summary>
    public void Release(HttpHead? head)
    {
        if (Http2 is { } http2)
        {
            // What is left of the stream is taken back when the next one begins.
            if (!http2.IsOver && !MustClose) context.Connector.Keep(link, trace);
            else context.Connector.Close(link, trace);
            return;
        }
        bool keeps = head is not null && !MustClose && !_hasBodyLeft && !_bodyEndsByClose && !Closes(head) && head.Status != 101 && _sending is not { IsCompleted: false } && !_connection.HasEnded;
        if (keeps) context.Connector.Keep(link, trace);
        else context.Connector.Close(link, trace);
    }

    private bool Closes(HttpHead head)
    {
        bool viaProxy = link.Proxy is not null;
        if (head.Has("Connection", "close") || (viaProxy && head.Has("Proxy-Connection", "close"))) return true;
        return head.Version == 10 && !head.Has("Connection", "keep-alive") && !(viaProxy && head.Has("Proxy-Connection", "keep-alive"));
    }

    /// <summary>How the end of a body is known (RFC 9112 section 6.3).</summary>
    private HttpBody BodyOf(HttpHead head, CancellationToken stop)
    {
        var framing = HttpFraming.UntilClosed;
        long length = 0;
        // A stream has an end of its own, whatever its header says.
        if (Http2 is not null) return new HttpBody(_connection, framing, 0, stop) { OnReceived = Received };
        if (_config.IsHead || facts.Method == "HEAD" || head.Status is 204 or 304)
        {
            framing = HttpFraming.None;
        }
        else if (head.Has("Transfer-Encoding", "chunked"))
        {
            framing = HttpFraming.Chunked;
        }
        else if (!_config.IgnoresLength && head["Content-Length"] is { } text)
        {
            framing = HttpFraming.Length;
            length = LengthOf(head, text);
            if (length < 0) framing = HttpFraming.UntilClosed;
        }
        // 101 ends HTTP: what follows is another protocol's, until somebody closes.
        if (head.Status == 101) framing = HttpFraming.UntilClosed;
        if (framing == HttpFraming.UntilClosed) _bodyEndsByClose = true;
        return new HttpBody(_connection, framing, length, stop) { OnReceived = Received, OnTrailer = line => sinks.HeaderLine(line), IsRaw = _config.Raw };
    }

    /// <exception cref="CurlFailure">It is no length.</exception>
    private long LengthOf(HttpHead head, string text)
    {
        int digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits])) digits++;
        if (digits == 0) throw new CurlFailure(CurlExit.StrangeReply, "Invalid Content-Length: value");
        if (long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out long length)) return length;
        if (_config.MaxFileSize > 0) throw new CurlFailure(CurlExit.TooLarge, "Maximum file size exceeded");
        trace.Info("Overflow Content-Length: value");
        MustClose = true;
        _ = head;
        return -1;
    }

    private void Received(ReadOnlyMemory<byte> bytes) => trace.Data(bytes.Span, sent: false);

    private async ValueTask PumpAsync(HttpBody body, HttpHead? head, CancellationToken stop)
    {
        var codings = CodingsOf(head);
        if (body.Framing == HttpFraming.None) return;
        body.Begin();
        _limitStart = time.Provider.GetTimestamp();
        long counted = 0;
        double slowSince = time.Now;
        if (codings.Count > 0)
        {
            await DecodeAsync(body, codings, stop);
        }
        else
        {
            if (_config.LimitRate == 0) _connection.Widen();
            while (await body.NextAsync() is { IsEmpty: false } piece)
            {
                await TakeAsync(piece, stop);
                if (_config.SpeedLimit > 0 && time.Now - slowSince >= 1)
                {
                    if ((facts.Downloaded - counted) / (time.Now - slowSince) >= _config.SpeedLimit) slowSince = time.Now;
                    else if (time.Now - slowSince >= _config.SpeedTime) throw new CurlFailure(CurlExit.TimedOut, string.Create(CultureInfo.InvariantCulture, $"Operation too slow. Less than {_config.SpeedLimit} bytes/sec transferred the last {_config.SpeedTime} seconds"));
                    if (slowSince == time.Now) counted = facts.Downloaded;
                }
            }
        }
        if (body.Fault != HttpBodyFault.None) CheckStream(hasHead: true);
        TellFarewell();
        foreach (byte[] trailer in Http2?.Trailers ?? []) sinks.HeaderLine(trailer);
        switch (body.Fault)
        {
            case HttpBodyFault.Short when body.Framing == HttpFraming.Length:
                throw new CurlFailure(CurlExit.Partial, string.Create(CultureInfo.InvariantCulture, $"transfer closed with {body.Left} bytes remaining to read"));
            case HttpBodyFault.Short:
                throw new CurlFailure(CurlExit.Partial, "transfer closed with outstanding read data remaining");
            case HttpBodyFault.BadChunk:
                throw new CurlFailure(CurlExit.ReceiveError, "Illegal or missing hexadecimal sequence");
            case HttpBodyFault.TooLong:
                throw new CurlFailure(CurlExit.ReceiveError, "Failed reading the chunked-encoded stream");
            case HttpBodyFault.Broken:
                throw new CurlFailure(CurlExit.ReceiveError, $"Recv failure: {context.Files.Shell.Machine.Text(_connection.Error)}");
        }
    }

    /// <summary>The codings to take off, the outermost first.</summary>
    private List<string> CodingsOf(HttpHead? head)
    {
        var codings = new List<string>();
        if (head is null || _config.Raw) return codings;
        if (_config.Compressed) AddCodings(codings, head, "Content-Encoding");
        AddCodings(codings, head, "Transfer-Encoding");
        if (codings.Count > ContentDecoder.MostLayers) throw new CurlFailure(CurlExit.BadEncoding, string.Create(CultureInfo.InvariantCulture, $"Reject response due to more than {ContentDecoder.MostLayers} content encodings"));
        return codings;
    }

    private void AddCodings(List<string> codings, HttpHead head, string header)
    {
        foreach (var (name, value) in head.Headers)
        {
            if (!name.Equals(header, StringComparison.OrdinalIgnoreCase)) continue;
            foreach (string word in value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                string coding = word.ToLowerInvariant();
                if (coding is "chunked" or "identity" or "none") continue;
                if (!ContentDecoder.Knows(coding)) throw new CurlFailure(CurlExit.BadEncoding, "Unrecognized content encoding type. libcurl understands deflate, gzip, br, zstd content encodings.");
                codings.Insert(0, coding);
            }
        }
    }

    private async ValueTask DecodeAsync(HttpBody body, List<string> codings, CancellationToken stop)
    {
        Stream stream = new HttpBodyStream(body);
        foreach (string coding in codings) stream = ContentDecoder.Over(stream, coding);
        byte[] plain = new byte[Piece];
        bool ended = false;
        try
        {
            while (await stream.ReadAsync(plain, stop) is > 0 and var count) await TakeAsync(plain.AsMemory(0, count), stop);
            ended = true;
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or IOException && body.Fault == HttpBodyFault.None)
        {
            throw new CurlFailure(CurlExit.BadEncoding, codings[0] == "br" ? "Error while processing content unencoding: UNKNOWN" : "Error while processing content unencoding: invalid data");
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or IOException)
        {
            // The connection's own fault says it better.
        }
        // What is left behind the compressed data is no part of the body, but of the message.
        if (ended) while (!(await body.NextAsync()).IsEmpty) { }
    }

    private async ValueTask TakeAsync(ReadOnlyMemory<byte> piece, CancellationToken stop)
    {
        facts.Downloaded += piece.Length;
        if (_config.MaxFileSize > 0 && facts.Downloaded > _config.MaxFileSize) throw new CurlFailure(CurlExit.TooLarge, "Maximum file size exceeded");
        sinks.Output.Write(piece.Span);
        progress.Update();
        await LimitAsync(piece.Length, stop);
    }

    /// <summary>Waits until so many bytes may have passed.</summary>
    private async ValueTask LimitAsync(int bytes, CancellationToken stop)
    {
        if (_config.LimitRate == 0) return;
        _limited += bytes;
        double due = (double)_limited / _config.LimitRate - time.Provider.GetElapsedTime(_limitStart).TotalSeconds;
        if (due > 0) await Task.Delay(TimeSpan.FromSeconds(due), time.Provider, stop);
    }

    private TaskCompletionSource<bool>? _expecting;

    private async Task<bool> SendBodyAsync(CurlUpload upload, bool isChunked, bool expects, CancellationToken stop)
    {
        if (expects)
        {
            _expecting = new();
            var patience = Task.Delay(TimeSpan.FromSeconds(_config.Expect100), time.Provider, stop);
            if (await Task.WhenAny(_expecting.Task, patience) == patience)
            {
                await patience;
                trace.Info("Done waiting for 100-continue");
                _expecting.TrySetResult(true);
            }
            else if (!await _expecting.Task)
            {
                return false;
            }
        }
        const int Frame = 16;
        byte[] buffer = new byte[Piece + 2 * Frame];
        _limitStart = time.Provider.GetTimestamp();
        // Line ends that were made longer are sent beyond the length that was announced, as the original does.
        long left = upload.Length < 0 || upload.ConvertsLines ? long.MaxValue : facts.UploadTotal;
        while (!_stopsSending)
        {
            int count = await upload.ReadAsync(buffer.AsMemory(Frame, (int)Math.Min(Piece, left)), stop);
            if (count == 0 && !isChunked) break;
            var bytes = buffer.AsMemory(Frame, count);
            if (isChunked)
            {
                byte[] size = Encoding.ASCII.GetBytes(count.ToString("x", CultureInfo.InvariantCulture) + "\r\n");
                size.CopyTo(buffer, Frame - size.Length);
                "\r\n"u8.CopyTo(buffer.AsSpan(Frame + count));
                bytes = buffer.AsMemory(Frame - size.Length, size.Length + count + 2);
            }
            trace.Data(bytes.Span, sent: true);
            if (await _connection.WriteAsync(bytes, stop) != Errno.None)
            {
                _sendError = true;
                return false;
            }
            facts.Uploaded += count;
            left -= count;
            progress.Update();
            if (count == 0) trace.Info("Signaling end of chunked upload via terminating chunk.");
            if (count == 0 || (left == 0 && !isChunked)) break;
            await LimitAsync(count, stop);
        }
        if (!_stopsSending && Http2 is { } http2)
        {
            try
            {
                await http2.EndAsync(stop);
            }
            catch (IOException)
            {
                _sendError = true;
                return false;
            }
        }
        if (!_stopsSending && !isChunked) trace.Info("We are completely uploaded and fine");
        return !_stopsSending;
    }

    private bool _sendError;

    private async ValueTask StopSendingAsync()
    {
        if (_sending is null) return;
        _stopsSending = true;
        _expecting?.TrySetResult(false);
        if (!await _sending || _sendError) MustClose = true;
    }
}
