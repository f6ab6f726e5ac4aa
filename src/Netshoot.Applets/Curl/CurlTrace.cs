using System.Globalization;
using System.Text;
using Netshoot.Wire;

namespace Netshoot.Applets.Curl;

/// <summary>What passes, as <c>-v</c>, <c>--trace</c> and <c>--trace-ascii</c> show it (curl(1)).</summary>
internal sealed class CurlTrace(CurlGlobal global, Shell shell, TextBuffer to, Action flush, bool isTerminal, bool showsSizes)
{
    private const int AsciiWidth = 64, HexWidth = 16;

    private readonly TextBuffer _safe = new();
    private bool _saidData;

    public bool IsOn => global.Verbose;

    private bool IsDump => global.Trace is not null;

    /// <summary>Something that happened.</summary>
    public void Info(string text)
    {
        if (!IsOn) return;
        Begin();
        to.Append(IsDump ? "== Info: "u8 : "* "u8);
        Foreign(Encoding.Latin1.GetBytes(text));
        to.Append((byte)'\n');
        _saidData = false;
        flush();
    }

    /// <summary>The header of a request, all of it, or a line of a response's.</summary>
    public void Header(ReadOnlySpan<byte> bytes, bool sent)
    {
        if (!IsOn) return;
        _saidData = false;
        if (IsDump)
        {
            Dump(sent ? "=> Send header" : "<= Recv header", bytes);
            return;
        }
        while (!bytes.IsEmpty)
        {
            int end = bytes.IndexOf((byte)'\n');
            var line = end < 0 ? bytes : bytes[..(end + 1)];
            Begin();
            to.Append(sent ? "> "u8 : "< "u8);
            Foreign(line);
            bytes = bytes[line.Length..];
        }
        flush();
    }

    /// <summary>A piece of a body.</summary>
    public void Data(ReadOnlySpan<byte> bytes, bool sent)
    {
        if (!IsOn) return;
        if (IsDump)
        {
            Dump(sent ? "=> Send data" : "<= Recv data", bytes);
            return;
        }
        if (_saidData || !showsSizes) return;
        _saidData = true;
        Begin();
        to.Append(sent ? "} ["u8 : "{ ["u8);
        to.Append(bytes.Length);
        to.Append(" bytes data]\n"u8);
        flush();
    }

    private void Begin()
    {
        if (global.TraceTime) to.Append(shell.Clock.GetLocalNow().ToString("HH:mm:ss.ffffff ", CultureInfo.InvariantCulture));
    }

    private void Dump(string what, ReadOnlySpan<byte> bytes)
    {
        Begin();
        to.Append(string.Create(CultureInfo.InvariantCulture, $"{what}, {bytes.Length} bytes (0x{bytes.Length:x})\n"));
        int width = global.TraceAscii ? AsciiWidth : HexWidth;
        for (int at = 0; at < bytes.Length;)
        {
            to.AppendHex((ulong)at, 4);
            to.Append(": "u8);
            var row = bytes.Slice(at, Math.Min(width, bytes.Length - at));
            at += row.Length;
            if (global.TraceAscii)
            {
                // A line's end ends the row, and is not shown.
                int end = row.IndexOf("\r\n"u8);
                if (end >= 0)
                {
                    at += end + 2 - row.Length;
                    row = row[..end];
                }
                else if (bytes[at..].StartsWith("\r\n"u8))
                {
                    at += 2;
                }
                else if (row[^1] == '\r' && bytes[at..].StartsWith("\n"u8))
                {
                    at += 1;
                    row = row[..^1];
                }
            }
            else
            {
                for (int i = 0; i < width; i++)
                {
                    if (i < row.Length)
                    {
                        to.AppendHex(row[i], 2);
                        to.Append((byte)' ');
                    }
                    else
                    {
                        to.Append("   "u8);
                    }
                }
            }
            foreach (byte b in row) to.Append(b is >= 0x20 and < 0x7f ? b : (byte)'.');
            to.Append((byte)'\n');
        }
        flush();
    }

    /// <summary>On a terminal nothing from outside may move the cursor; elsewhere it is what it is.</summary>
    private void Foreign(ReadOnlySpan<byte> bytes)
    {
        if (!isTerminal)
        {
            to.Append(bytes);
            return;
        }
        int text = bytes.TrimEnd("\r\n"u8).Length;
        _safe.Clear();
        _safe.Foreign(bytes[..text]);
        to.Append(_safe.Bytes);
        to.Append(bytes[text..]);
    }
}
