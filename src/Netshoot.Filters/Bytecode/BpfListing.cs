using Netshoot.Wire;

namespace Netshoot.Filters.Bytecode;

/// <summary>Prints programs as tcpdump(1) does: <c>-d</c> for people, <c>-dd</c> as C, <c>-ddd</c> as numbers.</summary>
public static class BpfListing
{
    private static readonly string[] s_arithmetic = ["add", "sub", "mul", "div", "or", "and", "lsh", "rsh", "neg", "mod", "xor"];
    private static readonly string[] s_jumps = ["ja", "jeq", "jgt", "jge", "jset"];

    /// <summary>The names of the metadata offsets from <see cref="BpfOpcode.Metadata"/> on, one for each four bytes (<c>SKF_AD_*</c>).</summary>
    private static readonly string[] s_metadata =
    [
        "proto", "type", "ifidx", "nla", "nlan", "mark", "queue", "hatype", "rxhash", "cpu", "xor_x", "vlan_tci", "vlanp", "poff", "random", "vlan_tpid",
    ];

    /// <summary><c>-d</c>: one numbered line per instruction.</summary>
    public static void WriteListing(TextBuffer to, ReadOnlySpan<BpfInstruction> program)
    {
        for (int at = 0; at < program.Length; at++)
        {
            WriteLine(to, program[at], at);
            to.Append((byte)'\n');
        }
    }

    /// <summary><c>-dd</c>: the initializer of a C array.</summary>
    public static void WriteC(TextBuffer to, ReadOnlySpan<BpfInstruction> program)
    {
        foreach (var (code, jumpTrue, jumpFalse, k) in program)
        {
            to.Append("{ 0x"u8);
            to.AppendHex(code);
            to.Append($", {jumpTrue}, {jumpFalse}, 0x");
            to.AppendHex(k, 8);
            to.Append(" },\n"u8);
        }
    }

    /// <summary><c>-ddd</c>: the count, then one line of four numbers per instruction.</summary>
    public static void WriteNumbers(TextBuffer to, ReadOnlySpan<BpfInstruction> program)
    {
        to.Append($"{program.Length}\n");
        foreach (var (code, jumpTrue, jumpFalse, k) in program) to.Append($"{code} {jumpTrue} {jumpFalse} {k}\n");
    }

    private static void WriteLine(TextBuffer to, BpfInstruction instruction, int at)
    {
        to.Append($"({at:000}) ");
        int start = to.Length;
        to.Append(Mnemonic(instruction.Code));
        to.Align(start, -8);
        to.Append((byte)' ');

        start = to.Length;
        WriteOperand(to, instruction, at);
        if (BpfOpcode.ClassOf(instruction.Code) != BpfOpcode.Jump || instruction.Code == BpfOpcode.JumpAlways) return;
        to.Align(start, -16);
        to.Append($" jt {at + 1 + instruction.JumpTrue}\tjf {at + 1 + instruction.JumpFalse}");
    }

    private static string Mnemonic(ushort code)
    {
        int operation = BpfOpcode.OperationOf(code) >> 4;
        string size = BpfOpcode.SizeOf(code) switch { BpfOpcode.Half => "h", BpfOpcode.Byte => "b", _ => "" };
        return BpfOpcode.ClassOf(code) switch
        {
            BpfOpcode.Load => "ld" + size,
            BpfOpcode.LoadX => "ldx" + size,
            BpfOpcode.Store => "st",
            BpfOpcode.StoreX => "stx",
            BpfOpcode.Alu when operation < s_arithmetic.Length => s_arithmetic[operation],
            BpfOpcode.Jump when operation < s_jumps.Length => s_jumps[operation],
            BpfOpcode.Return => "ret",
            BpfOpcode.Misc => code == BpfOpcode.Tax ? "tax" : "txa",
            _ => "unimp",
        };
    }

    private static void WriteOperand(TextBuffer to, BpfInstruction instruction, int at)
    {
        var (code, _, _, k) = instruction;
        switch (BpfOpcode.ClassOf(code))
        {
            case BpfOpcode.Load or BpfOpcode.LoadX:
                WriteSource(to, code, k);
                break;
            case BpfOpcode.Store or BpfOpcode.StoreX:
                to.Append($"M[{k}]");
                break;
            case BpfOpcode.Jump when code == BpfOpcode.JumpAlways:
                to.Append($"{at + 1 + (int)k}");
                break;
            case BpfOpcode.Alu when BpfOpcode.OperationOf(code) == BpfOpcode.Negate:
            case BpfOpcode.Misc:
            case BpfOpcode.Return when code != BpfOpcode.Return:
                break;
            case BpfOpcode.Alu or BpfOpcode.Jump when BpfOpcode.OperandIsX(code):
                to.Append((byte)'x');
                break;
            case BpfOpcode.Alu when BpfOpcode.OperationOf(code) is not (BpfOpcode.And or BpfOpcode.Or or BpfOpcode.ExclusiveOr):
            case BpfOpcode.Return:
                to.Append($"#{(int)k}");
                break;
            default:
                to.Append("#0x"u8);
                to.AppendHex(k);
                break;
        }
    }

    private static void WriteSource(TextBuffer to, ushort code, uint k)
    {
        switch (BpfOpcode.ModeOf(code))
        {
            case BpfOpcode.Absolute when k >= BpfOpcode.Metadata && (k & 3) == 0 && (k - BpfOpcode.Metadata) / 4 < s_metadata.Length:
                to.Append($"[{s_metadata[(k - BpfOpcode.Metadata) / 4]}]");
                break;
            case BpfOpcode.Absolute:
                to.Append($"[{(int)k}]");
                break;
            case BpfOpcode.Indirect:
                to.Append($"[x + {(int)k}]");
                break;
            case BpfOpcode.HeaderLength:
                to.Append($"4*([{(int)k}]&0xf)");
                break;
            case BpfOpcode.Length:
                to.Append("#pktlen"u8);
                break;
            case BpfOpcode.Memory:
                to.Append($"M[{k}]");
                break;
            default:
                to.Append("#0x"u8);
                to.AppendHex(k);
                break;
        }
    }
}
