using Netshoot.Testing;

namespace Netshoot.Tests.Architecture;

/// <summary>The project's own source files, without what a build makes.</summary>
internal static class Sources
{
    public static IEnumerable<string> Of(string folder) => Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)
        .Where(static f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal));
}
