using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Netshoot.Analyzers;

/// <summary>One use of a registration attribute. All of it compares by value, so that a keystroke elsewhere reruns nothing.</summary>
/// <param name="Type">The type that carries the attribute, with its namespace.</param>
/// <param name="Argument">The first type argument of its first generic interface, or nothing.</param>
/// <param name="Key">The attribute's first argument as C#, with the second behind it where that is an <c>int</c>: what must be unique.</param>
/// <param name="Rest">The attribute's other arguments as C#.</param>
/// <param name="Where">The place of the attribute.</param>
internal readonly record struct Entry(string Type, string Argument, string Key, string Rest, Place Where)
{
    public static ImmutableArray<Entry> ReadAll(GeneratorAttributeSyntaxContext c)
    {
        var symbol = (INamedTypeSymbol)c.TargetSymbol;
        string argument = symbol.AllInterfaces.FirstOrDefault(static i => i.IsGenericType)?.TypeArguments[0].ToDisplayString() ?? "";
        return [.. c.Attributes.Select(a =>
        {
            var arguments = a.ConstructorArguments;
            bool pair = arguments.Length > 1 && arguments[1].Type?.SpecialType == SpecialType.System_Int32;
            string key = arguments[0].ToCSharpString() + (pair ? ", " + arguments[1].Value : "");
            string rest = string.Join(", ", arguments.Skip(pair ? 2 : 1).Select(static x => x.ToCSharpString()));
            return new Entry(symbol.ToDisplayString(), argument, key, rest, Place.Of(a.ApplicationSyntaxReference));
        })];
    }
}
