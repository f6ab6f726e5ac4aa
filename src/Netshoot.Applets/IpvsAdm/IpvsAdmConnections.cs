using System.Globalization;
using Netshoot.Cli;
using Netshoot.Wire;

namespace Netshoot.Applets.IpvsAdm;

/// <summary><c>ipvsadm -L -c</c>: the connections that IPVS forwards, which the kernel tells in /proc/net/ip_vs_conn alone.</summary>
internal static class IpvsAdmConnections
{
    private const string Path = "/proc/net/ip_vs_conn";

    public static async ValueTask<ExitCode> ShowAsync(IpvsAdmOptions options, Shell shell)
    {
        var errno = shell.Machine.TryOpenRead(Path, out var stream);
        if (stream is null) throw new Failure(Path, shell.Machine.Text(errno), errno: (int)errno);
        var names = new IpvsAdmNames(shell, options.IsNumeric);
        if (!shell.Json) shell.Output.Literal("IPVS connection entries\npro expire state       source             virtual            destination\n");
        using (stream)
        using (var reader = new StreamReader(stream))
        {
            while (reader.ReadLine() is { } line)
            {
                if (Parse(line) is not { } entry) continue;
                byte protocol = entry.Protocol switch { "UDP" => 17, "SCTP" => 132, _ => 6 };
                var report = new Report(entry.Protocol, entry.Expires, entry.State,
                    await names.EndAsync(entry.Source.Address, entry.Source.Port, protocol), await names.EndAsync(entry.Virtual.Address, entry.Virtual.Port, protocol), await names.EndAsync(entry.Destination.Address, entry.Destination.Port, protocol));
                shell.Report(report);
            }
        }
        return ExitCode.Ok;
    }

    private readonly record struct Entry(string Protocol, InternetEndpoint Source, InternetEndpoint Virtual, InternetEndpoint Destination, string State, uint Expires);

    // Pro FromIP FPrt ToIP TPrt DestIP DPrt State Expires: addresses and ports in hexadecimal, those of IPv6 between brackets.
    private static Entry? Parse(string line)
    {
        string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields is [var protocol, var source, var sourcePort, var service, var servicePort, var destination, var destinationPort, var state, var expires, ..]
            && End(source, sourcePort) is { } from && End(service, servicePort) is { } to && End(destination, destinationPort) is { } server && uint.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out uint seconds)
            ? new(protocol, from, to, server, state, seconds) : null;
    }

    private static InternetEndpoint? End(string address, string port)
    {
        if (!ushort.TryParse(port, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort number)) return null;
        if (address.StartsWith('[')) return InternetAddress.TryParse(address.Trim('[', ']'), out var six) ? new(six, number) : null;
        return address.Length == 8 && uint.TryParse(address, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint value)
            ? new(InternetAddress.FromBytes([(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value]), number) : null;
    }

    private sealed record Report(string Protocol, uint Expires, string State, string Source, string Virtual, string Destination) : IReport
    {
        public void Write(ReportWriter to)
        {
            to.Field("protocol", Protocol, $"{Protocol,-3} ");
            to.Field("expires", Expires, $"{Expires / 60:00}:{Expires % 60:00}  ");
            to.Field("state", State, $"{State,-11} ");
            to.Field("source", Source, $"{Source,-18} ");
            to.Field("virtual", Virtual, $"{Virtual,-18} ");
            to.Field("destination", Destination, $"{Destination}");
        }
    }
}
