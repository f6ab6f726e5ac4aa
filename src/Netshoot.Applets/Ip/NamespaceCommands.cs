using Netshoot.Cli;

namespace Netshoot.Applets.Ip;

/// <summary><c>ip netns</c> (ip-netns(8)).</summary>
internal static class NamespaceCommands
{
    public static ValueTask<ExitCode> RunAsync(IpContext context, IpWords words)
    {
        if (!words.More || words.Matches("list") || words.Matches("show") || words.Matches("lst")) return List(context);
        if (words.Matches("help")) throw new IpFailure(IpUsage.Namespace);
        throw IpFailure.UnknownCommand(words.Current, "ip netns help");
    }

    private static ValueTask<ExitCode> List(IpContext context)
    {
        var to = context.To;
        context.OpenList();
        foreach (string name in NamespaceNames.All())
        {
            to.OpenObject();
            to.Field("name", name, $"{name}");
            if (context.Namespaces.IdOf(name) is >= 0 and var id) to.Field("id", id, $" (id: {id})");
            to.Text($"\n");
            to.CloseObject();
            context.EntryWritten();
        }
        context.CloseList();
        return ValueTask.FromResult(ExitCode.Ok);
    }
}
