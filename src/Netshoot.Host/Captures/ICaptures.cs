using Netshoot.Capture.Rings;
using Netshoot.Filters;
using Netshoot.Wire;

namespace Netshoot.Host.Captures;

/// <summary>The port through which tools capture frames. Tests bring their own frames.</summary>
public interface ICaptures
{
    /// <summary>Everything that can be captured on, what is likeliest meant first.</summary>
    IReadOnlyList<CaptureDevice> Devices { get; }

    /// <summary>What the frames of a device can begin with, the usual first; ENODEV when there is none of that name.</summary>
    Errno TryGetLinkTypes(string device, out IReadOnlyList<LinkType> types);

    /// <exception cref="Failure">With errno: ENODEV, EPERM, ENETDOWN, EINVAL for a link type that the device does not have.</exception>
    /// <param name="device">An interface, or <c>any</c>.</param>
    /// <param name="options">How.</param>
    /// <param name="namespacePath">The file of the network namespace that it is in; null for the one that the tool was born in.</param>
    ILiveCapture Open(string device, LiveCaptureOptions options, string? namespacePath = null);
}
