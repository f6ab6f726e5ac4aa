namespace Netshoot.Dns.Text;

/// <summary>Where drill(1) of ldns 1.8.3 differs from the registries and from other tools.</summary>
internal static class DrillDialect
{
    /// <summary>Whether drill prints and takes the type by its name.</summary>
    public static bool Knows(DnsType type) => type is not (DnsType.Ninfo or DnsType.Rkey or DnsType.Dsync or DnsType.Hhit or DnsType.Brid
        or DnsType.Uinfo or DnsType.Uid or DnsType.Gid or DnsType.Unspec or DnsType.Nxname
        or (> DnsType.Caa and < DnsType.Dlv));
}
