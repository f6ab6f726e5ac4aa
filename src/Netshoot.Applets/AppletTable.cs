namespace Netshoot.Applets;

/// <summary>Every tool of the executable. The switch over the names is generated from <see cref="AppletAttribute"/>.</summary>
public static partial class AppletTable
{
    /// <summary>The tool of that name, or null. Nothing of any other tool is built.</summary>
    public static IAppletRunner? Find(string name) => Open(name);

    /// <summary>The one-line description of a tool; empty when there is none of that name.</summary>
    public static string SummaryOf(string name)
    {
        foreach (var applet in All)
            if (applet.Name == name) return applet.Summary;
        return "";
    }

    /// <summary>What a tool calls itself in its messages: a tool of our own is called behind the executable's name.</summary>
    public static string CalledAs(string name)
    {
        if (name == "enter") return MultiCall.Self;
        foreach (var applet in All)
            if (applet.Name == name && applet.Kind == AppletKind.Own) return $"{MultiCall.Self} {name}";
        return name;
    }

    private static partial IAppletRunner? Open(string name);
}
