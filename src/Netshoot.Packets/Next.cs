namespace Netshoot.Packets;

/// <summary>What follows a layer: an entry in one of the tables, tried first by one value and then by another.</summary>
public readonly record struct Next(Select Table, int Value, int Otherwise = -1)
{
    public static Next Done => default;

    public static Next LinkType(int value) => new(Select.LinkType, value);

    public static Next EtherType(int value) => new(Select.EtherType, value);

    public static Next Sap(int value) => new(Select.Sap, value);

    public static Next Snap(uint organization, ushort type) => new(Select.Snap, (int)(organization << 16 | type));

    public static Next IpProtocol(int value) => new(Select.IpProtocol, value);

    public static Next PppProtocol(int value) => new(Select.PppProtocol, value);

    public static Next UdpPort(ushort destination, ushort source) => new(Select.UdpPort, destination, source);

    public static Next UdpDestination(ushort port) => new(Select.UdpDestination, port);

    public static Next UdpSource(ushort port) => new(Select.UdpSource, port);

    public static Next TcpPort(ushort destination, ushort source) => new(Select.TcpPort, destination, source);

    public static Next Nlpid(int value) => new(Select.Nlpid, value);

    public static Next Payload(PayloadType type) => new(Select.Payload, (int)type);
}
