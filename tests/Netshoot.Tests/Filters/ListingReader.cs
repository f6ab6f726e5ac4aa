using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Netshoot.Filters.Bytecode;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Filters;

/// <summary>Listings as <c>tcpdump -d</c> prints them: written, and read back into instructions.</summary>
internal static partial class ListingReader
{
    private static readonly string[] s_metadata =
    [
        "proto", "type", "ifidx", "nla", "nlan", "mark", "queue", "hatype", "rxhash", "cpu", "xor_x", "vlan_tci", "vlanp", "poff", "random", "vlan_tpid",
    ];

    public static string Write(ImmutableArray<BpfInstruction> program)
    {
        var text = new TextBuffer();
        BpfListing.WriteListing(text, program.AsSpan());
        return text.ToString();
    }

    public static ImmutableArray<BpfInstruction> Read(string listing)
        => [.. listing.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static (line, at) => ReadLine(line, at))];

    private static BpfInstruction ReadLine(string line, int at)
    {
        var match = Line().Match(line);
        Assert.True(match.Success, line);
        string operation = match.Groups[1].Value, operand = match.Groups[2].Value.Trim();
        byte Skip(int group) => match.Groups[group].Success ? (byte)(Number(match.Groups[group].Value) - (uint)at - 1) : (byte)0;
        if (operation == "ja") return new(BpfOpcode.JumpAlways, 0, 0, (uint)((int)Number(operand) - at - 1));
        var (code, k) = Decode(operation, operand);
        return new(code, Skip(3), Skip(4), k);
    }

    private static (ushort Code, uint K) Decode(string operation, string operand)
    {
        ushort useX = operand == "x" ? BpfOpcode.UseX : (ushort)0;
        uint k = operand is "" or "x" ? 0 : operand[0] == '#' && operand != "#pktlen" ? Number(operand[1..]) : 0;
        switch (operation)
        {
            case "ld" or "ldh" or "ldb" or "ldx" or "ldxb":
                ushort kind = operation.StartsWith("ldx", StringComparison.Ordinal) ? BpfOpcode.LoadX : BpfOpcode.Load;
                ushort size = operation[^1] switch { 'h' => BpfOpcode.Half, 'b' => BpfOpcode.Byte, _ => BpfOpcode.Word };
                var (mode, value) = Source(operand, k);
                return ((ushort)(kind | size | mode), value);
            case "st":
                return (BpfOpcode.Store, Number(operand[2..^1]));
            case "stx":
                return (BpfOpcode.StoreX, Number(operand[2..^1]));
            case "tax":
                return (BpfOpcode.Tax, 0);
            case "txa":
                return (BpfOpcode.Txa, 0);
            case "ret":
                return (BpfOpcode.Return, k);
            case "jeq":
                return ((ushort)(BpfOpcode.Jump | BpfOpcode.Equal | useX), k);
            case "jgt":
                return ((ushort)(BpfOpcode.Jump | BpfOpcode.Greater | useX), k);
            case "jge":
                return ((ushort)(BpfOpcode.Jump | BpfOpcode.GreaterOrEqual | useX), k);
            case "jset":
                return ((ushort)(BpfOpcode.Jump | BpfOpcode.AnyBit | useX), k);
            default:
                int index = Array.IndexOf(["add", "sub", "mul", "div", "or", "and", "lsh", "rsh", "neg", "mod", "xor"], operation);
                Assert.True(index >= 0, operation);
                return ((ushort)(BpfOpcode.Alu | index << 4 | useX), k);
        }
    }

    private static (ushort Mode, uint K) Source(string operand, uint constant)
    {
        if (operand == "#pktlen") return (BpfOpcode.Length, 0);
        if (operand[0] == '#') return (BpfOpcode.Immediate, constant);
        if (operand[0] == 'M') return (BpfOpcode.Memory, Number(operand[2..^1]));
        if (operand[0] == '4') return (BpfOpcode.HeaderLength, Number(operand[4..operand.IndexOf(']', StringComparison.Ordinal)]));
        if (operand.StartsWith("[x + ", StringComparison.Ordinal)) return (BpfOpcode.Indirect, Number(operand[5..^1]));
        int named = Array.IndexOf(s_metadata, operand[1..^1]);
        return (BpfOpcode.Absolute, named >= 0 ? BpfOpcode.Metadata + 4 * (uint)named : Number(operand[1..^1]));
    }

    private static uint Number(string text)
        => text.StartsWith("0x", StringComparison.Ordinal)
            ? uint.Parse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            : (uint)long.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\(\d+\) (\w+)\s*(.*?)\s*(?:jt (\d+)\s+jf (\d+))?\s*$")]
    private static partial Regex Line();
}
