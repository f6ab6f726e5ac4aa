using Netshoot.Cli;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Cli;

public sealed class ReportWriterTests
{
    private readonly record struct Link(string Name, int Mtu, InternetAddress Address) : IReport
    {
        public void Write(ReportWriter to)
        {
            to.Field("ifname", Name, $"{to.In(Paint.Interface, Name)}: ");
            to.Field("mtu", Mtu, $"mtu {Mtu} ");
            to.Field("address", Address, $"address {Address}");
        }
    }

    private static readonly Link s_link = new("eth0\e[2J", 1500, InternetAddress.Loopback4);

    [Fact]
    public void Text_and_json_come_from_the_same_calls()
    {
        var text = new TextBuffer();
        s_link.Write(new ReportWriter(text));
        Assert.Equal("eth0\\x1b[2J: mtu 1500 address 127.0.0.1", text.ToString());

        var json = new TextBuffer();
        var writer = new JsonText(json);
        writer.OpenObject();
        s_link.Write(new ReportWriter(writer));
        writer.CloseObject();
        Assert.Equal("""{"ifname":"eth0\u001b[2J","mtu":1500,"address":"127.0.0.1"}""", json.ToString());
    }

    [Fact]
    public void Colors_stand_around_a_name_that_is_still_escaped()
    {
        var text = new TextBuffer();
        s_link.Write(new ReportWriter(text) { HasColor = true });
        Assert.StartsWith("\e[36meth0\\x1b[2J\e[0m: ", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_evaluates_no_text()
    {
        var json = new JsonText(new TextBuffer());
        json.OpenObject();
        int evaluated = 0;
        new ReportWriter(json).Field("x", 1, $"{Count()}");
        Assert.Equal(0, evaluated);

        int Count() => ++evaluated;
    }
}
