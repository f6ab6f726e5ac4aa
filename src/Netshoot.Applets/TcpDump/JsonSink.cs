using Netshoot.Applets.Frames;
using Netshoot.Capture.Files;

namespace Netshoot.Applets.TcpDump;

/// <summary>Prints packets as JSON.</summary>
internal sealed class JsonSink(PacketJson json) : IPacketSink
{
    private ulong _number;

    public void Write(in CaptureRecord record) => json.Write(++_number, record);

    public ValueTask EndAsync() => ValueTask.CompletedTask;

    public void Dispose() => json.Dispose();
}
