using System.Buffers.Binary;
using Netshoot.Wire;

namespace Netshoot.Applets.Scans;

/// <summary>Options of IPv4 on one line (RFC 791 section 3.1), as nping shows them; a <c>#</c> stands where the next router writes.</summary>
internal static class IpOptionLine
{
    private const byte End = 0, Nothing = 1, RecordRoute = 7, Timestamp = 68, LooseRoute = 131, StrictRoute = 137;

    public static void Write(TextBuffer to, ReadOnlySpan<byte> options)
    {
        while (!options.IsEmpty)
        {
            byte kind = options[0];
            if (kind is End or Nothing)
            {
                to.Append(kind == End ? " EOL"u8 : " NOP"u8);
                if (kind == End) return;
                options = options[1..];
                continue;
            }
            if (options.Length < 3 || options[1] < 3 || options[1] > options.Length)
            {
                to.Append($" ??{{{kind:x2}}}");
                return;
            }
            var option = options[..options[1]];
            options = options[option.Length..];
            switch (kind)
            {
                case RecordRoute: Route(to, " RR{", option); break;
                case LooseRoute: Route(to, " LSRR{", option); break;
                case StrictRoute: Route(to, " SSRR{", option); break;
                case Timestamp when option.Length >= 4: Times(to, option); break;
                default: to.Append($" ??{{{kind:x2}}}"); break;
            }
        }
    }

    private static void Route(TextBuffer to, string name, ReadOnlySpan<byte> option)
    {
        const int Header = 3;
        to.Append(name);
        for (int at = Header; at + 4 <= option.Length; at += 4)
        {
            to.Append(at + 1 == option[2] ? "#"u8 : " "u8);
            to.Append(InternetAddress.FromBytes(option.Slice(at, 4)));
        }
        if (option[2] > option.Length) to.Append("#"u8);
        to.Append("}"u8);
    }

    private static void Times(TextBuffer to, ReadOnlySpan<byte> option)
    {
        const int Header = 4;
        bool hasAddresses = (option[3] & 15) != 0;
        int step = hasAddresses ? 8 : 4;
        to.Append($" TM{{[{option[3] >> 4} hosts not recorded]");
        for (int at = Header; at + step <= option.Length; at += step)
        {
            to.Append(at + 1 == option[2] ? "#"u8 : " "u8);
            if (hasAddresses) to.Append($"{InternetAddress.FromBytes(option.Slice(at, 4))}@");
            to.Append(BinaryPrimitives.ReadUInt32BigEndian(option[(at + step - 4)..]));
        }
        if (option[2] > option.Length) to.Append("#"u8);
        to.Append(" }"u8);
    }
}
