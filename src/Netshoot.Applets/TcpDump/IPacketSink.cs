using Netshoot.Capture.Files;

namespace Netshoot.Applets.TcpDump;

/// <summary>Where packets go.</summary>
internal interface IPacketSink : IDisposable
{
    void Write(in CaptureRecord record);

    /// <summary>Whether no more packets are wanted.</summary>
    bool IsFull => false;

    /// <summary>Whether something is held back until names are known.</summary>
    bool IsHolding => false;

    /// <summary>Called when packets have come to a pause: what can be shown is shown.</summary>
    void Pause() { }

    /// <summary>Hands on everything that was held back.</summary>
    ValueTask EndAsync();
}
