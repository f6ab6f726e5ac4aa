using Netshoot.Capture.Files;

namespace Netshoot.Applets.TcpDump;

/// <summary>Writes packets to a file and prints them (<c>--print</c>).</summary>
internal sealed class BothSink(IPacketSink first, IPacketSink second) : IPacketSink
{
    public bool IsFull => first.IsFull || second.IsFull;

    public bool IsHolding => first.IsHolding || second.IsHolding;

    public void Write(in CaptureRecord record)
    {
        first.Write(record);
        second.Write(record);
    }

    public void Pause()
    {
        first.Pause();
        second.Pause();
    }

    public async ValueTask EndAsync()
    {
        await first.EndAsync();
        await second.EndAsync();
    }

    public void Dispose()
    {
        first.Dispose();
        second.Dispose();
    }
}
