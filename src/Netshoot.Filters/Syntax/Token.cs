using Netshoot.Filters.Tree;

namespace Netshoot.Filters.Syntax;

internal enum TokenKind
{
    End,
    Keyword,
    Name,
    Number,

    /// <summary>Two to four numbers between dots.</summary>
    Dotted,
    Ip6,
    Mac,
    Arcnet,
    Operator,

    /// <summary>A character that is no part of the language.</summary>
    Stray,
}

/// <summary>One word of an expression. Escaped names come without their backslash.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, SourceSpan Where, Keyword Keyword = default, uint Number = 0)
{
    public bool Is(Keyword keyword) => Kind == TokenKind.Keyword && Keyword == keyword;

    public bool Is(string symbol) => Kind == TokenKind.Operator && Text == symbol;
}
