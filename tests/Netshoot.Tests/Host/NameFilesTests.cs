using Netshoot.Host.Names;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Host;

public sealed class NameFilesTests
{
    private static InternetAddress Address(string text) => InternetAddress.TryParse(text, out var address) ? address : throw new FormatException(text);

    [Fact]
    public void A_hosts_file_has_addresses_names_and_aliases()
    {
        var hosts = new HostsFile("# comment\n127.0.0.1\tlocalhost\n10.0.0.2 db database # the db\nfe80::1%eth0 gw\n10.0.0.3 DB\nnot-an-address x\n10.0.0.4\n");
        Assert.Equal([Address("10.0.0.2"), Address("10.0.0.3")], hosts.Addresses("db"));
        Assert.Equal([Address("10.0.0.2")], hosts.Addresses("Database."));
        Assert.Equal([Address("fe80::1")], hosts.Addresses("gw"));
        Assert.Equal("db", hosts.Name(Address("10.0.0.2")));
        Assert.Null(hosts.Name(Address("10.0.0.4")));
        Assert.Empty(new HostsFile(null).Addresses("db"));
    }

    [Fact]
    public void A_resolver_file_is_read_with_the_limits_of_the_library()
    {
        var read = ResolverConfiguration.Parse("; old\nnameserver 127.0.0.11\nnameserver fe80::1%eth9\nnameserver bad\nnameserver 10.0.0.1\nnameserver 10.0.0.2\nsearch a.example b.example .\noptions ndots:5 timeout:99 attempts:0 use-vc rotate single-request-reopen unknown:3\n", static _ => 9);
        Assert.Equal([new(Address("127.0.0.11"), 53), new(Address("fe80::1"), 53, 9), new(Address("10.0.0.1"), 53)], read.Servers);
        Assert.Equal(["a.example", "b.example"], read.Search);
        Assert.Equal((5, TimeSpan.FromSeconds(30), 1, true, true, true), (read.Dots, read.Timeout, read.Attempts, read.UseTcp, read.Rotate, read.SingleRequest));
    }

    [Fact]
    public void Without_a_file_the_own_machine_is_asked() => Assert.Equal([new(InternetAddress.Loopback4, 53)], ResolverConfiguration.Parse(null, static _ => 0).Servers);

    [Fact]
    public void Services_are_found_by_name_alias_and_port()
    {
        var services = new ServiceFile("http\t80/tcp\twww # web\ndomain 53/tcp\ndomain 53/udp\nbroken\nx 99999/tcp\n");
        Assert.Equal((ushort)80, services.Port("www", "tcp"));
        Assert.Null(services.Port("http", "udp"));
        Assert.Equal("domain", services.Name(53, "udp"));
        Assert.Null(services.Name(99, "tcp"));
    }

    [Theory]
    [InlineData("127.1", "127.0.0.1")]
    [InlineData("0x7f000001", "127.0.0.1")]
    [InlineData("017700000001", "127.0.0.1")]
    [InlineData("10.0.258", "10.0.1.2")]
    [InlineData("::1", "::1")]
    public void The_forms_of_inet_aton_are_addresses(string text, string address)
    {
        Assert.True(AddressLiteral.TryParse(text, static _ => 0, out var endpoint));
        Assert.Equal(Address(address), endpoint.Address);
    }

    [Theory]
    [InlineData("256.1")]
    [InlineData("1.2.3.4.5")]
    [InlineData("08")]
    [InlineData("0x100000000")]
    [InlineData("db")]
    [InlineData("10.0.0.1%eth0")]
    [InlineData("fe80::1%nope")]
    [InlineData("")]
    public void Names_are_no_addresses(string text) => Assert.False(AddressLiteral.TryParse(text, static _ => 0, out _));

    [Fact]
    public void A_scope_is_an_interface_or_its_number()
    {
        Assert.True(AddressLiteral.TryParse("fe80::1%eth0", static n => n == "eth0" ? 7 : 0, out var named));
        Assert.True(AddressLiteral.TryParse("fe80::1%3", static _ => 0, out var numbered));
        Assert.Equal((7u, 3u), (named.Scope, numbered.Scope));
    }
}
