namespace Netshoot.Applets.IpTables;

/// <summary>The options of iptables(8) that show, and of iptables-save(8).</summary>
public sealed class IpTablesOptions
{
    public string Table { get; set; } = "filter";

    /// <summary>Whether a table was named: iptables-save writes all otherwise.</summary>
    public bool HasTable { get; set; }

    /// <summary><c>L</c> or <c>S</c>; 0 while there is no command.</summary>
    public char Command { get; set; }

    public string? Chain { get; set; }

    public int? RuleNumber { get; set; }

    public bool Numeric { get; set; }

    public bool Verbose { get; set; }

    public bool Exact { get; set; }

    public bool LineNumbers { get; set; }

    public bool Counters { get; set; }

    public bool Version { get; set; }

    public bool Help { get; set; }
}
