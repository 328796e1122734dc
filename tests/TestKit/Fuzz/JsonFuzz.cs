using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PhStudio.Messaging.TestKit.Fuzz;

/// <summary>Makes of a body that would be taken one that is wrong somewhere; the same one for the same seed.</summary>
public static class JsonFuzz
{
    /// <summary>The object with a member or more spoilt: another name, twice, in another case, or with another value.</summary>
    public static string Spoil(string body, Random random)
    {
        var members = JsonNode.Parse(body)!.AsObject().ToList();
        if (members.Count == 0)
        {
            return body;
        }

        var spoilt = random.Next(members.Count);
        var text = new StringBuilder("{");
        for (var i = 0; i < members.Count; i++)
        {
            var (name, node) = members[i];
            var value = node?.ToJsonString() ?? "null";
            if (i == spoilt || random.Next(20) == 0)
            {
                (name, value) = random.Next(14) switch
                {
                    0 => (name.ToUpperInvariant(), value),
                    1 => (name + "x", value),
                    6 when name.Length > 1 => (char.ToUpperInvariant(name[0]) + name[1..].Replace("_", "", StringComparison.Ordinal), value),
                    7 when value.StartsWith('"') => (name, value.Trim('"')),
                    2 => (name, $"{value},\"{name.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant()}\":{value}"),
                    3 or 8 or 9 when node is JsonObject { Count: > 0 } or JsonArray { Count: > 0 } => (name, SpoilWithin(node, random)),
                    4 when node is JsonValue && value.StartsWith('"') => (name, $"\"{new string('a', random.Next(300))}\""),
                    5 when node is JsonValue && !value.StartsWith('"') => (name, $"\"{value}\""),
                    _ => (name, EdgeValues.Values[random.Next(EdgeValues.Values.Count)]),
                };
            }

            text.Append(i == 0 ? "" : ",").Append('"').Append(name).Append("\":").Append(value);
        }

        return text.Append('}').ToString();
    }

    /// <summary>Something within is spoilt: a member of an object, or an element of an array, which may be left out, doubled or of another kind.</summary>
    private static string SpoilWithin(JsonNode node, Random random)
    {
        if (node is not JsonArray elements)
        {
            return Spoil(node.ToJsonString(), random);
        }

        var texts = elements.Select(element => element?.ToJsonString() ?? "null").ToList();
        var at = random.Next(texts.Count);
        switch (random.Next(4))
        {
            case 0 when elements[at] is JsonValue or null:
                texts[at] = EdgeValues.Values[random.Next(EdgeValues.Values.Count)];
                break;
            case 1:
                texts.Add(texts[at]);
                break;
            case 2:
                texts.RemoveAt(at);
                break;
            default:
                texts[at] = elements[at] is JsonObject { Count: > 0 } or JsonArray { Count: > 0 } ? SpoilWithin(elements[at]!, random) : EdgeValues.Values[random.Next(EdgeValues.Values.Count)];
                break;
        }

        return $"[{string.Join(',', texts)}]";
    }

    /// <summary>A body of it, mostly with the right content type.</summary>
    public static ByteArrayContent Content(string json, Random random)
    {
        var content = new ByteArrayContent(Bytes(json, random));
        content.Headers.TryAddWithoutValidation("Content-Type", random.Next(30) == 0 ? EdgeValues.ContentTypes[random.Next(EdgeValues.ContentTypes.Count)] : "application/json");
        return content;
    }

    /// <summary>Its bytes: mostly UTF-8, else with a byte-order mark, in another encoding, cut, or with more behind it.</summary>
    public static byte[] Bytes(string json, Random random)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        return random.Next(60) switch
        {
            0 => [0xEF, 0xBB, 0xBF, .. bytes],
            1 => Encoding.Latin1.GetBytes(json.Replace("Anna", "Zoë", StringComparison.Ordinal)),
            2 => [.. bytes[..random.Next(bytes.Length + 1)]],
            3 => [.. bytes, (byte)'}'],
            4 => [.. bytes, 0xC3],
            5 => Encoding.Unicode.GetBytes(json),
            6 => Encoding.BigEndianUnicode.GetBytes("\uFEFF" + json),
            7 => Encoding.UTF32.GetBytes(json),
            8 => [.. bytes, 0],
            _ => bytes,
        };
    }

    /// <summary>An edge as it stands in an address: escaped, or an escape that is wrong.</summary>
    public static string AddressText(Random random)
    {
        if (random.Next(5) == 0)
        {
            return EdgeValues.Escapes[random.Next(EdgeValues.Escapes.Count)];
        }

        var value = EdgeValues.Values[random.Next(EdgeValues.Values.Count)];
        return Uri.EscapeDataString(value.StartsWith('"') && IsJson(value) && !value.Contains("\\ud", StringComparison.OrdinalIgnoreCase) ? JsonDocument.Parse(value).RootElement.GetString()! : value.Trim('"'));
    }

    /// <summary>True for one whole JSON text.</summary>
    public static bool IsJson(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
