using System.Globalization;
using Netshoot.Applets.Iproute;
using Netshoot.Netlink.Routes;
using Netshoot.Wire;

namespace Netshoot.Applets.Ip;

/// <summary>Which rules <c>ip rule list</c> is about.</summary>
internal sealed class RuleSelector
{
    private bool _not;
    private bool _l3Master;
    private uint? _priority;
    private uint? _mark;
    private uint? _markMask;
    private uint? _typeOfService;
    private uint? _table;
    private string? _inputInterface;
    private string? _outputInterface;
    private byte? _protocol;
    private IpPrefix? _from;
    private IpPrefix? _to;
    private (uint First, uint Last)? _userIds;

    public void Take(IpContext context, IpWords words, byte family)
    {
        for (; words.More; words.Advance())
        {
            if (words.Matches("preference") || words.Matches("order") || words.Matches("priority"))
            {
                words.Next();
                _priority = IpWords.Number(words.Current, "preference value is invalid\n");
            }
            else if (words.Is("not"))
            {
                _not = true;
            }
            else if (words.Is("tos") || words.Matches("dsfield"))
            {
                string word = words.Next();
                _typeOfService = context.ServiceFields.TryNumber(word, 255, out uint number) ? number : TryHex(word) ?? throw IpFailure.Invalid(word, "TOS value is invalid\n");
            }
            else if (words.Is("fwmark"))
            {
                string[] parts = words.Next().Split('/');
                _mark = IpWords.Number(parts[0], "fwmark value is invalid\n");
                if (parts.Length > 1) _markMask = IpWords.Number(parts[1], "fwmark mask value is invalid\n");
            }
            else if (words.Is("dev") || words.Is("iif"))
            {
                _inputInterface = words.Next();
            }
            else if (words.Is("oif"))
            {
                _outputInterface = words.Next();
            }
            else if (words.Matches("protocol"))
            {
                string word = words.Next();
                _protocol = context.Protocols.TryNumber(word, 255, out uint number) ? (byte)number : throw IpFailure.Invalid(word, "invalid \"protocol\"\n");
            }
            else if (words.Is("l3mdev"))
            {
                _l3Master = true;
            }
            else if (words.Is("uidrange"))
            {
                string word = words.Next();
                string[] parts = word.Split('-');
                if (parts.Length != 2 || !uint.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out uint first) || !uint.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out uint last))
                    throw IpFailure.Invalid(word, "invalid UID range\n");
                _userIds = (first, last);
            }
            else if (words.Matches("lookup") || words.Matches("table"))
            {
                string word = words.Next();
                _table = context.Tables.TryNumber(word, uint.MaxValue, out uint number) ? number : throw IpFailure.Invalid(word, "table id value is invalid\n");
            }
            else if (words.Matches("from") || words.Matches("src"))
            {
                words.Next();
                _from = IpWords.Prefix(words.Current, family);
            }
            else
            {
                if (words.Matches("dst") || words.Matches("to")) words.Next();
                _to = IpWords.Prefix(words.Current, family);
            }
        }
    }

    /// <summary>Whether the protocol chooses: when rules are flushed it does; the original takes it when they are listed, and lists all the same.</summary>
    public bool FiltersProtocol { get; init; }

    public bool Includes(RoutingRule rule)
        => (!_not || rule.Flags.HasFlag(RuleFlags.Invert))
            && (!_l3Master || rule.UsesL3Master)
            && (_protocol is null || !FiltersProtocol || rule.Protocol == _protocol)
            && (_priority is null || rule.Priority == _priority)
            && (_mark is null || rule.Mark == _mark)
            && (_markMask is null || rule.MarkMask == _markMask)
            && (_typeOfService is null || rule.TypeOfService == _typeOfService)
            && (_table is null || rule.Table == _table)
            && (_inputInterface is null || rule.InputInterface == _inputInterface)
            && (_outputInterface is null || rule.OutputInterface == _outputInterface)
            && (_userIds is null || rule.UserIds == _userIds)
            && Covers(_from, rule.Source, rule.SourceLength)
            && Covers(_to, rule.Destination, rule.DestinationLength);

    // A rule is listed when it has just that prefix; "all" lists those that have none.
    private static bool Covers(IpPrefix? wanted, InternetAddress? address, byte length)
        => wanted is null || wanted.Value.Length == length && (length == 0 || wanted.Value.Address?.Network(length) == address?.Network(length));

    private static uint? TryHex(string word) => uint.TryParse(word, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint number) && number < 256 ? number : null;
}
