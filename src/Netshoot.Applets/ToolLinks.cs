using Netshoot.Wire;

namespace Netshoot.Applets;

/// <summary>The links by which each tool is called by its own name.</summary>
internal static class ToolLinks
{
    /// <summary>Makes a link for each tool and for the executable itself; a link that already leads there stays, any other file in its place is left alone and named.</summary>
    public static int Make(string directory, string executable)
    {
        int made = 0;
        var names = new List<string> { MultiCall.Self };
        foreach (var applet in AppletTable.All)
            if (applet.Kind == AppletKind.Tool) names.Add(applet.Name);
        foreach (string name in names)
        {
            var link = new FileInfo(Path.Combine(directory, name));
            if (link.FullName == Path.Combine(link.DirectoryName!, executable)) continue;
            if (link.LinkTarget is not null) link.Delete();
            else if (link.Exists) throw new Failure(link.FullName, "is there already and is not a link", "remove it, or name another directory");
            File.CreateSymbolicLink(link.FullName, executable);
            made++;
        }
        return made;
    }
}
