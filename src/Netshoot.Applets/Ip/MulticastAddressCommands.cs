using System.Globalization;
using Netshoot.Applets.Iproute;
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

    /// <param name="Index">The interface.</param>
    /// <param name="Device">Its name.</param>
    /// <param name="Hardware">The address of the link layer; null when it is one of the Internet.</param>
    /// <param name="Internet">The address of the Internet.</param>
    /// <param name="Users">How many want it.</param>
    /// <param name="IsStatic">Whether it was set by hand.</param>
    private sealed record Entry(int Index, string Device, HardwareAddress? Hardware, InternetAddress Internet, int Users, bool IsStatic);

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
        var entries = new List<Entry>();
        if (family is 0 or AddressFamilyNumber.Packet) ReadHardware(context, entries);
        if (family is 0 or AddressFamilyNumber.Inet) Read4(context, entries);
        if (family is 0 or AddressFamilyNumber.Inet6) Read6(context, entries);
        context.OpenList();
        foreach (var link in entries.Where(entry => device is null || entry.Device == device).GroupBy(static entry => (entry.Index, entry.Device)).OrderBy(static link => link.Key.Index))
            Write(context, link.Key.Index, link.Key.Device, link);
        context.CloseList();
    }

    private static void Write(IpContext context, int index, string device, IEnumerable<Entry> entries)
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

    // An index, a name, how many want it, how many by hand, and the address.
    private static void ReadHardware(IpContext context, List<Entry> entries)
    {
        foreach (string[] words in Lines(context, "dev_mcast"))
        {
            if (words.Length < 5 || !int.TryParse(words[0], out int index) || !int.TryParse(words[2], out int users) || !int.TryParse(words[3], out int byHand)) continue;
            entries.Add(new(index, words[1], new HardwareAddress(Bytes(words[4])), default, users, byHand != 0));
        }
    }

    // A line for an interface, and below it one for each address, as a number in the byte order of the machine.
    private static void Read4(IpContext context, List<Entry> entries)
    {
        int index = 0;
        string device = "";
        foreach (string[] words in Lines(context, "igmp").Skip(1))
        {
            if (words.Length >= 2 && words[1] != ":" && words[0].Length == 8 && uint.TryParse(words[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint raw) && int.TryParse(words[1], out int users))
            {
                if (index != 0) entries.Add(new(index, device, null, InternetAddress.FromBytes(BitConverter.GetBytes(raw)), users, false));
            }
            else if (words.Length >= 2 && int.TryParse(words[0], out int number))
            {
                (index, device) = (number, words[1].TrimEnd(':'));
            }
        }
    }

    private static void Read6(IpContext context, List<Entry> entries)
    {
        foreach (string[] words in Lines(context, "igmp6"))
        {
            if (words.Length < 4 || !int.TryParse(words[0], out int index) || Bytes(words[2]) is not { Length: 16 } address || !int.TryParse(words[3], out int users)) continue;
            entries.Add(new(index, words[1], null, InternetAddress.FromBytes(address), users, false));
        }
    }

    private static IEnumerable<string[]> Lines(IpContext context, string file)
        => (context.Shell.Machine.Links.TryReadTable(context.NamespacePath, file) ?? "").Split('\n').Select(static line => line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)).Where(static words => words.Length > 0);

    private static byte[] Bytes(string hexadecimal)
    {
        byte[] bytes = new byte[hexadecimal.Length / 2];
        return Convert.FromHexString(hexadecimal.AsSpan(0, bytes.Length * 2), bytes, out _, out _) == System.Buffers.OperationStatus.Done ? bytes : [];
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
