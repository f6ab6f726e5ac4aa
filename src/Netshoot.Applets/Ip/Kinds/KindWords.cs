using System.Globalization;
using Netshoot.Applets.Iproute;
using Netshoot.Netlink;

namespace Netshoot.Applets.Ip.Kinds;

/// <summary>Values behind the words of a kind of link, with the original's complaints about them (ip-link(8)).</summary>
internal static class KindWords
{
    /// <summary>The next word as a number that is not larger.</summary>
    public static uint Number(IpWords words, uint largest, string reason)
    {
        string word = words.Next();
        return IpWords.TryNumber(word, out uint number) && number <= largest ? number : throw Wrong(word, reason);
    }

    public static bool Switch(IpWords words)
    {
        string keyword = words.Current, word = words.Next();
        return word switch
        {
            "on" => true,
            "off" => false,
            _ => throw new IpFailure($"Error: argument of \"{keyword}\" must be \"on\" or \"off\", not \"{word}\"\n", IpFailure.Missing),
        };
    }

    /// <summary>The place of the next word in a list of names.</summary>
    public static int Choice(IpWords words, string[] names, string reason)
    {
        string word = words.Next();
        return Array.IndexOf(names, word) is >= 0 and var index ? index : throw Wrong(word, reason);
    }

    /// <summary>The place of the next word in a list of names, said the way that lists them.</summary>
    public static int OneOf(IpWords words, string[] names)
    {
        string keyword = words.Current, word = words.Next();
        return Array.IndexOf(names, word) is >= 0 and var index ? index
            : throw new IpFailure($"Error: argument of \"{keyword}\" must be one of {string.Join(", ", names.Select(static name => $"\"{name}\""))}, not \"{word}\"\n", IpFailure.Missing);
    }

    /// <summary>A type of service or <c>inherit</c>, which the kernel knows as 1.</summary>
    public static byte Service(IpContext context, IpWords words)
    {
        string word = words.Next();
        return (byte)(word == "inherit" ? 1 : RouteReport.ParseService(context, word) ?? throw Wrong(word, "bad TOS value"));
    }

    /// <summary>A link by its name, of which the original says in its own way that it is missing.</summary>
    public static int Link(IpContext context, IpWords words, byte exitCode = IpFailure.NotUnderstood)
    {
        string name = words.Next();
        return context.Links.IndexOf(name) is > 0 and var index ? index : throw new IpFailure($"Cannot find device \"{name}\"\n", exitCode);
    }

    /// <summary>A number in words and brackets of the enumeration that it belongs to.</summary>
    public static string Name(string[] names, uint number) => number < names.Length ? names[number] : number.ToString(CultureInfo.InvariantCulture);

    public static IpFailure Wrong(string word, string reason) => new($"Error: argument \"{word}\" is wrong: {reason}\n");

    public static IpFailure Unknown(string kind, string word, string what = "command") => new($"{kind}: unknown {what} \"{word}\"?\n", IpFailure.Missing);
}
