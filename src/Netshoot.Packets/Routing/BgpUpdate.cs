namespace Netshoot.Packets.Routing;

/// <summary>Update messages: withdrawn routes, path attributes, updated routes (RFC 4271 section 4.3).</summary>
internal static class BgpUpdate
{
    public static Next Print(ref Layer layer)
    {
        if (layer.Left < 2)
        {
            return layer.Trunc();
        }
        ushort withdrawn = layer.U16();
        bool addPath = false;
        if (withdrawn > 0)
        {
            // One byte holds no route, as the original sees it.
            if (withdrawn > layer.Left || withdrawn < 2) return layer.Trunc();
            addPath = BgpRoutes.LooksLikeAddPath(layer.Rest[..withdrawn]);
            layer.Text("\n\t  Withdrawn routes:"u8);
            if (!Prefixes(ref layer, withdrawn, addPath)) return layer.Trunc();
        }
        if (layer.Left < 2) return layer.Trunc();
        ushort attributes = layer.U16();
        if (attributes == 0 && layer.Left == 0)
        {
            layer.Text("\n\t  End-of-Rib Marker (empty NLRI)"u8);
            return Next.Done;
        }
        if (attributes > 0)
        {
            if (attributes > layer.Left) return layer.Trunc();
            int end = layer.Position + attributes;
            if (!BgpAttributes.Print(ref layer, attributes, 10)) return layer.Trunc();
            if (layer.Truncated) return Next.Done;
            layer.Back(Math.Max(0, layer.Position - end));
            if (layer.Position < end) layer.Skip(end - layer.Position);
        }
        if (layer.Left > 0)
        {
            addPath = BgpRoutes.LooksLikeAddPath(layer.Rest[..layer.Left]);
            layer.Text("\n\t  Updated routes:"u8);
            if (!Prefixes(ref layer, layer.Left, addPath)) return layer.Trunc();
        }
        return Next.Done;
    }

    private static bool Prefixes(ref Layer layer, int size, bool addPath)
    {
        int end = layer.Position + size;
        while (layer.Position < end)
        {
            layer.Text("\n\t    "u8);
            // What cannot be a prefix ends the routes, but not as bytes do that are missing.
            bool illegal = layer.PeekU8(addPath ? 4 : 0) > 32;
            if (!BgpRoutes.Prefix(ref layer, end, addPath, six: false)) return illegal;
        }
        return true;
    }
}
