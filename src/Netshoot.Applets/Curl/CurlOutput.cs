using Netshoot.Wire;

namespace Netshoot.Applets.Curl;

/// <summary>Where a body goes: a file that is made when its first byte comes, or standard output.</summary>
internal sealed class CurlOutput(CurlConfig config, CurlFiles files, string? path) : IDisposable
{
    private const int MostNumbers = 100;

    private FileStream? _file;
    private long _before;

    /// <summary>The file's name, which the server may give; null for standard output.</summary>
    public string? Path { get; set; } = path;

    /// <summary>Bytes that were in the file before, which are kept.</summary>
    public bool Appends { get; init; }

    /// <summary>A name from the server never overwrites.</summary>
    public bool MustBeNew { get; set; }

    /// <summary>The server may still give a name: what has been printed waits for it.</summary>
    public bool AwaitsName { get; set; }

    public long Written { get; private set; }

    public bool IsStandard => Path is null;

    public bool IsOpen => _file is not null;

    /// <param name="bytes">What is written.</param>
    /// <param name="isHeader">Headers are no part of what a transfer that is tried again takes back.</param>
    public void Write(ReadOnlySpan<byte> bytes, bool isHeader = false)
    {
        if (Path is null)
        {
            files.Shell.Output.Raw(bytes);
            if (config.Unbuffered) files.Shell.Output.Flush();
        }
        else
        {
            Open();
            try
            {
                _file!.Write(bytes);
            }
            catch (IOException)
            {
                throw new CurlFailure(CurlExit.WriteError, "Failure writing output to destination");
            }
        }
        if (!isHeader) Written += bytes.Length;
    }

    /// <summary>Makes the file, even if nothing is written to it.</summary>
    public void Open()
    {
        if (_file is not null || Path is null) return;
        string name = CurlText.Word(Path);
        bool mustBeNew = config.Clobbers == false || (MustBeNew && config.Clobbers != true);
        for (int number = 0; ; number++)
        {
            string tried = number == 0 ? name : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name}.{number}");
            try
            {
                if (config.CreatesDirectories && System.IO.Path.GetDirectoryName(tried) is { Length: > 0 } directory) Directory.CreateDirectory(directory, (UnixFileMode)0x1e8);
                var options = new FileStreamOptions { Mode = mustBeNew ? FileMode.CreateNew : Appends ? FileMode.Append : FileMode.Create, Access = FileAccess.Write, Share = FileShare.ReadWrite, BufferSize = 0 };
                if (!Appends) options.UnixCreateMode = (UnixFileMode)(config.FileMode ?? 0x1a4);
                _file = new FileStream(tried, options);
                Path = number == 0 ? Path : CurlText.Bytes(tried);
                if (Appends) _before = _file.Position;
                return;
            }
            catch (IOException) when (mustBeNew && File.Exists(tried))
            {
                // Without leave to overwrite, a number behind the name makes it another.
                if (config.Clobbers == false && number < MostNumbers) continue;
                files.Warn($"Failed to open the file {tried}: File exists");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
            {
                files.Warn($"Failed to open the file {tried}: {Reason(e)}");
            }
            throw new CurlFailure(CurlExit.WriteError, "Failure writing output to destination");
        }
    }

    /// <summary>A transfer that is tried again begins where it began.</summary>
    public void Restart()
    {
        if (Written == 0) return;
        _file?.SetLength(_before);
        _file?.Seek(_before, SeekOrigin.Begin);
        Written = 0;
    }

    public void Remove()
    {
        if (_file is null) return;
        Dispose();
        File.Delete(CurlText.Word(Path!));
    }

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    private string Reason(Exception e) => e switch
    {
        UnauthorizedAccessException when Directory.Exists(CurlText.Word(Path!)) => "Is a directory",
        UnauthorizedAccessException => "Permission denied",
        DirectoryNotFoundException or FileNotFoundException => "No such file or directory",
        _ => e.HResult is > 0 and < 200 ? files.Shell.Machine.Text((Errno)e.HResult) : e.Message,
    };
}
