using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.NamespaceIds;
using Netshoot.Wire;

namespace Netshoot.Applets.Ip;

/// <summary><c>ip netns</c> (ip-netns(8)).</summary>
internal static class NamespaceCommands
{
    public static async ValueTask<ExitCode> RunAsync(IpContext context, IpWords words)
    {
        if (!words.More) return List(context);
        // Whatever the command, what stands behind it is taken for a name, which becomes that of a file.
        if (!context.Options.All && words.TryPeek(1) is { } second && !IsName(second)) throw new IpFailure($"Invalid netns name \"{second}\"\n");
        if (words.Matches("list") || words.Matches("show") || words.Matches("lst")) return List(context);
        if (Take("list-id")) return ListIds(context, words);
        if (words.Matches("help")) throw new IpFailure(IpUsage.Namespace);
        if (Take("add")) return NamespaceChange.Add(context, words);
        if (Take("set")) return Assign(context, words);
        if (Take("delete")) return NamespaceChange.Delete(context, words);
        if (Take("identify")) return NamespaceProcesses.Identify(context, words);
        if (Take("pids")) return NamespaceProcesses.List(context, words);
        if (Take("exec")) return NamespaceProcesses.Run(context, words);
        if (Take("monitor")) return await NamespaceChange.WatchAsync(context);
        if (Take("attach")) return NamespaceChange.Attach(context, words);
        throw IpFailure.UnknownCommand(words.Current, "ip netns help");

        bool Take(string command)
        {
            if (!words.Matches(command)) return false;
            words.Advance();
            return true;
        }
    }

    /// <summary>The name that stands next.</summary>
    public static string Name(IpWords words)
    {
        if (!words.More) throw new IpFailure("No netns name specified\n", IpFailure.Missing);
        string name = words.Current;
        words.Advance();
        return name;
    }

    private static bool IsName(string word) => word.Length is > 0 and < 256 && word is not ("." or "..") && !word.Contains('/');

    private static ExitCode List(IpContext context)
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
        return ExitCode.Ok;
    }

    private static ExitCode ListIds(IpContext context, IpWords words)
    {
        int? target = null, wanted = null;
        for (; words.More; words.Advance())
        {
            if (words.Is("target-nsid")) target = Id(words.Next(), "target-nsid");
            else if (words.Is("nsid")) wanted = Id(words.Next(), "nsid");
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
            return ExitCode.Ok;
        }
        var dump = context.Channel.Dump(NamespaceRequests.List(target));
        var entry = new NamespaceId();
        context.OpenList();
        foreach (var message in dump)
            if (entry.Read(message)) Write(context, entry);
        context.RequireDump(dump);
        context.CloseList();
        return ExitCode.Ok;
    }

    public static void Write(IpContext context, NamespaceId entry)
    {
        var to = context.To;
        to.OpenObject();
        if (entry.IsDeleted) to.Field("deleted", true, $"Deleted ");
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

    private static ExitCode Assign(IpContext context, IpWords words)
    {
        string name = Name(words);
        if (!words.More) throw new IpFailure("No nsid specified\n", IpFailure.Missing);
        string text = words.Current;
        int id = text == "auto" ? NamespaceId.NotAssigned : SignedId(text);
        var errno = context.Netlink.TryOpenFile(NamespacePath.Of(name), out var file);
        if (errno != Errno.None) throw new IpFailure($"Cannot open network namespace \"{name}\": {context.Shell.Machine.Text(errno)}\n", IpFailure.Missing);
        using (file)
            context.Execute(NamespaceRequests.Assign(file!.Number, id));
        return ExitCode.Ok;
    }

    private static int SignedId(string word)
    {
        if (!IpWords.TryInteger(word, out int id)) throw IpFailure.Invalid(word, "Invalid \"netnsid\" value");
        return id >= 0 ? id : throw IpFailure.Invalid(word, "\"netnsid\" value should be >= 0");
    }

    private static int Id(string word, string what)
    {
        if (!IpWords.TryInteger(word, out int id)) throw IpFailure.Invalid(word, $"\"{what}\" value is invalid");
        // The original has forgotten the word by then.
        return id >= 0 ? id : throw IpFailure.Invalid("(null)", $"\"{what}\" value should be >= 0");
    }
}
