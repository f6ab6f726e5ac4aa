using Netshoot.Filters.Tree;
using Netshoot.Wire;

namespace Netshoot.Filters.Syntax;

/// <summary>The errors of the filter language: libpcap's words, and a hint that points at the word that is meant.</summary>
internal static class FilterError
{
    public const string Syntax = "can't parse filter expression: syntax error";

    /// <summary>Longer expressions are cut around the place.</summary>
    private const int Context = 60;

    public static Failure At(string source, SourceSpan where, string reason) => new("", reason, Hint(source, where));

    private static string? Hint(string source, SourceSpan where)
    {
        if (source.Length == 0) return null;
        if (where.Length == 0) return where.Start >= source.Length ? $"the expression ends too early: {Quote(source, where)}" : null;
        return $"at '{source.Substring(where.Start, Math.Min(where.Length, Context))}', column {where.Start + 1}: {Quote(source, where)}";
    }

    /// <summary>The expression with the place between arrows.</summary>
    private static string Quote(string source, SourceSpan where)
    {
        int from = Math.Max(0, where.Start - Context), to = Math.Min(source.Length, where.Start + where.Length + Context);
        int end = Math.Min(where.Start + where.Length, to);
        return $"{(from > 0 ? "…" : "")}{source[from..where.Start]}>>>{source[where.Start..end]}<<<{source[end..to]}{(to < source.Length ? "…" : "")}";
    }
}
