namespace Netshoot.Applets;

/// <summary>What kind of tool it is: how it is listed, and whether links are made for it.</summary>
public enum AppletKind
{
    /// <summary>A tool that people know by its own name: it gets a link.</summary>
    Tool,

    /// <summary>A tool of our own, called as <c>netshoot NAME</c>.</summary>
    Own,
}

/// <summary>Registers a tool of the executable by the name it is called by.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class AppletAttribute(string name, string summary, AppletKind kind = AppletKind.Tool) : Attribute
{
    public string Name => name;

    public string Summary => summary;

    public AppletKind Kind => kind;
}
