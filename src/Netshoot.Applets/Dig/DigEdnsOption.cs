using Netshoot.Applets.Lookups;
using Netshoot.Dns;
using Netshoot.Dns.Options;
using Netshoot.Wire;

namespace Netshoot.Applets.Dig;

/// <summary>The options of dig whose values have a form of their own.</summary>
internal static class DigEdnsOption
{
    /// <summary>The names of the codes, as dig takes them.</summary>
    private static readonly (string Name, EdnsOptionCode Code)[] s_names =
    [
        ("LLQ", EdnsOptionCode.LongLivedQuery), ("UL", EdnsOptionCode.UpdateLease), ("NSID", EdnsOptionCode.ServerIdentifier), ("DAU", EdnsOptionCode.AlgorithmsUnderstood),
        ("DHU", EdnsOptionCode.DigestsUnderstood), ("N3U", EdnsOptionCode.Nsec3HashesUnderstood), ("ECS", EdnsOptionCode.ClientSubnet), ("EXPIRE", EdnsOptionCode.Expire),
        ("COOKIE", EdnsOptionCode.Cookie), ("KEEPALIVE", EdnsOptionCode.TcpKeepalive), ("PADDING", EdnsOptionCode.Padding), ("PAD", EdnsOptionCode.Padding),
        ("CHAIN", EdnsOptionCode.Chain), ("KEY-TAG", EdnsOptionCode.KeyTag), ("EDE", EdnsOptionCode.ExtendedError), ("CLIENT-TAG", EdnsOptionCode.ClientTag), ("SERVER-TAG", EdnsOptionCode.ServerTag),
    ];

    /// <summary><c>CODE[:HEX]</c>; without the plus all that were given are forgotten.</summary>
    public static void Apply(DigPlus plus)
    {
        if (!plus.On)
        {
            plus.Lookup.Options = default;
            return;
        }
        if (plus.Value is not { } value) throw new DigFailure("ednsopt no code point specified", 1);
        int colon = value.IndexOf(':', StringComparison.Ordinal);
        string name = colon < 0 ? value : value[..colon];
        byte[] data = colon < 0 ? [] : DigPlusOption.Hex(value[(colon + 1)..]);
        plus.Lookup.Options = [.. plus.Lookup.Options, new EdnsOption(Code(name), [.. data])];
        plus.Lookup.NeedEdns();
    }

    /// <summary><c>ADDRESS[/LENGTH]</c>; a lone 0 tells the server nothing and forbids it to tell others.</summary>
    public static void Subnet(DigPlus plus)
    {
        plus.Lookup.Subnet = null;
        if (!plus.On) return;
        plus.Lookup.NeedEdns();
        string value = plus.Value!;
        if (value == "0")
        {
            plus.Lookup.Subnet = new(new(InternetAddress.Any4, 0));
            return;
        }
        int slash = value.IndexOf('/', StringComparison.Ordinal);
        string text = slash < 0 ? value : value[..slash];
        if (!InternetAddress.TryParse(text, out var address)) throw new DigFailure($"invalid address '{value}'", 1);
        int most = address.Is6 ? 128 : 32;
        int length = slash < 0 ? most : (int)Math.Min(LookupNumber.Parse(value[(slash + 1)..], "prefix length", int.MaxValue), most);
        plus.Lookup.Subnet = new(new(address, length));
    }

    /// <summary>A number of characters, a multiple of four.</summary>
    public static void Split(DigPlus plus)
    {
        const int Step = 4, Most = 1024;
        int? length = plus.On ? plus.Value is null ? null : (int)LookupNumber.Parse(plus.Value, "split", Most) : 0;
        int rounded = ((length ?? 0) + Step - 1) / Step * Step;
        plus.Lookup.Display = plus.Lookup.Display with { Split = length is null ? null : rounded };
        if (rounded != (length ?? 0)) throw new DigRemark($";; Warning, split must be a multiple of 4; adjusting to {rounded}\n");
    }

    private static EdnsOptionCode Code(string name)
    {
        foreach (var (known, code) in s_names)
            if (known.Equals(name, StringComparison.OrdinalIgnoreCase)) return code;
        try
        {
            return (EdnsOptionCode)LookupNumber.Parse(name, "ednsopt", ushort.MaxValue);
        }
        catch (DigNumberFailure e)
        {
            throw new DigNumberFailure(e.Message, "", exit: 1) { Refusal = $"bad edns code point: {name}" };
        }
    }
}
