namespace Netshoot.Packets.Transport;

/// <summary>Options of DCCP (RFC 4340 section 5.8).</summary>
internal static class DatagramOptions
{
    /// <returns>False when they are cut off.</returns>
    public static bool Print(ref Layer layer, int end)
    {
        while (layer.Position < end && !layer.Truncated)
        {
            byte kind = layer.PeekU8();
            // An option that is not all there is not even named.
            if (kind >= 32 && (!layer.Has(2) || layer.PeekU8(1) >= 2 && !layer.Has(layer.PeekU8(1))))
            {
                layer.Trunc();
                layer.Text(">"u8);
                return false;
            }
            layer.Skip(1);
            if (kind >= 128) layer.Text($"CCID option {kind}");
            else if (Name(kind) is { } name) layer.Text($"{name}");
            else layer.Text($"unknown option {kind}");
            if (kind >= 32)
            {
                byte size = layer.U8();
                if (size < 2)
                {
                    layer.Text($" optlen={size} invalid");
                    layer.Text(">"u8);
                    return false;
                }
                if (size - 2 > end - layer.Position || !layer.Has(size - 2))
                {
                    layer.Trunc();
                    layer.Text(">"u8);
                    return false;
                }
                Value(ref layer, kind, layer.Take(size - 2));
            }
            if (layer.Position < end) layer.Text(", "u8);
        }
        return true;
    }

    private static void Value(ref Layer layer, byte kind, ReadOnlySpan<byte> value)
    {
        var wire = new Wire.WireReader(value);
        switch (kind)
        {
            case >= 128:
                if (value.Length is 2 or 4) layer.Text($" {(value.Length == 2 ? wire.U16() : wire.U32())}");
                else
                {
                    layer.Text(" 0x"u8);
                    layer.HexBytes(value);
                }
                break;
            case 32 or 33 or 34 or 35:
                if (value.IsEmpty)
                {
                    layer.Text(" [optlen < 3]"u8);
                    break;
                }
                if (FeatureName(value[0]) is { } feature) layer.Text($" {feature}");
                else layer.Text($" unknown feature {value[0]}");
                foreach (byte b in value[1..]) layer.Text($" {b}");
                break;
            case 36:
                layer.Text(" 0x"u8);
                layer.HexBytes(value);
                break;
            case 37:
                foreach (byte b in value) layer.Text($" {b}");
                break;
            case 38 or 39:
                layer.Text(" 0x"u8);
                layer.HexBytes(value);
                break;
            case 41:
                if (value.Length != 4) layer.Text(" [optlen != 6]"u8);
                else layer.Text($" {wire.U32()}");
                break;
            case 42:
                if (value.Length is not (4 or 6 or 8)) layer.Text(" [optlen != 6 or 8 or 10]"u8);
                else layer.Text($" {wire.U32()}");
                break;
            case 43:
                if (value.Length is not (2 or 4)) layer.Text(" [optlen != 4 or 6]"u8);
                else layer.Text($" {(value.Length == 2 ? wire.U16() : wire.U32())}");
                break;
            case 44:
                layer.Text(" 0x"u8);
                layer.HexBytes(value);
                break;
        }
    }

    private static string? Name(byte kind) => kind switch
    {
        0 => "nop",
        1 => "mandatory",
        2 => "slowreceiver",
        32 => "change_l",
        33 => "confirm_l",
        34 => "change_r",
        35 => "confirm_r",
        36 => "initcookie",
        37 => "ndp_count",
        38 => "ack_vector0",
        39 => "ack_vector1",
        40 => "data_dropped",
        41 => "timestamp",
        42 => "timestamp_echo",
        43 => "elapsed_time",
        44 => "data_checksum",
        _ => null,
    };

    private static string? FeatureName(byte feature) => feature switch
    {
        1 => "ccid",
        2 => "allow_short_seqno",
        3 => "sequence_window",
        4 => "ecn_incapable",
        5 => "ack_ratio",
        6 => "send_ack_vector",
        7 => "send_ndp_count",
        8 => "minimum_csum_coverage",
        9 => "check_data_checksum",
        _ => null,
    };
}
