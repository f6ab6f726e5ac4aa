namespace Netshoot.Filters.Tree;

/// <summary>Where in the expression a node was written, in characters; empty for a node that was built from values.</summary>
public readonly record struct SourceSpan(int Start, int Length);
