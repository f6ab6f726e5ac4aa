using System.Text.Json;
using Netshoot.Wire;

namespace Netshoot.Packets;

/// <summary>
/// Writes the fields of a packet as a JSON array with one object for each layer, in the order in which they were met.
/// </summary>
/// <remarks>A layer that goes on after an inner packet (a tunnel with several) gets a further object of the same name.</remarks>
public sealed class FieldWriter(Utf8JsonWriter json)
{
    private string? _pending;
    private bool _open;

    /// <summary>Begins the array.</summary>
    public void Begin(string name)
    {
        json.WriteStartArray(name);
        _pending = null;
        _open = false;
    }

    /// <summary>Ends the array.</summary>
    public void End()
    {
        Close();
        json.WriteEndArray();
    }

    internal void Layer(string protocol)
    {
        Close();
        _pending = protocol;
        Open();
    }

    internal void Back(string protocol)
    {
        Close();
        _pending = protocol;
    }

    internal void Number(string name, long value)
    {
        Open();
        json.WriteNumber(name, value);
    }

    internal void Flag(string name)
    {
        Open();
        json.WriteBoolean(name, true);
    }

    internal void String(string name, string value)
    {
        Open();
        json.WriteString(name, value);
    }

    internal void Value<T>(string name, T value) where T : IUtf8SpanFormattable
    {
        // A byte or a short finds this form before it finds the one for long numbers: it is a number all the same.
        if (typeof(T) == typeof(int) || typeof(T) == typeof(uint) || typeof(T) == typeof(ushort) || typeof(T) == typeof(short) || typeof(T) == typeof(byte) || typeof(T) == typeof(sbyte))
        {
            Number(name, Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
            return;
        }
        Open();
        Span<byte> text = stackalloc byte[256];
        if (value.TryFormat(text, out int length, default, null)) json.WriteString(name, text[..length]);
    }

    internal void Bytes(string name, ReadOnlySpan<byte> value)
    {
        Open();
        if (value.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
        {
            value = value[..Math.Min(value.Length, 512)];
            Span<byte> text = stackalloc byte[2 * value.Length];
            for (int i = 0; i < value.Length; i++) Hex.Write(value[i], text[(2 * i)..]);
            json.WriteString(name, text);
            return;
        }
        json.WriteString(name, value);
    }

    private void Open()
    {
        if (_open) return;
        json.WriteStartObject();
        json.WriteString("protocol", _pending ?? "frame");
        _open = true;
    }

    private void Close()
    {
        if (_open) json.WriteEndObject();
        _open = false;
    }
}
