using Netshoot.Applets.Iproute;
using Netshoot.Applets.Links;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Wire;

namespace Netshoot.Applets.Ip;

/// <summary><c>ip maddress</c> (ip-maddress(8)): which multicast addresses interfaces listen to.</summary>
internal static class MulticastAddressCommands
{
    private const string Usage = """
        Usage: ip maddr [ add | del ] MULTIADDR dev STRING
               ip maddr show [ dev STRING ]

        """;

    public static ValueTask<ExitCode> RunAsync(IpContext context, IpWords words)
    {
        if (!words.More || words.Matches("show") || words.Matches("lst") || words.Matches("list"))
        {
            if (words.More) words.Advance();
            Show(context, words);
        }
        else if (words.Matches("add") || words.Matches("delete"))
        {
            bool adds = words.Matches("add");
            words.Advance();
            Change(context, words, adds);
        }
        else
        {
            throw words.Matches("help") ? new IpFailure(Usage) : IpFailure.UnknownCommand(words.Current, "ip maddr help");
        }
        return ValueTask.FromResult(ExitCode.Ok);
    }

    private static void Show(IpContext context, IpWords words)
    {
        string? device = null;
        for (; words.More; words.Advance())
        {
            if (words.Is("dev")) words.Next();
            else if (words.Matches("help")) throw new IpFailure(Usage);
            if (device is not null) throw IpFailure.DuplicateOrGarbage("dev", words.Current);
            device = words.Current;
        }
        byte family = context.Options.Family;
        var entries = new List<MulticastMembership>();
        if (family is 0 or AddressFamilyNumber.Packet) entries.AddRange(MulticastMembership.ReadHardware(context.Shell.Machine, context.NamespacePath));
        if (family is 0 or AddressFamilyNumber.Inet) entries.AddRange(MulticastMembership.Read4(context.Shell.Machine, context.NamespacePath));
        if (family is 0 or AddressFamilyNumber.Inet6) entries.AddRange(MulticastMembership.Read6(context.Shell.Machine, context.NamespacePath));
        context.OpenList();
        foreach (var link in entries.Where(entry => device is null || entry.Device == device).GroupBy(static entry => (entry.Index, entry.Device)).OrderBy(static link => link.Key.Index))
            Write(context, link.Key.Index, link.Key.Device, link);
        context.CloseList();
    }

    private static void Write(IpContext context, int index, string device, IEnumerable<MulticastMembership> entries)
    {
        var to = context.To;
        bool oneLine = context.Options.OneLine;
        to.OpenObject();
        if (!oneLine) WriteHead(to, index, device);
        to.OpenArray("maddr");
        foreach (var entry in entries)
        {
            if (oneLine) WriteHead(to, index, device);
            to.Text($"{context.LineBreak}\t");
            to.OpenObject();
            if (entry.Hardware is { } hardware)
            {
                to.Text($"link  ");
                to.Field(Paint.Mac, "link", hardware, $"{hardware}");
            }
            else
            {
                string family = entry.Internet.Is6 ? "inet6" : "inet";
                to.Field("family", family, $"{family,-5} ");
                to.Field(AddressPaint.PaintOf(entry.Internet), "address", entry.Internet, $"{entry.Internet}");
            }
            if (entry.Users != 1) to.Field("users", entry.Users, $" users {entry.Users}");
            if (entry.IsStatic) to.Field("features", "static", $" static");
            to.CloseObject();
            if (oneLine) to.Text($"\n");
        }
        to.CloseArray();
        if (!oneLine) to.Text($"\n");
        to.CloseObject();
        context.EntryWritten();
    }

    private static void WriteHead(ReportWriter to, int index, string device)
    {
        to.Field("ifindex", index, $"{index}:");
        to.Field(Paint.Interface, "ifname", device, $"\t{device}");
    }

    private static void Change(IpContext context, IpWords words, bool adds)
    {
        string? device = null, address = null;
        for (; words.More; words.Advance())
        {
            if (words.Is("dev"))
            {
                device = words.Next();
                continue;
            }
            if (words.Matches("address")) words.Next();
            if (words.Matches("help")) throw new IpFailure(Usage);
            if (address is not null) throw IpFailure.Duplicate("address", words.Current);
            address = words.Current;
        }
        if (device is null) throw new IpFailure("Not enough information: \"dev\" is required.\n");
        if (address is null) throw new IpFailure("Not enough information: an address is required.\n");
        var mac = ParseHardware(address);
        var errno = context.Shell.Machine.Links.TryChangeMulticast(context.NamespacePath, device, MacAddress.FromBytes(mac), adds);
        if (errno != Errno.None) throw new IpFailure($"ioctl: {context.Shell.Machine.Text(errno)}\n", IpFailure.Missing);
    }

    private static byte[] ParseHardware(string text)
    {
        var bytes = HardwareAddressText.ParseAny(text);
        return bytes.Length == MacAddress.Size ? bytes : throw new IpFailure($"Error: Invalid address length {bytes.Length} - must be {MacAddress.Size} bytes\n", IpFailure.Missing);
    }
}
