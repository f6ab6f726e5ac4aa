using System.Globalization;
using Netshoot.Wire;

namespace Netshoot.Dns.Text;

/// <summary>How an answer came: what a message does not say itself.</summary>
/// <param name="Milliseconds">From question to answer.</param>
/// <param name="Server">Who answered, or null when a file did.</param>
/// <param name="When">When it was asked, in the reader's time zone.</param>
/// <param name="Size">Bytes of the message.</param>
public readonly record struct DrillExchange(long Milliseconds, InternetAddress? Server, DateTimeOffset When, int Size);

/// <summary>A whole message as drill(1) prints it.</summary>
public static class DrillMessageText
{
    public static void Append(TextBuffer to, DnsMessage message, DrillExchange exchange, TextFormat format)
    {
        AppendHeader(to, message);
        to.Append(";; QUESTION SECTION:\n;; "u8);
        foreach (var question in message.Questions)
        {
            to.Append(question.Name);
            to.Append((byte)'\t');
            DnsNames.Append(to, question.Class);
            to.Append((byte)'\t');
            DnsText.Append(to, question.Type, format.Style);
            to.Append((byte)'\n');
        }
        AppendSection(to, "\n;; ANSWER SECTION:\n"u8, message.Answers, format);
        AppendSection(to, "\n;; AUTHORITY SECTION:\n"u8, message.Authorities, format);
        AppendSection(to, "\n;; ADDITIONAL SECTION:\n"u8, message.Additionals.Where(IsShown), format);

        to.Append($"\n;; Query time: {exchange.Milliseconds} msec\n");
        if (message.Edns is { } edns) DrillEdnsText.Append(to, edns);
        if (message.Additionals.LastOrDefault(static r => r.Type == DnsType.Tsig) is { } tsig)
        {
            to.Append(";; TSIG:\n;; "u8);
            RecordLine.Append(to, tsig, format);
            to.Append("\n\n"u8);
        }
        if (exchange.Server is { } server) to.Append($";; SERVER: {server}\n");
        // ctime(3): the day of the month has a space where it has one digit.
        to.Append(";; WHEN: "u8);
        to.Append(exchange.When.ToString("ddd MMM ", CultureInfo.InvariantCulture));
        to.Append($"{exchange.When.Day,2} ");
        to.Append(exchange.When.ToString("HH:mm:ss yyyy", CultureInfo.InvariantCulture));
        to.Append($"\n;; MSG SIZE  rcvd: {exchange.Size}\n");
    }

    /// <summary>drill takes the OPT and TSIG records out of the section before it counts.</summary>
    private static bool IsShown(DnsRecord record) => record.Type is not (DnsType.Opt or DnsType.Tsig);

    private static void AppendHeader(TextBuffer to, DnsMessage message)
    {
        to.Append(";; ->>HEADER<<- opcode: "u8);
        AppendOrNumber(to, message.Opcode <= DnsOpcode.Update ? DnsNames.Mnemonic(message.Opcode) : default, (int)message.Opcode);
        to.Append(", rcode: "u8);
        // drill spells this one as no other tool does.
        var rcode = message.Rcode == DnsRcode.NotImplemented ? "NOTIMPL"u8 : message.Rcode <= DnsRcode.NotZone ? DnsNames.Mnemonic(message.Rcode) : default;
        AppendOrNumber(to, rcode, (int)message.Rcode);
        to.Append($", id: {message.Id}\n;; flags: ");
        AppendFlag(to, message, DnsFlags.Response, "qr "u8);
        AppendFlag(to, message, DnsFlags.AuthoritativeAnswer, "aa "u8);
        AppendFlag(to, message, DnsFlags.Truncated, "tc "u8);
        AppendFlag(to, message, DnsFlags.RecursionDesired, "rd "u8);
        AppendFlag(to, message, DnsFlags.CheckingDisabled, "cd "u8);
        AppendFlag(to, message, DnsFlags.RecursionAvailable, "ra "u8);
        AppendFlag(to, message, DnsFlags.AuthenticData, "ad "u8);
        to.Append($"; QUERY: {message.Questions.Count}, ANSWER: {message.Answers.Count}, AUTHORITY: {message.Authorities.Count}, ");
        to.Append($"ADDITIONAL: {message.Additionals.Count(IsShown)} \n");
    }

    private static void AppendOrNumber(TextBuffer to, ReadOnlySpan<byte> mnemonic, int number)
    {
        if (mnemonic.IsEmpty) to.Append($"?? ({number})");
        else to.Append(mnemonic);
    }

    private static void AppendFlag(TextBuffer to, DnsMessage message, DnsFlags flag, ReadOnlySpan<byte> name)
    {
        if ((message.Flags & flag) != 0) to.Append(name);
    }

    private static void AppendSection(TextBuffer to, ReadOnlySpan<byte> heading, IEnumerable<DnsRecord> records, TextFormat format)
    {
        to.Append(heading);
        foreach (var record in records)
        {
            RecordLine.Append(to, record, format);
            to.Append((byte)'\n');
        }
    }
}
