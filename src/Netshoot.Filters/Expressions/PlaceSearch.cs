namespace Netshoot.Filters.Expressions;

/// <summary>
/// Finds where an expression matches: leftmost, and of those the one that Perl's preferences choose. All ways are followed at once in the
/// order of preference, each with where it began, so a byte costs at most one look at each instruction.
/// </summary>
internal sealed class PlaceSearch(ExpressionProgram program)
{
    private readonly PlaceSet _reached = new(program.Instructions.Length);
    private readonly int[] _open = new int[program.Instructions.Length + 1];
    private int[] _begins = new int[program.Instructions.Length];
    private int[] _places = new int[program.Instructions.Length];
    private int[] _placeBegins = new int[program.Instructions.Length];

    /// <summary>Instructions looked at since the beginning.</summary>
    public long Work { get; private set; }

    public bool TryFind(ReadOnlySpan<byte> input, out int start, out int length)
    {
        (start, length) = (0, 0);
        bool found = false;
        int waiting = 0;
        for (int at = 0; at <= input.Length; at++)
        {
            var before = at == 0 ? Before.Start : Surroundings.Of(input[at - 1]);
            bool isEnd = at == input.Length, isNewline = !isEnd && input[at] == '\n';
            var behind = new Behind(isEnd, isNewline, isNewline && at == input.Length - 1, !isEnd && ByteSet.Word.Contains(input[at]));
            _reached.Clear();
            for (int i = 0; i < waiting; i++) Follow(_places[i], _placeBegins[i], before, behind);
            if (!found && (at == 0 || !program.IsAnchored)) Follow(program.Start, at, before, behind);

            waiting = 0;
            for (int i = 0; i < _reached.Count; i++)
            {
                int place = _reached[i];
                var instruction = program.Instructions[place];
                if (instruction.Step == Step.Match)
                {
                    found = true;
                    (start, length) = (_begins[place], at - _begins[place]);
                    break;
                }
                if (instruction.Step != Step.Take || isEnd || !program.Sets[instruction.Detail].Contains(input[at])) continue;
                _places[waiting] = instruction.Next;
                _placeBegins[waiting++] = _begins[place];
            }
            if (waiting == 0 && (found || program.IsAnchored)) break;
        }
        return found;
    }

    private void Follow(int place, int begin, Before before, Behind behind)
    {
        int open = 0;
        _open[open++] = place;
        while (open > 0)
        {
            int at = _open[--open];
            while (_reached.Add(at))
            {
                Work++;
                _begins[at] = begin;
                var instruction = program.Instructions[at];
                if (instruction.Step is Step.Match or Step.Take) break;
                if (instruction.Step == Step.Check && !Surroundings.Holds((Condition)instruction.Detail, before, behind)) break;
                if (instruction.Step == Step.Fork) _open[open++] = instruction.Other;
                at = instruction.Next;
            }
        }
    }
}
