using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MassTransit;

namespace PhStudio.Messaging.Sender.Telegram;

/// <summary>
/// Answers in Telegram's place where <c>SHADOW=true</c>: what would be seen by anybody is noted and not sent, and no webhook, menu or update of the bot is touched. Who the bot is, and what it may in a chat, is still asked of Telegram.
/// </summary>
public sealed class ShadowedCalls(IShadowLog log, TimeProvider time)
{
    /// <summary>The answer to a call; null for one that is made.</summary>
    /// <param name="method">The method.</param>
    /// <param name="arguments">Its arguments, in Telegram's JSON.</param>
    public async Task<TelegramResponse?> AnswerAsync(string method, string arguments)
    {
        try
        {
            return method switch
            {
                "getMe" or "getChat" or "getChatMember" => null,
                "sendMessage" or "sendPhoto" or "editMessageText" or "editMessageCaption" => Ok(Message(JsonNode.Parse(arguments)!, await log.NoteAsync(method, arguments))),
                "sendMediaGroup" => Ok(await AlbumAsync(JsonNode.Parse(arguments)!, arguments)),
                "deleteMessage" => Ok(await NotedAsync(method, arguments)),
                "getWebhookInfo" => Ok(new JsonObject { ["url"] = "", ["has_custom_certificate"] = false, ["pending_update_count"] = 0 }),
                "getUpdates" => Ok(new JsonArray()),
                _ => Ok(JsonValue.Create(true)),
            };
        }
        catch (Exception away) when (RedisAvailability.IsFailure(away))
        {
            return new TelegramResponse.NotSent("the log of the shadow is unavailable");
        }
    }

    private async Task<JsonNode> NotedAsync(string method, string arguments)
    {
        await log.NoteAsync(method, arguments);
        return JsonValue.Create(true);
    }

    // Noted once, and answered with a message for each picture.
    private async Task<JsonNode> AlbumAsync(JsonNode call, string arguments)
    {
        var album = new JsonArray();
        var pictures = (call["media"] as JsonArray)?.Count ?? 0;
        var number = await log.NoteAsync("sendMediaGroup", arguments, pictures);
        while (album.Count < pictures)
        {
            album.Add(Message(call, number + album.Count));
        }

        return album;
    }

    private JsonObject Message(JsonNode call, long number)
    {
        var isNumber = long.TryParse(call["chat_id"]?.ToString(), out var chat);
        return new JsonObject
        {
            ["message_id"] = call["message_id"]?.DeepClone() ?? number,
            ["date"] = time.GetUtcNow().ToUnixTimeSeconds(),
            ["chat"] = new JsonObject { ["id"] = isNumber ? chat : -1, ["type"] = isNumber && chat > 0 ? "private" : "supergroup" },
            ["text"] = call["text"]?.DeepClone(),
            ["photo"] = call["photo"] is null && call["media"] is null ? null : new JsonArray(new JsonObject { ["file_id"] = $"shadow-{number}", ["file_unique_id"] = $"shadow-{number}", ["width"] = 1, ["height"] = 1 }),
        };
    }

    private static TelegramResponse.Received Ok(JsonNode result) => new(200, Encoding.UTF8.GetBytes(new JsonObject { ["ok"] = true, ["result"] = result }.ToJsonString(JsonSerializerOptions.Default)));
}
