namespace Netshoot.Packets.Application.Rpc;

/// <summary>
/// Remote procedure calls of any program, when the user says that a payload is one (RFC 5531); calls are read as those of the port mapper
/// (RFC 1833 section 3).
/// </summary>
[Dissects(Select.Payload, (int)PayloadType.Rpc)]
public readonly struct RpcPayload : IDissector
{
    private const int PortMapperPort = 111;
    private const int NfsPort = 2049;
    private const uint SupportedVersion = 2;

    public static string Name => "sunrpc";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (!layer.Has(8))
        {
            layer.Flow.AddressesPending = false;
            layer.EndEarly();
            return Next.Done;
        }
        uint id = layer.U32(), direction = layer.U32();
        ref var flow = ref layer.Flow;
        flow.AddressesPending = false;
        if (direction != RpcMessage.CallDirection)
        {
            layer.Text($"{layer.Host(flow.Source)}.{layer.Port(NfsPort)} > {layer.Host(flow.Destination)}.{id}: ");
            RpcMessage.Reply(ref layer, length);
            return Next.Done;
        }
        layer.Text($"{layer.Host(flow.Source)}.0x{id:x} > {layer.Host(flow.Destination)}.0x{PortMapperPort:x}: {(uint)length}");
        uint rpc = layer.PeekU32(), program = layer.PeekU32(4), version = layer.PeekU32(8), procedure = layer.PeekU32(12);
        if (!layer.Has(16)) layer.EndEarly();
        if (ProcedureName(procedure) is { } name) layer.Text($" {name}");
        else layer.Text($"  proc #{procedure}");
        if (rpc != SupportedVersion) layer.Text($" [rpcver {rpc}]");
        layer.Skip(16);
        // What is called, not the argument that names it: the original prints the header's program.
        if (procedure is 1 or 2 or 3 or 5) layer.Text($" {program}.{version}");
        return Next.Done;
    }

    private static string? ProcedureName(uint procedure) => procedure switch
    {
        0 => "null",
        1 => "set",
        2 => "unset",
        3 => "getport",
        4 => "dump",
        5 => "call",
        _ => null,
    };
}
