using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Addresses;
using Netshoot.Wire;

namespace Netshoot.Applets.Ip;

/// <summary><c>ip addrlabel</c> (ip-addrlabel(8)): labels of prefixes, by which IPv6 chooses a source address.</summary>
internal static class AddressLabelCommands
{
    private const string Usage = """
        Usage: ip addrlabel { add | del } prefix PREFIX [ dev DEV ] [ label LABEL ]
               ip addrlabel [ list | flush | help ]

        """;

    public static ValueTask<ExitCode> RunAsync(IpContext context, IpWords words)
    {
        if (!words.More)
        {
            Show(context);
            return ValueTask.FromResult(ExitCode.Ok);
        }
        string verb = words.Current;
        words.Advance();
        if (IpWords.Matches(verb, "list") || IpWords.Matches(verb, "lst") || IpWords.Matches(verb, "show"))
        {
            if (words.More) throw new IpFailure("\"ip addrlabel show\" does not take any arguments.\n", IpFailure.Missing);
            Show(context);
        }
        else if (IpWords.Matches(verb, "add")) Change(context, words, adds: true);
        else if (IpWords.Matches(verb, "delete")) Change(context, words, adds: false);
        else if (IpWords.Matches(verb, "flush")) Flush(context);
        else if (IpWords.Matches(verb, "help")) throw new IpFailure(Usage);
        else throw IpFailure.UnknownCommand(verb, "ip addrlabel help");
        return ValueTask.FromResult(ExitCode.Ok);
    }

    private static void Show(IpContext context)
    {
        var dump = context.Channel.Dump(AddressLabel.List(Family(context)));
        var label = new AddressLabel();
        context.OpenList();
        foreach (var message in dump)
            if (label.Read(message)) Write(context, label);
        context.RequireDump(dump);
        context.CloseList();
    }

    private static byte Family(IpContext context) => context.Options.Family != 0 ? context.Options.Family : AddressFamilyNumber.Inet6;

    private static void Write(IpContext context, AddressLabel label)
    {
        var to = context.To;
        to.OpenObject();
        if (label.Address is { } address)
        {
            to.Text($"prefix ");
            to.Field(AddressPaint.PaintOf(address), "address", address, $"{address}");
            to.Field("prefixlen", label.PrefixLength, $"/{label.PrefixLength} ");
        }
        if (label.InterfaceIndex != 0)
        {
            string device = context.Links.NameOf(label.InterfaceIndex);
            to.Text($"dev ");
            to.Field(Paint.Interface, "ifname", device, $"{device} ");
        }
        if (label.Label is { } number) to.Field("label", number, $"label {number} ");
        to.Text($"\n");
        to.CloseObject();
        context.EntryWritten();
    }

    private static void Change(IpContext context, IpWords words, bool adds)
    {
        IpPrefix? prefix = null;
        uint? label = null;
        int index = 0;
        for (; words.More; words.Advance())
        {
            if (words.Is("prefix"))
            {
                string word = words.Next();
                prefix = IpWords.Prefix(word, context.Options.Family);
            }
            else if (words.Is("dev"))
            {
                string device = words.Next();
                index = context.Links.IndexOf(device);
                if (index <= 0) throw IpFailure.Invalid(device, "dev is invalid\n");
            }
            else if (words.Is("label"))
            {
                string word = words.Next();
                label = IpWords.TryNumber(word, out uint number) && number != uint.MaxValue ? number : throw IpFailure.Invalid(word, "label is invalid\n");
            }
        }
        if (prefix is null) throw new IpFailure("Not enough information: \"prefix\" argument is required.\n", IpFailure.Missing);
        if (label is null) throw new IpFailure("Not enough information: \"label\" argument is required.\n", IpFailure.Missing);
        var address = prefix.Value.Address ?? InternetAddress.Any6;
        context.Execute(adds ? AddressLabel.Add(address, prefix.Value.Length, index, label.Value) : AddressLabel.Delete(address, prefix.Value.Length, index, label.Value));
    }

    private static void Flush(IpContext context)
    {
        foreach (var label in context.Channel.ReadAll<AddressLabel>(AddressLabel.List(Family(context)), "addrlabel"))
            if (label.Address is { } address) context.Execute(AddressLabel.Delete(address, label.PrefixLength, label.InterfaceIndex, label.Label ?? 0));
    }
}
