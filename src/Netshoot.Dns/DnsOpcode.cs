namespace Netshoot.Dns;

/// <summary>What a message asks for: four bits of the header (IANA "DNS OpCodes").</summary>
public enum DnsOpcode : byte
{
    Query = 0,
    InverseQuery = 1,
    Status = 2,
    Notify = 4,
    Update = 5,
    StatefulOperations = 6,
}
