using System.Globalization;
using System.Text;
using Netshoot.Cli;
using Netshoot.Wire;

namespace Netshoot.Applets.Curl;

/// <summary>What is printed behind a transfer (<c>-w</c>): text, escapes, <c>%{variables}</c> and <c>%header{names}</c>.</summary>
internal sealed class CurlWriteOut(Shell shell, CurlFacts facts)
{
    /// <summary>In the order of their names, which is that of %{json}.</summary>
    private static readonly string[] s_names =
    [
        "certs", "content_type", "errormsg", "exitcode", "filename_effective", "ftp_entry_path", "http_code", "http_connect", "http_version",
        "local_ip", "local_port", "method", "num_certs", "num_connects", "num_headers", "num_redirects", "proxy_ssl_verify_result", "redirect_url",
        "referer", "remote_ip", "remote_port", "response_code", "scheme", "size_download", "size_header", "size_request", "size_upload",
        "speed_download", "speed_upload", "ssl_verify_result", "time_appconnect", "time_connect", "time_namelookup", "time_pretransfer",
        "time_redirect", "time_starttransfer", "time_total", "url", "url_effective", "urlnum",
    ];

    public void Write(string format)
    {
        var to = shell.Output.Buffer;
        for (int i = 0; i < format.Length; i++)
        {
            char c = format[i];
            if (c == '\\' && i + 1 < format.Length)
            {
                switch (format[++i])
                {
                    case 'r': to.Append((byte)'\r'); break;
                    case 'n': to.Append((byte)'\n'); break;
                    case 't': to.Append((byte)'\t'); break;
                    default: Bytes(to, $"\\{format[i]}"); break;
                }
            }
            else if (c == '%' && i + 1 < format.Length)
            {
                char next = format[i + 1];
                if (next == '%')
                {
                    to.Append((byte)'%');
                    i++;
                }
                else if (next == '{')
                {
                    int close = format.IndexOf('}', i);
                    if (close < 0)
                    {
                        Bytes(to, "%{");
                        i++;
                        continue;
                    }
                    string name = format[(i + 2)..close];
                    i = close;
                    if (name == "onerror" && facts.ExitCode == 0) break;
                    if (name == "stderr") to = Turn(to, shell.Error);
                    else if (name == "stdout") to = Turn(to, shell.Output);
                    else if (name != "onerror") Variable(to, name);
                }
                else if (format.AsSpan(i + 1).StartsWith("header{"))
                {
                    int close = format.IndexOf('}', i);
                    if (close < 0)
                    {
                        Bytes(to, "%header{");
                        i += 7;
                        continue;
                    }
                    Bytes(to, facts.Head?[format[(i + 8)..close]] ?? "");
                    i = close;
                }
                else
                {
                    Bytes(to, $"%{next}");
                    i++;
                }
            }
            else
            {
                to.Append((byte)c);
            }
        }
        shell.Output.Flush();
        shell.Error.Flush();
    }

    private TextBuffer Turn(TextBuffer from, Output output)
    {
        if (from != output.Buffer)
        {
            shell.Output.Flush();
            shell.Error.Flush();
        }
        return output.Buffer;
    }

    private void Variable(TextBuffer to, string name)
    {
        if (name == "json")
        {
            WriteJson(to);
            return;
        }
        if (name == "header_json")
        {
            WriteHeaders(to);
            return;
        }
        if (Value(name) is not var (text, _))
        {
            shell.Error.Line($"curl: unknown --write-out variable: '{CurlText.Word(name)}'");
            return;
        }
        Bytes(to, text ?? "");
    }

    /// <summary>The text of a variable, and whether JSON has it as a number; null when there is no such variable.</summary>
    private (string? Text, bool IsNumber)? Value(string name) => name switch
    {
        "certs" => (facts.Certificates.Count == 0 ? "" : string.Join("", facts.Certificates), false),
        "content_type" => (facts.ContentType, false),
        "errormsg" => (facts.ErrorMessage, false),
        "exitcode" => (Number(facts.ExitCode), true),
        "filename_effective" => (facts.FileName, false),
        "ftp_entry_path" => (null, false),
        "http_code" or "response_code" => (facts.Status.ToString("D3", CultureInfo.InvariantCulture), true),
        "http_connect" => (facts.ConnectStatus.ToString("D3", CultureInfo.InvariantCulture), true),
        "http_version" => (facts.Version switch { 10 => "1", 11 => "1.1", 20 => "2", _ => "0" }, false),
        "local_ip" => (facts.Local?.Address.ToString() ?? "", false),
        "local_port" => (Number(facts.Local?.Port ?? 0), true),
        "method" => (facts.Method, false),
        "num_certs" => (Number(facts.Certificates.Count), true),
        "num_connects" => (Number(facts.Connects), true),
        "num_headers" => (Number(facts.Head?.Headers.Count ?? 0), true),
        "num_redirects" => (Number(facts.Redirects), true),
        "proxy_ssl_verify_result" => (Number(facts.ProxyVerifyResult), true),
        "redirect_url" => (facts.RedirectUrl, false),
        "referer" => (facts.Referer, false),
        "remote_ip" => (facts.Remote?.Address.ToString() ?? "", false),
        "remote_port" => (Number(facts.Remote?.Port ?? 0), true),
        "scheme" => (facts.Scheme.Length == 0 ? null : facts.Scheme.ToUpperInvariant(), false),
        "size_download" => (Number(facts.Downloaded), true),
        "size_header" => (Number(facts.HeaderSize), true),
        "size_request" => (Number(facts.RequestSize), true),
        "size_upload" => (Number(facts.Uploaded), true),
        "speed_download" => (Speed(facts.Downloaded), true),
        "speed_upload" => (Speed(facts.Uploaded), true),
        "ssl_verify_result" => (Number(facts.VerifyResult), true),
        "time_appconnect" => (Time(facts.Secured), true),
        "time_connect" => (Time(facts.Connected), true),
        "time_namelookup" => (Time(facts.Resolved), true),
        "time_pretransfer" => (Time(facts.PreTransfer), true),
        "time_redirect" => (Time(facts.RedirectTime), true),
        "time_starttransfer" => (Time(facts.FirstByte), true),
        "time_total" => (Time(facts.Total), true),
        "url" => (facts.Url, false),
        "url_effective" => (facts.EffectiveUrl, false),
        "urlnum" => (Number(facts.UrlNumber), true),
        _ => null,
    };

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Time(double seconds) => seconds.ToString("F6", CultureInfo.InvariantCulture);

    private string Speed(long bytes) => Number(facts.Total > 0 ? (long)(bytes / facts.Total) : bytes);

    private void WriteJson(TextBuffer to)
    {
        to.Append((byte)'{');
        foreach (string name in s_names)
        {
            var (text, isNumber) = Value(name)!.Value;
            to.Append($"\"{name}\":");
            if (name is "http_code" or "response_code" or "http_connect") text = text!.TrimStart('0') is { Length: > 0 } code ? code : "0";
            if (text is null || (text.Length == 0 && name is "errormsg")) to.Append("null"u8);
            else if (isNumber) Bytes(to, text);
            else Quoted(to, text);
            to.Append((byte)',');
        }
        to.Append("\"curl_version\":"u8);
        Quoted(to, CurlVersion.Library);
        to.Append((byte)'}');
    }

    private void WriteHeaders(TextBuffer to)
    {
        to.Append((byte)'{');
        var headers = facts.Head?.Headers ?? [];
        var done = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < headers.Count; i++)
        {
            string name = headers[i].Key;
            if (!done.Add(name)) continue;
            // As the original: what stands between the first and the last of several is passed over.
            i = Math.Max(i, headers.FindLastIndex(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)));
            if (done.Count > 1) to.Append(",\n"u8);
            Quoted(to, name.ToLowerInvariant());
            to.Append(":["u8);
            bool first = true;
            foreach (var (other, value) in headers)
            {
                if (!other.Equals(name, StringComparison.OrdinalIgnoreCase)) continue;
                if (!first) to.Append((byte)',');
                first = false;
                Quoted(to, value);
            }
            to.Append((byte)']');
        }
        to.Append("\n}"u8);
    }

    private static void Quoted(TextBuffer to, string text)
    {
        to.Append((byte)'"');
        foreach (char c in text)
        {
            switch (c)
            {
                case '\\': to.Append("\\\\"u8); break;
                case '"': to.Append("\\\""u8); break;
                case '\b': to.Append("\\b"u8); break;
                case '\f': to.Append("\\f"u8); break;
                case '\n': to.Append("\\n"u8); break;
                case '\r': to.Append("\\r"u8); break;
                case '\t': to.Append("\\t"u8); break;
                case < ' ':
                    to.Append("\\u"u8);
                    to.AppendHex(c, 4);
                    break;
                default: to.Append((byte)c); break;
            }
        }
        to.Append((byte)'"');
    }

    private static void Bytes(TextBuffer to, string text) => Encoding.Latin1.GetBytes(text, to.Claim(text.Length));
}
