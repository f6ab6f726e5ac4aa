namespace Netshoot.Host.Captures;

/// <summary>What can be captured on.</summary>
/// <param name="Name">An interface, or <c>any</c>.</param>
/// <param name="Description">What it is, where its name does not say it.</param>
/// <param name="IsUp">It is switched on.</param>
/// <param name="IsRunning">It can carry frames.</param>
/// <param name="IsLoopback">What is sent there comes back.</param>
/// <param name="IsConnected">Something is at the other end; null where the interface does not know.</param>
/// <param name="IsReal">It is an interface, and not all of them.</param>
public readonly record struct CaptureDevice(string Name, string? Description, bool IsUp, bool IsRunning, bool IsLoopback, bool? IsConnected, bool IsReal);
