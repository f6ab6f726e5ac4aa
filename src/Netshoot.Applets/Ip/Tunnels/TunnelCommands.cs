using System.Text;
using Netshoot.Applets.Ip.Kinds;
using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Links;
using Netshoot.Wire;

namespace Netshoot.Applets.Ip.Tunnels;

/// <summary><c>ip tunnel</c> and <c>ip -6 tunnel</c> (ip-tunnel(8)), over the same messages as <c>ip link</c>.</summary>
internal static class TunnelCommands
{
    public static ValueTask<ExitCode> RunAsync(IpContext context, IpWords words)
    {
        bool is6 = context.Options.Family switch
        {
            AddressFamilyNumber.Unspecified or AddressFamilyNumber.Inet => false,
            AddressFamilyNumber.Inet6 => true,
            var other => throw new IpFailure($"Unsupported protocol family: {other}\n"),
        };
        if (!words.More) return Show(context, words, is6);
        string verb = words.Current;
        words.Advance();
        if (IpWords.Matches(verb, "add")) return Add(context, words, is6);
        if (IpWords.Matches(verb, "change")) return Change(context, words, is6);
        if (IpWords.Matches(verb, "delete")) return Delete(context, words, is6);
        if (IpWords.Matches(verb, "show") || IpWords.Matches(verb, "lst") || IpWords.Matches(verb, "list")) return Show(context, words, is6);
        if (verb is "prl" or "6rd") throw new IpFailure($"ip: command \"tunnel {verb}\" is not supported\n");
        if (IpWords.Matches(verb, "help")) throw new IpFailure(TunnelUsage.Tunnel);
        throw new IpFailure($"Command \"{verb}\" is unknown, try \"ip tunnel help\"\n");
    }

    private static ValueTask<ExitCode> Add(IpContext context, IpWords words, bool is6)
    {
        var arguments = Read(context, words, is6);
        // Over IPv6 there is one that needs no word.
        var mode = arguments.Mode ?? (is6 ? TunnelMode.Find("ip6ip6", is6) : null) ?? throw new IpFailure("cannot determine tunnel mode (ipip, gre, vti or sit)\n", IpFailure.Missing);
        var shape = TunnelShape.Find(mode.Kind)!;
        var request = Request(shape, arguments.Settings(shape, mode, current: null), NetlinkFlags.Create | NetlinkFlags.Exclusive, 0, arguments.Name);
        return Execute(context, request, $"add tunnel \"{mode.Base}\"");
    }

    private static ValueTask<ExitCode> Change(IpContext context, IpWords words, bool is6)
    {
        var arguments = Read(context, words, is6);
        string name = arguments.Name ?? "";
        var link = context.Links.Find(name);
        if (link is null || TunnelMode.OfKind(link.Kind) is not { } mode || mode.Is6 != is6) throw Failed(context, $"get tunnel \"{name}\"", Errno.ENODEV);
        var shape = TunnelShape.Find(mode.Kind)!;
        return Execute(context, Request(shape, arguments.Settings(shape, mode, link.KindData), NetlinkFlags.None, link.Index, null), $"change tunnel \"{name}\"");
    }

    private static ValueTask<ExitCode> Delete(IpContext context, IpWords words, bool is6)
    {
        var arguments = Read(context, words, is6);
        string name = arguments.Name ?? "";
        if (context.Links.Find(name) is not { } link || TunnelMode.OfKind(link.Kind)?.Is6 != is6) throw Failed(context, $"delete tunnel \"{name}\"", Errno.ENODEV);
        return Execute(context, LinkRequests.Delete(link.Index), $"delete tunnel \"{name}\"");
    }

    private static ValueTask<ExitCode> Show(IpContext context, IpWords words, bool is6)
    {
        var arguments = Read(context, words, is6);
        var dump = context.Channel.Dump(LinkRequests.List());
        var links = new List<Link>();
        foreach (var message in dump)
        {
            var link = new Link();
            if (!link.Read(message)) continue;
            context.Links.Remember(link);
            if (TunnelMode.OfKind(link.Kind)?.Is6 == is6) links.Add(link);
        }
        context.RequireDump(dump);
        // Over IPv4 the original takes a mode for the name of the kernel's own link of it.
        string? name = arguments.Name ?? (is6 ? null : arguments.Mode?.Base);
        context.OpenList();
        foreach (var link in links)
        {
            if (name is not null && link.Name != name) continue;
            var shape = TunnelShape.Find(link.Kind!)!;
            var tunnel = new TunnelSettings(shape);
            tunnel.Load(link.KindData.Attributes);
            if (arguments.Mode is { } mode && !Fits(mode, shape, tunnel)) continue;
            if (Includes(arguments, tunnel)) new TunnelRow(context, shape, tunnel).Write(link, name is not null);
        }
        context.CloseList();
        return ValueTask.FromResult(ExitCode.Ok);
    }

    // What carries any protocol fits every mode.
    private static bool Fits(TunnelMode mode, TunnelShape shape, TunnelSettings tunnel)
        => shape.HasModes && tunnel.Protocol == 0 || shape.Kind == mode.Kind && (!shape.HasModes || tunnel.Protocol == mode.Protocol);

    private static bool Includes(TunnelArguments arguments, TunnelSettings tunnel)
        => (arguments.Remote is null || tunnel.Remote == arguments.Remote) && (arguments.Local is null || tunnel.Local == arguments.Local) && (arguments.Link == 0 || tunnel.Link == arguments.Link);

    private static TunnelArguments Read(IpContext context, IpWords words, bool is6)
    {
        var arguments = new TunnelArguments(context, is6);
        arguments.Take(words);
        return arguments;
    }

    private static NetlinkRequest Request(TunnelShape shape, TunnelSettings tunnel, NetlinkFlags flags, int index, string? name)
    {
        const ushort Kind = 1, Data = 2; // IFLA_INFO_*
        var request = new NetlinkRequest(RouteMessageType.NewLink, flags).Zero(4).I32(index).Zero(8);
        if (name is not null) request.Attribute((ushort)LinkAttribute.Name, name);
        int info = request.Begin((ushort)LinkAttribute.Info);
        request.Attribute(Kind, Encoding.UTF8.GetBytes(shape.Kind));
        int data = request.Begin(Data);
        tunnel.WriteTo(request);
        request.End(data);
        request.End(info);
        return request;
    }

    private static ValueTask<ExitCode> Execute(IpContext context, NetlinkRequest request, string what)
    {
        var error = context.Channel.TryExecute(request);
        return error.Failed ? throw Failed(context, what, error.Errno) : ValueTask.FromResult(ExitCode.Ok);
    }

    private static IpFailure Failed(IpContext context, string what, Errno errno) => new($"{what} failed: {context.Shell.Machine.Text(errno)}\n", IpFailure.Missing);
}
