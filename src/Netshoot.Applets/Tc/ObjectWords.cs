using Netshoot.Applets.Iproute;
using Netshoot.Netlink;

namespace Netshoot.Applets.Tc;

/// <summary>Words that qdiscs, classes, filters and chains have in common (tc(8)).</summary>
internal static class ObjectWords
{
    /// <summary>What to do with one, as far as it is a change.</summary>
    public static (bool Deletes, NetlinkFlags Flags)? Change(IpWords words)
        => words.Matches("add") ? (false, NetlinkFlags.Create | NetlinkFlags.Exclusive)
            : words.Matches("change") ? (false, NetlinkFlags.None)
            : words.Matches("replace") ? (false, NetlinkFlags.Create | NetlinkFlags.Replace)
            : words.Matches("delete") ? (true, NetlinkFlags.None)
            : null;

    public static bool Shows(IpWords words) => !words.More || words.Matches("list") || words.Matches("show") || words.Matches("lst");

    public static uint Class(string word, string what) => TcNumber.TryClass(word, out uint number) ? number : throw IpFailure.Invalid(word, $"invalid {what} ID");

    public static uint Handle(string word, string what) => TcNumber.TryHandle(word, out uint handle) ? handle : throw IpFailure.Invalid(word, $"invalid {what} ID");

    public static uint Block(string word, string what) => IpWords.TryNumber(word, out uint block) && block > 0 ? block : throw IpFailure.Invalid(word, $"invalid {what} value");

    public static IpFailure SecondParent(string word, string end = "") => new($"Error: \"{word}\" is duplicate parent ID{end}\n");

    public static IpFailure Unsupported(string word) => new($"tc: \"{word}\" is not supported\n", IpFailure.Missing);
}
