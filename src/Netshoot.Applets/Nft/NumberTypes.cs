using System.Globalization;

namespace Netshoot.Applets.Nft;

/// <summary>Plain numbers.</summary>
internal sealed class IntegerType(string name, int bits, bool isHostOrder) : DataType(name, bits, isHostOrder)
{
    public override void Write(NftWriter to, string? key, UInt128 value, int width)
    {
        if (value <= ulong.MaxValue) to.Number(key, (ulong)value);
        else to.To.Field(key, 0, $"0x{value.ToString("x", CultureInfo.InvariantCulture)}");
    }
}

/// <summary>Bytes whose meaning nobody knows.</summary>
internal sealed class RawType(bool isHostOrder) : DataType("integer", 0, isHostOrder)
{
    public override void Write(NftWriter to, string? key, UInt128 value, int width)
        => to.To.Field(key, (ulong)value, $"0x{value.ToString("x", CultureInfo.InvariantCulture)}");
}

/// <summary>Marks: eight hexadecimal digits.</summary>
internal sealed class MarkType() : DataType("mark", 32, true)
{
    public override void Write(NftWriter to, string? key, UInt128 value, int width) => to.To.Field(key, (ulong)value, $"0x{((uint)value).ToString("x8", CultureInfo.InvariantCulture)}");
}

/// <summary>Numbers that have names, and a way of writing those that have none.</summary>
/// <param name="name">Its name.</param>
/// <param name="bits">Its size.</param>
/// <param name="isHostOrder">Its byte order.</param>
/// <param name="digits">Hexadecimal digits of a number; 0 to write it in decimal.</param>
/// <param name="symbols">The names; of two for a number the first.</param>
internal class SymbolType(string name, int bits, bool isHostOrder, int digits, params (uint Value, string Name)[] symbols) : DataType(name, bits, isHostOrder)
{
    public override void Write(NftWriter to, string? key, UInt128 value, int width)
    {
        if (!to.Options.NumericSymbols && NameOf(value) is { } symbol) to.Word(key, symbol);
        else WriteNumber(to, key, value);
    }

    protected string? NameOf(UInt128 value) => Array.Find(symbols, s => s.Value == value).Name;

    protected void WriteNumber(NftWriter to, string? key, UInt128 value)
    {
        if (digits == 0) to.Number(key, (ulong)value);
        else to.To.Field(key, (ulong)value, $"0x{value.ToString(string.Create(CultureInfo.InvariantCulture, $"x{digits}"), CultureInfo.InvariantCulture)}");
    }
}

/// <summary>Bits that have names: between commas for people, an array for programs.</summary>
internal sealed class FlagsType(string name, int bits, bool isHostOrder, params (uint Value, string Name)[] symbols) : SymbolType(name, bits, isHostOrder, 1, symbols)
{
    public override bool IsFlags => true;

    public override void Write(NftWriter to, string? key, UInt128 value, int width)
    {
        int count = System.Numerics.BitOperations.PopCount((ulong)value) + System.Numerics.BitOperations.PopCount((ulong)(value >> 64));
        if (count <= 1)
        {
            base.Write(to, key, value, width);
            return;
        }
        WriteList(to, key, value, (to, flag) => base.Write(to, null, flag, width));
    }

    /// <summary>The name of one flag, or one number.</summary>
    public void WriteWhole(NftWriter to, string? key, UInt128 value) => base.Write(to, key, value, Bits);

    /// <summary>Each bit that is set, in an array for programs.</summary>
    public static void WriteList(NftWriter to, string? key, UInt128 value, Action<NftWriter, UInt128> write, string separator = ",")
    {
        to.To.OpenArray(key);
        bool first = true;
        for (int bit = 0; bit < 128; bit++)
        {
            var flag = value & UInt128.One << bit;
            if (flag == 0) continue;
            if (!first) to.To.Text($"{separator}");
            first = false;
            write(to, flag);
        }
        to.To.CloseArray();
    }
}

/// <summary>Yes or no: whether something is there.</summary>
internal sealed class BooleanType() : DataType("boolean", 1, true)
{
    public override void Write(NftWriter to, string? key, UInt128 value, int width)
    {
        if (to.Options.NumericSymbols && to.IsText) to.Number(key, (ulong)value);
        else if (value <= 1) to.To.Field(key, value == 1, $"{(value == 1 ? "exists" : "missing")}");
        else to.Number(key, (ulong)value);
    }
}

/// <summary>Labels of connections: numbers of bits.</summary>
internal sealed class LabelType() : DataType("ct_label", 128, true)
{
    public override bool IsFlags => true;

    public override void Write(NftWriter to, string? key, UInt128 value, int width)
    {
        if (UInt128.IsPow2(value)) to.Number(key, (ulong)UInt128.TrailingZeroCount(value));
        else FlagsType.WriteList(to, key, value, (to, flag) => Write(to, null, flag, width));
    }
}

/// <summary>IP protocols, by the names of /etc/protocols.</summary>
internal sealed class ProtocolType() : DataType("inet_proto", 8, false)
{
    public override void Write(NftWriter to, string? key, UInt128 value, int width)
    {
        if (!to.Options.NumericProtocol && to.Names.Protocol((byte)value) is { } name) to.Word(key, name);
        else to.Number(key, (ulong)value);
    }
}

/// <summary>Ports, by the names of /etc/services where they are asked for.</summary>
internal sealed class ServiceType() : DataType("inet_service", 16, false)
{
    public override void Write(NftWriter to, string? key, UInt128 value, int width)
    {
        if (to.Options.ServiceNames && to.Names.Service((ushort)value) is { } name) to.Quoted(key, name);
        else to.Number(key, (ulong)value);
    }

    public override void WriteEnd(NftWriter to, string? key, UInt128 value, int width) => to.Number(key, (ulong)value);
}

/// <summary>Users and groups, by name where that is asked for.</summary>
internal sealed class UserType(string name, bool isGroup) : DataType(name, 32, true)
{
    public override void Write(NftWriter to, string? key, UInt128 value, int width)
    {
        string? found = !to.Options.UserNames ? null : isGroup ? to.Names.Group((uint)value) : to.Names.User((uint)value);
        if (found is not null) to.Quoted(key, found);
        else to.Number(key, (ulong)value);
    }

    public override void WriteEnd(NftWriter to, string? key, UInt128 value, int width) => to.Number(key, (ulong)value);
}
