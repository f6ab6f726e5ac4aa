using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Ethtool;
using Netshoot.Wire;

namespace Netshoot.Applets.EthTool;

/// <summary>Bytes that devices keep: registers (<c>-d</c>), their own memory (<c>-e</c>, <c>-E</c>), that of modules (<c>-m</c>), and dumps of drivers (<c>-w</c>, <c>-W</c>).</summary>
internal static class DriverMemory
{
    private const byte NoInformation = 72, Failed = 74, ShortInput = 75, NotWritten = 87;
    private const uint All = uint.MaxValue;

    // What a driver may announce; more is not believed.
    private const int Most = 64 << 20;

    private sealed class Options
    {
        public bool IsRaw { get; set; }

        public bool IsHexadecimal { get; set; }

        public string? File { get; set; }

        public Dictionary<string, ulong> Numbers { get; } = [];

        public uint Number(string name, uint otherwise) => (uint)Numbers.GetValueOrDefault(name, otherwise);
    }

    public static ExitCode Registers(EthToolContext context)
    {
        const int LengthOffset = 8, DataOffset = 12;
        if (Parse(context, ["raw", "hex"], [], "file") is not { } options) return context.Bad();
        var errno = DriverShow.Ask(context, out var driver);
        if (errno != Errno.None) return context.Fail("Cannot get driver information", errno, NoInformation);
        uint length = Math.Min(driver.U32(DriverReport.RegisterLengthOffset), Most);
        var registers = new DriverCommand(DriverCommand.Registers, DataOffset + (int)length).Put(LengthOffset, length);
        errno = context.Control(registers);
        if (errno != Errno.None) return context.Fail("Cannot get register dump", errno, Failed);
        byte[] bytes = registers.Bytes.Slice(DataOffset, (int)Math.Min(length, registers.U32(LengthOffset))).ToArray();
        if (options.File is { } file)
        {
            errno = ReadFile(context, file, ref bytes);
            if (errno != Errno.None) return context.Fail($"Can't open '{file}'", errno, Failed);
        }
        return Show(context, bytes, 0, options.IsRaw);
    }

    public static ExitCode Read(EthToolContext context)
    {
        if (Parse(context, ["raw"], ["offset", "length"]) is not { } options) return context.Bad();
        var errno = DriverShow.Ask(context, out var driver);
        if (errno != Errno.None) return context.Fail("Cannot get driver information", errno, Failed);
        uint size = Math.Min(driver.U32(DriverReport.MemoryLengthOffset), Most);
        uint offset = options.Number("offset", 0), length = Cut(size, offset, options.Number("length", All));
        errno = Transfer(context, DriverCommand.ReadMemory, 0, offset, length, null, out var bytes);
        return errno == Errno.None ? Show(context, bytes, offset, options.IsRaw) : context.Fail("Cannot get EEPROM data", errno, Failed);
    }

    public static ExitCode Write(EthToolContext context)
    {
        if (Parse(context, [], ["magic", "offset", "length", "value"]) is not { } options) return context.Bad();
        var errno = DriverShow.Ask(context, out var driver);
        if (errno != Errno.None) return context.Fail("Cannot get driver information", errno, Failed);
        uint size = Math.Min(driver.U32(DriverReport.MemoryLengthOffset), Most);
        bool hasValue = options.Numbers.TryGetValue("value", out ulong value);
        uint offset = options.Number("offset", 0), length = options.Number("length", hasValue ? 1 : size);
        if (hasValue) length = 1;
        if (offset + (ulong)length > size)
        {
            context.Shell.Error.Literal("offset & length out of bounds\n");
            return ExitCode.Failed;
        }
        var bytes = new byte[length];
        if (hasValue) bytes[0] = (byte)value;
        else if (length == 0 || context.Shell.Input.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            context.Shell.Error.Literal("not enough data from stdin\n");
            return new(ShortInput);
        }
        errno = Transfer(context, DriverCommand.WriteMemory, options.Number("magic", 0), offset, length, bytes, out _);
        return errno == Errno.None ? ExitCode.Ok : context.Fail("Cannot set EEPROM data", errno, NotWritten);
    }

    public static ExitCode Module(EthToolContext context)
    {
        var options = new Options();
        while (context.Next() is { } word)
        {
            bool isSwitch = word is "raw" or "hex";
            if (!isSwitch && word is not ("offset" or "length" or "page" or "bank" or "i2c")) return Wrong(context, $"unknown parameter '{word}'");
            if (context.Next() is not { } text) return Wrong(context, $"no value for parameter '{word}'");
            ulong number = 0;
            if (isSwitch ? text is not ("on" or "off") : !EthToolNumber.TryParse(text, word is "offset" or "length" ? uint.MaxValue : byte.MaxValue, out number)) return Wrong(context, $"invalid value '{text}' for parameter '{word}'");
            if (word == "raw") options.IsRaw = text == "on";
            else if (word == "hex") options.IsHexadecimal = text == "on";
            else options.Numbers[word] = number;
        }
        if (options.IsRaw && options.IsHexadecimal)
        {
            context.Shell.Error.Literal("Hex and raw dump cannot be specified together\n");
            return ExitCode.Failed;
        }
        bool isPage = options.Numbers.Keys.Any(static name => name is "page" or "bank" or "i2c");
        return isPage || !options.IsRaw && !options.IsHexadecimal ? ModulePage(context, options, isPage) : ModuleWhole(context, options);
    }

    // One page by netlink; without a page the original decodes what it reads of the first.
    private static ExitCode ModulePage(EthToolContext context, Options options, bool isPage)
    {
        const uint FirstByte = 1, HalfPage = 128, Identifier = 0x50;
        uint page = options.Number("page", 0), offset = options.Number("offset", page > 0 ? HalfPage : 0);
        uint length = options.Number("length", isPage || options.Numbers.ContainsKey("offset") ? HalfPage : FirstByte);
        var request = context.Request(EthtoolCommand.GetModuleMemory)
            .Attribute((ushort)ModuleMemoryAttribute.Length, length).Attribute((ushort)ModuleMemoryAttribute.Offset, offset)
            .Attribute((ushort)ModuleMemoryAttribute.Page, (byte)page).Attribute((ushort)ModuleMemoryAttribute.Bank, (byte)options.Number("bank", 0))
            .Attribute((ushort)ModuleMemoryAttribute.BusAddress, (byte)options.Number("i2c", Identifier));
        var error = context.Channel.TryGet<EthtoolReply>(request, out var reply);
        if (error.Failed || reply is null) return context.Fail(error);
        if (isPage) return Show(context, reply.Attributes.Find((ushort)ModuleMemoryAttribute.Data).Value.ToArray(), offset, options.IsRaw);
        context.Shell.Complain("the memory of modules is not decoded", "its bytes are shown by 'hex on', and written by 'raw on'");
        return ExitCode.Failed;
    }

    private static ExitCode ModuleWhole(EthToolContext context, Options options)
    {
        const int LengthOffset = 8;
        const string What = "Cannot get module EEPROM information";
        var information = new DriverCommand(DriverCommand.ModuleInformation, 48);
        var errno = context.Control(information);
        if (errno != Errno.None) return context.Fail(What, errno, 1);
        uint size = Math.Min(information.U32(LengthOffset), Most);
        uint offset = options.Number("offset", 0), length = Cut(size, offset, options.Number("length", All));
        errno = Transfer(context, DriverCommand.ModuleMemory, 0, offset, length, null, out var bytes);
        return errno == Errno.None ? Show(context, bytes, offset, options.IsRaw) : context.Fail("Cannot get Module EEPROM data", errno, 1);
    }

    /// <summary>A dump of the driver: <c>struct ethtool_dump</c>.</summary>
    public static ExitCode Dump(EthToolContext context)
    {
        const int VersionOffset = 4, FlagOffset = 8, LengthOffset = 12, DataOffset = 16;
        string? file = null;
        if (context.Next() is { } word && (word != "data" || (file = context.Next()) is null) || !context.IsAtEnd) return context.Bad();
        var dump = new DriverCommand(DriverCommand.GetDumpFlag, DataOffset);
        var errno = context.Control(dump);
        if (errno != Errno.None) return context.Fail("Can not get dump level", errno, 1);
        uint length = Math.Min(dump.U32(LengthOffset), Most);
        if (file is null) return context.Write(new DumpReport(context.Device, dump.U32(FlagOffset), dump.U32(VersionOffset), length));
        var data = new DriverCommand(DriverCommand.GetDumpData, DataOffset + (int)length).Put(LengthOffset, length);
        errno = context.Control(data);
        if (errno != Errno.None) return context.Fail("Can not get dump data", errno, 1);
        errno = context.Shell.Machine.TryCreate(file, out var stream);
        if (stream is null) return context.Fail($"Can't open '{file}'", errno, 1);
        using (stream) stream.Write(data.Bytes[DataOffset..]);
        return ExitCode.Ok;
    }

    public static ExitCode SetDump(EthToolContext context)
    {
        const int FlagOffset = 8;
        if (context.Next() is not { } word || !EthToolNumber.TryParse(word, uint.MaxValue, out ulong flag) || !context.IsAtEnd) return context.Bad();
        var errno = context.Control(new DriverCommand(DriverCommand.SetDump, 16).Put(FlagOffset, (uint)flag));
        return errno == Errno.None ? ExitCode.Ok : context.Fail("Can not set dump level", errno, 1);
    }

    // struct ethtool_eeprom
    private static Errno Transfer(EthToolContext context, uint number, uint magic, uint offset, uint length, byte[]? written, out byte[] read)
    {
        const int MagicOffset = 4, OffsetOffset = 8, LengthOffset = 12, DataOffset = 16;
        var command = new DriverCommand(number, DataOffset + (int)length).Put(MagicOffset, magic).Put(OffsetOffset, offset).Put(LengthOffset, length);
        written?.CopyTo(command.Bytes[DataOffset..]);
        var errno = context.Control(command);
        read = errno == Errno.None && written is null ? command.Bytes.Slice(DataOffset, (int)Math.Min(length, command.U32(LengthOffset))).ToArray() : [];
        return errno;
    }

    private static uint Cut(uint size, uint offset, uint length) => offset >= size ? 0 : Math.Min(length, size - offset);

    private static ExitCode Show(EthToolContext context, byte[] bytes, uint offset, bool isRaw)
    {
        if (!isRaw) return context.Write(new BytesReport(context.Device, bytes, offset));
        context.Shell.Output.Raw(bytes);
        return ExitCode.Ok;
    }

    private static Errno ReadFile(EthToolContext context, string path, ref byte[] bytes)
    {
        var errno = context.Shell.Machine.TryOpenRead(path, out var stream);
        if (stream is null) return errno;
        using (stream)
        {
            var buffer = new byte[Math.Max(bytes.Length, 1 << 16)];
            int count = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            bytes = buffer[..count];
        }
        return Errno.None;
    }

    private static Options? Parse(EthToolContext context, string[] switches, string[] numbers, string? file = null)
    {
        var options = new Options();
        while (context.Next() is { } word)
        {
            if (context.Next() is not { } value) return null;
            if (switches.Contains(word))
            {
                if (value is not ("on" or "off")) return null;
                if (word == "raw") options.IsRaw = value == "on";
                else options.IsHexadecimal = value == "on";
            }
            else if (word == file) options.File = value;
            else if (numbers.Contains(word) && EthToolNumber.TryParse(value, uint.MaxValue, out ulong number)) options.Numbers[word] = number;
            else return null;
        }
        return options;
    }

    private static ExitCode Wrong(EthToolContext context, string what)
    {
        context.Shell.Error.Line($"ethtool (-m): {what}");
        return ExitCode.Failed;
    }
}

/// <summary>Bytes with their places.</summary>
internal sealed record BytesReport(string Device, byte[] Bytes, uint Offset) : IReport
{
    public void Write(ReportWriter to)
    {
        to.Device(Device);
        to.Dump(Bytes, Offset);
    }
}

/// <summary>What a driver says about its dump as <c>ethtool -w</c> shows it.</summary>
internal sealed record DumpReport(string Device, uint Flag, uint Version, uint Length) : IReport
{
    public void Write(ReportWriter to)
    {
        to.Device(Device);
        to.Field("flag", Flag, $"flag: {Flag}, ");
        to.Field("version", Version, $"version: {Version}, ");
        to.Field("length", Length, $"length: {Length}\n");
    }
}
