namespace Netshoot.Packets;

/// <summary>Decodes one protocol layer; it never knows its parent or its children.</summary>
public interface IDissector
{
    /// <summary>The protocol's short name: what stands in <c>[|name]</c> when its bytes run out, and in JSON.</summary>
    static abstract string Name { get; }

    /// <summary>Describes the bytes of <paramref name="layer"/> and says what the rest of them are.</summary>
    static abstract Next Dissect(ref Layer layer);
}
