namespace Netshoot.Applets.Iproute;

/// <summary>Where ip-netns(8) keeps the network namespaces that have names.</summary>
internal static class NamespacePath
{
    public const string Directory = "/var/run/netns";

    /// <summary>The file behind a name; a word with a slash is a file already.</summary>
    public static string Of(string name) => name.Contains('/') ? name : $"{Directory}/{name}";
}
