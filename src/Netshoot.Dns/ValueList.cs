using System.Collections;
using System.Runtime.CompilerServices;

namespace Netshoot.Dns;

/// <summary>A list that never changes and equals another with equal items, so that records that hold one compare by value.</summary>
[CollectionBuilder(typeof(ValueList), nameof(ValueList.Create))]
public readonly struct ValueList<T> : IReadOnlyList<T>, IEquatable<ValueList<T>> where T : IEquatable<T>
{
    private readonly T[]? _items;

    /// <param name="items">Belongs to the list from now on.</param>
    internal ValueList(T[] items) => _items = items;

    public ReadOnlySpan<T> Span => _items;

    public int Count => _items?.Length ?? 0;

    public T this[int index] => Span[index];

    public bool Equals(ValueList<T> other) => Span.SequenceEqual(other.Span);

    public override bool Equals(object? obj) => obj is ValueList<T> other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in Span) hash.Add(item);
        return hash.ToHashCode();
    }

    public static bool operator ==(ValueList<T> left, ValueList<T> right) => left.Equals(right);

    public static bool operator !=(ValueList<T> left, ValueList<T> right) => !left.Equals(right);

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)(_items ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>For humans in a debugger: bytes as hexadecimal digits, other items after one another.</summary>
    public override string ToString() => _items is byte[] bytes ? Convert.ToHexStringLower(bytes) : string.Join(' ', this);
}

/// <summary>Makes <see cref="ValueList{T}"/>s.</summary>
public static class ValueList
{
    public static ValueList<T> Create<T>(ReadOnlySpan<T> items) where T : IEquatable<T> => new(items.ToArray());
}
