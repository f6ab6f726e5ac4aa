using Netshoot.Dns;
using Xunit;

namespace Netshoot.Tests.Dns;

/// <summary>The repository's own data for the DNS tests.</summary>
internal static class TestData
{
    public static string[] Lines(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "netshoot.slnx"))) folder = folder.Parent!;
        return File.ReadAllLines(Path.Combine(folder.FullName, "testdata", "dns", name));
    }

    public static DnsName Name(string text)
    {
        Assert.True(DnsName.TryParse(text, out var name), text);
        return name;
    }

    public static DnsType Type(string text)
    {
        Assert.True(DnsNames.TryParse(text, out DnsType type), text);
        return type;
    }

    public static DnsMessage Message(ReadOnlySpan<byte> bytes)
    {
        Assert.True(DnsMessage.TryRead(bytes, out var message, out var fault), fault.ToString());
        return message;
    }
}
