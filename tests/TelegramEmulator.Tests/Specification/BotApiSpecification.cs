using System.Text.Json;

namespace PhStudio.Messaging.TelegramEmulator.Tests.Specification;

/// <summary>
/// The published methods and types: bot-api.json, made by specification.py from @gramio/types 10.3.1, and later.json, which holds by hand what the text of 10.4 and 10.5 adds to what the emulator knows.
/// A name that ends with ? is optional.
/// </summary>
internal sealed class BotApiSpecification
{
    /// <summary>Fields that the documentation dropped and the server still sends (its Client.cpp).</summary>
    private static readonly HashSet<string> StillSent = ["forward_from", "forward_date", "can_manage_voice_chats", "can_send_media_messages", "all_members_are_administrators", "can_send_gift", "accepted_gift_types"];

    private readonly Dictionary<string, JsonElement> _methods = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonElement> _types = new(StringComparer.Ordinal);

    public BotApiSpecification()
    {
        foreach (var file in new[] { "bot-api.json", "later.json" })
        {
            var read = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Specification", file))).RootElement;
            foreach (var method in read.GetProperty("methods").EnumerateObject())
            {
                _methods[method.Name] = method.Value;
            }

            foreach (var type in read.GetProperty("types").EnumerateObject())
            {
                _types[type.Name] = type.Value;
            }
        }
    }

    public IReadOnlyCollection<string> Methods => _methods.Keys;

    public string Returns(string method) => _methods[method].GetProperty("returns").GetString()!;

    public IEnumerable<string> Parameters(string method) => _methods[method].GetProperty("parameters").EnumerateObject().Select(parameter => parameter.Name.TrimEnd('?'));

    public IReadOnlyList<string> Required(string method) => [.. _methods[method].GetProperty("parameters").EnumerateObject().Select(parameter => parameter.Name).Where(name => !name.EndsWith('?'))];

    /// <summary>Every name of a parameter of any method.</summary>
    public IReadOnlySet<string> AllParameters => _methods.Values.SelectMany(method => method.GetProperty("parameters").EnumerateObject()).Select(parameter => parameter.Name.TrimEnd('?')).ToHashSet(StringComparer.Ordinal);

    /// <summary>What is wrong with a call's parameters: a name that the method does not have, or a value of another type.</summary>
    public IEnumerable<string> WrongParameters(string method, JsonElement call) => call.EnumerateObject().SelectMany(given => Field(_methods[method].GetProperty("parameters"), given.Name) is not { } type
        ? [$"{method} has no parameter {given.Name}"]
        : Wrong(type, given.Value, $"{method}.{given.Name}"));

    /// <summary>What is wrong with a value of a type: a field that it does not have, one that is missing, one of another type.</summary>
    public IReadOnlyList<string> Wrong(string type, JsonElement value, string path)
    {
        var kinds = type.Split('|').Select(kind => Wrong(kind, value, path, 0)).ToList();
        return kinds.Find(wrong => wrong.Count == 0) ?? kinds.MinBy(wrong => wrong.Count)!;
    }

    private List<string> Wrong(string kind, JsonElement value, string path, int depth)
    {
        if (kind.EndsWith("[]", StringComparison.Ordinal))
        {
            return value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().SelectMany((item, at) => Wrong(kind[..^2], item, $"{path}.{at}"))] : [$"{path} is no list"];
        }

        switch (kind)
        {
            case "number" or "string" or "boolean":
                return Kind(value) == kind ? [] : [$"{path} is a {Kind(value)} and no {kind}"];
            case "InputFile":
                return value.ValueKind == JsonValueKind.String ? [] : [$"{path} is no file"];
        }

        if (!_types.TryGetValue(kind, out var type))
        {
            return [$"{path}: there is no type {kind}"];
        }

        return type.ValueKind == JsonValueKind.String ? [.. Wrong(type.GetString()!, value, path)]
            : value.ValueKind != JsonValueKind.Object ? [$"{path} is no {kind}"]
            : [
                .. value.EnumerateObject().SelectMany(field => Field(type, field.Name) is { } of ? Wrong(of, field.Value, $"{path}.{field.Name}") : StillSent.Contains(field.Name) ? [] : [$"{path}: {kind} has no field {field.Name}"]),
                .. type.EnumerateObject().Where(field => !field.Name.EndsWith('?') && !value.TryGetProperty(field.Name, out _)).Select(field => $"{path}: {kind} needs the field {field.Name}"),
            ];
    }

    private static string? Field(JsonElement of, string name) => of.TryGetProperty(name, out var required) ? required.GetString() : of.TryGetProperty($"{name}?", out var optional) ? optional.GetString() : null;

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => "number",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Array => "list",
        _ => "object",
    };
}
