using System.Globalization;
using System.Runtime.InteropServices;
using Netshoot.Host;

namespace Netshoot.Applets.Iperf3;

/// <summary>What iperf3 tells of the machine and the moment.</summary>
internal sealed class Iperf3Facts(IMachine machine)
{
    private readonly DateTimeOffset _now = machine.Clock.GetUtcNow();

    /// <summary>As uname -a without the operating system's name.</summary>
    public string System => field ??= string.Join(' ', Kernel("ostype"), Kernel("hostname"), Kernel("osrelease"), Kernel("version"), RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "aarch64" : "x86_64");

    public string Time => _now.ToString("ddd, dd MMM yyyy HH:mm:ss 'GMT'", CultureInfo.InvariantCulture);

    public long Seconds => _now.ToUnixTimeSeconds();

    /// <summary>The control connection's segment size; of UDP tests only this is told.</summary>
    public int ControlSegment(int told) => told;

    private string Kernel(string name) => machine.TryReadText($"/proc/sys/kernel/{name}")?.TrimEnd('\n') ?? "";
}
