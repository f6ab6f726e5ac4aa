using Netshoot.Wire;

namespace Netshoot.Packets.Application;

/// <summary>Bootstrap protocol and DHCP (RFC 951, RFC 2131).</summary>
[Dissects(Select.UdpPort, 67)]
[Dissects(Select.UdpPort, 68)]
public readonly struct Bootp : IDissector
{
    private const int FixedSize = 236;
    private const uint MagicCookie = 0x63825363;

    public static string Name => "bootp";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        byte operation = layer.U8(), hardware = layer.U8(), hardwareLength = layer.U8(), hops = layer.U8();
        if (layer.Truncated) return Next.Done;
        if (operation is 1 or 2) layer.Text($"BOOTP/DHCP, {(operation == 1 ? "Request" : "Reply")}");
        else layer.Text($"BOOTP/DHCP, unknown (0x{operation:x2})");
        layer.Field("operation", operation);
        bool ethernet = hardware == 1 && hardwareLength == MacAddress.Size;
        if (ethernet && operation == 1)
        {
            if (!layer.Has(30)) layer.EndEarly();
            else layer.Text($" from {MacAddress.FromBytes(layer.Rest.Slice(24, 6))}");
        }
        layer.Text($", length {length}");
        if (layer.Verbosity == 0) return Next.Done;

        uint id = layer.U32();
        ushort seconds = layer.U16();
        if (hardware != 1) layer.Text($", htype {hardware}");
        if (hardwareLength != MacAddress.Size) layer.Text($", hlen {hardwareLength}");
        if (hops != 0) layer.Text($", hops {hops}");
        if (id != 0) layer.Text($", xid 0x{id:x}");
        layer.Field("xid", id);
        if (seconds != 0) layer.Text($", secs {seconds}");
        ushort flags = layer.U16();
        layer.Text($", Flags [{((flags & 0x8000) != 0 ? "Broadcast" : "none")}]");
        if (layer.Verbosity > 1) layer.Text($" (0x{flags:x4})");
        Address(ref layer, "Client-IP");
        Address(ref layer, "Your-IP");
        Address(ref layer, "Server-IP");
        Address(ref layer, "Gateway-IP");
        var client = layer.Take(16);
        if (ethernet && !layer.Truncated) layer.Text($"\n\t  Client-Ethernet-Address {MacAddress.FromBytes(client[..6])}");
        Text(ref layer, "sname", 64);
        Text(ref layer, "file", 128);
        if (layer.Truncated) return Next.Done;
        if (length < FixedSize + 4 || !layer.Has(4))
        {
            if (!layer.Has(4)) layer.EndEarly();
            return Next.Done;
        }
        uint cookie = layer.U32();
        if (cookie == MagicCookie)
        {
            layer.Text($"\n\t  Vendor-rfc1048 Extensions\n\t    Magic Cookie 0x{cookie:x8}");
            DhcpOptions.Print(ref layer);
        }
        else if (cookie != 0)
        {
            layer.Text($"\n\t  Vendor-#0x{cookie:x8}");
        }
        return Next.Done;
    }

    private static void Address(ref Layer layer, string name)
    {
        var address = layer.Ip4();
        if (address.IsAny) return;
        layer.Text($"\n\t  {name} {layer.Host(address)}");
        layer.Field(name, address);
    }

    private static void Text(ref Layer layer, string name, int size)
    {
        var bytes = layer.Rest[..Math.Min(size, layer.Captured)];
        if (bytes.IsEmpty)
        {
            layer.EndEarly();
            return;
        }
        if (bytes[0] != 0)
        {
            layer.Text($"\n\t  {name} \"");
            layer.PrintableToZero(bytes);
            if (bytes.Length < size && !bytes.Contains((byte)0))
            {
                layer.Text("\""u8);
                layer.EndEarly();
                return;
            }
            layer.Text("\""u8);
        }
        layer.Skip(size);
    }
}
