namespace Netshoot.Packets.Transport;

/// <summary>Prints ports, with the addresses before them where those were left to the protocol that has the ports.</summary>
internal static class Ports
{
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
