using System.Globalization;
using Netshoot.Netlink;

namespace Netshoot.Applets.Iproute;

/// <summary>How an attribute of a kind of link is written.</summary>
internal enum LinkRowForm
{
    Number,

    /// <summary><c>name on</c>.</summary>
    OnOff,

    /// <summary>Hundredths of seconds as seconds.</summary>
    Timer,

    /// <summary>Hexadecimal; zero is <c>0</c>.</summary>
    Hexadecimal,

    /// <summary>Hexadecimal with 0x even for zero.</summary>
    HexadecimalAlways,

    /// <summary>A bridge's priority and address (<c>struct ifla_bridge_id</c>).</summary>
    BridgeId,

    Mac,
}

/// <summary>One attribute of a kind of link: a line of the kind's table, and the only place where it is named.</summary>
/// <param name="Attribute">Its number in the kind's enumeration.</param>
/// <param name="Key">What programs call it.</param>
/// <param name="Text">What people call it.</param>
/// <param name="Form">How it is written.</param>
internal readonly record struct LinkRow(ushort Attribute, string Key, string Text, LinkRowForm Form = LinkRowForm.Number)
{
    public LinkRow(ushort attribute, string key, LinkRowForm form = LinkRowForm.Number) : this(attribute, key, key, form) { }

    public static void Write(IpContext context, NetlinkAttributes attributes, ReadOnlySpan<LinkRow> rows)
    {
        foreach (var row in rows)
            if (attributes.Find(row.Attribute) is { Exists: true } attribute) row.Write(context, attribute);
    }

    public void Write(IpContext context, NetlinkAttribute attribute)
    {
        var to = context.To;
        switch (Form)
        {
            case LinkRowForm.Number:
                to.Field(Key, attribute.Number, $"{Text} {attribute.Number} ");
                break;
            case LinkRowForm.OnOff:
                to.Field(Key, attribute.U8 != 0, $"{Text} {(attribute.U8 != 0 ? "on" : "off")} ");
                break;
            case LinkRowForm.Timer:
                to.Text($"{Text} {attribute.U64 / 100.0,7:f2} ");
                to.Field(Key, attribute.U64 / 100.0, "f2");
                break;
            case LinkRowForm.Hexadecimal or LinkRowForm.HexadecimalAlways:
                string number = Hexadecimal(attribute.Number, Form == LinkRowForm.HexadecimalAlways);
                to.Field(Key, number, $"{Text} {number} ");
                break;
            case LinkRowForm.BridgeId:
                string id = BridgeId(attribute.Value);
                to.Field(Key, id, $"{Text} {id} ");
                break;
            case LinkRowForm.Mac:
                to.Field(Key, attribute.Mac, $"{Text} {attribute.Mac} ");
                break;
        }
    }

    public static string Hexadecimal(ulong number, bool always = false)
        => number == 0 && !always ? "0" : string.Create(CultureInfo.InvariantCulture, $"0x{number:x}");

    public static string Decimal(uint number) => number.ToString(CultureInfo.InvariantCulture);

    // The original writes the bytes of the address without leading zeros.
    private static string BridgeId(ReadOnlySpan<byte> id)
        => id.Length < 8 ? "" : string.Create(CultureInfo.InvariantCulture, $"{id[0]:x2}{id[1]:x2}.{id[2]:x}:{id[3]:x}:{id[4]:x}:{id[5]:x}:{id[6]:x}:{id[7]:x}");
}
