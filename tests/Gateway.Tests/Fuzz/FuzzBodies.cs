using System.Text.Json;
using System.Text.Json.Nodes;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Tests.Fuzz;

/// <summary>A body of a message with all of its members, each with a value that is taken: a new member is tried without a word here, unless it has a rule that its sample breaks.</summary>
internal static class FuzzBodies
{
    /// <summary>The id of a message in every sample.</summary>
    public const string MessageId = "0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11";

    // By the member's name, where the sample of its type would not do.
    private static readonly Dictionary<string, string> Samples = new(StringComparer.Ordinal)
    {
        ["language"] = "\"ru\"",
        ["client_language"] = "\"ru\"",
        ["currency"] = "\"RUB\"",
        ["time_slots"] = "[\"10:00\"]",
        ["expires_at"] = "\"2099-12-25T10:00:00Z\"",
        ["photo_urls"] = "[\"https://studio.example/a.jpg\"]",
        ["photos"] = "[\"https://studio.example/a.jpg\"]",
        ["photo_url"] = "\"https://studio.example/a.jpg\"",
        ["template"] = "\"booking_notification\"",
        ["parse_mode"] = "\"HTML\"",
        ["reply_markup"] = """{"inline_keyboard":[[{"text":"a","callback_data":"b"}]]}""",
        ["entities"] = """[{"type":"bold","offset":0,"length":1}]""",
        ["phone"] = "\"+7 900 123-45-67\"",
        ["url"] = "\"https://studio.example/a\"",
        ["values"] = """{"a":1,"b":"c"}""",
    };

    /// <summary>The body: the members that are written, and all others of the type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="written">What is written by hand, under the names that are to be tried.</param>
    /// <param name="except">Members that are left out.</param>
    public static string Of(Type type, string written = "{}", params string[] except)
    {
        var body = JsonNode.Parse(written)!.AsObject();
        var shape = WireShape.Of(type);
        var there = body.Select(entry => shape.Find(entry.Key)).ToList();
        foreach (var member in shape.Members.Where(member => !there.Contains(member) && !except.Contains(member.Name)))
        {
            body[member.Name] = JsonNode.Parse(Samples.GetValueOrDefault(member.Name) ?? (member.Choices is [var choice, ..] ? JsonSerializer.Serialize(choice) : ValueOf(member.Type)));
        }

        return body.ToJsonString();
    }

    private static string ValueOf(Type type) => type switch
    {
        _ when type == typeof(string) => "\"7\"",
        _ when type == typeof(bool) => "true",
        _ when type == typeof(Guid) => "\"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11\"",
        _ when type == typeof(DateOnly) => "\"2099-12-24\"",
        _ when type == typeof(DateTimeOffset) => "\"2099-12-24T10:00:00Z\"",
        _ when type.IsEnum => JsonSerializer.Serialize(WireEnum.Names(type).First()),
        _ when type.IsPrimitive || type == typeof(decimal) => "7",
        _ when type.IsGenericType && type.GetGenericArguments() is [var item] => $"[{ValueOf(item)}]",
        _ when type.IsClass && type.GetConstructor(Type.EmptyTypes) is not null => Of(type),
        _ => "{}",
    };
}
