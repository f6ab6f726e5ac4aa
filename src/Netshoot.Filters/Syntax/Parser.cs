using System.Collections.Immutable;
using Netshoot.Filters.Tree;
using Netshoot.Wire;

namespace Netshoot.Filters.Syntax;

/// <summary>
/// Turns an expression into a tree: recursive descent over the grammar of pcap-filter(7). Identifiers that come without qualifiers take
/// those of the primitive before them; <see cref="Parsed.Carried"/> is what they would take.
/// </summary>
internal sealed partial class Parser
{
    /// <summary>How deep parentheses and operators may nest: text cannot exhaust the stack.</summary>
    private const int MaximumDepth = 200;

    private readonly string _source;
    private readonly List<Token> _tokens = [];

    /// <summary>For each opening parenthesis the index of the one that closes it; -1 when none does.</summary>
    private readonly int[] _closing;

    private int _at;
    private int _depth;

    private Parser(string source)
    {
        _source = source;
        var lexer = new Lexer(source);
        do _tokens.Add(lexer.Next());
        while (_tokens[^1].Kind != TokenKind.End);
        _closing = MatchParentheses(_tokens);
    }

    /// <exception cref="Failure">The text is not a filter expression.</exception>
    public static FilterNode Parse(string source)
    {
        var parser = new Parser(source);
        if (parser.Current.Kind == TokenKind.End) return new EverythingNode();
        var parsed = parser.Expression(null);
        if (parser.Current.Kind != TokenKind.End) throw parser.Error();
        return parsed.Node;
    }

    private Token Current => _tokens[_at];

    private Token Following => _tokens[Math.Min(_at + 1, _tokens.Count - 1)];

    private Token Take() => _tokens[_at++];

    private bool TryTake(Keyword keyword)
    {
        if (!Current.Is(keyword)) return false;
        _at++;
        return true;
    }

    private void Expect(string symbol)
    {
        if (!Current.Is(symbol)) throw Error();
        _at++;
    }

    private Failure Error() => FilterError.At(_source, Current.Where, FilterError.Syntax);

    private void Enter()
    {
        if (++_depth > MaximumDepth) throw FilterError.At(_source, Current.Where, "can't parse filter expression: memory exhausted");
    }

    /// <summary>A node, and the qualifiers that an identifier right after it would take.</summary>
    private readonly record struct Parsed(FilterNode Node, Qualifiers? Carried);

    private Parsed Expression(Qualifiers? carried)
    {
        var first = Term(carried, identifiersAllowed: false);
        if (!Current.Is(Keyword.And) && !Current.Is(Keyword.Or)) return first;

        var rest = ImmutableArray.CreateBuilder<ChainLink>();
        var last = first.Carried;
        while (Current.Is(Keyword.And) || Current.Is(Keyword.Or))
        {
            bool isOr = Take().Keyword == Keyword.Or;
            var next = Term(last, identifiersAllowed: true);
            rest.Add(new ChainLink(isOr, next.Node));
            last = next.Carried;
        }
        return new Parsed(new ChainNode(first.Node, rest.ToImmutable()), last);
    }

    /// <param name="carried">The qualifiers of the primitive before this one.</param>
    /// <param name="identifiersAllowed">Whether "and" or "or" stands before, so that an identifier may come without qualifiers.</param>
    private Parsed Term(Qualifiers? carried, bool identifiersAllowed)
    {
        Enter();
        var parsed = TermInside(carried, identifiersAllowed);
        _depth--;
        return parsed;
    }

    private Parsed TermInside(Qualifiers? carried, bool identifiersAllowed)
    {
        var start = Current;
        if (TryTake(Keyword.Not))
        {
            var inner = Term(carried, identifiersAllowed);
            return inner with { Node = new NotNode(inner.Node) { Where = start.Where } };
        }
        if (start.Is("("))
        {
            if (ContinuesAsArithmetic(_closing[_at] + 1)) return new Parsed(Comparison(), null);
            if (identifiersAllowed && GroupsIdentifiers(_at)) return new Parsed(Identifiers(carried), carried);
            _at++;
            var inner = Expression(carried);
            Expect(")");
            return new Parsed(inner.Node, carried);
        }
        if (IsVxlan(start))
        {
            _at++;
            return new Parsed(new EncapsulationNode(Encapsulation.Vxlan, TakeOptionalNumber()) { Where = start.Where }, null);
        }
        if (identifiersAllowed && IsIdentifier(start) && !(start.Kind == TokenKind.Number && ContinuesAsArithmetic(_at + 1)))
            return new Parsed(Identifiers(carried), carried);
        return Primitive();
    }

    /// <summary>
    /// libpcap 1.10.3 has no "vxlan"; later ones do, and containers need it. It is taken only where no qualifier stands before it, unescaped:
    /// "host vxlan" is still a host.
    /// </summary>
    private static bool IsVxlan(Token token) => token is { Kind: TokenKind.Name, Text: "vxlan", Where.Length: 5 };

    private Parsed Primitive()
    {
        var start = Current;
        if (start.Kind == TokenKind.Number || start.Is("-") || start.Is(Keyword.Length)) return new Parsed(Comparison(), null);
        if (start.Kind != TokenKind.Keyword) throw Error();
        if (start.Keyword == Keyword.Protocol) return AfterProtocol();
        if (StartsQualifiers(start)) return Qualified(FilterProtocol.Any);
        _at++;
        return new Parsed(Special(start), null);
    }

    private Parsed AfterProtocol()
    {
        if (Following.Is("[")) return new Parsed(Comparison(), null);
        var word = Take();
        var protocol = Keywords.Protocol(word.Text);
        if (StartsQualifiers(Current)) return Qualified(protocol);

        FilterNode node = Current.Kind == TokenKind.Keyword ? Current.Keyword switch
        {
            Keyword.Broadcast => new BroadcastNode(protocol),
            Keyword.Multicast => new MulticastNode(protocol),
            Keyword.Type or Keyword.Subtype or Keyword.Dir => Special(Take()),
            _ => new ProtocolNode(protocol),
        } : new ProtocolNode(protocol);
        if (node is BroadcastNode or MulticastNode) _at++;
        return new Parsed(node with { Where = word.Where }, null);
    }

    private static bool StartsQualifiers(Token token) => token.Kind == TokenKind.Keyword && token.Keyword is >= Keyword.Source and <= Keyword.Transmitter
        or Keyword.Host or Keyword.Net or Keyword.Port or Keyword.PortRange or Keyword.Proto or Keyword.ProtoChain or Keyword.Gateway;

    private Parsed Qualified(FilterProtocol protocol)
    {
        var direction = TakeDirection();
        var kind = Current.Kind != TokenKind.Keyword ? IdentifierKind.Unsaid : Current.Keyword switch
        {
            Keyword.Host => IdentifierKind.Host,
            Keyword.Net => IdentifierKind.Net,
            Keyword.Port => IdentifierKind.Port,
            Keyword.PortRange => IdentifierKind.PortRange,
            Keyword.Proto when direction == Direction.Unsaid => IdentifierKind.Protocol,
            Keyword.ProtoChain when direction == Direction.Unsaid => IdentifierKind.ProtocolChain,
            Keyword.Gateway when direction == Direction.Unsaid => IdentifierKind.Gateway,
            _ => IdentifierKind.Unsaid,
        };
        if (kind != IdentifierKind.Unsaid) _at++;
        var qualifiers = new Qualifiers(protocol, direction, kind);
        return new Parsed(Identifiers(qualifiers), qualifiers);
    }

    private Direction TakeDirection()
    {
        if (Current.Kind != TokenKind.Keyword) return Direction.Unsaid;
        var direction = Current.Keyword switch
        {
            Keyword.Source => Direction.Source,
            Keyword.Destination => Direction.Destination,
            Keyword.Address1 => Direction.Address1,
            Keyword.Address2 => Direction.Address2,
            Keyword.Address3 => Direction.Address3,
            Keyword.Address4 => Direction.Address4,
            Keyword.Receiver => Direction.Receiver,
            Keyword.Transmitter => Direction.Transmitter,
            _ => Direction.Unsaid,
        };
        if (direction == Direction.Unsaid) return direction;
        _at++;
        var other = direction switch { Direction.Source => Keyword.Destination, Direction.Destination => Keyword.Source, _ => Keyword.Protocol };
        if (other == Keyword.Protocol || !Following.Is(other)) return direction;
        if (TryTake(Keyword.Or)) direction = Direction.SourceOrDestination;
        else if (TryTake(Keyword.And)) direction = Direction.SourceAndDestination;
        else return direction;
        _at++;
        return direction;
    }

    /// <summary>One identifier, a negated one, or several between parentheses, all with the same qualifiers.</summary>
    private FilterNode Identifiers(Qualifiers? qualifiers)
    {
        Enter();
        FilterNode node;
        var start = Current;
        if (TryTake(Keyword.Not))
        {
            node = new NotNode(Identifiers(qualifiers)) { Where = start.Where };
        }
        else if (start.Is("("))
        {
            _at++;
            node = IdentifierChain(qualifiers);
            Expect(")");
        }
        else
        {
            var identifier = TakeIdentifier();
            node = new IdentifierNode(qualifiers, identifier) { Where = identifier.Where };
        }
        _depth--;
        return node;
    }

    private FilterNode IdentifierChain(Qualifiers? qualifiers)
    {
        var first = Identifiers(qualifiers);
        if (!Current.Is(Keyword.And) && !Current.Is(Keyword.Or)) return first;
        var rest = ImmutableArray.CreateBuilder<ChainLink>();
        while (Current.Is(Keyword.And) || Current.Is(Keyword.Or))
        {
            bool isOr = Take().Keyword == Keyword.Or;
            rest.Add(new ChainLink(isOr, Identifiers(qualifiers)));
        }
        return new ChainNode(first, rest.ToImmutable());
    }

    private static bool IsIdentifier(Token token) => token.Kind is TokenKind.Name or TokenKind.Number or TokenKind.Dotted or TokenKind.Ip6 or TokenKind.Mac or TokenKind.Arcnet;

    private Identifier TakeIdentifier()
    {
        if (!IsIdentifier(Current)) throw Error();
        var token = Take();
        Identifier identifier = token.Kind switch
        {
            TokenKind.Number => new NumberIdentifier(token.Number),
            TokenKind.Dotted => Dotted(token),
            TokenKind.Ip6 => Ip6(token),
            TokenKind.Mac => new MacIdentifier(Mac(token.Text)),
            TokenKind.Arcnet => new ArcnetIdentifier((byte)token.Number),
            _ => new NameIdentifier(token.Text),
        };
        return identifier with { Where = token.Where };
    }

    private DottedIdentifier Dotted(Token token)
    {
        if (TryTake(Keyword.Mask))
        {
            if (Current.Kind != TokenKind.Dotted) throw Error();
            return new DottedIdentifier(token.Text) { Mask = Take().Text };
        }
        return new DottedIdentifier(token.Text) { Length = TakeLength() };
    }

    private Ip6Identifier Ip6(Token token)
    {
        _ = InternetAddress.TryParse(token.Text, out var address); // the lexer made sure of it
        return new Ip6Identifier(address, TakeLength()) { Text = token.Text };
    }

    private uint? TakeLength()
    {
        if (!Current.Is("/")) return null;
        _at++;
        if (Current.Kind != TokenKind.Number) throw Error();
        return Take().Number;
    }

    /// <summary>The text is one of the shapes the lexer takes for a MAC address: groups of one byte, groups of two, or twelve digits.</summary>
    private static MacAddress Mac(string text)
    {
        ulong value = 0;
        if (text is { Length: 12 } && !text.AsSpan().ContainsAny(":-.") || text is { Length: 14 } && text[4] == '.' && text[9] == '.')
        {
            foreach (char digit in text)
            {
                if (digit != '.') value = value << 4 | (uint)Hex.Value(digit);
            }
            return new MacAddress(value);
        }
        foreach (var range in text.AsSpan().SplitAny(':', '-', '.'))
        {
            uint b = 0;
            foreach (char digit in text.AsSpan()[range]) b = b << 4 | (uint)Hex.Value(digit);
            value = value << 8 | b;
        }
        return new MacAddress(value);
    }

    /// <summary>Whether the parenthesis opens a list of identifiers: the first thing in it, behind more parentheses and "not", is one.</summary>
    private bool GroupsIdentifiers(int at)
    {
        int limit = at + MaximumDepth;
        while (at < limit && (_tokens[at].Is("(") || _tokens[at].Is(Keyword.Not))) at++;
        if (!IsIdentifier(_tokens[at])) return false;
        if (_tokens[at].Kind != TokenKind.Number) return true;
        do at++;
        while (_tokens[at].Is(")"));
        return !ContinuesAsArithmetic(at);
    }

    /// <summary>Whether an arithmetic operator or a comparison stands there, so that what is before it is an operand.</summary>
    private bool ContinuesAsArithmetic(int at) => at > 0 && _tokens[at].Kind == TokenKind.Operator && _tokens[at].Text is not ("(" or ")" or "[" or "]" or ":");

    private static int[] MatchParentheses(List<Token> tokens)
    {
        var closing = new int[tokens.Count];
        Array.Fill(closing, -1);
        var open = new Stack<int>();
        for (int at = 0; at < tokens.Count; at++)
        {
            if (tokens[at].Is("(")) open.Push(at);
            else if (tokens[at].Is(")") && open.TryPop(out int start)) closing[start] = at;
        }
        return closing;
    }
}
