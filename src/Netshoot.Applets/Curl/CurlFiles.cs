using System.Text;
using Netshoot.Wire;

namespace Netshoot.Applets.Curl;

/// <summary>Files and standard input, by names whose characters are bytes; and where warnings go.</summary>
internal sealed class CurlFiles(Shell shell, CurlGlobal global)
{
    private const int LargestFile = 1 << 30;

    public Shell Shell => shell;

    public string? Environment(string name) => shell.Environment(name) is { } value ? CurlText.Bytes(value) : null;

    /// <summary>The bytes of a file, of standard input for <c>-</c>; null when it cannot be read.</summary>
    public byte[]? TryReadBytes(string name)
    {
        var all = new MemoryStream();
        if (name == "-")
        {
            Copy(shell.Input, all);
            return all.ToArray();
        }
        if (shell.Machine.TryOpenRead(CurlText.Word(name), out var stream) != Errno.None) return null;
        using (stream)
        {
            try
            {
                Copy(stream!, all);
            }
            catch (Failure)
            {
                // A directory can be opened and not be read.
                return null;
            }
        }
        return all.ToArray();
    }

    public string? TryReadText(string name) => TryReadBytes(name) is { } bytes ? Encoding.Latin1.GetString(bytes) : null;

    /// <summary>When a file was changed, seconds of Unix time; null when there is none.</summary>
    public long? TimeOf(string name)
        => File.Exists(CurlText.Word(name)) ? new DateTimeOffset(File.GetLastWriteTimeUtc(CurlText.Word(name)), TimeSpan.Zero).ToUnixTimeSeconds() : null;

    /// <summary>Writes a text to a file, to standard output for <c>-</c>; false when it cannot be written.</summary>
    public bool TryWrite(string name, string text)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        if (name == "-")
        {
            shell.Output.Raw(bytes);
            return true;
        }
        if (shell.Machine.TryCreate(CurlText.Word(name), out var stream) != Errno.None) return false;
        using (stream) stream!.Write(bytes);
        return true;
    }

    /// <summary>Says what is odd and goes on; lines are broken where curl breaks them.</summary>
    public void Warn(string message)
    {
        if (global.Silent) return;
        const int Width = 79;
        const string Prefix = "Warning: ";
        string rest = message;
        while (rest.Length > 0)
        {
            int cut = rest.Length;
            if (rest.Length > Width - Prefix.Length)
            {
                cut = Width - Prefix.Length - 1;
                while (cut > 0 && rest[cut] != ' ') cut--;
                cut = cut == 0 ? Width - Prefix.Length : cut + 1;
            }
            shell.Error.Line($"{Prefix}{rest[..cut]}");
            rest = rest[cut..];
        }
    }

    private static void Copy(Stream from, MemoryStream to)
    {
        byte[] buffer = new byte[64 * 1024];
        while (from.Read(buffer) is > 0 and var count)
        {
            if (to.Length + count > LargestFile) throw new CurlFailure(CurlExit.OutOfMemory, "Out of memory");
            to.Write(buffer, 0, count);
        }
    }
}
