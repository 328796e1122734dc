using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PhStudio.Messaging.ServiceDefaults.Wire;

/// <summary>The names of an enum's values on the wire; they are taken in any case, numbers are not.</summary>
public static class WireEnum
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyDictionary<string, object>> Known = new();

    internal static object? Read(Type type, string name) => Of(type).GetValueOrDefault(name);

    /// <summary>The names of all values.</summary>
    public static IEnumerable<string> Names(Type type) => Of(type).Keys;

    private static IReadOnlyDictionary<string, object> Of(Type type) => Known.GetOrAdd(type, known => known
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .ToDictionary(
            field => field.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(field.Name),
            field => field.GetValue(null)!,
            StringComparer.OrdinalIgnoreCase));
}
