using Netshoot.Dns;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Dns;

public sealed class DnsNameTests
{
    [Theory]
    [InlineData(".", ".")]
    [InlineData("example", "example.")]
    [InlineData("WWW.Example.", "WWW.Example.")]
    [InlineData("a\\.b.c", "a\\.b.c.")]
    [InlineData("\\065\\000\\(\\;", "A\\000\\(\\;.")]
    [InlineData("ä.", "\\195\\164.")]
    [InlineData("a\\ b", "a\\032b.")]
    public void A_name_is_read_and_printed_in_presentation_form(string text, string printed)
    {
        Assert.True(DnsName.TryParse(text, out var name));
        Assert.Equal(printed, name.ToString());
        Assert.True(DnsName.TryParse(printed, out var again));
        Assert.True(name.Wire.SequenceEqual(again.Wire));
    }

    [Theory]
    [InlineData("", "the name is empty")]
    [InlineData("..", "an empty label")]
    [InlineData("a..b", "an empty label")]
    [InlineData(".a", "an empty label")]
    [InlineData("a\\", "a backslash at the end")]
    [InlineData("a\\25", "an escape that is not \\ and three digits up to 255")]
    [InlineData("a\\256", "an escape that is not \\ and three digits up to 255")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123", "a label longer than 63 bytes")]
    public void A_bad_name_is_refused_with_the_reason(string text, string reason)
    {
        Assert.False(DnsName.TryParse(text, DnsName.Root, out _, out string? problem));
        Assert.Equal(reason, problem);
    }

    [Fact]
    public void The_longest_name_fits_and_one_byte_more_does_not()
    {
        string three = string.Join('.', Enumerable.Repeat(new string('x', 63), 3));
        Assert.True(DnsName.TryParse($"{three}.{new string('y', 61)}", out var name));
        Assert.Equal(DnsName.MaxLength, name.Wire.Length);
        Assert.False(DnsName.TryParse($"{three}.{new string('y', 62)}", out _));
        Assert.Null(name.Child("z"u8));
    }

    [Fact]
    public void The_longest_text_fits_where_it_is_said_to_fit()
    {
        Span<byte> wire = stackalloc byte[DnsName.MaxLength];
        wire.Clear();
        wire[0] = wire[64] = wire[128] = 63;
        wire[192] = 61;
        Assert.True(DnsName.TryFromWire(wire, out var name));
        Assert.Equal(DnsName.MaxTextLength, name.ToString().Length);
        var text = new TextBuffer(1);
        text.Append(name);
        Assert.Equal(name.ToString(), text.ToString());
    }

    [Theory]
    [InlineData("www", "example.com.", "www.example.com.")]
    [InlineData("www.", "example.com.", "www.")]
    [InlineData("@", "example.com.", "example.com.")]
    [InlineData("www\\.", "example.com.", "www\\..example.com.")]
    public void A_relative_name_is_completed_by_the_origin(string text, string origin, string expected)
    {
        Assert.True(DnsName.TryParse(origin, out var parsed));
        Assert.True(DnsName.TryParse(text, parsed, out var name, out _));
        Assert.Equal(expected, name.ToString());
    }

    [Fact]
    public void Names_sort_in_the_order_of_rfc_4034_section_6_1()
    {
        string[] sorted = ["example.", "a.example.", "yljkjljk.a.example.", "Z.a.example.", "zABC.a.EXAMPLE.", "z.example.", "\\001.z.example.", "*.z.example.", "\\200.z.example."];
        var names = sorted.Select(Name).Reverse().Order().Select(static n => n.ToString());
        Assert.Equal(sorted, names);
    }

    [Fact]
    public void Case_does_not_count()
    {
        Assert.Equal(Name("WwW.eXample."), Name("wWw.Example."));
        Assert.Equal(Name("WwW.eXample.").GetHashCode(), Name("wWw.Example.").GetHashCode());
        Assert.NotEqual(Name("www.example."), Name("www.examplf."));
        Assert.NotEqual(Name("[.example."), Name("{.example."));
        Assert.Equal("www.example.", Name("WWW.Example.").ToLower().ToString());
    }

    [Fact]
    public void Descent_is_by_labels_and_not_by_bytes()
    {
        Assert.True(Name("a.b.c.").IsWithin(Name("B.c.")));
        Assert.True(Name("b.c.").IsWithin(Name("b.c.")));
        Assert.True(Name("b.c.").IsWithin(DnsName.Root));
        Assert.False(Name("ab.c.").IsWithin(Name("b.c.")));
        Assert.False(Name("c.").IsWithin(Name("b.c.")));
        Assert.Equal(Name("b.c."), Name("a.b.c.").Parent);
        Assert.True(Name("c.").Parent.IsRoot);
        Assert.True(DnsName.Root.Parent.IsRoot);
        Assert.Equal(Name("b.c."), Name("a.b.c.").Last(2));
        Assert.Equal(3, Name("a.b.c.").LabelCount);
        Assert.Equal("*.b.", Name("b.").Child("*"u8)?.ToString());
    }

    [Theory]
    [InlineData("10.53.0.1", "1.0.53.10.in-addr.arpa.")]
    [InlineData("fd00::1", "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa.")]
    public void An_address_has_a_name(string text, string expected)
    {
        Assert.True(InternetAddress.TryParse(text, out var address));
        Assert.Equal(expected, DnsName.Reverse(address).ToString());
    }

    private static DnsName Name(string text)
    {
        Assert.True(DnsName.TryParse(text, out var name));
        return name;
    }
}
