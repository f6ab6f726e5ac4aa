using Netshoot.Capture.Files;

namespace Netshoot.Applets.TcpDump;

/// <summary>Only counts, which whoever reads the packets does anyway.</summary>
internal sealed class CountSink : IPacketSink
{
    public void Write(in CaptureRecord record) { }

    public ValueTask EndAsync() => ValueTask.CompletedTask;

    public void Dispose() { }
}
