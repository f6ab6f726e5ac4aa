using System.Buffers;

namespace Netshoot.Filters.Expressions;

/// <summary>
/// Tells whether an expression matches somewhere, a table look-up a byte. The deterministic automaton is made as the input asks for it,
/// over classes of bytes that no set tells apart, and thrown away when it has grown to its bound: memory is bounded, and the time
/// for a byte is, by the size of the program.
/// </summary>
/// <remarks>
/// A state is the instructions that wait for a byte or a condition, and what stands before. Conditions are looked at when the next byte
/// is known, so a match is seen one byte late; what comes behind the last byte is a class of its own, and so is a line feed that is the last.
/// </remarks>
internal sealed class LazyAutomaton
{
    private const int Unknown = -1, Matched = -2, Dead = -3;
    private const int MostTransitions = 256 * 1024, MostWaiting = 512 * 1024;

    /// <summary>Above so many first bytes, looking for one of them is no faster than the table.</summary>
    private const int MostFirst = 64;

    private readonly ExpressionProgram _program;
    private readonly byte[] _classOf = new byte[256];
    private readonly byte[] _example = new byte[256];
    private readonly int _classes;
    private readonly int _stride;
    private readonly bool _looksBack, _looksAtStart, _looksAtLastLine;
    private readonly SearchValues<byte>? _first;
    private readonly PlaceSet _reached;
    private readonly PlaceSet _next;
    private readonly int[] _open;

    // Of state n: its row in _table, its instructions in _waiting, what stands before it.
    private int[] _table = [];
    private int[] _waiting = [];
    private int[] _from = [];
    private Before[] _before = [];
    private int[] _buckets = [];
    private int[] _chain = [];
    private int _states;
    private int _waitingUsed;
    private bool _wasForgotten;

    public LazyAutomaton(ExpressionProgram program)
    {
        _program = program;
        _looksAtStart = program.Uses(Condition.Start);
        _looksBack = program.Uses(Condition.WordBoundary) || program.Uses(Condition.NotWordBoundary) || program.Uses(Condition.LineStart);
        _looksAtLastLine = program.Uses(Condition.EndOrLastLine);
        _classes = Classify();
        _stride = _classes + 2;
        _reached = new(program.Instructions.Length);
        _next = new(program.Instructions.Length);
        _open = new int[program.Instructions.Length + 1];
        // Passing over bytes would lose what stands before.
        var first = program.FirstBytes();
        if (!_looksBack && first.Count <= MostFirst)
        {
            var bytes = new List<byte>();
            for (int i = 0; i < 256; i++)
                if (first.Contains((byte)i)) bytes.Add((byte)i);
            _first = SearchValues.Create([.. bytes]);
        }
        Clear();
    }

    /// <summary>Instructions looked at while states were made, since the beginning; what does not make states costs a look-up a byte.</summary>
    public long Work { get; private set; }

    public bool IsMatch(ReadOnlySpan<byte> input)
    {
        int state = Initial();
        bool lastLine = _looksAtLastLine && input is [.., (byte)'\n'];
        int end = lastLine ? input.Length - 1 : input.Length;
        for (int i = 0; i < end; i++)
        {
            if (state == 0 && _first is not null)
            {
                int skip = input[i..end].IndexOfAny(_first);
                if (skip < 0) break;
                i += skip;
            }
            int next = _table[state + _classOf[input[i]]];
            if (next < 0)
            {
                if (next == Unknown) next = Make(state, _classOf[input[i]]);
                if (next < 0) return next == Matched;
            }
            state = next;
        }
        if (lastLine)
        {
            int next = Take(state, _classes);
            if (next < 0) return next == Matched;
            state = next;
        }
        return Take(state, _classes + 1) == Matched;
    }

    private int Take(int state, int symbol)
    {
        int next = _table[state + symbol];
        return next == Unknown ? Make(state, symbol) : next;
    }

    /// <summary>State 0 waits for nothing, with nothing of interest before it.</summary>
    private int Initial()
    {
        if (!_looksAtStart && !_looksBack) return 0;
        _next.Clear();
        int state = Find(Before.Start);
        _wasForgotten = false;
        return state;
    }

    /// <summary>What follows a state on a symbol.</summary>
    private int Make(int state, int symbol)
    {
        int number = state / _stride;
        var before = _before[number];
        bool isLast = symbol == _classes, isEnd = symbol > _classes;
        byte value = isLast ? (byte)'\n' : isEnd ? (byte)0 : _example[symbol];
        var behind = new Behind(isEnd, !isEnd && value == '\n', isLast, !isEnd && ByteSet.Word.Contains(value));

        bool matched = false;
        _reached.Clear();
        for (int i = _from[number]; i < _from[number + 1] && !matched; i++) matched = Follow(_waiting[i], before, behind);
        if (!matched && (!_program.IsAnchored || before == Before.Start)) matched = Follow(_program.Start, before, behind);
        int next = matched ? Matched : isEnd ? Dead : Step(value);
        // Making the next state may have thrown this one away.
        if (_wasForgotten) _wasForgotten = false;
        else _table[state + symbol] = next;
        return next;
    }

    private int Step(byte value)
    {
        _next.Clear();
        var instructions = _program.Instructions;
        for (int i = 0; i < _reached.Count; i++)
        {
            var instruction = instructions[_reached[i]];
            if (instruction.Step == Expressions.Step.Take && _program.Sets[instruction.Detail].Contains(value)) _next.Add(instruction.Next);
        }
        Work += _reached.Count;
        if (_next.Count == 0 && _program.IsAnchored) return Dead;
        return Find(_looksBack ? Surroundings.Of(value) : Before.Other);
    }

    /// <summary>Goes wherever an instruction leads without a byte.</summary>
    /// <returns>Whether that is a match.</returns>
    private bool Follow(int place, Before before, Behind behind)
    {
        var instructions = _program.Instructions;
        int open = 0;
        _open[open++] = place;
        while (open > 0)
        {
            int at = _open[--open];
            while (_reached.Add(at))
            {
                Work++;
                var instruction = instructions[at];
                if (instruction.Step == Expressions.Step.Match) return true;
                if (instruction.Step == Expressions.Step.Take) break;
                if (instruction.Step == Expressions.Step.Check && !Surroundings.Holds((Condition)instruction.Detail, before, behind)) break;
                if (instruction.Step == Expressions.Step.Fork) _open[open++] = instruction.Other;
                at = instruction.Next;
            }
        }
        return false;
    }

    /// <summary>The state with the instructions of <see cref="_next"/>, made where it is not there.</summary>
    private int Find(Before before)
    {
        _next.Sort();
        Work += _next.Count;
        int hash = (int)before;
        for (int i = 0; i < _next.Count; i++) hash = hash * 31 + _next[i];
        int bucket = (hash & int.MaxValue) % _buckets.Length;
        for (int n = _buckets[bucket]; n >= 0; n = _chain[n])
            if (_before[n] == before && _waiting.AsSpan(_from[n], _from[n + 1] - _from[n]).SequenceEqual(_next.Span)) return n * _stride;
        if ((_states + 1) * _stride > MostTransitions || _waitingUsed + _next.Count > MostWaiting)
        {
            // The members of the set survive: only what was learned is forgotten.
            Forget();
            _wasForgotten = true;
            return Find(before);
        }
        return Append(before, bucket);
    }

    private int Append(Before before, int bucket)
    {
        int number = _states++;
        if (number + 2 > _from.Length)
        {
            Array.Resize(ref _from, _from.Length * 2);
            Array.Resize(ref _before, _from.Length);
            Array.Resize(ref _chain, _from.Length);
        }
        if (_states * _stride > _table.Length) Array.Resize(ref _table, Math.Min(MostTransitions, Math.Max(_table.Length * 2, _states * _stride)));
        if (_waitingUsed + _next.Count > _waiting.Length) Array.Resize(ref _waiting, Math.Max(_waiting.Length * 2, _waitingUsed + _next.Count));
        _table.AsSpan(number * _stride, _stride).Fill(Unknown);
        _next.Span.CopyTo(_waiting.AsSpan(_waitingUsed));
        _waitingUsed += _next.Count;
        _from[number + 1] = _waitingUsed;
        _before[number] = before;
        _chain[number] = _buckets[bucket];
        _buckets[bucket] = number;
        return number * _stride;
    }

    private void Clear()
    {
        _table = new int[_stride * 16];
        _waiting = new int[256];
        _from = new int[64];
        _before = new Before[64];
        _chain = new int[64];
        _buckets = new int[1021];
        _next.Clear();
        Forget();
    }

    private void Forget()
    {
        _states = 0;
        _waitingUsed = 0;
        _buckets.AsSpan().Fill(-1);
        // The state that waits for nothing is always there, and is the first.
        _table.AsSpan(0, _stride).Fill(Unknown);
        _from[0] = _from[1] = 0;
        _before[0] = Before.Other;
        _chain[0] = -1;
        _buckets[0] = 0;
        _states = 1;
    }

    /// <summary>Gives bytes that nothing tells apart one class.</summary>
    private int Classify()
    {
        int classes = 1;
        foreach (var set in _program.Sets) Split(set, ref classes);
        if (_program.Conditions != 0) Split(ByteSet.Newline, ref classes);
        if (_looksBack) Split(ByteSet.Word, ref classes);
        for (int i = 255; i >= 0; i--) _example[_classOf[i]] = (byte)i;
        return classes;
    }

    private void Split(ByteSet set, ref int classes)
    {
        Span<int> inside = stackalloc int[256];
        Span<int> outside = stackalloc int[256];
        inside.Clear();
        outside.Clear();
        for (int i = 0; i < 256; i++)
        {
            if (set.Contains((byte)i)) inside[_classOf[i]]++;
            else outside[_classOf[i]]++;
        }
        Span<int> moved = stackalloc int[256];
        moved.Clear();
        int before = classes;
        for (int c = 0; c < before; c++)
            if (inside[c] > 0 && outside[c] > 0) moved[c] = classes++;
        for (int i = 0; i < 256; i++)
            if (set.Contains((byte)i) && moved[_classOf[i]] > 0) _classOf[i] = (byte)moved[_classOf[i]];
    }
}
