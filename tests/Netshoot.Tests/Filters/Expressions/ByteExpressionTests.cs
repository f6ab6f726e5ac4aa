using System.Text;
using System.Text.RegularExpressions;
using Netshoot.Filters.Expressions;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Filters.Expressions;

public sealed class ByteExpressionTests
{
    /// <summary>Pieces of expressions, as PCRE2 and as .NET know them: there, \w, \d, \s and \b know all of Unicode.</summary>
    private static readonly (string Ours, string Theirs)[] s_pieces =
    [
        ("a", "a"), ("b", "b"), ("c", "c"), ("ab", "ab"), (".", "."), ("[ab]", "[ab]"), ("[^a]", "[^a]"), ("[a-c]", "[a-c]"), (@"\d", "[0-9]"),
        (@"\w", "[a-zA-Z0-9_]"), (@"\W", "[^a-zA-Z0-9_]"), (@"\n", @"\n"), (@"\x41", @"\x41"), ("[[:upper:]]", "[A-Z]"), ("[^[:alpha:]]", "[^a-zA-Z]"),
        ("^", "^"), ("$", "$"), (@"\A", @"\A"), (@"\z", @"\z"), (@"\Z", @"\Z"), (@"\b", Boundary), (@"\B", NotBoundary), ("(?i:B)", "(?i:B)"), ("(?s:.)", "(?s:.)"), ("(?m:$)", "(?m:$)"),
    ];

    private const string Boundary = "(?:(?<=[a-zA-Z0-9_])(?![a-zA-Z0-9_])|(?<![a-zA-Z0-9_])(?=[a-zA-Z0-9_]))";
    private const string NotBoundary = "(?:(?<=[a-zA-Z0-9_])(?=[a-zA-Z0-9_])|(?<![a-zA-Z0-9_])(?![a-zA-Z0-9_]))";
    private static readonly string[] s_quantifiers = ["*", "+", "?", "*?", "+?", "??", "{2}", "{1,3}", "{0,2}?", "{2,}"];

    [Fact]
    public void Generated_expressions_match_where_the_platform_s_match()
    {
        var random = new Random(20);
        int matches = 0;
        for (int i = 0; i < 4000; i++)
        {
            var (ours, theirs) = Choice(random, 3);
            var options = RegexOptions.CultureInvariant | (i % 3 == 0 ? RegexOptions.IgnoreCase : 0) | (i % 2 == 0 ? RegexOptions.Singleline : 0);
            var expected = new Regex(theirs, options, TimeSpan.FromSeconds(1));
            var found = new ByteExpression(Encoding.Latin1.GetBytes(ours), (i % 3 == 0 ? ExpressionOptions.IgnoreCase : 0) | (i % 2 == 0 ? ExpressionOptions.DotAll : 0));
            for (int j = 0; j < 12; j++)
            {
                byte[] input = Input(random);
                Match match;
                try
                {
                    match = expected.Match(Encoding.Latin1.GetString(input));
                }
                catch (RegexMatchTimeoutException)
                {
                    // It backtracks; we do not.
                    continue;
                }
                string what = $"/{ours}/ in {Convert.ToHexString(input)} ({options})";
                Assert.True(match.Success == found.IsMatch(input), what);
                if (!match.Success) continue;
                matches++;
                Assert.True(found.TryFind(input, out int start, out int length), what);
                Assert.True(match.Index == start, $"{what}: expected at {match.Index}, found at {start}");
                // In a loop around what may be empty, backtracking prefers an end that following all ways at once does not.
                if (!Regex.IsMatch(ours, @"\)[*+?{]")) Assert.True((match.Index, match.Length) == (start, length), $"{what}: expected {match.Index}+{match.Length}, found {start}+{length}");
            }
        }
        Assert.True(matches > 10_000, $"only {matches} matches");
    }

    [Theory]
    [InlineData("(a*)*b")]
    [InlineData("(a|aa)+$")]
    [InlineData("(a|a)*b")]
    [InlineData("(.*)*(.*)*b")]
    [InlineData("(x+x+)+y|(a+a+)+b")]
    [InlineData(@"^(([a-z])+.)+[A-Z]([a-z])+$")]
    [InlineData("(a?){30}a{30}b")]
    [InlineData(@"(\w+\s*)+:")]
    public void Hostile_expressions_take_time_in_proportion_to_the_input(string text)
    {
        byte[] shorter = Hostile(2000), longer = Hostile(20_000);
        long few = WorkOf(text, shorter), many = WorkOf(text, longer);
        Assert.True(many <= few * 12, $"{few} for {shorter.Length} bytes, {many} for {longer.Length}");

        static byte[] Hostile(int length) => [.. Enumerable.Repeat((byte)'a', length), (byte)'!'];
        static long WorkOf(string text, byte[] input)
        {
            var expression = new ByteExpression(Encoding.Latin1.GetBytes(text), ExpressionOptions.DotAll);
            expression.TryFind(input, out _, out _);
            return expression.Work + input.Length;
        }
    }

    [Fact]
    public void An_input_that_makes_ever_new_states_costs_no_more_than_the_program_s_size_a_byte()
    {
        // Of the last 14 bytes it must be known which were an a: 16,384 states.
        var expression = new ByteExpression("(?s)a.{14}c"u8);
        byte[] input = new byte[200_000];
        var random = new Random(4);
        for (int i = 0; i < input.Length; i++) input[i] = (byte)('a' + random.Next(2));
        Assert.False(expression.IsMatch([.. input, (byte)'a']));
        // "c" is required and missing: with one at the end the automaton must run.
        Assert.Equal(input[^15] == 'a', expression.IsMatch([.. input, (byte)'c']));
        Assert.InRange(expression.Work, 1, 3L * 20 * input.Length);
    }

    [Fact]
    public void What_was_learned_is_forgotten_when_it_is_too_much_and_nothing_changes()
    {
        var expression = new ByteExpression("[ab]*a[ab]{17}[cd]"u8);
        var expected = new Regex("a[ab]{17}[cd]", RegexOptions.CultureInvariant);
        var random = new Random(5);
        for (int round = 0; round < 20; round++)
        {
            byte[] input = new byte[20_000];
            for (int i = 0; i < input.Length; i++) input[i] = (byte)('a' + random.Next(2));
            input[random.Next(input.Length)] = (byte)'d';
            Assert.Equal(expected.IsMatch(Encoding.Latin1.GetString(input)), expression.IsMatch(input));
        }
    }

    [Theory]
    [InlineData("a)", "unmatched closing parenthesis (offset: 1)")]
    [InlineData("(", "missing closing parenthesis (offset: 1)")]
    [InlineData("((a)", "missing closing parenthesis (offset: 4)")]
    [InlineData("[]a", "missing terminating ] for character class (offset: 3)")]
    [InlineData("[z-a]", "range out of order in character class (offset: 3)")]
    [InlineData(@"[a-\d]", "invalid range in character class (offset: 5)")]
    [InlineData(@"[\d-z]", "invalid range in character class (offset: 3)")]
    [InlineData("[[:foo:]]", "unknown POSIX class name (offset: 3)")]
    [InlineData("[:alpha:]", "POSIX named classes are supported only within a class (offset: 0)")]
    [InlineData("[[.a.]]", "POSIX collating elements are not supported (offset: 1)")]
    [InlineData(@"\", @"\ at end of pattern (offset: 1)")]
    [InlineData(@"\c", @"\c at end of pattern (offset: 2)")]
    [InlineData(@"\x{100}", @"character code point value in \x{} or \o{} is too large (offset: 6)")]
    [InlineData(@"\x{zz}", @"non-hex character in \x{} (closing brace missing?) (offset: 3)")]
    [InlineData(@"\777", @"octal value is greater than \377 in 8-bit non-UTF-8 mode (offset: 4)")]
    [InlineData(@"\y", @"unrecognized character follows \ (offset: 1)")]
    [InlineData("a{2,1}", "numbers out of order in {} quantifier (offset: 5)")]
    [InlineData("a{65536}", "number too big in {} quantifier (offset: 7)")]
    [InlineData("a**", "quantifier does not follow a repeatable item (offset: 2)")]
    [InlineData("a{2}{3}", "quantifier does not follow a repeatable item (offset: 6)")]
    [InlineData("^*", "quantifier does not follow a repeatable item (offset: 1)")]
    [InlineData("(?a", "unrecognized character after (? or (?- (offset: 2)")]
    [InlineData("(?#", "missing ) after (?# comment (offset: 3)")]
    [InlineData(@"x(a)\1", "a back reference is not supported (offset: 4)")]
    [InlineData("ab(?=c)", "lookahead is not supported (offset: 2)")]
    [InlineData("(?<!a)b", "lookbehind is not supported (offset: 0)")]
    [InlineData("a(?R)?", "recursion is not supported (offset: 1)")]
    [InlineData("(?>a)", "an atomic group is not supported (offset: 0)")]
    [InlineData("a++", "possessive quantifiers are not supported (offset: 2)")]
    [InlineData(@"\p{L}", @"\p, Unicode's properties, are not supported (offset: 0)")]
    [InlineData("((a{1000}){1000}){1000}", "regular expression is too large (more than 10000 states)")]
    public void What_is_wrong_or_refused_is_said_with_its_place(string text, string reason)
        => Assert.Equal(reason, Assert.Throws<Failure>(() => new ByteExpression(Encoding.Latin1.GetBytes(text))).Reason);

    [Theory]
    [InlineData(@"\Qa.b\E+c", "xa.bbbc", 1, 6)]
    [InlineData("(?x) a b # comment\n c", "xabc", 1, 3)]
    [InlineData("a(?#no)b{,3}", "ab{,3}", 0, 6)]
    [InlineData(@"[\Q]\E]", "a]", 1, 1)]
    [InlineData("(?<name>a)(?'other'b)(?P<third>c)", "zabc", 1, 3)]
    [InlineData("(?U)a+", "aaa", 0, 1)]
    [InlineData("(?-i)A(?i)b", "aBAB", 2, 2)]
    [InlineData(@"\101\x{42}\o{103}\cJ", "ABC\n", 0, 4)]
    [InlineData("(|a)+", "aaa", 0, 0)]
    [InlineData("(?m)^b", "a\nb", 2, 1)]
    [InlineData("a$", "ba\n", 1, 1)]
    [InlineData("\u00e9\\xe9", "\u00e9\u00e9", 0, 2)]
    public void Letters_mean_what_the_manual_says(string text, string input, int start, int length)
    {
        var expression = new ByteExpression(Encoding.Latin1.GetBytes(text));
        Assert.True(expression.TryFind(Encoding.Latin1.GetBytes(input), out int found, out int foundLength));
        Assert.Equal((start, length), (found, foundLength));
    }

    [Fact]
    public void No_expression_makes_the_parser_throw_anything_else()
    {
        var random = new Random(6);
        const string Letters = "ab(()[]{}*+?|\\^$.-:=!<>PQEdwx0123,i#'";
        for (int i = 0; i < 50_000; i++)
        {
            byte[] text = new byte[random.Next(1, 14)];
            for (int j = 0; j < text.Length; j++) text[j] = (byte)Letters[random.Next(Letters.Length)];
            try
            {
                new ByteExpression(text).TryFind("aab[0]wx"u8, out _, out _);
            }
            catch (Failure)
            {
                // That is how it says so.
            }
        }
    }

    private static (string Ours, string Theirs) Choice(Random random, int depth)
    {
        var first = Sequence(random, depth);
        if (random.Next(3) != 0) return first;
        var second = Sequence(random, depth);
        return ($"{first.Ours}|{second.Ours}", $"{first.Theirs}|{second.Theirs}");
    }

    private static (string Ours, string Theirs) Sequence(Random random, int depth)
    {
        var (ours, theirs) = ("", "");
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            var (piece, other) = s_pieces[random.Next(s_pieces.Length)];
            bool repeats = piece[0] is not ('^' or '$') && !(piece[0] == '\\' && piece[1] is 'A' or 'z' or 'Z' or 'b' or 'B');
            if (depth > 0 && random.Next(4) == 0)
            {
                var inner = Choice(random, depth - 1);
                (piece, other, repeats) = ($"({inner.Ours})", $"({inner.Theirs})", true);
            }
            else if (piece == "ab")
            {
                (piece, other) = ("(?:ab)", "(?:ab)");
            }
            // Lazy loops around what may be empty are where the platform's engine goes astray.
            int kinds = piece[0] == '(' ? 3 : s_quantifiers.Length;
            string quantifier = repeats && random.Next(3) == 0 ? s_quantifiers[random.Next(kinds)] : "";
            ours += piece + quantifier;
            theirs += other + quantifier;
        }
        return (ours, theirs);
    }

    private static byte[] Input(Random random)
    {
        byte[] input = new byte[random.Next(12)];
        ReadOnlySpan<byte> letters = [.. "aaabbbccABC01_ \n\n"u8, 0x80, 0xd7];
        for (int i = 0; i < input.Length; i++) input[i] = letters[random.Next(letters.Length)];
        return input;
    }
}
