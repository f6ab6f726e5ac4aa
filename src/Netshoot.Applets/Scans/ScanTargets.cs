using System.Globalization;
using Netshoot.Host;
using Netshoot.Host.Names;
using Netshoot.Wire;

namespace Netshoot.Applets.Scans;

/// <summary>Hosts of one specification: an address, a name, either with <c>/bits</c>, or lists and ranges of numbers between the dots (<c>10.0.0-3.1,5-</c>).</summary>
/// <param name="Text">What the user wrote.</param>
/// <param name="Name">The name, where the user gave one.</param>
/// <param name="First">The address, or the one that the bits are cut from.</param>
/// <param name="Bits">How many of its bits all hosts share.</param>
/// <param name="Octets">For ranges: what each of the four numbers may be.</param>
internal sealed record ScanTargets(string Text, string? Name, InternetEndpoint First, int Bits, bool[][]? Octets)
{
    /// <summary>How many there are.</summary>
    public ulong Count
    {
        get
        {
            if (Octets is null) return First.Address.Bits - Bits is var free && free >= 63 ? ulong.MaxValue : 1UL << free;
            ulong count = 1;
            foreach (bool[] octet in Octets) count *= (ulong)octet.AsSpan().Count(true);
            return count;
        }
    }

    public bool IsOne => Octets is null && Bits == First.Address.Bits;

    /// <summary>Whether an address is among them.</summary>
    public bool Contains(InternetAddress address)
    {
        if (address.Is6 != First.Address.Is6) return false;
        if (Octets is null) return address.Network(Bits) == First.Address.Network(Bits);
        uint value = address.Value4;
        return Octets[0][value >> 24] && Octets[1][value >> 16 & 255] && Octets[2][value >> 8 & 255] && Octets[3][value & 255];
    }

    /// <summary>Each of them, in order.</summary>
    public IEnumerable<InternetEndpoint> All()
    {
        if (Octets is null)
        {
            var first = First.Address.Network(Bits);
            ulong count = Count;
            for (ulong i = 0; i < count; i++) yield return First with { Address = first.Plus(i) };
            yield break;
        }
        for (uint a = 0; a < 256; a++)
        {
            if (!Octets[0][a]) continue;
            for (uint rest = 0; rest < 1 << 24; rest++)
            {
                // What is left out is passed over a whole number at a time.
                if (!Octets[1][rest >> 16]) rest |= 0xffff;
                else if (!Octets[2][rest >> 8 & 255]) rest |= 0xff;
                else if (Octets[3][rest & 255]) yield return new(InternetAddress.From4(a << 24 | rest), 0);
            }
        }
    }

    /// <summary>Reads a specification; null when it names nothing that can be found.</summary>
    public static async ValueTask<ScanTargets?> FindAsync(IMachine machine, string text, bool is6, CancellationToken stop)
    {
        if (!is6 && TryReadRanges(text) is { } octets) return new(text, null, default, 32, octets);
        string host = text;
        int all = is6 ? 128 : 32, bits = all;
        if (text.LastIndexOf('/') is >= 0 and var slash)
        {
            if (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out bits) || bits > all) return null;
            host = text[..slash];
        }
        if (host.Length == 0) return null;
        bool isLiteral = AddressLiteral.TryParse(host, machine.InterfaceIndex, out var found);
        if (isLiteral) return found.Address.Is6 == is6 ? new(text, null, found, bits, null) : null;
        try
        {
            foreach (var endpoint in await machine.Names.AddressesAsync(host, is6 ? NameFamily.Ip6 : NameFamily.Ip4, stop))
                if (endpoint.Address.Is6 == is6) return new(text, host, endpoint, bits, null);
        }
        catch (Failure)
        {
            // Nobody knows the name: the caller says so in the words of its tool.
        }
        return null;
    }

    /// <summary>Four numbers, at least one of them a list, a range or a star.</summary>
    private static bool[][]? TryReadRanges(string text)
    {
        string[] parts = text.Split('.');
        if (parts.Length != 4 || text.AsSpan().IndexOfAny('-', ',', '*') < 0) return null;
        var octets = new bool[4][];
        for (int i = 0; i < 4; i++)
        {
            octets[i] = new bool[256];
            foreach (string item in parts[i].Split(','))
            {
                int first = 0, last = 255;
                if (item != "*")
                {
                    int dash = item.IndexOf('-');
                    string left = dash < 0 ? item : item[..dash], right = dash < 0 ? item : item[(dash + 1)..];
                    if (!TryNumber(left, dash >= 0, ref first) || !TryNumber(right, dash >= 0, ref last) || first > last) return null;
                }
                octets[i].AsSpan(first, last - first + 1).Fill(true);
            }
        }
        return octets;

        static bool TryNumber(string digits, bool isOpen, ref int value)
            => digits.Length == 0 ? isOpen : int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value < 256;
    }
}
