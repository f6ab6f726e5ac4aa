namespace Netshoot.Packets.Transport;

/// <summary>Prints ports, with the addresses before them where those were left to the protocol that has the ports.</summary>
internal static class Ports
{
    /// <summary>Well-known ports in the order in which they are believed when both ends of a connection have one, as observed.</summary>
    private static readonly ushort[] s_believed = [25, 43, 179, 1723, 6379, 6653, 21, 80, 554, 53, 639, 646];

    /// <summary>Whether the source's port says what a connection carries although the destination's could.</summary>
    public static bool SourceFirst(ushort source, ushort destination)
    {
        foreach (ushort port in s_believed)
        {
            if (port == destination) return false;
            if (port == source) return Known(destination);
        }
        return false;
    }

    private static bool Known(ushort port)
    {
        foreach (ushort believed in s_believed)
        {
            if (believed == port) return true;
        }
        return false;
    }

    /// <summary><c>10.0.0.1.53 > 10.0.0.2.1024: </c>, or without the addresses when they stand there already.</summary>
    public static void Print(ref Layer layer, bool tcp)
    {
        ref var flow = ref layer.Flow;
        if (flow.AddressesPending)
        {
            if (layer.Options.Names is null)
            {
                if (layer.Line is not { } line) return;
                line.Append(flow.Source);
                line.Append((byte)'.');
                line.Append((ulong)flow.SourcePort);
                line.Append(" > "u8);
                line.Append(flow.Destination);
                line.Append((byte)'.');
                line.Append((ulong)flow.DestinationPort);
                line.Append(": "u8);
            }
            else
            {
                layer.Text($"{layer.Host(flow.Source)}.{layer.Port(flow.SourcePort, tcp)} > {layer.Host(flow.Destination)}.{layer.Port(flow.DestinationPort, tcp)}: ");
            }
            flow.AddressesPending = false;
            return;
        }
        layer.Text($"{layer.Port(flow.SourcePort, tcp)} > {layer.Port(flow.DestinationPort, tcp)}: ");
    }
}
