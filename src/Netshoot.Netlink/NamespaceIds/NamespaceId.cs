namespace Netshoot.Netlink.NamespaceIds;

/// <summary>The number by which one network namespace knows another: <c>struct rtgenmsg</c> with <c>NETNSA_*</c> (include/uapi/linux/net_namespace.h).</summary>
public sealed class NamespaceId : INetlinkTable
{
    public const int NotAssigned = -1;

    public bool IsDeleted { get; private set; }

    public int Id { get; private set; }

    /// <summary>The number in the asking namespace, when another's were asked for.</summary>
    public int? CurrentId { get; private set; }

    public bool Read(NetlinkMessage message)
    {
        if (message.Type is not (RouteMessageType.NewNamespaceId or RouteMessageType.DeleteNamespaceId)) return false;
        IsDeleted = message.Type == RouteMessageType.DeleteNamespaceId;
        Id = NotAssigned;
        CurrentId = null;
        var reader = new NetlinkReader(message.Payload);
        reader.Skip(NamespaceRequests.HeaderSize);
        if (reader.Truncated) return false;
        foreach (var attribute in reader.Attributes)
        {
            switch ((NamespaceAttribute)attribute.Type)
            {
                case NamespaceAttribute.Id: Id = attribute.I32; break;
                case NamespaceAttribute.CurrentId: CurrentId = attribute.I32; break;
            }
        }
        return true;
    }
}

/// <summary><c>NETNSA_*</c>.</summary>
public enum NamespaceAttribute : ushort
{
    Id = 1,
    Process = 2,
    Descriptor = 3,
    TargetId = 4,
    CurrentId = 5,
}

/// <summary>Requests about the numbers of namespaces.</summary>
public static class NamespaceRequests
{
    // struct rtgenmsg is one byte; attributes begin on the next multiple of four.
    internal const int HeaderSize = 4;

    /// <summary>All numbers that this namespace has given.</summary>
    public static NetlinkRequest List(int? targetId = null)
    {
        var request = Begin(RouteMessageType.GetNamespaceId, NetlinkFlags.None);
        return targetId is { } id ? request.Attribute((ushort)NamespaceAttribute.TargetId, id) : request;
    }

    /// <summary>The number of the namespace behind an open descriptor of this process; <see cref="NamespaceId.NotAssigned"/> when it has none.</summary>
    public static NetlinkRequest Find(int descriptor)
        => Begin(RouteMessageType.GetNamespaceId, NetlinkFlags.None).Attribute((ushort)NamespaceAttribute.Descriptor, descriptor);

    /// <summary>What the kernel knows of a number.</summary>
    public static NetlinkRequest FindById(int id, int? targetId = null)
    {
        var request = Begin(RouteMessageType.GetNamespaceId, NetlinkFlags.None).Attribute((ushort)NamespaceAttribute.Id, id);
        return targetId is { } target ? request.Attribute((ushort)NamespaceAttribute.TargetId, target) : request;
    }

    /// <summary>Gives the namespace behind a descriptor a number; -1 lets the kernel choose.</summary>
    public static NetlinkRequest Assign(int descriptor, int id)
        => Begin(RouteMessageType.NewNamespaceId, NetlinkFlags.None).Attribute((ushort)NamespaceAttribute.Descriptor, descriptor).Attribute((ushort)NamespaceAttribute.Id, id);

    private static NetlinkRequest Begin(ushort type, NetlinkFlags flags) => new NetlinkRequest(type, flags).Zero(HeaderSize);
}
