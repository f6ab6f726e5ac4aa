using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.NamespaceIds;
using Netshoot.Wire;

namespace Netshoot.Applets.Ip;

/// <summary><c>ip netns</c> (ip-netns(8)).</summary>
internal static class NamespaceCommands
{
    public static ValueTask<ExitCode> RunAsync(IpContext context, IpWords words)
    {
        if (!words.More || words.Matches("list") || words.Matches("show") || words.Matches("lst")) return List(context);
        if (words.Matches("list-id"))
        {
            words.Advance();
            return ListIds(context, words);
        }
        if (words.Matches("help")) throw new IpFailure(IpUsage.Namespace);
        if (words.Matches("set"))
        {
            words.Advance();
            return Assign(context, words);
        }
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

    private static ValueTask<ExitCode> ListIds(IpContext context, IpWords words)
    {
        int? target = null, wanted = null;
        for (; words.More; words.Advance())
        {
            if (words.Is("target-nsid")) target = Id(words.Next(), "\"target-nsid\" value is invalid\n");
            else if (words.Is("nsid")) wanted = Id(words.Next(), "\"nsid\" value is invalid\n");
            else throw new IpFailure(IpUsage.Namespace);
        }
        if (wanted is { } one)
        {
            var request = NamespaceRequests.FindById(one, target);
            var error = context.Channel.TryGet<NamespaceId>(request, out var found);
            if (error.Failed) throw context.Refused(error);
            context.OpenList();
            if (found is not null) Write(context, found);
            context.CloseList();
            return ValueTask.FromResult(ExitCode.Ok);
        }
        var dump = context.Channel.Dump(NamespaceRequests.List(target));
        var entry = new NamespaceId();
        context.OpenList();
        foreach (var message in dump)
            if (entry.Read(message)) Write(context, entry);
        context.RequireDump(dump);
        context.CloseList();
        return ValueTask.FromResult(ExitCode.Ok);
    }

    private static void Write(IpContext context, NamespaceId entry)
    {
        var to = context.To;
        to.OpenObject();
        to.Field("nsid", entry.Id, $"nsid {entry.Id} ");
        if (entry.CurrentId is { } current)
        {
            if (current == NamespaceId.NotAssigned) to.Text($"current-nsid unassigned ");
            else to.Field("current-nsid", current, $"current-nsid {current} ");
        }
        if (context.Namespaces.NameOf(entry.CurrentId is >= 0 and { } own ? own : entry.Id) is { } name) to.Field("name", name, $"(iproute2 netns name: {name})");
        to.Text($"\n");
        to.CloseObject();
    }

    private static ValueTask<ExitCode> Assign(IpContext context, IpWords words)
    {
        if (!words.More) throw new IpFailure("No netns name specified\n", IpFailure.Missing);
        string name = words.Current;
        if (words.TryPeek(1) is not { } text) throw new IpFailure("No nsid specified\n", IpFailure.Missing);
        int id = text == "auto" ? NamespaceId.NotAssigned : Id(text, "Invalid \"netnsid\" value\n");
        var errno = context.Netlink.TryOpenFile(NamespaceNames.PathOf(name), out var file);
        if (errno != Errno.None) throw new IpFailure($"Cannot open network namespace \"{name}\": {context.Shell.Machine.Text(errno)}\n", IpFailure.Missing);
        using (file)
            context.Execute(NamespaceRequests.Assign(file!.Number, id));
        return ValueTask.FromResult(ExitCode.Ok);
    }

    private static int Id(string word, string what) => IpWords.TryNumber(word, out uint number) && number <= int.MaxValue ? (int)number : throw IpFailure.Invalid(word, what);
}
