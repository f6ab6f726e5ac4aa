using System.Buffers;

namespace Netshoot.Filters.Expressions;

/// <summary>Looks for a run of bytes, letters in either case where wanted, with the machine's vectors.</summary>
public sealed class LiteralSearch
{
    private readonly byte[] _bytes;
    private readonly bool[] _folds;
    private readonly bool _isExact;
    private readonly int _rarest;

    /// <param name="bytes">The run; letters that fold in lower case.</param>
    /// <param name="folds">Whether the byte at each place is a letter in either case; null where none is.</param>
    public LiteralSearch(byte[] bytes, bool[]? folds = null)
    {
        _bytes = bytes;
        _folds = folds ?? new bool[bytes.Length];
        _isExact = !Array.Exists(_folds, static f => f);
        for (int i = 1; i < bytes.Length; i++)
            if (Frequency(bytes[i]) < Frequency(bytes[_rarest])) _rarest = i;
    }

    public int Length => _bytes.Length;

    /// <summary>Where the run is found first; -1 where it is not.</summary>
    public int IndexIn(ReadOnlySpan<byte> input)
    {
        if (_isExact) return input.IndexOf(_bytes);
        byte rare = _bytes[_rarest], other = _folds[_rarest] ? (byte)(rare ^ 32) : rare;
        for (int from = _rarest, last = input.Length - _bytes.Length + _rarest; from <= last;)
        {
            int found = input[from..(last + 1)].IndexOfAny(rare, other);
            if (found < 0) return -1;
            from += found;
            if (IsAt(input[(from - _rarest)..])) return from - _rarest;
            from++;
        }
        return -1;
    }

    /// <summary>The longest run that every match of the expression has in it.</summary>
    /// <param name="root">The expression.</param>
    /// <param name="isAll">Whether it is all there is: whatever has it matches.</param>
    internal static LiteralSearch? In(ExpressionNode root, out bool isAll)
    {
        var best = new Run();
        Collect(root, best);
        isAll = best.Longest > 0 && root switch { BytesNode => true, SequenceNode sequence => sequence.Parts.Count == best.Longest && sequence.Parts.TrueForAll(static p => p is BytesNode), _ => false };
        return best.Longest > 0 ? new(best.Bytes[best.Start..(best.Start + best.Longest)].ToArray(), best.Folds[best.Start..(best.Start + best.Longest)].ToArray()) : null;
    }

    private static void Collect(ExpressionNode node, Run run)
    {
        switch (node)
        {
            case BytesNode { Set: var set } when set.Count == 1:
                run.Add(set.First(), folds: false);
                break;
            case BytesNode { Set: var set } when set.Count == 2 && set == ByteSet.Of(set.First()).Folded():
                run.Add((byte)(set.First() | 32), folds: true);
                break;
            case SequenceNode sequence:
                foreach (var part in sequence.Parts) Collect(part, run);
                break;
            case RepeatNode { Least: > 0 } repeat:
                run.Break();
                Collect(repeat.Part, run);
                run.Break();
                break;
            default:
                run.Break();
                break;
        }
    }

    private bool IsAt(ReadOnlySpan<byte> input)
    {
        for (int i = 0; i < _bytes.Length; i++)
        {
            byte found = input[i];
            if ((_folds[i] ? (byte)(found | 32) : found) != _bytes[i]) return false;
        }
        return true;
    }

    /// <summary>How common a byte is in what networks carry, roughly: letters of words, spaces and zeros most of all.</summary>
    private static int Frequency(byte value) => value switch
    {
        0 or (byte)' ' => 5,
        (byte)'e' or (byte)'t' or (byte)'a' or (byte)'o' or (byte)'i' or (byte)'n' or (byte)'s' or (byte)'r' => 4,
        >= (byte)'a' and <= (byte)'z' => 3,
        >= (byte)'0' and <= (byte)'9' => 2,
        _ => 1,
    };

    /// <summary>Bytes that follow each other, and the longest stretch of them.</summary>
    private sealed class Run
    {
        private int _from;

        public List<byte> Bytes { get; } = [];

        public List<bool> Folds { get; } = [];

        public int Start { get; private set; }

        public int Longest { get; private set; }

        public void Add(byte value, bool folds)
        {
            Bytes.Add(value);
            Folds.Add(folds);
            if (Bytes.Count - _from <= Longest) return;
            (Start, Longest) = (_from, Bytes.Count - _from);
        }

        public void Break() => _from = Bytes.Count;
    }
}
