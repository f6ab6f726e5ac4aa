using System.Globalization;
using Netshoot.Applets.XTables;
using Netshoot.Cli;
using Netshoot.Host.Names;
using Netshoot.Wire;

namespace Netshoot.Applets.IpTables;

/// <summary>Rules as iptables(8) lists and saves them.</summary>
internal sealed class IpTablesText(ReportWriter to, IpTablesOptions options, INames names, IReadOnlyDictionary<InternetAddress, string> networks, bool is6)
{
    private InternetAddress Any => is6 ? InternetAddress.Any6 : InternetAddress.Any4;

    private string Protocol(byte number, bool isSaved)
    {
        if (!isSaved && options.Numeric) return number.ToString(CultureInfo.InvariantCulture);
        if (number == 0) return "all";
        // Some names are known whatever the system's file says.
        return number switch { 6 => "tcp", 17 => "udp", 1 => "icmp", 58 => "ipv6-icmp", 50 => "esp", 51 => "ah", 132 => "sctp", 136 => "udplite", 33 => "dccp", _ => names.ProtocolName(number) ?? number.ToString(CultureInfo.InvariantCulture) };
    }

    /// <summary>A rule as <c>-S</c> and iptables-save write it, without its line end.</summary>
    public string Saved(IpChain chain, IpRule rule)
    {
        var text = new System.Text.StringBuilder($"-A {chain.Name}");
        if (rule.Source is { } source) text.Append($" {ExtensionParts.Not(source.IsInverted)}-s {ExtensionParts.Network(source.Address, source.Mask, showsWhole: true)}");
        if (rule.Destination is { } destination) text.Append($" {ExtensionParts.Not(destination.IsInverted)}-d {ExtensionParts.Network(destination.Address, destination.Mask, showsWhole: true)}");
        if (rule.Input is { } input) text.Append($" {ExtensionParts.Not(input.IsInverted)}-i {input.Name}");
        if (rule.Output is { } output) text.Append($" {ExtensionParts.Not(output.IsInverted)}-o {output.Name}");
        if (rule.Protocol is { } protocol && (protocol.Number != 0 || protocol.IsInverted)) text.Append($" {ExtensionParts.Not(protocol.IsInverted)}-p {Protocol(protocol.Number, isSaved: true)}");
        if (rule.IsFragment is { } fragment) text.Append(fragment ? " -f" : " ! -f");
        foreach (var (name, match) in rule.Matches) text.Append($" -m {name}{match.Save}");
        if (options is { Command: 'S', Verbose: true }) text.Append(CultureInfo.InvariantCulture, $" -c {rule.Packets} {rule.Bytes}");
        if (rule.Target.Length > 0) text.Append($" -{(rule.IsGoto ? 'g' : 'j')} {rule.TargetText?.Name ?? rule.Target}{rule.TargetText?.Save}");
        return text.ToString();
    }

    public void Save(IpTable table, bool isTool)
    {
        foreach (var chain in table.Chains)
        {
            if (!isTool && options.Chain is not null && options.Chain != chain.Name) continue;
            if (isTool) to.Text($":{chain.Name} {chain.Policy ?? "-"} [{chain.Packets}:{chain.Bytes}]\n");
            else if (chain.Policy is null) to.Text($"-N {chain.Name}\n");
            else if (options.Verbose) to.Text($"-P {chain.Name} {chain.Policy} -c {chain.Packets} {chain.Bytes}\n");
            else to.Text($"-P {chain.Name} {chain.Policy}\n");
        }
        foreach (var chain in table.Chains)
        {
            if (!isTool && options.Chain is not null && options.Chain != chain.Name) continue;
            foreach (var rule in chain.Rules)
            {
                if (isTool && options.Counters) to.Text($"[{rule.Packets}:{rule.Bytes}] ");
                to.Text($"{Saved(chain, rule)}\n");
            }
        }
    }

    public async ValueTask ListAsync(IpTable table, CancellationToken stop)
    {
        bool isFirst = true;
        foreach (var chain in table.Chains)
        {
            if (options.Chain is not null && options.Chain != chain.Name) continue;
            if (options.RuleNumber is { } wanted)
            {
                if (wanted >= 1 && wanted <= chain.Rules.Count) await RowAsync(chain.Rules[wanted - 1], wanted, stop);
                return;
            }
            if (!isFirst) to.Text($"\n");
            isFirst = false;
            if (chain.Policy is null) to.Text($"Chain {chain.Name} ({chain.References} references)\n");
            else if (options.Verbose) to.Text($"Chain {chain.Name} (policy {chain.Policy} {Amount(chain.Packets)} packets, {Amount(chain.Bytes)} bytes)\n");
            else to.Text($"Chain {chain.Name} (policy {chain.Policy})\n");
            if (options.LineNumbers) to.Text($"num  ");
            if (options.Verbose) to.Text($"{(options.Exact ? "    pkts      bytes " : " pkts bytes ")}");
            to.Text($"target     prot opt {(options.Verbose ? "in     out     " : "")}source               destination         \n");
            for (int i = 0; i < chain.Rules.Count; i++) await RowAsync(chain.Rules[i], i + 1, stop);
        }
    }

    private async ValueTask RowAsync(IpRule rule, int number, CancellationToken stop)
    {
        string source = await AddressAsync(rule.Source, stop), destination = await AddressAsync(rule.Destination, stop);
        if (options.LineNumbers) to.Text($"{number,-4} ");
        if (options.Verbose)
        {
            if (options.Exact) to.Text($"{rule.Packets,8} {rule.Bytes,8} ");
            else to.Text($"{Amount(rule.Packets),5} {Amount(rule.Bytes),5} ");
        }
        var protocol = rule.Protocol ?? (0, false);
        string fragment = rule.IsFragment switch { true => "-f", false => "!f", _ => "--" };
        to.Text($"{rule.Target,-9} {(protocol.IsInverted ? '!' : ' ')}{Protocol(protocol.Number, isSaved: false),-4} {fragment} ");
        if (options.Verbose)
        {
            string any = options.Numeric ? "*" : "any";
            to.Text($" {Interface(rule.Input) ?? any,-6} {Interface(rule.Output) ?? any,-6} ");
        }
        to.Text($"{(rule.Source?.IsInverted == true ? '!' : ' ')}{source,-19} {(rule.Destination?.IsInverted == true ? '!' : ' ')}{destination,-19} ");
        if (rule.IsGoto) to.Text($"[goto] ");
        foreach (var (_, match) in rule.Matches) to.Text($"{Shown(match)}");
        to.Text($"{(rule.TargetText is { } target ? Shown(target) : "")}\n");
    }

    private string Shown(ExtensionText text) => options.Numeric ? text.List : text.Named?.Invoke(names) ?? text.List;

    private static string? Interface((string Name, bool IsInverted)? name) => name is { } given ? given.IsInverted ? $"!{given.Name}" : given.Name : null;

    private async ValueTask<string> AddressAsync((InternetAddress Address, InternetAddress Mask, bool IsInverted)? network, CancellationToken stop)
    {
        if (network is not { } given) return options.Numeric ? $"{Any}/0" : "anywhere";
        string? name = options.Numeric || given.Mask.Bits != ExtensionParts.PrefixLength(given.Mask) ? null : await names.HostAsync(given.Address, stop);
        string plain = ExtensionParts.Network(given.Address, given.Mask, showsWhole: false);
        if (!options.Numeric && name is null && !is6 && plain.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash && networks.GetValueOrDefault(given.Address) is { } known) return known + plain[slash..];
        return name ?? plain;
    }

    // Five characters at most: thousands and so on where there are more.
    private string Amount(ulong number)
    {
        const ulong Most = 99999;
        if (options.Exact || number <= Most) return number.ToString(CultureInfo.InvariantCulture);
        foreach (char unit in "KMG")
        {
            number = (number + 500) / 1000;
            if (number <= 9999) return string.Create(CultureInfo.InvariantCulture, $"{number}{unit}");
        }
        return string.Create(CultureInfo.InvariantCulture, $"{(number + 500) / 1000}T");
    }
}
