using Netshoot.Probes.Http;

namespace Netshoot.Applets.Curl;

/// <summary>Where the lines of a header go: the trace, the output with -i, the file of -D, and what looks for a name for the file.</summary>
internal sealed class CurlSinks(CurlConfig config, CurlFacts facts, CurlTrace trace, CurlOutput output, Stream? dump, bool isBold, CurlGlobal global)
{
    private readonly List<byte[]> _kept = [];

    private static ReadOnlySpan<byte> DispositionName => "content-disposition:"u8;

    public CurlOutput Output => output;

    /// <summary>Takes the value of Content-Disposition, which may name the file.</summary>
    public Action<CurlOutput, string, string?>? OnName { get; init; }

    /// <summary>Whether lines are those of a proxy's CONNECT, which the user may not want to see.</summary>
    public bool IsTunnel { get; set; }

    public void HeaderLine(ReadOnlyMemory<byte> line, bool isTraced = true)
    {
        facts.HeaderSize += line.Length;
        if (OnName is not null && line.Span.Length > DispositionName.Length && System.Text.Ascii.EqualsIgnoreCase(line.Span[..DispositionName.Length], DispositionName))
            OnName(output, System.Text.Encoding.Latin1.GetString(line.Span[DispositionName.Length..]).Trim(), config.OutputDirectory);
        if (isTraced) trace.Header(line.Span, sent: false);
        if (IsTunnel && config.SuppressesConnect) return;
        if (dump is not null)
        {
            dump.Write(line.Span);
        }
        if (!config.Includes && !config.IsHead) return;
        if (output.AwaitsName)
        {
            _kept.Add(line.ToArray());
            return;
        }
        Print(line.Span);
    }

    /// <summary>The header that waited for a file's name.</summary>
    public void PrintKept()
    {
        output.AwaitsName = false;
        foreach (byte[] line in _kept) Print(line);
        _kept.Clear();
    }

    private void Print(ReadOnlySpan<byte> line)
    {
        int colon = line.IndexOf((byte)':');
        if (!isBold || !global.Styled || !output.IsStandard || colon <= 0 || line.StartsWith("HTTP/"u8))
        {
            output.Write(line, isHeader: true);
            return;
        }
        output.Write("\e[1m"u8, isHeader: true);
        output.Write(line[..colon], isHeader: true);
        output.Write("\e[0m"u8, isHeader: true);
        output.Write(line[colon..], isHeader: true);
    }
}
