namespace Netshoot.Filters.Expressions;

/// <summary>How the letters of an expression are meant; <c>(?i)</c> and its like change it inside.</summary>
[Flags]
public enum ExpressionOptions
{
    None = 0,

    /// <summary><c>i</c>: the two cases of an ASCII letter are alike.</summary>
    IgnoreCase = 1,

    /// <summary><c>m</c>: <c>^</c> and <c>$</c> match at line feeds too.</summary>
    Multiline = 2,

    /// <summary><c>s</c>: the dot matches a line feed too.</summary>
    DotAll = 4,

    /// <summary><c>x</c>: white space and comments do not count.</summary>
    Extended = 8,

    /// <summary><c>U</c>: quantifiers are lazy, and greedy with a question mark.</summary>
    Ungreedy = 16,
}
