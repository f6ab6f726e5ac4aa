using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Netshoot.Analyzers;

/// <summary>A location that does not keep a compilation alive and compares by value.</summary>
internal readonly record struct Place(string Path, int Start, int Length, int Line, int Column)
{
    public static Place Of(SyntaxReference? syntax)
    {
        if (syntax is null) return default;
        var at = syntax.SyntaxTree.GetLineSpan(syntax.Span).StartLinePosition;
        return new(syntax.SyntaxTree.FilePath, syntax.Span.Start, syntax.Span.Length, at.Line, at.Character);
    }

    public Location ToLocation()
    {
        var start = new LinePosition(Line, Column);
        return Location.Create(Path, new TextSpan(Start, Length), new LinePositionSpan(start, start));
    }
}
