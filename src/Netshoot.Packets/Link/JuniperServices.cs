namespace Netshoot.Packets.Link;

/// <summary>What Juniper's encryption, ATM and monitoring cards capture (LINKTYPE_JUNIPER_ES, _ATM1, _MONITOR).</summary>
internal static class JuniperServices
{
    /// <summary>Reads the header and the card's cookie.</summary>
    /// <param name="layer">The frame.</param>
    /// <param name="card">The card's name.</param>
    /// <param name="cookie">Bytes of its cookie.</param>
    /// <param name="shown">Whether the cookie's bytes are printed.</param>
    public static bool Begin(ref Layer layer, string card, int cookie, bool shown)
    {
        if (!Juniper.Read(ref layer).Goes) return false;
        if (layer.Options.LinkHeader) layer.Text($"{card}-PIC, cookie-len {cookie}");
        if (cookie > 0 && !shown) return true;
        if (cookie > 0)
        {
            if (!layer.Has(cookie))
            {
                layer.Trunc();
                return false;
            }
            if (layer.Options.LinkHeader)
            {
                layer.Text(", cookie 0x"u8);
                layer.HexBytes(layer.Rest[..cookie]);
            }
            layer.Skip(cookie);
        }
        if (layer.Options.LinkHeader) layer.Text(": "u8);
        return true;
    }
}
