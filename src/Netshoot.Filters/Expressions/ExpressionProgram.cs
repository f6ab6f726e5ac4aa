using Netshoot.Wire;

namespace Netshoot.Filters.Expressions;

internal enum Step : byte
{
    /// <summary>Takes one byte of a set.</summary>
    Take,

    /// <summary>Goes two ways, the first preferred.</summary>
    Fork,

    /// <summary>Goes on where a condition holds.</summary>
    Check,

    Match,
}

/// <param name="Step">What it does.</param>
/// <param name="Detail">The index of the set, or the condition.</param>
/// <param name="Next">The instruction that follows.</param>
/// <param name="Other">Of a fork, the way that is less preferred.</param>
internal readonly record struct Instruction(Step Step, int Detail, int Next, int Other);

/// <summary>An expression as a nondeterministic automaton (Thompson's construction).</summary>
internal sealed class ExpressionProgram
{
    private const int MostInstructions = 10_000;

    private readonly List<Instruction> _instructions = [];
    private readonly List<ByteSet> _sets = [];

    public ExpressionProgram(ExpressionNode root)
    {
        int match = Add(new(Step.Match, 0, -1, -1));
        Start = Emit(root, match);
        Instructions = [.. _instructions];
        Sets = [.. _sets];
        foreach (var instruction in Instructions)
            if (instruction.Step == Step.Check) Conditions |= 1 << instruction.Detail;
        IsAnchored = Begins(root);
    }

    public Instruction[] Instructions { get; }

    public ByteSet[] Sets { get; }

    public int Start { get; }

    /// <summary>Which conditions occur, a bit each.</summary>
    public int Conditions { get; }

    /// <summary>Whether it can match at the beginning of the input only.</summary>
    public bool IsAnchored { get; }

    public bool Uses(Condition condition) => (Conditions >> (int)condition & 1) != 0;

    /// <summary>The bytes that a match can begin with; all of them when it may be empty.</summary>
    public ByteSet FirstBytes()
    {
        var set = default(ByteSet);
        var seen = new bool[Instructions.Length];
        var open = new Stack<int>([Start]);
        while (open.TryPop(out int at))
        {
            if (seen[at]) continue;
            seen[at] = true;
            var instruction = Instructions[at];
            if (instruction.Step == Step.Match) return ByteSet.All;
            if (instruction.Step == Step.Take) set |= Sets[instruction.Detail];
            else open.Push(instruction.Next);
            if (instruction.Step == Step.Fork) open.Push(instruction.Other);
        }
        return set;
    }

    private static bool Begins(ExpressionNode node) => node switch
    {
        ConditionNode { Condition: Condition.Start } => true,
        SequenceNode { Parts: [var first, ..] } => Begins(first),
        ChoiceNode choice => choice.Parts.TrueForAll(Begins),
        RepeatNode { Least: > 0 } repeat => Begins(repeat.Part),
        _ => false,
    };

    private int Add(Instruction instruction)
    {
        if (_instructions.Count >= MostInstructions) throw new Failure("", $"regular expression is too large (more than {MostInstructions} states)", "repetitions are written out: smaller bounds make it smaller");
        _instructions.Add(instruction);
        return _instructions.Count - 1;
    }

    /// <summary>Writes the instructions of a part that is followed by <paramref name="next"/>.</summary>
    /// <returns>Where it begins.</returns>
    private int Emit(ExpressionNode node, int next)
    {
        switch (node)
        {
            case BytesNode bytes:
                return Add(new(Step.Take, IndexOf(bytes.Set), next, -1));
            case ConditionNode condition:
                return Add(new(Step.Check, (int)condition.Condition, next, -1));
            case SequenceNode sequence:
                for (int i = sequence.Parts.Count - 1; i >= 0; i--) next = Emit(sequence.Parts[i], next);
                return next;
            case ChoiceNode choice:
                int other = Emit(choice.Parts[^1], next);
                for (int i = choice.Parts.Count - 2; i >= 0; i--) other = Fork(Emit(choice.Parts[i], next), other, swaps: false);
                return other;
            case RepeatNode repeat:
                return Repeat(repeat, next);
            default:
                return next;
        }
    }

    private int Repeat(RepeatNode repeat, int next)
    {
        int entry = next, copies = repeat.Least;
        if (repeat.Most < 0)
        {
            entry = Loop(repeat, next);
            if (copies == 0) return Fork(entry, next, repeat.IsLazy);
            copies--;
        }
        else
        {
            for (int i = repeat.Least; i < repeat.Most; i++) entry = Fork(Emit(repeat.Part, entry), next, repeat.IsLazy);
        }
        for (int i = 0; i < copies; i++) entry = Emit(repeat.Part, entry);
        return entry;
    }

    /// <summary>Once and more. The fork stands behind the part: before it, an empty turn of the loop would prefer the wrong way.</summary>
    private int Loop(RepeatNode repeat, int next)
    {
        int fork = Add(new(Step.Fork, 0, -1, -1));
        int body = Emit(repeat.Part, fork);
        _instructions[fork] = repeat.IsLazy ? new(Step.Fork, 0, next, body) : new(Step.Fork, 0, body, next);
        return body;
    }

    private int Fork(int preferred, int other, bool swaps) => Add(swaps ? new(Step.Fork, 0, other, preferred) : new(Step.Fork, 0, preferred, other));

    private int IndexOf(ByteSet set)
    {
        int index = _sets.IndexOf(set);
        if (index >= 0) return index;
        _sets.Add(set);
        return _sets.Count - 1;
    }
}
