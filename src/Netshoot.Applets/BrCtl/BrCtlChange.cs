using System.Text;
using Netshoot.Cli;
using Netshoot.Netlink.Links;
using Netshoot.Wire;

namespace Netshoot.Applets.BrCtl;

/// <summary><c>brctl addbr</c>, <c>delbr</c>, <c>addif</c> and <c>delif</c> (brctl(8)).</summary>
internal static class BrCtlChange
{
    private const int LongestName = 15; // IFNAMSIZ without its NUL

    public static ExitCode AddBridge(BrCtlContext context, IReadOnlyList<string> words)
    {
        // The original hands the kernel as much of the name as there is room for.
        string name = words[0];
        while (Encoding.UTF8.GetByteCount(name) > LongestName) name = name[..^1];
        var error = context.Channel.TryExecute(LinkRequests.AddBridge(name));
        if (!error.Failed) return ExitCode.Ok;
        return context.Fail(error.Errno == Errno.EEXIST
            ? $"device {words[0]} already exists; can't create bridge with the same name"
            : $"add bridge failed: {context.Text(error.Errno)}");
    }

    public static ExitCode DeleteBridge(BrCtlContext context, IReadOnlyList<string> words)
    {
        string name = words[0];
        if (context.Links.Find(name) is not { } bridge) return context.Fail($"bridge {name} doesn't exist; can't delete it");
        if (bridge.Kind != BrCtlContext.BridgeKind) return context.Fail($"can't delete bridge {name}: {context.Text(Errno.EPERM)}");
        if (bridge.Flags.HasFlag(LinkFlags.Up)) return context.Fail($"bridge {name} is still up; can't delete it");
        var error = context.Channel.TryExecute(LinkRequests.Delete(bridge.Index));
        return error.Failed ? context.Fail($"can't delete bridge {name}: {context.Text(error.Errno)}") : ExitCode.Ok;
    }

    public static ExitCode AddPort(BrCtlContext context, IReadOnlyList<string> words)
    {
        string bridge = words[0];
        foreach (string port in words.Skip(1))
        {
            if (context.Links.Find(port) is not { } link) return context.Fail($"interface {port} does not exist!");
            if (context.Links.Find(bridge) is not { } master) return context.Fail($"bridge {bridge} does not exist!");
            if (master.Kind != BrCtlContext.BridgeKind) return context.Fail($"can't add {port} to bridge {bridge}: {context.Text(Errno.EOPNOTSUPP)}");
            // The kernel would move it from one bridge to the other; brctl's own request never does.
            if (link.MasterIndex is > 0) return context.Fail($"device {port} is already a member of a bridge; can't add it to bridge {bridge}.");
            var error = context.Channel.TryExecute(LinkRequests.SetMaster(link.Index, master.Index));
            if (error.Errno == Errno.ELOOP) return context.Fail($"device {port} is a bridge device itself; can't add a bridge device to a bridge device.");
            if (error.Failed) return context.Fail($"can't add {port} to bridge {bridge}: {context.Text(error.Errno)}");
        }
        return ExitCode.Ok;
    }

    public static ExitCode DeletePort(BrCtlContext context, IReadOnlyList<string> words)
    {
        string bridge = words[0];
        foreach (string port in words.Skip(1))
        {
            if (context.Links.Find(port) is not { } link) return context.Fail($"interface {port} does not exist!");
            if (context.Links.Find(bridge) is not { } master) return context.Fail($"bridge {bridge} does not exist!");
            if (master.Kind != BrCtlContext.BridgeKind) return context.Fail($"can't delete {port} from {bridge}: {context.Text(Errno.EOPNOTSUPP)}");
            if (link.MasterIndex != master.Index) return context.Fail($"device {port} is not a port of {bridge}");
            var error = context.Channel.TryExecute(LinkRequests.SetMaster(link.Index, 0));
            if (error.Failed) return context.Fail($"can't delete {port} from {bridge}: {context.Text(error.Errno)}");
        }
        return ExitCode.Ok;
    }
}
