using System.Text.Json;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Tests.App;

namespace PhStudio.Messaging.WebhookProcessor.Tests;

/// <summary>Updates as Telegram writes them. In the namespace of all tests here: from theirs the name would mean the product's own namespace.</summary>
public static class Telegram
{
    private static long _next = Random.Shared.NextInt64(1_000_000_000, 100_000_000_000); // A Redis that several runs share remembers ids.

    /// <summary>A press of a button.</summary>
    public static string Press(string data, long user = 7, string name = "Анна", string chat = ProcessorApp.StaffChat, string? id = null, string language = "ru", long message = 55) => JsonSerializer.Serialize(new
    {
        update_id = Interlocked.Increment(ref _next),
        callback_query = new
        {
            id = id ?? Guid.NewGuid().ToString("N"),
            from = new { id = user, is_bot = false, first_name = name, language_code = language },
            message = new { message_id = message, date = 1_790_000_000, chat = new { id = long.Parse(chat), type = "supergroup" }, text = "..." },
            chat_instance = "1",
            data,
        },
    });

    /// <summary>The same press as Telegram tells of it in the mode "inline": it does not say under which message (docs/telegram.md 41).</summary>
    public static string Inline(string press)
    {
        var root = System.Text.Json.Nodes.JsonNode.Parse(press)!;
        var query = root["callback_query"]!.AsObject();
        query.Remove("message");
        query["inline_message_id"] = "AgAAAKEsAQBrb1wQ";
        return root.ToJsonString();
    }

    /// <summary>The same press of a message that Telegram cannot reach any more (docs/telegram.md 30).</summary>
    public static string Inaccessible(string press)
    {
        var root = System.Text.Json.Nodes.JsonNode.Parse(press)!;
        var message = root["callback_query"]!["message"]!.AsObject();
        message.Remove("text");
        message["date"] = 0;
        return root.ToJsonString();
    }

    /// <summary>The same press under a message that only the user sees: it has no number in the chat (docs/telegram.md 39).</summary>
    public static string Ephemeral(string press, int? topic = null)
    {
        var root = System.Text.Json.Nodes.JsonNode.Parse(press)!;
        var message = root["callback_query"]!["message"]!;
        message["message_id"] = 0;
        message["ephemeral_message_id"] = 31;
        if (topic is { } thread)
        {
            message["is_topic_message"] = true;
            message["message_thread_id"] = thread;
        }
        return root.ToJsonString();
    }

    /// <summary>A text that somebody wrote.</summary>
    public static string Text(string text, long user = 7, string chat = ProcessorApp.StaffChat, long? updateId = null, string language = "ru", string name = "Анна", string? replyTo = null, DateTimeOffset? date = null, DateTimeOffset? repliedDate = null) => JsonSerializer.Serialize(new
    {
        update_id = updateId ?? Interlocked.Increment(ref _next),
        message = new
        {
            message_id = 90,
            from = new { id = user, is_bot = false, first_name = name, language_code = language },
            chat = new { id = long.Parse(chat), type = long.Parse(chat) > 0 ? "private" : "supergroup" },
            // Without one it is as old as the test's clock says.
            date = date?.ToUnixTimeSeconds(),
            text,
            reply_to_message = replyTo is null ? null : new { message_id = 89, from = new { id = 1, is_bot = true, first_name = "Bot" }, chat = new { id = long.Parse(chat) }, date = repliedDate?.ToUnixTimeSeconds(), text = replyTo.Replace("`", "", StringComparison.Ordinal), entities = Code(replyTo) },
        },
    });

    /// <summary>A text that answers the question for the reason of a rejection.</summary>
    public static string Reason(string text, long user = 7, string chat = ProcessorApp.StaffChat, string booking = "PH-1", string language = "ru", string name = "Анна", DateTimeOffset? date = null, DateTimeOffset? repliedDate = null) =>
        Text(text, user, chat, language: language, name: name, date: date, repliedDate: repliedDate, replyTo: $"✍️ {name}, напишите причину отказа по заявке `{booking}` следующим сообщением. Жду 5 минут.");

    /// <summary>A text that answers the question for the note with a confirmation.</summary>
    public static string Note(string text, long user = 7, string booking = "PH-1", string name = "Анна", DateTimeOffset? date = null) =>
        Text(text, user, name: name, date: date, replyTo: $"✍️ {name}, напишите следующим сообщением, что передать клиенту с подтверждением заявки `{booking}`. Жду 5 минут.");

    // What stands between two signs ` is shown as code.
    private static object[] Code(string text) => text.Split('`') is [var before, var code, _] ? [new { type = "code", offset = before.Length, length = code.Length }] : [];

    /// <summary>What the bot is in a chat from now on.</summary>
    public static string Standing(string member, string chat = ProcessorApp.StaffChat, long date = 1796122920) =>
        $$"""{"update_id":{{Interlocked.Increment(ref _next)}},"my_chat_member":{"chat":{"id":{{chat}},"type":"{{(chat[0] == '-' ? "supergroup" : "private")}}"},"from":{"id":{{(chat[0] == '-' ? "7" : chat)}},"first_name":"Anna"},"date":{{date}},"new_chat_member":{{member}} } }""";

    /// <summary>The same message in a topic (docs/telegram.md 31).</summary>
    public static string InTopic(string update, int topic)
    {
        var root = System.Text.Json.Nodes.JsonNode.Parse(update)!;
        root["message"]!["is_topic_message"] = true;
        root["message"]!["message_thread_id"] = topic;
        return root.ToJsonString();
    }

    /// <summary>The same message, written as the group itself (docs/telegram.md 36).</summary>
    public static string AsGroup(string update, string title = "Студия Фокус")
    {
        var root = System.Text.Json.Nodes.JsonNode.Parse(update)!;
        var message = root["message"]!;
        message["from"] = new System.Text.Json.Nodes.JsonObject { ["id"] = 1087968824, ["is_bot"] = true, ["first_name"] = "Group", ["username"] = "GroupAnonymousBot" };
        message["sender_chat"] = message["chat"]!.DeepClone();
        message["sender_chat"]!["title"] = title;
        return root.ToJsonString();
    }

    /// <summary>The data of a button of a message, counted from the top left.</summary>
    public static string Button(JsonElement? keyboard, int place) => keyboard!.Value.GetProperty("inline_keyboard").EnumerateArray()
        .SelectMany(row => row.EnumerateArray()).ElementAt(place).GetProperty("callback_data").GetString()!;

    /// <summary>The labels of all buttons of a message.</summary>
    public static IEnumerable<string?> Labels(JsonElement? keyboard) => keyboard!.Value.GetProperty("inline_keyboard").EnumerateArray()
        .SelectMany(row => row.EnumerateArray()).Select(key => key.GetProperty("text").GetString());

    /// <summary>The labels of those buttons that can be pressed.</summary>
    public static IEnumerable<string?> Live(JsonElement? keyboard) => Keys(keyboard).Where(key => !key.TryGetProperty("disabled", out _)).Select(key => key.GetProperty("text").GetString());

    /// <summary>The labels of those buttons that do nothing, with their style.</summary>
    public static IEnumerable<(string? Label, string? Style)> Disabled(JsonElement? keyboard) => Keys(keyboard).Where(key => key.TryGetProperty("disabled", out _))
        .Select(key => (key.GetProperty("text").GetString(), key.TryGetProperty("style", out var style) ? style.GetString() : null));

    private static IEnumerable<JsonElement> Keys(JsonElement? keyboard) => keyboard is { } given ? given.GetProperty("inline_keyboard").EnumerateArray().SelectMany(row => row.EnumerateArray()) : [];

    public static string Confirm(SendMessage question) => Button(question.ReplyMarkup, 0);

    public static string Reject(SendMessage question) => Button(question.ReplyMarkup, 1);
}
