using Netshoot.Packets.Transport;

namespace Netshoot.Packets.Application.Rpc;

/// <summary>Network file system, versions 2 and 3 (RFC 1094, RFC 1813), in datagrams and in the first record of a segment.</summary>
[Dissects(Select.RpcServer, Port)]
[Dissects(Select.TcpPort, Port)]
public readonly struct NetworkFile : IDissector
{
    private const int Port = 2049;
    private const int DirectionEnd = 8;
    private const int MarkSize = 4;
    private const uint LengthMask = 0x7fffffff;

    public static string Name => "nfs";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Left;
        bool call;
        if (layer.Flow.IpProtocol == Internet.IpProtocols.Tcp)
        {
            if (!layer.Has(MarkSize + DirectionEnd)) return Next.Done;
            uint direction = layer.PeekU32(MarkSize + 4);
            call = layer.Flow.DestinationPort == Port && direction == RpcMessage.CallDirection;
            if (!call && (layer.Flow.SourcePort != Port || direction != RpcMessage.ReplyDirection)) return Next.Done;
            uint mark = layer.U32() & LengthMask;
            length = (int)Math.Min(mark, (uint)(length - MarkSize));
            layer.Text(": "u8);
        }
        else
        {
            call = layer.PeekU32(4) == RpcMessage.CallDirection;
            Ports.Print(ref layer, tcp: false);
        }
        uint id = layer.U32();
        layer.Skip(4);
        layer.Field("id", id);
        layer.Field("call", call ? 1 : 0);
        if (call) Call(ref layer, id, length);
        else Reply(ref layer, id, length);
        return Next.Done;
    }

    private static void Call(ref Layer layer, uint id, int length)
    {
        layer.Text($"NFS request xid {id} {(uint)length}");
        layer.Skip(8);
        uint version = layer.U32(), procedure = layer.U32();
        if (layer.Truncated) return;
        layer.Session.Calls.Remember(id, layer.Flow, version, procedure);
        var number = NfsProcedures.Of(version, procedure);
        layer.Field("version", version);
        layer.Field("procedure", procedure);
        PrintName(ref layer, number);
        if (number is NfsProcedure.Null or > NfsProcedure.Commit) return;
        RpcMessage.SkipCredentials(ref layer);
        NfsCall.Print(ref layer, number, version == 3);
    }

    private static void Reply(ref Layer layer, uint id, int length)
    {
        layer.Text($"NFS reply xid {id} ");
        bool accepted = RpcMessage.Reply(ref layer, length);
        if (!accepted || layer.Truncated || !layer.Session.Calls.Find(id, layer.Flow, out uint version, out uint procedure)) return;
        var number = NfsProcedures.Of(version, procedure);
        PrintName(ref layer, number);
        if (number == NfsProcedure.Null) return;
        RpcMessage.SkipOpaqueAuthorization(ref layer);
        uint status = layer.U32();
        if (status != 0)
        {
            if (AcceptName(status) is { } name) layer.Text($" {name}");
            else layer.Text($" ar_stat {(int)status}");
            return;
        }
        if (number is NfsProcedure.Null or > NfsProcedure.Commit) return;
        NfsReply.Print(ref layer, number, version == 3);
    }

    private static void PrintName(ref Layer layer, NfsProcedure number)
    {
        if (NfsProcedures.Name(number) is { } name) layer.Text($" {name}");
        else layer.Text($" proc-{(uint)number}");
    }

    private static string? AcceptName(uint status) => status switch
    {
        1 => "PROG_UNAVAIL",
        2 => "PROG_MISMATCH",
        3 => "PROC_UNAVAIL",
        4 => "GARBAGE_ARGS",
        5 => "SYSTEM_ERR",
        _ => null,
    };
}
