using System.Globalization;
using System.Text.Json;
using PhStudio.Messaging.TelegramEmulator.Api;

namespace PhStudio.Messaging.TelegramEmulator.Messages;

/// <summary>A call's <c>message_ids</c>.</summary>
internal static class MessageIds
{
    private const int Most = 100;

    public static IReadOnlyList<int> Read(ApiParameters parameters)
    {
        if (parameters.Json("message_ids", "message_ids") is not { } given)
        {
            throw TelegramRefusal.BadRequest("message identifiers are not specified");
        }

        if (given.ValueKind != JsonValueKind.Array)
        {
            throw TelegramRefusal.BadRequest("expected an Array of message identifiers");
        }

        return given.GetArrayLength() switch
        {
            0 => throw TelegramRefusal.BadRequest("message identifiers are not specified"),
            > Most => throw TelegramRefusal.BadRequest("too many message identifiers specified"),
            _ => [.. given.EnumerateArray().Select(Id)],
        };
    }

    private static int Id(JsonElement id)
    {
        var text = id.ValueKind switch
        {
            JsonValueKind.String => id.GetString(),
            JsonValueKind.Number => id.GetRawText(),
            _ => throw TelegramRefusal.BadRequest("message identifier must be a Number"),
        };
        return !int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? throw TelegramRefusal.BadRequest("can't parse message identifier as a Number")
            : number > 0 ? number
            : throw TelegramRefusal.BadRequest("invalid message identifier specified");
    }
}
