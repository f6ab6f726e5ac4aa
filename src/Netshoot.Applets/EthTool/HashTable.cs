using Netshoot.Cli;
using Netshoot.Wire;

namespace Netshoot.Applets.EthTool;

/// <summary><c>ethtool -x</c> and <c>-X</c>: which ring a flow's hash leads to, the key and the function (<c>struct ethtool_rxfh</c>, include/uapi/linux/ethtool.h).</summary>
internal static class HashTable
{
    private const int ContextOffset = 4, EntriesOffset = 8, KeySizeOffset = 12, FunctionOffset = 16, DataOffset = 24;
    private const uint FunctionNames = 5, NewContext = uint.MaxValue, Unchanged = uint.MaxValue;

    // What a driver may announce; more is not believed.
    private const int Most = 1 << 16;

    public static ExitCode Show(EthToolContext context)
    {
        uint group = 0;
        if (context.Next() is { } word && (word != "context" || context.Next() is not { } text || !TryNumber(text, out group)) || !context.IsAtEnd) return context.Bad();
        var rings = new DriverCommand(DriverCommand.Rings, FlowHash.Size);
        var errno = context.Control(rings);
        if (errno != Errno.None) return context.Fail("Cannot get RX ring count", errno, 1);
        errno = Read(context, group, out var hash, out int entries, out int keySize);
        if (errno != Errno.None) return context.Fail("Cannot get RX flow hash indir size and/or key size", errno, 1);
        _ = DriverStrings.TryRead(context, FunctionNames, out var names);
        return context.Write(new Report(context.Device, rings.U64(FlowHash.DataOffset), hash, entries, keySize, names));
    }

    public static ExitCode Change(EthToolContext context)
    {
        if (context.IsAtEnd) return context.Bad();
        uint? equal = null, group = null;
        uint start = 0;
        bool hasStart = false, isDefault = false, isDelete = false;
        string? key = null, function = null;
        var weights = new List<uint>();
        while (context.Next() is { } word)
        {
            switch (word)
            {
                case "default": isDefault = true; break;
                case "delete": isDelete = true; break;
                case "start":
                    if (context.Next() is not { } first || !TryNumber(first, out start)) return context.Bad();
                    hasStart = true;
                    break;
                case "equal":
                    if (context.Next() is not { } count || !TryNumber(count, out uint rings) || rings == 0) return context.Bad();
                    equal = rings;
                    break;
                case "weight":
                    while (!context.IsAtEnd && TryNumber(context.Words[context.At], out uint weight))
                    {
                        weights.Add(weight);
                        context.At++;
                    }
                    if (weights.Count == 0) return context.Bad();
                    break;
                case "hkey" when context.Next() is { } text: key = text; break;
                case "hfunc" when context.Next() is { } text: function = text; break;
                case "context":
                    uint number = NewContext;
                    if (context.Next() is not { } which || which != "new" && !TryNumber(which, out number)) return context.Bad();
                    group = number;
                    break;
                default: return context.Bad();
            }
        }
        if (equal is not null && weights.Count > 0) return Refuse(context, "Equal and weight options are mutually exclusive");
        if (isDefault && (equal is not null || weights.Count > 0)) return Refuse(context, "Equal and default options are mutually exclusive");
        if (hasStart && equal is null && weights.Count == 0) return Refuse(context, "Start must be used with equal or weight options");
        if (isDelete && group is null) return Refuse(context, "Delete option requires context option");
        var errno = context.Control(new(DriverCommand.Rings, FlowHash.Size));
        if (errno != Errno.None) return context.Fail("Cannot get RX ring count", errno, 1);
        errno = Read(context, group is NewContext or null ? 0 : group.Value, out _, out int entries, out int keySize, sizesOnly: true);
        if (errno != Errno.None) return context.Fail("Cannot get RX flow hash indir size and key size", errno, 1);
        return Write(context, new(entries, keySize, group, start, equal, weights, key, function, isDefault, isDelete));
    }

    private sealed record Wish(int Entries, int KeySize, uint? Group, uint Start, uint? Equal, List<uint> Weights, string? Key, string? Function, bool IsDefault, bool IsDelete);

    private static ExitCode Write(EthToolContext context, Wish wish)
    {
        byte function = 0;
        if (wish.Function is { } name)
        {
            _ = DriverStrings.TryRead(context, FunctionNames, out var names);
            int at = names.ToList().IndexOf(name);
            if (at is < 0 or > 7) return Refuse(context, $"Unknown hash function: {name}");
            function = (byte)(1 << at);
        }
        byte[] key = [];
        if (wish.Key is { } text)
        {
            if (EthToolValues.ParseBytes(text) is not { } bytes || text.Split(':').Any(static part => part.Length != 2)) return Refuse(context, "Invalid RSS hash key format", 2);
            if (bytes.Length < wish.KeySize) return Refuse(context, $"Key is too short for device ({bytes.Length} < {wish.KeySize})", 2);
            if (bytes.Length > wish.KeySize) return Refuse(context, $"Key is too long for device ({bytes.Length} > {wish.KeySize})", 2);
            key = bytes;
        }
        uint[] table = [];
        if (wish.Equal is { } rings) table = [.. Enumerable.Range(0, wish.Entries).Select(i => wish.Start + (uint)i % rings)];
        else if (wish.Weights.Count > 0)
        {
            ulong sum = 0;
            foreach (uint weight in wish.Weights) sum += weight;
            if (sum == 0) return Refuse(context, "At least one weight must be non-zero");
            if (sum > (ulong)wish.Entries) return Refuse(context, "Total weight exceeds the size of the indirection table");
            table = Spread(wish, sum);
        }
        // No table means the driver's own; what is not spoken of stays.
        uint entries = table.Length > 0 ? (uint)table.Length : wish.IsDefault || wish.IsDelete ? 0 : Unchanged;
        var command = new DriverCommand(DriverCommand.SetHash, DataOffset + table.Length * sizeof(uint) + key.Length)
            .Put(ContextOffset, wish.Group ?? 0).Put(EntriesOffset, entries).Put(KeySizeOffset, (uint)key.Length).Put(FunctionOffset, function);
        for (int i = 0; i < table.Length; i++) command.Put(DataOffset + i * sizeof(uint), table[i]);
        key.CopyTo(command.Bytes[(DataOffset + table.Length * sizeof(uint))..]);
        var errno = context.Control(command);
        if (errno != Errno.None) return context.Fail("Cannot set RX flow hash configuration", errno, 1);
        if (wish.Group == NewContext) context.Shell.Output.Line($"New RSS context is {(int)command.U32(ContextOffset)}");
        return ExitCode.Ok;
    }

    // Each ring has its part of the table, one behind the other.
    private static uint[] Spread(Wish wish, ulong sum)
    {
        var table = new uint[wish.Entries];
        ulong partial = 0;
        int ring = -1;
        for (int i = 0; i < table.Length; i++)
        {
            while ((ulong)i >= (ulong)table.Length * partial / sum) partial += wish.Weights[++ring];
            table[i] = wish.Start + (uint)ring;
        }
        return table;
    }

    private static Errno Read(EthToolContext context, uint group, out DriverCommand hash, out int entries, out int keySize, bool sizesOnly = false)
    {
        hash = new DriverCommand(DriverCommand.GetHash, DataOffset).Put(ContextOffset, group);
        var errno = context.Control(hash);
        entries = (int)Math.Min(hash.U32(EntriesOffset), Most);
        keySize = (int)Math.Min(hash.U32(KeySizeOffset), Most);
        if (errno != Errno.None || sizesOnly) return errno;
        hash = new DriverCommand(DriverCommand.GetHash, DataOffset + entries * sizeof(uint) + keySize)
            .Put(ContextOffset, group).Put(EntriesOffset, (uint)entries).Put(KeySizeOffset, (uint)keySize);
        return context.Control(hash);
    }

    private static bool TryNumber(string text, out uint number)
    {
        bool isNumber = EthToolNumber.TryParse(text, int.MaxValue, out ulong value);
        number = (uint)value;
        return isNumber;
    }

    private static ExitCode Refuse(EthToolContext context, string what, byte code = 1)
    {
        context.Shell.Error.Line($"{what}");
        return new(code);
    }

    private sealed record Report(string Device, ulong Rings, DriverCommand Hash, int Entries, int KeySize, IReadOnlyList<string> Names) : IReport
    {
        private const int PerLine = 8;

        public void Write(ReportWriter to)
        {
            to.Device(Device);
            to.Text($"RX flow hash indirection table for {Device} with ");
            to.Field("rings", Rings, $"{Rings} RX ring(s):\n");
            if (Entries == 0) to.Text($"Operation not supported\n");
            to.OpenArray("indirection-table");
            for (int i = 0; i < Entries; i++)
            {
                if (i % PerLine == 0) to.Text($"{i,5}: ");
                uint ring = Hash.U32(DataOffset + i * sizeof(uint));
                to.Field(null, ring, $" {ring,5}");
                if (i % PerLine == PerLine - 1 || i == Entries - 1) to.Text($"\n");
            }
            to.CloseArray();
            WriteKey(to);
            WriteFunctions(to);
        }

        private void WriteKey(ReportWriter to)
        {
            string key = string.Join(':', Hash.Bytes.Slice(DataOffset + Entries * sizeof(uint), KeySize).ToArray().Select(static b => $"{b:x2}"));
            to.Text($"RSS hash key:\n");
            if (KeySize == 0) to.Text($"Operation not supported\n");
            else to.Field("hash-key", key, $"{key}\n");
        }

        private void WriteFunctions(ReportWriter to)
        {
            byte functions = Hash.From(FunctionOffset).U8();
            to.Text($"RSS hash function:\n");
            if (functions == 0)
            {
                to.Text($"    Operation not supported\n");
                return;
            }
            to.OpenObject("hash-function");
            for (int i = 0; i < Names.Count; i++)
            {
                bool isOn = (functions >> i & 1) != 0;
                to.Field(Names[i], isOn, $"    {Names[i]}: {(isOn ? "on" : "off")}\n");
            }
            to.CloseObject();
        }
    }
}
