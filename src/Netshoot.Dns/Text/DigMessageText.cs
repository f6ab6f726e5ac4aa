using Netshoot.Wire;

namespace Netshoot.Dns.Text;

/// <summary>A whole message as dig(1) of BIND 9.18 prints it, without the statistics behind it.</summary>
/// <param name="to">Where to.</param>
/// <param name="display">What is shown.</param>
/// <param name="format">How records are printed.</param>
public readonly struct DigMessageText(TextBuffer to, DigDisplay display, TextFormat format)
{
    /// <summary>Appends a message.</summary>
    /// <param name="header">The counts as the sender claims them.</param>
    /// <param name="message">What could be read of it.</param>
    /// <param name="extra">Bytes behind the last record, or of it.</param>
    /// <param name="cookie">What became of our cookie.</param>
    /// <param name="sentEdns">Whether the query had EDNS, which the answer's code may be due to.</param>
    public void Append(DnsHeader header, DnsMessage message, int extra, CookieState cookie, bool sentEdns)
    {
        if (display.Comments) AppendHeader(header, message, extra, sentEdns);
        if (display.Comments && message.Edns is { } edns) DigEdnsText.Append(to, edns, cookie);
        if (display.Question) AppendQuestions(header, message);
        if (display.Answer) AppendSection("ANSWER"u8, message.Answers);
        if (display.Authority) AppendSection("AUTHORITY"u8, message.Authorities);
        if (!display.Additional) return;
        AppendSection("ADDITIONAL"u8, message.Additionals.Where(static r => r.Type is not (DnsType.Opt or DnsType.Tsig or DnsType.Sig)));
        AppendPseudosection("TSIG"u8, message, DnsType.Tsig);
        AppendPseudosection("SIG0"u8, message, DnsType.Sig);
    }

    /// <summary>Appends the same in dig's YAML: from <c>opcode</c> on.</summary>
    public void AppendYaml(DnsHeader header, DnsMessage message, CookieState cookie)
    {
        to.Append("      opcode: "u8);
        AppendOpcode(header.Opcode);
        to.Append("\n      status: "u8);
        AppendRcode(message.ExtendedRcode);
        to.Append($"\n      id: {header.Id}\n      flags:");
        AppendFlags(header.Flags);
        if ((header.Flags & DnsFlags.Reserved) != 0) to.Append("\n      MBZ: 0x4"u8);
        to.Append($"\n      QUESTION: {header.Questions}\n      ANSWER: {header.Answers}\n      AUTHORITY: {header.Authorities}\n      ADDITIONAL: {header.Additionals}\n");
        if (display.Comments && message.Edns is { } edns) DigEdnsText.AppendYaml(to, edns, cookie);
        if (display.Question && message.Questions.Count > 0)
        {
            to.Append("      QUESTION_SECTION:\n"u8);
            foreach (var question in message.Questions)
            {
                to.Append("        - '"u8);
                DnsText.Append(to, question.Name, TextStyle.Dig);
                to.Append((byte)' ');
                DnsNames.Append(to, question.Class);
                to.Append((byte)' ');
                DnsNames.Append(to, question.Type);
                to.Append("'\n"u8);
            }
        }
        if (display.Answer) AppendYamlSection("ANSWER"u8, message.Answers);
        if (display.Authority) AppendYamlSection("AUTHORITY"u8, message.Authorities);
        if (!display.Additional) return;
        AppendYamlSection("ADDITIONAL"u8, message.Additionals.Where(static r => r.Type is not (DnsType.Opt or DnsType.Tsig or DnsType.Sig)));
        if (message.Additionals.LastOrDefault(static r => r.Type == DnsType.Tsig) is not { } tsig) return;
        to.Append("      TSIG_PSEUDOSECTION:\n      - '"u8);
        DigRecordLine.AppendSpaced(to, tsig, display, OneLine);
        to.Append("'\n\n"u8);
    }

    private TextFormat OneLine => format with { IsMultiline = false, HasRemarks = false, WordLength = display.Split ?? TextFormat.UsualWordLength };

    private void AppendHeader(DnsHeader header, DnsMessage message, int extra, bool sentEdns)
    {
        to.Append(";; ->>HEADER<<- opcode: "u8);
        AppendOpcode(header.Opcode);
        to.Append(", status: "u8);
        AppendRcode(message.ExtendedRcode);
        to.Append($", id: {header.Id}\n;; flags:");
        AppendFlags(header.Flags);
        if ((header.Flags & DnsFlags.Reserved) != 0) to.Append("; MBZ: 0x4"u8);
        bool isUpdate = header.Opcode == DnsOpcode.Update;
        to.Append(isUpdate ? "; ZONE: "u8 : "; QUERY: "u8);
        to.Append((ulong)header.Questions);
        to.Append(isUpdate ? ", PREREQ: "u8 : ", ANSWER: "u8);
        to.Append((ulong)header.Answers);
        to.Append(isUpdate ? ", UPDATE: "u8 : ", AUTHORITY: "u8);
        to.Append($"{header.Authorities}, ADDITIONAL: {header.Additionals}\n");
        const DnsFlags Recursion = DnsFlags.Response | DnsFlags.RecursionDesired;
        bool isResponse = sentEdns || (header.Flags & DnsFlags.Response) != 0;
        if (isResponse && (header.Flags & (Recursion | DnsFlags.RecursionAvailable) & ~DnsFlags.Response) == DnsFlags.RecursionDesired) to.Append(";; WARNING: recursion requested but not available\n"u8);
        if (extra > 0) to.Append($";; WARNING: Message has {extra} extra byte{(extra == 1 ? "" : "s")} at end\n");
        to.Append((byte)'\n');
        if (sentEdns && message.Edns is null && header.Rcode is DnsRcode.FormatError or DnsRcode.NotImplemented)
        {
            to.Append(";; WARNING: EDNS query returned status "u8);
            AppendRcode(header.Rcode);
            to.Append(" - retry with '"u8);
            to.Append("+noedns'\n\n"u8);
        }
    }

    private void AppendOpcode(DnsOpcode opcode)
    {
        var name = DnsNames.Mnemonic(opcode);
        if (name.IsEmpty || opcode == DnsOpcode.StatefulOperations) to.Append($"RESERVED{(int)opcode}");
        else to.Append(name);
    }

    private void AppendRcode(DnsRcode rcode)
    {
        var name = DnsNames.Mnemonic(rcode);
        bool isReserved = name.IsEmpty && (int)rcode < 16 || rcode == DnsRcode.StatefulTypeNotImplemented;
        if (isReserved) to.Append($"RESERVED{(int)rcode}");
        else if (name.IsEmpty || rcode > DnsRcode.BadVersionOrSignature && rcode != DnsRcode.BadCookie) to.Append((ulong)rcode);
        else to.Append(name);
    }

    private void AppendFlags(DnsFlags flags)
    {
        foreach (var (flag, name) in (ReadOnlySpan<(DnsFlags, string)>)[
            (DnsFlags.Response, " qr"), (DnsFlags.AuthoritativeAnswer, " aa"), (DnsFlags.Truncated, " tc"), (DnsFlags.RecursionDesired, " rd"),
            (DnsFlags.RecursionAvailable, " ra"), (DnsFlags.AuthenticData, " ad"), (DnsFlags.CheckingDisabled, " cd")])
        {
            if ((flags & flag) != 0) to.Append(name);
        }
    }

    private void AppendQuestions(DnsHeader header, DnsMessage message)
    {
        bool isQuery = (header.Flags & DnsFlags.Response) == 0;
        if (message.Questions.Count == 0 && !isQuery) return;
        if (display.Comments) to.Append(";; QUESTION SECTION:\n"u8);
        foreach (var question in message.Questions) DigRecordLine.AppendQuestion(to, question, display);
        if (display.Comments) to.Append((byte)'\n');
    }

    private void AppendSection(ReadOnlySpan<byte> name, IEnumerable<DnsRecord> records)
    {
        bool any = false;
        foreach (var record in records)
        {
            if (!any && display.Comments)
            {
                to.Append(";; "u8);
                to.Append(name);
                to.Append(" SECTION:\n"u8);
            }
            any = true;
            DigRecordLine.Append(to, record, display, format);
        }
        if (any && display.Comments) to.Append((byte)'\n');
    }

    private void AppendPseudosection(ReadOnlySpan<byte> name, DnsMessage message, DnsType type)
    {
        if (message.Additionals.LastOrDefault(r => r.Type == type) is not { } record) return;
        if (display.Comments)
        {
            to.Append(";; "u8);
            to.Append(name);
            to.Append(" PSEUDOSECTION:\n"u8);
        }
        DigRecordLine.Append(to, record, display, format);
        if (display.Comments) to.Append((byte)'\n');
    }

    private void AppendYamlSection(ReadOnlySpan<byte> name, IEnumerable<DnsRecord> records)
    {
        bool any = false;
        foreach (var record in records)
        {
            if (!any)
            {
                to.Append("      "u8);
                to.Append(name);
                to.Append("_SECTION:\n"u8);
            }
            any = true;
            to.Append("        - '"u8);
            int start = to.Length;
            DigRecordLine.AppendSpaced(to, record, display, OneLine);
            QuoteFrom(start);
            to.Append("'\n"u8);
        }
    }

    /// <summary>An apostrophe is doubled between apostrophes (YAML 1.2 section 7.3.2).</summary>
    private void QuoteFrom(int start)
    {
        if (!to.Bytes[start..].Contains((byte)'\'')) return;
        byte[] text = to.Bytes[start..].ToArray();
        to.CutTo(start);
        foreach (byte b in text)
        {
            to.Append(b);
            if (b == (byte)'\'') to.Append(b);
        }
    }
}
