using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Links;
using Netshoot.Wire;

namespace Netshoot.Applets.Ip;

/// <summary><c>ip token</c> (ip-token(8)): the lower half of the IPv6 addresses that links make themselves.</summary>
internal static class TokenCommands
{
    private const string Usage = "Usage: ip token [ list | set | del | get ] [ TOKEN ] [ dev DEV ]\n";

    public static ValueTask<ExitCode> RunAsync(IpContext context, IpWords words)
    {
        if (!words.More)
        {
            Show(context, 0);
            return ValueTask.FromResult(ExitCode.Ok);
        }
        string verb = words.Current;
        words.Advance();
        if (IpWords.Matches(verb, "list") || IpWords.Matches(verb, "lst") || IpWords.Matches(verb, "show") || IpWords.Matches(verb, "get")) Show(context, Read(context, words, out _));
        else if (IpWords.Matches(verb, "set") || IpWords.Matches(verb, "add")) Change(context, words, isDeleted: false);
        else if (IpWords.Matches(verb, "delete")) Change(context, words, isDeleted: true);
        else if (IpWords.Matches(verb, "help")) throw new IpFailure(Usage);
        else throw IpFailure.UnknownCommand(verb, "ip token help");
        return ValueTask.FromResult(ExitCode.Ok);
    }

    private static void Show(IpContext context, int index)
    {
        var dump = context.Channel.Dump(LinkRequests.List(AddressFamilyNumber.Inet6));
        var token = new InterfaceToken();
        var to = context.To;
        context.OpenList();
        foreach (var message in dump)
        {
            if (!token.Read(message) || index != 0 && index != token.InterfaceIndex) continue;
            string device = context.Links.NameOf(token.InterfaceIndex);
            to.OpenObject();
            to.Text($"token ");
            to.Field(Paint.Address6, "token", token.Token, $"{token.Token}");
            to.Text($" dev ");
            to.Field(Paint.Interface, "ifname", device, $"{device}\n");
            to.CloseObject();
            context.EntryWritten();
        }
        context.RequireDump(dump);
        context.CloseList();
    }

    private static void Change(IpContext context, IpWords words, bool isDeleted)
    {
        int index = Read(context, words, out var token);
        if (token is null && !isDeleted) throw new IpFailure("Not enough information: token is required.\n", IpFailure.Missing);
        if (index == 0) throw new IpFailure("Not enough information: \"dev\" argument is required.\n", IpFailure.Missing);
        context.Execute(InterfaceToken.Set(index, isDeleted ? InternetAddress.Any6 : token!.Value));
    }

    private static int Read(IpContext context, IpWords words, out InternetAddress? token)
    {
        int index = 0;
        token = null;
        for (; words.More; words.Advance())
        {
            if (words.Is("dev"))
            {
                string device = words.Next();
                index = context.Links.IndexOf(device);
                if (index <= 0) throw IpFailure.Invalid(device, "dev is invalid\n");
            }
            else
            {
                token = IpWords.Prefix(words.Current, AddressFamilyNumber.Inet6).Address ?? InternetAddress.Any6;
            }
        }
        return index;
    }
}
