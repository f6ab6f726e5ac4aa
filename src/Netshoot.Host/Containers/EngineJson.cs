using System.Text.Json;

namespace Netshoot.Host.Containers;

/// <summary>Reads an engine's JSON by name; what is not there, or is of another kind than the API says, reads as nothing.</summary>
internal static class EngineJson
{
    /// <summary>The value that a chain of names leads to; of kind <see cref="JsonValueKind.Undefined"/> when the chain breaks.</summary>
    public static JsonElement At(this JsonElement element, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element)) return default;
        return element;
    }

    public static string Text(this JsonElement element, params ReadOnlySpan<string> names) => At(element, names).TextOrNull() ?? "";

    public static string? TextOrNull(this JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString() : null;

    public static long Number(this JsonElement element, params ReadOnlySpan<string> names)
        => At(element, names) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out long value) ? value : 0;

    public static bool Flag(this JsonElement element, string name) => At(element, name).ValueKind == JsonValueKind.True;

    /// <summary>The elements of an array; none when it is something else.</summary>
    public static List<JsonElement> Items(this JsonElement element, params ReadOnlySpan<string> names)
    {
        var items = new List<JsonElement>();
        if (At(element, names) is not { ValueKind: JsonValueKind.Array } array) return items;
        foreach (var item in array.EnumerateArray()) items.Add(item);
        return items;
    }

    /// <summary>The members of an object; none when it is something else.</summary>
    public static List<JsonProperty> Members(this JsonElement element, params ReadOnlySpan<string> names)
    {
        var members = new List<JsonProperty>();
        if (At(element, names) is not { ValueKind: JsonValueKind.Object } table) return members;
        foreach (var member in table.EnumerateObject()) members.Add(member);
        return members;
    }
}
