namespace Netshoot.Filters.Expressions;

/// <summary>A set of instructions in the order in which they came, emptied in no time.</summary>
internal sealed class PlaceSet(int size)
{
    private readonly int[] _members = new int[size];
    private readonly int[] _indexOf = new int[size];

    public int Count { get; private set; }

    public ReadOnlySpan<int> Span => _members.AsSpan(0, Count);

    public int this[int index] => _members[index];

    public void Clear() => Count = 0;

    /// <returns>Whether it was not there.</returns>
    public bool Add(int place)
    {
        int index = _indexOf[place];
        if (index < Count && _members[index] == place) return false;
        _indexOf[place] = Count;
        _members[Count++] = place;
        return true;
    }

    /// <summary>Puts the members in one order, so that equal sets look alike. Nothing may be added afterwards.</summary>
    public void Sort() => _members.AsSpan(0, Count).Sort();
}
