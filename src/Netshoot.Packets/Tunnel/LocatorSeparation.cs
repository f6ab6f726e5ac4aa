using Netshoot.Wire;

namespace Netshoot.Packets.Tunnel;

/// <summary>Control messages of the locator/identifier separation protocol (RFC 9301).</summary>
[Dissects(Select.UdpPort, 4342)]
public readonly struct LocatorSeparation : IDissector
{
    private const int HeaderSize = 16;
    private const int Register = 3;
    private const int Notify = 4;
    private const uint RegisterHasId = 0x02_0000;
    private const uint NotifyHasId = 0x08_0000;

    public static string Name => "lisp";

    public static Next Dissect(ref Layer layer)
    {
        if (!layer.Has(HeaderSize)) layer.EndEarly();
        uint word = layer.U24();
        byte records = layer.U8();
        int type = (int)(word >> 20);
        layer.Text($"LISP-{TypeName(type)}");
        layer.Field("type", type);
        if (type is not (Register or Notify)) return Next.Done;
        bool verbose = layer.Verbosity > 0;
        if (verbose)
        {
            layer.Text(", flags ["u8);
            if (type == Register) layer.Bits(word & 0x0f_ffff, RegisterFlag, highestFirst: true);
            else layer.Bits(word & NotifyHasId, static bit => "I-xTR-ID-Present");
            layer.Text("],"u8);
        }
        layer.Skip(8);
        ushort key = layer.U16(), size = layer.U16();
        layer.Text(verbose ? "\n    "u8 : ", "u8);
        layer.Text($"{records} record(s),");
        if (verbose)
        {
            layer.Text($" Authentication {key switch { 0 => "None", 1 => "SHA1", 2 => "SHA256", _ => "unknown-type" }},");
            if (size > 0) layer.Dump(layer.Rest[..Math.Min(size, layer.Captured)], "\n    Authentication-Data: "u8);
        }
        else if (size > layer.Left || !layer.Has(size))
        {
            return layer.Invalid();
        }
        layer.Skip(size);
        for (int i = 0; i < records && !layer.Truncated; i++)
        {
            if (!Record(ref layer)) return Next.Done;
        }
        if (layer.Truncated) return Next.Done;
        if ((word & (type == Register ? RegisterHasId : NotifyHasId)) == 0)
        {
            if (layer.Left > 0) layer.Dump(layer.Rest[..Math.Min(layer.Left, layer.Captured)], "\n    Data: "u8);
            return Next.Done;
        }
        if (!layer.Has(24)) return layer.Invalid();
        layer.Dump(layer.Take(16), "\n    xTR-ID: "u8);
        layer.Text($"\n    SITE-ID: {layer.U64()}");
        return Next.Done;
    }

    private static bool Record(ref Layer layer)
    {
        uint lifetime = layer.U32();
        byte locators = layer.U8(), bits = layer.U8();
        ushort action = layer.U16(), version = layer.U16(), family = layer.U16();
        bool verbose = layer.Verbosity > 0;
        if (!verbose) layer.Text("\n"u8);
        else layer.Text($"\n      Record TTL {lifetime}, {((action & 0x1000) != 0 ? "Authoritative" : "Non-Authoritative")}, {ActionName(action >> 13)}, Map Version: {version & 0x0fff},");
        if (family is not (1 or 2)) return false;
        var identifier = family == 1 ? layer.Ip4() : layer.Ip6();
        layer.Text($" EID {layer.Host(identifier)}/{bits}, {locators} locator(s)");
        for (; locators > 0 && !layer.Truncated; locators--)
        {
            byte priority = layer.U8(), weight = layer.U8(), multicastPriority = layer.U8(), multicastWeight = layer.U8();
            ushort flags = layer.U16(), kind = layer.U16();
            if (kind is not (1 or 2)) return false;
            var locator = kind == 1 ? layer.Ip4() : layer.Ip6();
            if (!verbose)
            {
                layer.Text($" LOC {layer.Host(locator)}");
                continue;
            }
            layer.Text($"\n        LOC {layer.Host(locator)}\n          Priority/Weight {priority}/{weight}, Multicast Priority/Weight {multicastPriority}/{multicastWeight}, flags [");
            layer.Bits((uint)flags & 7, static bit => bit switch { 4 => "Local-Locator", 2 => "RLoc-Probed", _ => "Reachable" }, highestFirst: true);
            layer.Text("],"u8);
        }
        return true;
    }

    private static string TypeName(int type) => type switch
    {
        0 => "Reserved",
        1 => "Map-Request",
        2 => "Map-Reply",
        Register => "Map-Register",
        Notify => "Map-Notify",
        8 => "Encapsulated-Message",
        _ => "unknown-type",
    };

    private static string? RegisterFlag(uint bit) => bit switch
    {
        0x08_0000 => "P-Proxy-Map-Reply",
        RegisterHasId => "I-xTR-ID-Present",
        0x00_0004 => "Use-TTL-For-Timeout",
        0x00_0002 => "R-Built-for-an-RTR",
        0x00_0001 => "M-Want-Map-Notify",
        _ => null,
    };

    private static string ActionName(int action) => action switch
    {
        0 => "No-Action",
        1 => "Natively-Forward",
        2 => "Send-Map-Request",
        3 => "Drop",
        _ => "unknown",
    };
}
