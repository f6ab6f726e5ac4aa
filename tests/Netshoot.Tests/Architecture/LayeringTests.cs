using System.Text.RegularExpressions;
using System.Xml.Linq;
using Netshoot.Testing;
using Xunit;

namespace Netshoot.Tests.Architecture;

/// <summary>The shape of the solution, as a test: who may know whom (ARCHITECTURE.md, Layers).</summary>
public sealed partial class LayeringTests
{
    private static readonly Dictionary<string, string[]> s_mayKnow = new()
    {
        ["Netshoot.Wire"] = [],
        ["Netshoot.Analyzers"] = [],
        ["Netshoot.Kernel"] = ["Wire"],
        ["Netshoot.Dns"] = ["Wire", "Analyzers"],
        ["Netshoot.Filters"] = ["Wire"],
        ["Netshoot.Cli"] = ["Wire"],
        ["Netshoot.Packets"] = ["Wire", "Dns", "Analyzers"],
        ["Netshoot.Netlink"] = ["Wire", "Kernel"],
        ["Netshoot.Capture"] = ["Wire", "Kernel", "Filters"],
        ["Netshoot.Host"] = ["Wire", "Kernel", "Dns", "Filters", "Packets", "Netlink", "Capture"],
        ["Netshoot.Probes"] = ["Wire", "Dns", "Filters", "Packets", "Netlink", "Capture", "Host"],
        ["Netshoot.Diagnosis"] = ["Wire", "Dns", "Filters", "Packets", "Netlink", "Capture", "Host", "Probes", "Analyzers"],
        ["Netshoot.Applets"] = ["Wire", "Dns", "Filters", "Cli", "Packets", "Netlink", "Capture", "Host", "Probes", "Diagnosis", "Analyzers"],
        ["netshoot"] = ["*"],
    };

    public static TheoryData<string> Projects => [.. Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)];

    [Theory, MemberData(nameof(Projects))]
    public void A_project_knows_only_what_the_table_allows(string path)
    {
        var known = XDocument.Load(path).Descendants("ProjectReference").Select(static r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value).Replace("Netshoot.", "", StringComparison.Ordinal));
        Assert.Empty(known.Except(s_mayKnow[Path.GetFileNameWithoutExtension(path)]));
    }

    [Fact]
    public void Every_project_has_a_row_in_the_table()
        => Assert.Equal(s_mayKnow.Keys.Order(StringComparer.Ordinal), Projects.Select(static p => Path.GetFileNameWithoutExtension(p.Data)).Order(StringComparer.Ordinal));

    [Fact]
    public void Only_the_kernel_project_may_be_unsafe()
        => Assert.Equal(["Netshoot.Kernel.csproj"], Projects.Select(static p => p.Data).Where(static p => File.ReadAllText(p).Contains("AllowUnsafeBlocks", StringComparison.Ordinal)).Select(Path.GetFileName));

    [Fact]
    public void A_library_of_packages_does_not_leak_through_the_walls()
    {
        var host = XDocument.Load(Path.Combine(Repository.Root, "src/Netshoot.Host/Netshoot.Host.csproj"));
        Assert.All(host.Descendants("PackageReference"), static r => Assert.Contains("compile", r.Attribute("PrivateAssets")!.Value, StringComparison.Ordinal));
    }

    [Fact]
    public void An_applet_does_not_know_another()
    {
        // A folder without a tool in it is what several tools share.
        var tools = Sources.Of("src/Netshoot.Applets").Where(static f => File.ReadAllText(f).Contains("[Applet(\"", StringComparison.Ordinal))
            .Select(HomeOf).ToHashSet();
        var strangers =
            from file in Sources.Of("src/Netshoot.Applets")
            let home = HomeOf(file)
            where home.Length > 0
            from Match match in AppletNamespace().Matches(File.ReadAllText(file))
            let other = match.Groups[1].Value
            where other != home && tools.Contains(other)
            select $"{file}: {match.Value}";
        Assert.Empty(strangers);
    }

    /// <summary>The folder of a tool, with what is below it; empty for what all tools share.</summary>
    private static string HomeOf(string file)
        => Path.GetRelativePath(Path.Combine(Repository.Root, "src/Netshoot.Applets"), file).Split('/') is [var folder, _, ..] ? folder : "";

    [GeneratedRegex(@"Netshoot\.Applets\.(\w+)")]
    private static partial Regex AppletNamespace();
}
