namespace Netshoot.Wire;

/// <summary>A value with one fixed place on the wire: what <see cref="Read"/> takes, <see cref="Write"/> gives back.</summary>
public interface IWireFormat<TSelf> where TSelf : struct, IWireFormat<TSelf>
{
    static abstract TSelf Read(ref WireReader wire);

    void Write(ref WireWriter wire);
}
