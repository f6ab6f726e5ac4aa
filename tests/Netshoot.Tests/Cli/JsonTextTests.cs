using System.Text.Json;
using Netshoot.Cli;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Cli;

public sealed class JsonTextTests
{
    private static string Write(JsonLayout layout, Action<JsonText> what)
    {
        var text = new TextBuffer();
        what(new JsonText(text, layout));
        return text.ToString();
    }

    private static void Sample(JsonText json)
    {
        json.OpenArray();
        json.OpenObject();
        json.Write("ifindex", 1);
        json.OpenArray("flags", inline: true);
        json.Write(null, "UP");
        json.Write(null, "LOWER_UP");
        json.CloseArray();
        json.OpenArray("none");
        json.CloseArray();
        json.OpenArray("addr_info");
        json.OpenObject();
        json.Write("local", "127.0.0.1");
        json.CloseObject();
        json.OpenObject();
        json.Write("up", true);
        json.CloseObject();
        json.CloseArray();
        json.CloseObject();
        json.CloseArray();
    }

    [Fact]
    public void Compact_has_no_white_space()
        => Assert.Equal("""[{"ifindex":1,"flags":["UP","LOWER_UP"],"none":[],"addr_info":[{"local":"127.0.0.1"},{"up":true}]}]""", Write(JsonLayout.Compact, Sample));

    [Fact]
    public void The_layout_of_iproute_is_met()
        => Assert.Equal("""
            [ {
                    "ifindex": 1,
                    "flags": [ "UP","LOWER_UP" ],
                    "none": [ ],
                    "addr_info": [ {
                            "local": "127.0.0.1"
                        },{
                            "up": true
                        } ]
                } ]
            """, Write(JsonLayout.Iproute, Sample));

    [Fact]
    public void Any_text_reads_back()
    {
        string hostile = "\"\\\n\t\r\b\f\u0001\u007f\u009bé\ud83d\ude00\ud800";
        string json = Write(JsonLayout.Compact, j =>
        {
            j.OpenObject();
            j.Write("t", hostile);
            j.CloseObject();
        });
        Assert.Equal(hostile.Replace('\ud800', '\ufffd'), JsonDocument.Parse(json).RootElement.GetProperty("t").GetString());
        Assert.DoesNotContain(json, static c => char.IsControl(c));
    }

    [Fact]
    public void What_is_no_number_is_null() => Assert.Equal("[null,1.5]", Write(JsonLayout.Compact, static j =>
    {
        j.OpenArray();
        j.Write(null, double.NaN);
        j.Write(null, 1.5);
        j.CloseArray();
    }));
}
