using Netshoot.Applets.IpvsAdm;
using Netshoot.Cli;
using Xunit;

namespace Netshoot.Tests.Applets.IpvsAdm;

public sealed class IpvsAdmCommandLineTests
{
    [Theory]
    [InlineData("-A", "You need to supply the 'service-address' option for the 'add-service' command")]
    [InlineData("-A -t foo", "illegal virtual server address[:port] specified")]
    [InlineData("-A -t 10.0.0.7:70000", "illegal virtual server address[:port] specified")]
    [InlineData("-A -t 10.0.0.1", "Zero port specified for non-persistent service")]
    [InlineData("-A -f foo", "invalid fwmark value `foo' specified")]
    [InlineData("-A -f 0", "invalid fwmark value `0' specified")]
    [InlineData("-A -t 10.0.0.3:80 -r 1.1.1.1", "Illegal 'real-server' option with the 'add-service' command")]
    [InlineData("-a -t 10.0.0.1:80", "You need to supply the 'real-server' option for the 'add-server' command")]
    [InlineData("-a -t 10.0.0.1:80 -r foo", "illegal real server address[:port] specified")]
    [InlineData("-A -t 10.0.0.1:80 -u 10.0.0.1:80", "multiple 'service-address' options specified")]
    [InlineData("-L -A", "invalid option `-A'")]
    [InlineData("-Ln foo", "unexpected argument foo")]
    [InlineData("-Ln -w 5", "Illegal 'weight' option with the 'list' command")]
    [InlineData("-a -t 10.0.0.1:80 -r 10.0.0.5:81 -w -1", "illegal weight specified")]
    [InlineData("-a -t 10.0.0.1:80 -r 10.0.0.5:81 -m -g", "multiple 'forwarding-method' options specified")]
    [InlineData("--set 1", "--set option requires 3 timeout values")]
    [InlineData("-C -t 10.0.0.1:80", "Illegal 'service-address' option with the 'flush' command")]
    [InlineData("-A -t 10.0.0.8:80 -p 0", "invalid timeout value `0' specified")]
    [InlineData("--foo", "Try `ipvsadm -h' or 'ipvsadm --help' for more information.")]
    [InlineData("-L --daemon", "option '--daemon' is not supported: the daemons that synchronize connections are not driven")]
    public void Refuses_what_the_original_refuses_in_its_words(string line, string message)
        => Assert.Equal(message + "\n", Assert.Throws<UsageFailure>(() => IpvsAdmApplet.CommandLine.Parse(line.Split(' '))).Usage);

    [Fact]
    public void Letters_may_be_joined_and_addresses_have_brackets()
    {
        var options = IpvsAdmApplet.CommandLine.Parse(["-Ln", "-t", "[fd00::1]:443", "--stats"]).Options;
        Assert.Equal((IpvsAdmCommand.List, true, IpvsAdmColumns.Statistics), (options.Command!.Value, options.IsNumeric, options.Columns));
        Assert.Equal(("fd00::1", (ushort)443, (byte)6), (options.Service!.Value.Address.ToString(), options.Service.Value.Port, options.Service.Value.Protocol));
    }
}
