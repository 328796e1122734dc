using System.Text.Json;
using System.Text.Json.Serialization;
using PhStudio.Messaging.Telegram;

namespace PhStudio.Messaging.WebhookProcessor.Staff;

/// <summary>The routing table of <c>STAFF_CHATS</c>.</summary>
public static partial class StaffTable
{
    /// <summary>The setting's form.</summary>
    public const string Format = """a JSON array of rows such as {"chat":"-1001234567890","service":"Портрет","location":"Центр","thread":5,"language":"ru"}, of which only chat is required""";

    /// <summary>Reads the setting; null when it has another form.</summary>
    public static IReadOnlyList<StaffRoute>? Parse(string? text, string defaultLanguage)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return [];
        }
        try
        {
            var rows = JsonSerializer.Deserialize(text, StaffTableJson.Default.ListRow);
            return rows is null || rows.Exists(r => !ChatId.IsValid(r.Chat) || r.Thread is < 1)
                ? null
                : [.. rows.Select(r => new StaffRoute(new StaffChat(r.Chat, r.Thread, r.Language ?? defaultLanguage), r.Service, r.Location))];
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal sealed record Row
    {
        [JsonRequired]
        public required string Chat { get; init; }

        public string? Service { get; init; }

        public string? Location { get; init; }

        public int? Thread { get; init; }

        public string? Language { get; init; }
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
    [JsonSerializable(typeof(List<Row>))]
    internal sealed partial class StaffTableJson : JsonSerializerContext;
}
