using Netshoot.Applets.Iproute;

namespace Netshoot.Applets.Tc.Kinds;

/// <summary>What the options of the kinds have in common: how a wrong one is complained about.</summary>
internal static class KindOptions
{
    public static IpFailure Illegal(string option) => new($"Illegal \"{option}\"\n", IpFailure.Missing);

    public static IpFailure Unknown(string word, string usage) => new($"What is \"{word}\"?\n{usage}", IpFailure.Missing);

    public static IpFailure Usage(string usage) => new(usage, IpFailure.Missing);

    /// <summary>The next word as a number.</summary>
    public static uint Number(IpWords words, string option) => IpWords.TryNumber(words.Next(), out uint number) ? number : throw Illegal(option);

    public static uint Size(IpWords words, string option) => TcNumber.TrySize(words.Next(), out uint size) ? size : throw Illegal(option);

    public static uint Time(IpWords words, string option) => TcNumber.TryTime(words.Next(), out uint time) ? time : throw Illegal(option);

    public static uint Share(IpWords words, string option) => TcNumber.TryShare(words.Next(), out uint share) ? share : throw Illegal(option);

    /// <summary>The next word as bytes a second.</summary>
    public static ulong Rate(TcContext context, IpWords words, string? device, string option) => context.TryRate(words.Next(), device, out ulong rate) ? rate : throw Illegal(option);

    /// <summary>The next word if it is one of those that count: a number begins it.</summary>
    public static bool NextIsNumber(IpWords words) => words.TryPeek(1) is [>= '0' and <= '9' or '-' or '+' or '.', ..];

    /// <summary>A kind of link by its name.</summary>
    public static byte? LinkLayer(string word) => word switch { "ethernet" => 1, "atm" or "adsl" => 2, _ => null };

    /// <summary>The largest rate that fits where the kernel has 32 bits for it; the whole stands beside it then.</summary>
    public static uint Narrow(ulong rate) => (uint)Math.Min(rate, uint.MaxValue);
}
