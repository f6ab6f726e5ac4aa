using Netshoot.Kernel;

namespace Netshoot.Host.Netlink;

/// <summary>A file that is kept open because its number stands in a request.</summary>
public sealed class HeldFile : IDisposable
{
    private readonly FileDescriptor _descriptor;

    internal HeldFile(FileDescriptor descriptor) => _descriptor = descriptor;

    public int Number => _descriptor.Number;

    public void Dispose() => _descriptor.Dispose();
}
