namespace Netshoot.Packets;

/// <summary>Registers a dissector: "I decode what <paramref name="table"/> calls <paramref name="value"/>".</summary>
[AttributeUsage(AttributeTargets.Struct, AllowMultiple = true)]
public sealed class DissectsAttribute(Select table, int value) : Attribute
{
    public Select Table => table;

    public int Value => value;
}
