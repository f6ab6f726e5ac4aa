namespace Netshoot.Packets.Routing;

/// <summary>Bidirectional forwarding detection (RFC 5880, RFC 5881, RFC 5883, RFC 7130).</summary>
[Dissects(Select.UdpDestination, Control)]
[Dissects(Select.UdpDestination, Echo)]
[Dissects(Select.UdpDestination, MultiHop)]
[Dissects(Select.UdpDestination, Lag)]
public readonly struct Bfd : IDissector
{
    private const int Control = 3784;
    private const int Echo = 3785;
    private const int MultiHop = 4784;
    private const int Lag = 6784;
    private const int Shortest = 24;

    public static string Name => "bfd";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length, port = layer.Flow.DestinationPort;
        if (port == Echo)
        {
            layer.Text($"BFD, Echo, length: {length}");
            return Next.Done;
        }
        byte first = layer.U8(), flags = layer.U8(), multiplier = layer.U8(), size = layer.U8();
        if (layer.Truncated) return Next.Done;
        string kind = port == Lag ? "Lag" : "Control";
        int version = first >> 5;
        if (version > 1)
        {
            layer.Text($"BFDv{version}");
            return Next.Done;
        }
        if (layer.Verbosity == 0)
        {
            layer.Text($"BFDv{version}, {kind}, ");
            if (version == 1) layer.Text($"State {StateName(flags >> 6)}, ");
            layer.Text("Flags: ["u8);
            Flags(ref layer, version, flags);
            layer.Text($"], length: {length}");
            return Next.Done;
        }
        layer.Text($"BFDv{version}, length: {length}\n\t{kind}");
        if (version == 1) layer.Text($", State {StateName(flags >> 6)}");
        layer.Text(", Flags: ["u8);
        Flags(ref layer, version, flags);
        layer.Text($"], Diagnostic: {DiagnosticName(first & 31) ?? "unknown"} (0x{first & 31:x2})");
        uint mine = layer.U32(), yours = layer.U32(), transmit = layer.U32(), receive = layer.U32(), echo = layer.U32();
        layer.Text($"\n\tDetection Timer Multiplier: {multiplier} ({transmit / 1000 * multiplier} ms Detection time), BFD Length: {size}");
        layer.Text($"\n\tMy Discriminator: 0x{mine:x8}, Your Discriminator: 0x{yours:x8}");
        layer.Text($"\n\t  Desired min Tx Interval:    {transmit / 1000,4} ms");
        layer.Text($"\n\t  Required min Rx Interval:   {receive / 1000,4} ms");
        layer.Text($"\n\t  Required min Echo Interval: {echo / 1000,4} ms");
        if (version == 1 && (flags & 0x04) != 0) Authentication(ref layer, length - Shortest);
        return Next.Done;
    }

    private static void Authentication(ref Layer layer, int left)
    {
        if (left < 2) return;
        byte type = layer.U8(), size = layer.U8();
        layer.Text($"\n\tAuthentication: {AuthenticationName(type) ?? "Unknown"} ({type}), length: {size}");
        if (layer.Truncated) return;
        byte key = layer.U8();
        layer.Text($"\n\t  Auth Key ID: {key}");
        switch (type)
        {
            case 1:
                if (size is < 4 or > 19)
                {
                    layer.Text($"[invalid length {size}]");
                    return;
                }
                layer.Text(", Password: "u8);
                var password = layer.Take(size - 3);
                layer.Printable(password);
                break;
            case 2 or 3:
                if (size != 24)
                {
                    layer.Text($"[invalid length {size}]");
                    return;
                }
                layer.Skip(1);
                uint sequence = layer.U32();
                layer.Text($", Sequence Number: 0x{sequence:x8}\n\t  Digest: ");
                layer.HexBytes(layer.Take(16));
                break;
            case 4 or 5:
                if (size != 28)
                {
                    layer.Text($"[invalid length {size}]");
                    return;
                }
                layer.Skip(1);
                sequence = layer.U32();
                layer.Text($", Sequence Number: 0x{sequence:x8}\n\t  Hash: ");
                layer.HexBytes(layer.Take(20));
                break;
        }
    }

    private static void Flags(ref Layer layer, int version, byte flags)
    {
        if (version == 1)
            layer.Bits(flags & 0x3fu, static bit => bit switch { 0x20 => "Poll", 0x10 => "Final", 0x08 => "Control Plane Independent", 0x04 => "Authentication Present", 0x02 => "Demand", _ => "Reserved" }, highestFirst: true);
        else
            layer.Bits(flags, static bit => bit switch { 0x80 => "I Hear You", 0x40 => "Demand", 0x20 => "Poll", 0x10 => "Final", 0x08 => "Control Plane Independent", 0x04 => "Authentication Present", _ => "Reserved" }, highestFirst: true);
    }

    private static string StateName(int state) => state switch
    {
        0 => "AdminDown",
        1 => "Down",
        2 => "Init",
        _ => "Up",
    };

    private static string? DiagnosticName(int diagnostic) => diagnostic switch
    {
        0 => "No Diagnostic",
        1 => "Control Detection Time Expired",
        2 => "Echo Function Failed",
        3 => "Neighbor Signaled Session Down",
        4 => "Forwarding Plane Reset",
        5 => "Path Down",
        6 => "Concatenated Path Down",
        7 => "Administratively Down",
        8 => "Reverse Concatenated Path Down",
        _ => null,
    };

    private static string? AuthenticationName(byte type) => type switch
    {
        1 => "Simple Password",
        2 => "Keyed MD5",
        3 => "Meticulous Keyed MD5",
        4 => "Keyed SHA1",
        5 => "Meticulous Keyed SHA1",
        _ => null,
    };
}
