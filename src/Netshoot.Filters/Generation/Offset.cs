namespace Netshoot.Filters.Generation;

/// <summary>Where a header begins: so many bytes into the frame, and further by what a scratch register holds when headers before it vary.</summary>
internal sealed record Offset(int Constant, VariablePart? Variable = null)
{
    public bool IsVariable => Variable is not null;

    public Offset Plus(int bytes) => this with { Constant = Constant + bytes };
}

/// <summary>The part of an offset that is only known per packet. The register is claimed when the first load asks for it.</summary>
internal sealed class VariablePart
{
    public int? Register { get; set; }
}
