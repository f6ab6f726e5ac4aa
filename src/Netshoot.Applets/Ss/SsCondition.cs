using System.Text;
using Netshoot.Applets.Sockets;
using Netshoot.Netlink.Sockets;
using Netshoot.Wire;

namespace Netshoot.Applets.Ss;

/// <summary>A part of a filter of ss(8): it judges a socket, and becomes steps that the kernel takes for Internet sockets.</summary>
internal abstract record SsCondition
{
    public abstract bool Holds(in SocketView socket);

    public abstract void Write(SocketFilterCode code);
}

internal sealed record SsBoth(SsCondition First, SsCondition Second) : SsCondition
{
    public override bool Holds(in SocketView socket) => First.Holds(socket) && Second.Holds(socket);

    public override void Write(SocketFilterCode code)
    {
        int start = code.Position;
        First.Write(code);
        int middle = code.Position;
        Second.Write(code);
        code.Both(start, middle);
    }
}

internal sealed record SsEither(SsCondition First, SsCondition Second) : SsCondition
{
    public override bool Holds(in SocketView socket) => First.Holds(socket) || Second.Holds(socket);

    public override void Write(SocketFilterCode code)
    {
        First.Write(code);
        int begun = code.BeginAlternative();
        Second.Write(code);
        code.EndAlternative(begun);
    }
}

internal sealed record SsNot(SsCondition Inner) : SsCondition
{
    public override bool Holds(in SocketView socket) => !Inner.Holds(socket);

    public override void Write(SocketFilterCode code)
    {
        Inner.Write(code);
        code.Negate();
    }
}

/// <summary>An end with an address and a port: by the prefix of its address, or whatever it is.</summary>
internal sealed record SsHost(bool IsPeer, byte Family, InternetPrefix? Prefix, int Port) : SsCondition
{
    public const int AnyPort = -1;

    public override bool Holds(in SocketView socket)
    {
        if (Port != AnyPort && (IsPeer ? socket.PeerNumber : socket.LocalNumber) != (uint)Port) return false;
        if (Prefix is not { Length: > 0 } prefix) return Family == 0 || !socket.IsInternet || Family == socket.Family;
        if (!socket.IsInternet) return false;
        var address = (IsPeer ? socket.Peer : socket.Local).Address;
        return prefix.Contains(address) || prefix.Address.Is4 && address.IsMapped4 && prefix.Contains(address.Unmapped);
    }

    public override void Write(SocketFilterCode code)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (Prefix is not { } prefix)
        {
            code.Host(IsPeer, Family, 0, Port, bytes[..SizeOf(Family)]);
            return;
        }
        prefix.Address.CopyTo(bytes);
        code.Host(IsPeer, prefix.Address.Is4 ? SocketRequests.AddressFamily.Internet : SocketRequests.AddressFamily.Internet6, prefix.Length, Port, bytes[..prefix.Address.Size]);
    }

    private static int SizeOf(byte family) => family switch { SocketRequests.AddressFamily.Internet => 4, SocketRequests.AddressFamily.Internet6 => 16, _ => 0 };
}

/// <summary>A port, or what stands in its place, from or up to a number.</summary>
internal sealed record SsPortRange(bool IsPeer, bool IsAtLeast, int Port) : SsCondition
{
    public override bool Holds(in SocketView socket)
    {
        long port = IsPeer ? socket.PeerNumber : socket.LocalNumber;
        return IsAtLeast ? port >= Port : port <= Port;
    }

    public override void Write(SocketFilterCode code)
    {
        if (Port is >= 0 and <= ushort.MaxValue) code.Port(IsPeer, IsAtLeast, (ushort)Port);
        else if (IsAtLeast == (Port < 0)) code.Port(IsPeer, isAtLeast: true, 0);
        else code.Never();
    }
}

/// <summary>A protocol and a number of a family that names its sockets by those: AF_PACKET, AF_NETLINK, AF_VSOCK; -1 for any.</summary>
internal sealed record SsNumbers(bool IsPeer, byte Family, int Protocol, long Number) : SsCondition
{
    public override bool Holds(in SocketView socket) => socket.Family == Family && (Protocol < 0 || !IsPeer && socket.Protocol == Protocol)
        && (Number < 0 || (IsPeer ? socket.PeerNumber : socket.LocalNumber) == Number);

    public override void Write(SocketFilterCode code) => code.Never();
}

/// <summary>The path of a socket of AF_UNIX, by a pattern (glob(7)) without regard to case.</summary>
internal sealed record SsPath(bool IsPeer, string Pattern) : SsCondition
{
    private readonly byte[] _pattern = Encoding.UTF8.GetBytes(Pattern);

    // The path of the other end is not told.
    public override bool Holds(in SocketView socket)
        => socket.Family == SocketRequests.AddressFamily.Unix && GlobPattern.Matches(_pattern, IsPeer ? "*"u8 : socket.Path);

    public override void Write(SocketFilterCode code) => code.Never();
}

internal sealed record SsDevice(int Index) : SsCondition
{
    public override bool Holds(in SocketView socket) => socket.InterfaceIndex == Index;

    public override void Write(SocketFilterCode code) => code.Device((uint)Index);
}

internal sealed record SsMark(uint Value, uint Mask) : SsCondition
{
    public override bool Holds(in SocketView socket) => (socket.Mark & Mask) == Value;

    public override void Write(SocketFilterCode code) => code.Mark(Value, Mask);
}

internal sealed record SsControlGroup(ulong Id) : SsCondition
{
    public override bool Holds(in SocketView socket) => socket.ControlGroup == Id;

    public override void Write(SocketFilterCode code) => code.ControlGroup(Id);
}

/// <summary>Whether the local end was chosen by the kernel: it knows of Internet sockets; of others the look of it tells.</summary>
internal sealed record SsAutobound(int First, int Last) : SsCondition
{
    private const int DigitsOfAbstractName = 5;

    public override bool Holds(in SocketView socket)
    {
        if (socket.IsInternet) return socket.LocalNumber >= First && socket.LocalNumber <= Last;
        if (socket.Family != SocketRequests.AddressFamily.Unix) return false;
        if (socket.Path is [(byte)'*']) return true;
        if (socket.Path is not [(byte)'@', .. var name] || name.Length != DigitsOfAbstractName) return false;
        foreach (byte digit in name)
            if (Hex.Value((char)digit) < 0 || digit is >= (byte)'A' and <= (byte)'F') return false;
        return true;
    }

    public override void Write(SocketFilterCode code) => code.Autobound();
}
