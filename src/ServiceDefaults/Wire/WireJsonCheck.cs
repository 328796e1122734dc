using System.Text.Json;

namespace PhStudio.Messaging.ServiceDefaults.Wire;

/// <summary>Reads the content of a JsonElement, so that writing it later cannot fail at half a surrogate pair.</summary>
internal static class WireJsonCheck
{
    /// <summary>Why the value is refused; null for one that is right.</summary>
    public static string? Refusal(JsonElement json)
    {
        try
        {
            switch (json.ValueKind)
            {
                case JsonValueKind.Object:
                    var names = new HashSet<string>(StringComparer.Ordinal);
                    foreach (var entry in json.EnumerateObject())
                    {
                        if (!names.Add(entry.Name))
                        {
                            return "must not give a member twice";
                        }

                        if (Refusal(entry.Value) is { } inside)
                        {
                            return inside;
                        }
                    }

                    return null;
                case JsonValueKind.Array:
                    return json.EnumerateArray().Select(Refusal).FirstOrDefault(wrong => wrong is not null);
                case JsonValueKind.String:
                    json.GetString();
                    return null;
                default:
                    return null;
            }
        }
        catch (InvalidOperationException)
        {
            return WireForms.HalfPair;
        }
    }
}
