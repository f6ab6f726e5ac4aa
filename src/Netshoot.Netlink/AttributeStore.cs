namespace Netshoot.Netlink;

/// <summary>Attributes kept beyond their message: those that nobody here knows, or whose reading is left for later.</summary>
public sealed class AttributeStore
{
    private byte[] _bytes = [];
    private int _length;

    public NetlinkAttributes Attributes => new(_bytes.AsSpan(0, _length));

    public bool IsEmpty => _length == 0;

    internal void Clear() => _length = 0;

    internal void Add(NetlinkAttribute attribute)
    {
        int size = NetlinkReader.Aligned(attribute.Whole.Length);
        if (_bytes.Length - _length < size) Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _length + size));
        attribute.Whole.CopyTo(_bytes.AsSpan(_length));
        _length += size;
    }

    /// <summary>Takes the attributes inside of one.</summary>
    internal void Set(NetlinkAttribute nest) => SetAll(nest.Nested);

    /// <summary>Takes the place of what is kept.</summary>
    public void Keep(NetlinkAttributes attributes) => SetAll(attributes);

    internal void SetAll(NetlinkAttributes attributes)
    {
        Clear();
        foreach (var attribute in attributes) Add(attribute);
    }
}
