using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Netshoot.Applets.Curl;

/// <summary>Forms as multipart bodies (RFC 7578), from the fields of <c>-F</c> and <c>--form-string</c>.</summary>
internal sealed class CurlForm(CurlFiles files, bool escapesByBackslash, bool isOtherType)
{
    /// <summary>One part; a part with parts of its own is a multipart inside.</summary>
    private sealed class Part
    {
        public string? Name { get; init; }
        public byte[]? Content { get; set; }
        public string? File { get; set; }
        public string? FileName { get; set; }
        public string? Type { get; set; }
        public string? Encoder { get; set; }
        public List<string> Headers { get; } = [];
        public List<Part>? Parts { get; set; }
        public bool IsField { get; init; }
    }

    public CurlUpload Build(IReadOnlyList<CurlFormField> fields)
    {
        var root = new List<Part>();
        var open = new Stack<List<Part>>();
        open.Push(root);
        foreach (var field in fields)
        {
            int equals = field.Text.IndexOf('=');
            string name = field.Text[..equals], value = field.Text[(equals + 1)..];
            bool isTop = open.Count == 1;
            if (field.IsLiteral)
            {
                open.Peek().Add(new() { Name = name, Content = Encoding.Latin1.GetBytes(value), IsField = isTop });
            }
            else if (value is ['(', .. var settings])
            {
                var part = new Part { Name = NameOf(name), Parts = [], IsField = isTop };
                var reader = new FieldReader(settings, files);
                reader.SkipTo(';');
                Settings(part, reader, "");
                open.Peek().Add(part);
                open.Push(part.Parts);
            }
            else if (name.Length == 0 && value == ")")
            {
                if (isTop) throw new CurlFailure(CurlExit.FailedInit, "option -F: is badly used here") { IsUsage = true };
                open.Pop();
            }
            else if (value is ['@', ..])
            {
                AddFiles(open.Peek(), name, value[1..], isTop);
            }
            else
            {
                bool isFile = value is ['<', ..];
                var reader = new FieldReader(isFile ? value[1..] : value, files);
                string word = reader.Word(";");
                var part = new Part { Name = NameOf(name), IsField = isTop };
                part.Content = isFile ? files.TryReadBytes(word) ?? throw Unreadable() : Encoding.Latin1.GetBytes(word);
                Settings(part, reader, "");
                open.Peek().Add(part);
            }
        }
        var upload = new CurlUpload(files);
        string boundary = NewBoundary();
        upload.ContentType = $"multipart/form-data; boundary={boundary}";
        Write(upload, root, boundary);
        return upload;
    }

    private static string? NameOf(string name) => name.Length == 0 ? null : name;

    private static CurlFailure Unreadable() => new(CurlExit.ReadError, "Failed to open/read local data from file/application");

    /// <summary>Several files of one field are a multipart of their own (RFC 7578 section 4.3, as browsers once did).</summary>
    private void AddFiles(List<Part> to, string name, string value, bool isTop)
    {
        var reader = new FieldReader(value, files);
        var parts = new List<Part>();
        do
        {
            string word = reader.Word(";,");
            var part = new Part { Name = NameOf(name), File = word, IsField = isTop };
            Settings(part, reader, ",");
            part.FileName ??= word == "-" ? "-" : word[(word.LastIndexOf('/') + 1)..];
            part.Type ??= TypeOf(part.FileName, orNull: true) ?? TypeOf(word);
            parts.Add(part);
        }
        while (reader.Take(','));
        if (parts.Count == 1)
        {
            to.Add(parts[0]);
            return;
        }
        var outer = new Part { Name = NameOf(name), Parts = [], IsField = isTop };
        foreach (var part in parts)
        {
            var inner = new Part { File = part.File, FileName = part.FileName, Type = part.Type, Encoder = part.Encoder };
            inner.Headers.AddRange(part.Headers);
            outer.Parts.Add(inner);
        }
        to.Add(outer);
    }

    private void Settings(Part part, FieldReader reader, string alsoEnds)
    {
        while (reader.Take(';'))
        {
            reader.SkipSpace();
            if (reader.TakeWord("type=")) part.Type = reader.MediaType(alsoEnds);
            else if (reader.TakeWord("filename=")) part.FileName = reader.Word(";" + alsoEnds);
            else if (reader.TakeWord("encoder=")) part.Encoder = reader.Word(";" + alsoEnds);
            else if (reader.TakeWord("headers="))
            {
                if (reader.Take('@') || reader.Take('<')) AddHeaderFile(part, reader.Word(";" + alsoEnds));
                else part.Headers.Add(reader.Word(";" + alsoEnds));
            }
            else
            {
                string unknown = reader.Word(";" + alsoEnds);
                if (unknown.Length > 0) files.Warn($"skip unknown form field: {CurlText.Word(unknown)}");
            }
        }
    }

    private void AddHeaderFile(Part part, string path)
    {
        if (files.TryReadText(path) is not { } text)
        {
            files.Warn($"Cannot read from {CurlText.Word(path)}: No such file or directory");
            return;
        }
        foreach (string raw in text.Split('\n'))
        {
            string line = raw.TrimEnd('\r', ' ', '\t');
            if (line.Length == 0 || line[0] == '#') continue;
            // A line that begins with a space goes on with the one before it.
            if (line[0] is ' ' or '\t' && part.Headers.Count > 0) part.Headers[^1] += "\r\n" + line;
            else part.Headers.Add(line);
        }
    }

    private void Write(CurlUpload to, List<Part> parts, string boundary)
    {
        foreach (var part in parts)
        {
            string inner = part.Parts is null ? "" : NewBoundary();
            to.Add($"--{boundary}\r\n{Header(part, inner)}\r\n");
            if (part.Parts is not null) Write(to, part.Parts, inner);
            else WriteContent(to, part);
            to.Add("\r\n");
        }
        to.Add($"--{boundary}--\r\n");
    }

    private string Header(Part part, string inner)
    {
        var header = new StringBuilder();
        bool Has(string name) => part.Headers.Exists(h => h.StartsWith(name, StringComparison.OrdinalIgnoreCase) && h.AsSpan(name.Length).TrimStart().StartsWith(":"));
        if (!Has("Content-Disposition"))
        {
            string? disposition = part.IsField && !isOtherType ? "form-data" : part.FileName is not null || part.Name is not null ? "attachment" : null;
            if (disposition is not null)
            {
                header.Append("Content-Disposition: ").Append(disposition);
                if (part.Name is not null) header.Append("; name=\"").Append(Quoted(part.Name)).Append('"');
                if (part.FileName is { } name) header.Append("; filename=\"").Append(Quoted(name)).Append('"');
                header.Append("\r\n");
            }
        }
        string? type = part.Type;
        if (part.Parts is not null) type = $"{type ?? "multipart/mixed"}; boundary={inner}";
        else if (type is null && part.FileName is { } shown && part.File is null) type = TypeOf(shown, orNull: true);
        if (type is not null && !Has("Content-Type")) header.Append("Content-Type: ").Append(type).Append("\r\n");
        if (part.Encoder is { } encoder && !Has("Content-Transfer-Encoding")) header.Append("Content-Transfer-Encoding: ").Append(encoder.ToLowerInvariant()).Append("\r\n");
        foreach (string line in part.Headers) header.Append(line).Append("\r\n");
        return header.ToString();
    }

    private void WriteContent(CurlUpload to, Part part)
    {
        if (part.File is { } file)
        {
            if (part.Encoder is null && file != "-")
            {
                if (!to.TryAddFile(file)) throw Unreadable();
                return;
            }
            part.Content = files.TryReadBytes(file) ?? throw Unreadable();
        }
        byte[] content = part.Content ?? [];
        switch (part.Encoder?.ToLowerInvariant())
        {
            case null or "binary" or "8bit":
                to.Add(content);
                break;
            case "7bit":
                if (content.AsSpan().ContainsAnyExceptInRange((byte)0, (byte)0x7f)) throw Unreadable();
                to.Add(content);
                break;
            case "base64":
                to.Add(InLines(Convert.ToBase64String(content)));
                break;
            case "quoted-printable":
                to.Add(QuotedPrintable(content));
                break;
            default:
                throw new CurlFailure(CurlExit.BadArgument, "A libcurl function was given a bad argument");
        }
    }

    private string Quoted(string text) => escapesByBackslash
        ? text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
        : text.Replace("\"", "%22", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static string InLines(string text)
    {
        const int Width = 76;
        var lines = new StringBuilder();
        for (int i = 0; i < text.Length; i += Width)
        {
            if (i > 0) lines.Append("\r\n");
            lines.Append(text.AsSpan(i, Math.Min(Width, text.Length - i)));
        }
        return lines.ToString();
    }

    /// <summary>RFC 2045 section 6.7.</summary>
    private static string QuotedPrintable(byte[] content)
    {
        const int Width = 76;
        var text = new StringBuilder();
        int column = 0;
        for (int i = 0; i < content.Length; i++)
        {
            byte b = content[i];
            if (b == '\r' && i + 1 < content.Length && content[i + 1] == '\n')
            {
                text.Append("\r\n");
                column = 0;
                i++;
                continue;
            }
            bool endsLine = i + 1 == content.Length || (content[i + 1] == '\r' && i + 2 < content.Length && content[i + 2] == '\n');
            string piece = b is >= 0x21 and <= 0x7e and not (byte)'=' || (b is (byte)' ' or (byte)'\t' && !endsLine)
                ? ((char)b).ToString() : string.Create(CultureInfo.InvariantCulture, $"={b:X2}");
            if (column + piece.Length > (endsLine ? Width : Width - 1))
            {
                text.Append("=\r\n");
                column = 0;
            }
            text.Append(piece);
            column += piece.Length;
        }
        return text.ToString();
    }

    private static string NewBoundary() => "------------------------" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    private static string? TypeOf(string file, bool orNull) => TypeOf(file) is var type && type == "application/octet-stream" && orNull ? null : type;

    private static string TypeOf(string file) => file[(file.LastIndexOf('.') + 1)..].ToLowerInvariant() switch
    {
        "gif" => "image/gif",
        "jpg" or "jpeg" => "image/jpeg",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain",
        "htm" or "html" => "text/html",
        "pdf" => "application/pdf",
        "xml" => "application/xml",
        _ => "application/octet-stream",
    };

    /// <summary>The content of a field and its settings, from left to right.</summary>
    private sealed class FieldReader(string text, CurlFiles files)
    {
        private int _at;

        public bool Take(char c)
        {
            if (_at >= text.Length || text[_at] != c) return false;
            _at++;
            return true;
        }

        public bool TakeWord(string word)
        {
            if (!text.AsSpan(_at).StartsWith(word, StringComparison.OrdinalIgnoreCase)) return false;
            _at += word.Length;
            return true;
        }

        public void SkipSpace()
        {
            while (_at < text.Length && text[_at] is ' ' or '\t') _at++;
        }

        public void SkipTo(char c)
        {
            while (_at < text.Length && text[_at] != c) _at++;
        }

        /// <summary>Up to one of the ends; in quotes these mean nothing.</summary>
        public string Word(string ends)
        {
            int start = _at;
            SkipSpace();
            if (Take('"'))
            {
                var word = new StringBuilder();
                for (; _at < text.Length; _at++)
                {
                    if (text[_at] == '\\' && _at + 1 < text.Length && text[_at + 1] is '\\' or '"')
                    {
                        word.Append(text[++_at]);
                    }
                    else if (text[_at] == '"')
                    {
                        _at++;
                        bool hasRest = false;
                        while (_at < text.Length && !ends.Contains(text[_at]))
                        {
                            hasRest |= text[_at] is not (' ' or '\t');
                            _at++;
                        }
                        if (hasRest) files.Warn("Trailing data after quoted form parameter");
                        return word.ToString();
                    }
                    else
                    {
                        word.Append(text[_at]);
                    }
                }
            }
            _at = start;
            SkipSpace();
            start = _at;
            while (_at < text.Length && !ends.Contains(text[_at])) _at++;
            return text[start.._at].TrimEnd(' ', '\t');
        }

        /// <summary>A media type may have parameters, which look like settings; only what is a setting ends it.</summary>
        public string MediaType(string alsoEnds)
        {
            SkipSpace();
            int start = _at;
            while (_at < text.Length && !alsoEnds.Contains(text[_at]))
            {
                if (text[_at] == ';')
                {
                    var rest = text.AsSpan(_at + 1).TrimStart();
                    if (rest.StartsWith("filename=", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("headers=", StringComparison.OrdinalIgnoreCase)
                        || rest.StartsWith("encoder=", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("type=", StringComparison.OrdinalIgnoreCase)) break;
                }
                _at++;
            }
            return text[start.._at].Trim();
        }
    }
}
