using System.Runtime.InteropServices;
using System.Text;
using Netshoot.Netlink;

namespace Netshoot.Applets.EthTool;

/// <summary>A structure of SIOCETHTOOL (include/uapi/linux/ethtool.h): its number first, and room for the answer that takes its place.</summary>
internal sealed class DriverCommand(uint number, int size)
{
    public const uint DriverInformation = 0x03, Registers = 0x04, RestartNegotiation = 0x09, ReadMemory = 0x0b, WriteMemory = 0x0c,
        Test = 0x1a, Strings = 0x1b, Identify = 0x1c, Statistics = 0x1d, GetFlowHash = 0x29, SetFlowHash = 0x2a, Rings = 0x2d, CountRules = 0x2e, GetRule = 0x2f,
        ListRules = 0x30, DeleteRule = 0x31, InsertRule = 0x32, Flash = 0x33, StringCounts = 0x37, SetDump = 0x3e, GetDumpFlag = 0x3f, GetDumpData = 0x40,
        ModuleInformation = 0x42, ModuleMemory = 0x43, GetHash = 0x46, SetHash = 0x47, PhyStatistics = 0x4a;

    /// <summary><c>ETH_GSTRING_LEN</c>.</summary>
    public const int NameSize = 32;

    private readonly byte[] _bytes = Begin(number, size);

    public Span<byte> Bytes => _bytes;

    /// <summary>Reads from a place on.</summary>
    public NetlinkReader From(int offset) => new(_bytes.AsSpan(Math.Min(offset, _bytes.Length)));

    public uint U32(int offset) => From(offset).U32();

    public ulong U64(int offset) => From(offset).U64();

    public DriverCommand Put<T>(int offset, T value) where T : unmanaged
    {
        MemoryMarshal.Write(_bytes.AsSpan(offset), in value);
        return this;
    }

    /// <summary>Text of a fixed size, up to its NUL.</summary>
    public string Text(int offset, int length = NameSize)
    {
        var field = _bytes.AsSpan(offset, length);
        return Encoding.UTF8.GetString(field.IndexOf((byte)0) is >= 0 and var end ? field[..end] : field);
    }

    private static byte[] Begin(uint number, int size)
    {
        var bytes = new byte[size];
        MemoryMarshal.Write(bytes, in number);
        return bytes;
    }
}
