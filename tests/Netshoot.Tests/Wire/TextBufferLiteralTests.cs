using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Wire;

public sealed class TextBufferLiteralTests
{
    [Theory, InlineData(""), InlineData("plain"), InlineData("Gerätebau"), InlineData("ä at the start"), InlineData("日本語"), InlineData("a\U0001f600b")]
    public void A_literal_is_written_as_utf8_wherever_its_first_wide_character_stands(string literal)
    {
        var text = new TextBuffer(1);
        text.Append(literal);
        text.Append((byte)'|');
        Assert.Equal(literal + "|", text.ToString());
    }
}
