namespace Netshoot.Filters.Expressions;

/// <summary>What stands before a place in the input, as far as conditions ask.</summary>
internal enum Before : byte
{
    Other,
    Start,
    Word,
    Newline,
}

/// <summary>What stands behind a place in the input.</summary>
/// <param name="IsEnd">Nothing.</param>
/// <param name="IsNewline">A line feed.</param>
/// <param name="IsLast">A line feed with nothing behind it.</param>
/// <param name="IsWord">A character of a word.</param>
internal readonly record struct Behind(bool IsEnd, bool IsNewline, bool IsLast, bool IsWord);

internal static class Surroundings
{
    public static Before Of(byte value) => value == '\n' ? Before.Newline : ByteSet.Word.Contains(value) ? Before.Word : Before.Other;

    public static bool Holds(Condition condition, Before before, Behind behind) => condition switch
    {
        Condition.Start => before == Before.Start,
        Condition.LineStart => before == Before.Start || before == Before.Newline && !behind.IsEnd,
        Condition.End => behind.IsEnd,
        Condition.EndOrLastLine => behind.IsEnd || behind.IsLast,
        Condition.LineEnd => behind.IsEnd || behind.IsNewline,
        Condition.WordBoundary => before == Before.Word != behind.IsWord,
        _ => before == Before.Word == behind.IsWord,
    };
}
