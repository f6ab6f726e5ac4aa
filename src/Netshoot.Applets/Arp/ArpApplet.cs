using System.Globalization;
using Netshoot.Applets.NetTools;
using Netshoot.Cli;
using Netshoot.Host.Names;
using Netshoot.Wire;

namespace Netshoot.Applets.Arp;

/// <summary>arp: the table of IPv4 neighbors, as arp(8) of net-tools shows and changes it.</summary>
[Applet("arp", "show and change the table of IPv4 neighbors")]
public sealed class ArpApplet : IApplet<ArpOptions>
{
    private static readonly ExitCode s_failed = new(255);

    public static CommandLine<ArpOptions> CommandLine => new Getopt<ArpOptions>("[-vn] [-H HW] [-i IF] [-a] [-e] [-s|-d|-f] [HOST] [HWADDR] [FLAG…]", usage: new ExitCode(3), failure: s_failed)
    {
        { 'a', null, "one entry a sentence, as BSD prints them", static o => o.Sentences = true },
        { 'e', null, "a table, which is the default", static o => o.Sentences = false },
        { 'n', "numeric", "do not resolve names", static o => o.Numeric = true },
        { 'v', "verbose", "count the entries", static o => o.Verbose = true },
        { 'i', "device", "IF", "of this interface only", static (o, v) => o.Device = v.Text },
        { 'H', "hw-type", "HW", "of this kind of hardware only", static (o, v) => o.Hardware = v.Text },
        { 't', null, "HW", "the same", static (o, v) => o.Hardware = v.Text },
        { 'D', "use-device", "with -s: the address of a device", static o => o.UsesDevice = true },
        { 's', "set", "make an entry", static o => o.Mode = ArpMode.Set },
        { 'd', "delete", "delete an entry", static o => o.Mode = ArpMode.Delete },
        { 'f', "file", "make the entries of a file", static o => o.Mode = ArpMode.Read },
        { 'V', "version", "print the version", static o => o.Version = true },
        static (o, v) => o.Words.Add(v.Text),
    }
        .Refuse('A', "protocol", true, "there is only IPv4")
        .Refuse('p', null, true, "there is only IPv4");

    public static async ValueTask<ExitCode> RunAsync(ArpOptions options, Shell shell)
    {
        if (options.Version)
        {
            shell.Output.Literal($"net-tools, netshoot {ProductVersion.Text}\n");
            return ExitCode.Ok;
        }
        if (options.Hardware is { } hardware && hardware != "ether") return Fail(shell, $"arp: {hardware}: unknown hardware type.");
        var change = new ArpChange(shell, options);
        switch (options.Mode)
        {
            case ArpMode.Set: return await change.SetAsync(options.Words);
            case ArpMode.Delete: return await change.DeleteAsync(options.Words);
            case ArpMode.Read: return await change.ReadAsync(options.Words);
        }
        InternetAddress? wanted = null;
        if (options.Words is [var host, ..])
        {
            try
            {
                wanted = (await shell.Machine.Names.AddressesAsync(host, NameFamily.Ip4, shell.Stop))[0].Address;
            }
            catch (Failure)
            {
                return Fail(shell, $"{host}: Host name lookup failure");
            }
        }
        return await ShowAsync(options, shell, wanted);
    }

    private static async ValueTask<ExitCode> ShowAsync(ArpOptions options, Shell shell, InternetAddress? wanted)
    {
        const int Columns = 6;
        var names = new HostNames(shell, options.Numeric);
        int entries = 0, shown = 0;
        foreach (string[] words in ProcTable.Read(shell, "arp", Columns, headings: 1))
        {
            if (!InternetAddress.TryParse(words[0], out var address)) continue;
            entries++;
            if (wanted is not null && address != wanted || options.Device is not null && words[5] != options.Device) continue;
            if (shown++ == 0 && !options.Sentences && !shell.Json) shell.Output.Literal("Address                  HWtype  HWaddress           Flags Mask            Iface\n");
            shell.Report(new ArpEntry(address, await names.HostAsync(address), Number(words[2]), Number(words[1]), words[3], words[5], options.Sentences));
        }
        if (shell.Json) return ExitCode.Ok;
        if (options.Verbose) shell.Output.Line($"Entries: {entries}\tSkipped: {entries - shown}\tFound: {shown}");
        if (shown > 0) return ExitCode.Ok;
        if (wanted is { } missing && !options.Sentences) shell.Output.Line($"{options.Words[0]} ({missing}) -- no entry");
        else if (wanted is not null || options.Device is not null || options.Hardware is not null) shell.Output.Line($"arp: in {entries} entries no match found.");
        return ExitCode.Ok;
    }

    private static uint Number(string hexadecimal)
        => hexadecimal.StartsWith("0x", StringComparison.Ordinal) && uint.TryParse(hexadecimal.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint number) ? number : 0;

    private static ExitCode Fail(Shell shell, string message)
    {
        shell.Error.Line($"{message}");
        return s_failed;
    }
}
