namespace Netshoot.Packets.Link;

/// <summary>Cells of operations and maintenance on ATM (ITU-T I.610).</summary>
[Dissects(Select.LinkType, Pseudo)]
public readonly struct AtmOperations : IDissector
{
    /// <summary>The key under which ATM finds this one: no file has it as its type.</summary>
    public const int Pseudo = -610;

    private const int CellSize = 48;

    public static string Name => "oam";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (!layer.Has(4)) return layer.Trunc();
        uint header = layer.U32();
        byte content = layer.PeekU8();
        if (!layer.Has(1)) layer.EndEarly();
        uint path = header >> 20 & 0xff, circuit = header >> 4 & 0xffff, payload = header >> 1 & 7, priority = header & 1;
        layer.Text($"OAM F5, vpi {path}, vci {circuit}, payload [ {PayloadName(payload)} ], clp {priority}, length {length}");
        if (layer.Verbosity == 0) return Next.Done;
        int type = content >> 4, function = content & 15;
        layer.Text($"\n\tcell-type {CellName(type)} ({type}), func-type {FunctionName(type, function)} ({function})");
        if (!layer.Has(CellSize)) layer.EndEarly();
        return Next.Done;
    }

    private static string PayloadName(uint payload) => payload switch
    {
        0 => "user data, uncongested, SDU 0",
        1 => "user data, uncongested, SDU 1",
        2 => "user data, congested,   SDU 0",
        3 => "user data, congested,   SDU 1",
        4 => "VCC OAM F5 flow segment",
        5 => "VCC OAM F5 flow end-to-end",
        6 => "Traffic Control and resource Mgmt",
        _ => "Unknown",
    };

    private static string CellName(int type) => type switch
    {
        1 => "FM",
        2 => "PM",
        8 => "AD",
        15 => "SM",
        _ => "unknown",
    };

    private static string FunctionName(int type, int function) => (type, function) switch
    {
        (1, 0) => "AIS",
        (1, 1) => "RDI",
        (1, 4) => "Continuity Check",
        (1, 8) => "Loopback",
        (2, 0) => "Forward Monitoring",
        (2, 1) => "Backward Reporting",
        (2, 2) => "Monitoring and Reporting",
        (8, 0) => "Performance Monitoring",
        (8, 1) => "Continuity Check",
        _ => "unknown",
    };
}
