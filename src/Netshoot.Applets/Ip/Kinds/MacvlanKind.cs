using Netshoot.Applets.Iproute;
using Netshoot.Netlink;

namespace Netshoot.Applets.Ip.Kinds;

/// <summary>A macvlan or macvtap: <c>IFLA_MACVLAN_*</c>, <c>MACVLAN_*</c> (include/uapi/linux/if_link.h).</summary>
internal static class MacvlanKind
{
    private const ushort Mode = 1, Flags = 2, AddressMode = 3, Address = 4, AddressData = 5, AddressCount = 6, QueueLength = 7, UsedQueueLength = 8;
    private const uint Source = 16;
    private const ushort NoPromiscuity = 1, NoDestination = 2;
    private const uint AddAddress = 0, DeleteAddress = 1, FlushAddresses = 2, SetAddresses = 3;

    public static void Write(IpContext context, NetlinkAttributes attributes)
    {
        var to = context.To;
        if (attributes.Find(Mode) is { Exists: true } mode)
        {
            string name = mode.U32 switch { 1 => "private", 2 => "vepa", 4 => "bridge", 8 => "passthru", Source => "source", _ => "unknown" };
            to.Field("mode", name, $"mode {name} ");
        }
        ushort flags = attributes.Find(Flags).U16;
        if ((flags & NoPromiscuity) != 0) to.Field("nopromisc", true, $"nopromisc ");
        if ((flags & NoDestination) != 0) to.Field("nodst", true, $"nodst ");
        if (attributes.Find(QueueLength) is { Exists: true } length) to.Field("bcqueuelen", length.U32, $"bcqueuelen {length.U32} ");
        if (attributes.Find(UsedQueueLength) is { Exists: true } used) to.Field("usedbcqueuelen", used.U32, $"usedbcqueuelen {used.U32} ");
        if (attributes.Find(AddressCount) is { Exists: true } count && (count.U32 != 0 || attributes.Find(Mode).U32 == Source)) to.Field("macaddr_count", count.U32, $"remotes ({count.U32}) ");
        if (attributes.Find(AddressData) is not { Exists: true } addresses) return;
        to.OpenArray("macaddr_data");
        foreach (var address in addresses.Nested) to.Field(null, address.Mac, $"{address.Mac} ");
        to.CloseArray();
    }

    public static ReadLinkOptions ReaderOf(string kind) => (_, words, to) =>
    {
        ushort flags = 0;
        bool hasFlags = false;
        for (; words.More; words.Advance())
        {
            if (words.Matches("mode"))
            {
                to.Attribute(Mode, ReadMode(words.Next()));
            }
            else if (words.Matches("flag"))
            {
                hasFlags = true;
                string word = words.Next();
                flags = word switch
                {
                    "nopromisc" => (ushort)(flags | NoPromiscuity),
                    "nodst" => (ushort)(flags | NoDestination),
                    "null" => flags,
                    _ => throw new IpFailure($"Error: argument of \"flag\" must be \"nopromisc\", \"nodst\" or \"null\", not \"{word}\"\n", IpFailure.Missing),
                };
            }
            else if (words.Matches("nopromisc"))
            {
                (flags, hasFlags) = ((ushort)(flags | NoPromiscuity), true);
            }
            else if (words.Matches("nodst"))
            {
                (flags, hasFlags) = ((ushort)(flags | NoDestination), true);
            }
            else if (words.Matches("macaddr"))
            {
                ReadAddresses(kind, words, to);
            }
            else if (words.Matches("bcqueuelen"))
            {
                string word = words.Next();
                to.Attribute(QueueLength, IpWords.TryNumber(word, out uint length) ? length
                    : throw new IpFailure($"Error: argument of \"bcqueuelen\" must be a positive integer [0-4294967295], not \"{word}\"\n", IpFailure.Missing));
            }
            else
            {
                throw KindWords.Unknown(kind, words.Current, "option");
            }
        }
        if (hasFlags) to.Attribute(Flags, flags);
    };

    private static uint ReadMode(string name) => name switch
    {
        "private" => 1,
        "vepa" => 2,
        "bridge" => 4,
        "passthru" => 8,
        "source" => Source,
        _ => throw new IpFailure($"Error: argument of \"mode\" must be \"private\", \"vepa\", \"bridge\", \"passthru\" or \"source\", not \"{name}\"\n", IpFailure.Missing),
    };

    private static void ReadAddresses(string kind, IpWords words, NetlinkRequest to)
    {
        string verb = words.Next();
        switch (verb)
        {
            case "add" or "del":
                to.Attribute(AddressMode, verb == "add" ? AddAddress : DeleteAddress).Attribute(Address, HardwareAddressText.Parse(words.Next()));
                break;
            case "set":
                to.Attribute(AddressMode, SetAddresses);
                int list = to.Begin(AddressData, flagged: true);
                while (words.TryPeek(1) is { } next && next.Contains(':')) to.Attribute(Address, HardwareAddressText.Parse(words.Next()));
                to.End(list);
                break;
            case "flush":
                to.Attribute(AddressMode, FlushAddresses);
                break;
            default:
                throw KindWords.Unknown(kind, verb, "option");
        }
    }
}
