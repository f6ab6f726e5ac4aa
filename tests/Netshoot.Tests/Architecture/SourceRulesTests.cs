using System.Text.RegularExpressions;
using Netshoot.Applets;
using Netshoot.Testing;
using Xunit;

namespace Netshoot.Tests.Architecture;

/// <summary>Rules for source files that no compiler checks.</summary>
public sealed partial class SourceRulesTests
{
    private const int MostLines = 600;

    [Fact]
    public void No_file_is_longer_than_a_reader_keeps_in_mind()
        => Assert.Empty(Sources.Of("src").Concat(Sources.Of("tests")).Where(static f => File.ReadLines(f).Count() > MostLines));

    [Fact]
    public void Every_native_function_is_declared_in_the_kernel_project()
        => Assert.Empty(Sources.Of("src").Where(static f => !f.Contains("/Netshoot.Kernel/", StringComparison.Ordinal) && NativeImport().IsMatch(File.ReadAllText(f))));

    [Fact]
    public void Every_use_of_pointers_says_why_it_is_safe()
    {
        var silent =
            from file in Sources.Of("src/Netshoot.Kernel")
            let text = File.ReadAllText(file)
            where FixedOrStackPointer().IsMatch(text) && !text.Contains("// SAFETY:", StringComparison.Ordinal)
            select file;
        Assert.Empty(silent);
    }

    [Fact]
    public void Nothing_is_left_undone_in_the_sources()
        => Assert.Empty(Sources.Of("src").Where(static f => Unfinished().IsMatch(File.ReadAllText(f))));

    [Fact]
    public void The_version_is_that_of_the_build()
        => Assert.Contains($"<Version>{ProductVersion.Text}</Version>", File.ReadAllText(Path.Combine(Repository.Root, "Directory.Build.props")), StringComparison.Ordinal);

    [GeneratedRegex(@"\[(LibraryImport|DllImport)\(")]
    private static partial Regex NativeImport();

    [GeneratedRegex(@"fixed \(|stackalloc [a-z]+\[[^\]]*\];.*\n.*&|byte\*")]
    private static partial Regex FixedOrStackPointer();

    [GeneratedRegex(@"NotImplementedException|\bTODO\b|\bFIXME\b|\bHACK\b")]
    private static partial Regex Unfinished();
}
