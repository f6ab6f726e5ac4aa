using Netshoot.Applets.Iproute;
using Netshoot.Netlink;

namespace Netshoot.Applets.Tc.Kinds;

/// <summary>How an option is written.</summary>
internal enum OptionForm
{
    Number,

    /// <summary><c>limit 1000p</c>.</summary>
    Packets,
    Size,
    Time,
    FineTime,
    Rate,
    Hexadecimal,

    /// <summary>Its name where it is not zero.</summary>
    WhenSet,

    /// <summary>A number where it is not zero.</summary>
    NumberWhenSet,
}

/// <summary>One attribute of a kind: a line of the kind's table, and the only place where it is named.</summary>
/// <param name="Attribute">Its number in the kind's enumeration.</param>
/// <param name="Name">What people and programs call it.</param>
/// <param name="Form">How it is written.</param>
internal readonly record struct OptionRow(ushort Attribute, string Name, OptionForm Form = OptionForm.Number)
{
    public static void Write(TcContext context, NetlinkAttributes attributes, ReadOnlySpan<OptionRow> rows)
    {
        foreach (var row in rows)
            if (attributes.Find(row.Attribute) is { Exists: true } attribute) row.Write(context, attribute.Number);
    }

    /// <summary>Takes the current word if it is one of the options of the table, with its value.</summary>
    public static bool TryParse(IpWords words, NetlinkRequest request, ReadOnlySpan<OptionRow> rows)
    {
        string word = words.Current;
        foreach (var row in rows)
        {
            if (row.Form == OptionForm.WhenSet && word.StartsWith("no", StringComparison.Ordinal) && word.AsSpan(2).SequenceEqual(row.Name))
            {
                request.Attribute(row.Attribute, 0u);
                return true;
            }
            if (word != row.Name) continue;
            request.Attribute(row.Attribute, row.Form switch
            {
                OptionForm.WhenSet => 1,
                OptionForm.Time => KindOptions.Time(words, row.Name),
                OptionForm.Size => KindOptions.Size(words, row.Name),
                _ => KindOptions.Number(words, row.Name),
            });
            return true;
        }
        return false;
    }

    private void Write(TcContext context, ulong value)
    {
        var to = context.To;
        switch (Form)
        {
            case OptionForm.Number:
                to.Field(Name, value, $"{Name} {value} ");
                break;
            case OptionForm.Packets:
                to.Field(Name, value, $"{Name} {value}p ");
                break;
            case OptionForm.Size:
                to.Field(Name, value, $"{Name} {TcText.Size((uint)value)} ");
                break;
            case OptionForm.Time:
                to.Field(Name, value, $"{Name} {TcText.Time((uint)value)} ");
                break;
            case OptionForm.FineTime:
                to.Field(Name, value, $"{Name} {TcText.FineTime((long)value)} ");
                break;
            case OptionForm.Rate:
                to.Field(Name, value, $"{Name} {context.Rate(value)} ");
                break;
            case OptionForm.Hexadecimal:
                string text = LinkRow.Hexadecimal(value);
                to.Field(Name, text, $"{Name} {text} ");
                break;
            case OptionForm.WhenSet when value != 0:
                to.Field(Name, true, $"{Name} ");
                break;
            case OptionForm.NumberWhenSet when value != 0:
                to.Field(Name, value, $"{Name} {value} ");
                break;
        }
    }
}
