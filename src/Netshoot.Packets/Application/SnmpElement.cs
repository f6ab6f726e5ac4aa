namespace Netshoot.Packets.Application;

/// <summary>One element in basic encoding rules (ITU-T X.690): where its contents are and what they are.</summary>
/// <param name="Class">0 universal, 1 application, 2 context, 3 private.</param>
/// <param name="Constructed">Whether the contents are elements.</param>
/// <param name="Tag">The number within the class.</param>
/// <param name="HeaderLength">Bytes before the contents.</param>
/// <param name="Length">Bytes of contents.</param>
internal readonly record struct SnmpElement(int Class, bool Constructed, int Tag, int HeaderLength, int Length)
{
    public bool Is(int kind, int tag) => Class == kind && Tag == tag;
}
