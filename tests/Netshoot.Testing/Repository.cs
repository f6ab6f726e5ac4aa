namespace Netshoot.Testing;

/// <summary>Where things are in the checkout that the tests were built from.</summary>
public static class Repository
{
    /// <summary>The folder of netshoot.slnx.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The published executable; NETSHOOT_EXECUTABLE names another.</summary>
    public static string Executable { get; } = Environment.GetEnvironmentVariable("NETSHOOT_EXECUTABLE") ?? Path.Combine(Root, "out", "netshoot");

    /// <summary>The folder of shared data beside the checkout, or null where there is none: then what needs it says so loudly.</summary>
    public static string? Shared { get; } = Path.GetFullPath(Path.Combine(Root, "..", "shared")) is var shared && Directory.Exists(shared) ? shared : null;

    public static string TestData(string path) => Path.Combine(Root, "testdata", path);

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
            if (File.Exists(Path.Combine(directory.FullName, "netshoot.slnx"))) return directory.FullName;
        throw new InvalidOperationException("the tests must run inside the checkout that they were built from");
    }
}
