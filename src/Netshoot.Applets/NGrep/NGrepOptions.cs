namespace Netshoot.Applets.NGrep;

/// <summary>What ngrep(8) was asked to do; the letters are its options.</summary>
public sealed class NGrepOptions
{
    public bool ShowHelp { get; set; }

    public bool ShowVersion { get; set; }

    /// <summary><c>-q</c>: neither marks nor the end is told.</summary>
    public bool Quiet { get; set; }

    /// <summary><c>-e</c>.</summary>
    public bool ShowEmpty { get; set; }

    /// <summary><c>-i</c>.</summary>
    public bool IgnoreCase { get; set; }

    /// <summary><c>-w</c>.</summary>
    public bool WholeWord { get; set; }

    /// <summary><c>-v</c>.</summary>
    public bool Invert { get; set; }

    /// <summary><c>-X</c>: the expression is hexadecimal.</summary>
    public bool IsHexadecimal { get; set; }

    /// <summary><c>-M</c>: a dot does not match a line feed.</summary>
    public bool SingleLine { get; set; }

    /// <summary><c>-x</c>.</summary>
    public bool HexDump { get; set; }

    /// <summary><c>-C</c>.</summary>
    public bool Colorize { get; set; }

    /// <summary><c>-N</c>.</summary>
    public bool ShowProtocol { get; set; }

    /// <summary><c>-D</c>.</summary>
    public bool Replay { get; set; }

    /// <summary><c>-l</c>.</summary>
    public bool LineBuffered { get; set; }

    /// <summary><c>-p</c> clears it.</summary>
    public bool Promiscuous { get; set; } = true;

    /// <summary><c>-t</c>, <c>-T</c>, <c>-TT</c>.</summary>
    public NGrepTime Time { get; set; }

    /// <summary><c>-W</c>.</summary>
    public NGrepLayout Layout { get; set; }

    /// <summary><c>-c</c>; 0 is the terminal's, or 80.</summary>
    public int Columns { get; set; }

    /// <summary><c>-P</c>.</summary>
    public byte Unprintable { get; set; } = (byte)'.';

    /// <summary><c>-K</c>; 0 is none.</summary>
    public int Kill { get; set; }

    /// <summary><c>-n</c>; 0 is no limit.</summary>
    public int Count { get; set; }

    /// <summary><c>-A</c>.</summary>
    public int After { get; set; }

    /// <summary><c>-s</c>.</summary>
    public int SnapLength { get; set; } = 65_535;

    /// <summary><c>-S</c>: bytes of a payload that are looked at.</summary>
    public int Limit { get; set; } = int.MaxValue;

    /// <summary><c>-I</c>; <c>-</c> is standard input.</summary>
    public string? ReadFile { get; set; }

    /// <summary><c>-O</c>.</summary>
    public string? WriteFile { get; set; }

    /// <summary><c>-F</c>.</summary>
    public string? FilterFile { get; set; }

    /// <summary><c>-d</c>.</summary>
    public string? Interface { get; set; }

    public List<string> Operands { get; } = [];
}

/// <summary>Which time a packet is shown with.</summary>
public enum NGrepTime
{
    None,
    DateAndTime,
    SincePrevious,
    SinceFirst,
}

/// <summary>How payloads are laid out: the words of <c>-W</c>.</summary>
public enum NGrepLayout
{
    Normal,
    Byline,
    None,
    Single,
}
