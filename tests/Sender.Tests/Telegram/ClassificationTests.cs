using System.Text;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Telegram;

namespace PhStudio.Messaging.Sender.Tests.Telegram;

public sealed class ClassificationTests
{
    public static TheoryData<string, TelegramResponse, TelegramOutcome> Cases => new()
    {
        { "a message that was taken", Came(200, """{"ok":true,"result":{"message_id":77,"date":1}}"""), new TelegramOutcome.Delivered(77) },
        { "a call that makes no message", Came(200, """{"ok":true,"result":true}"""), new TelegramOutcome.Delivered(null) },
        { "a message whose number is none", Came(200, """{"ok":true,"result":{"message_id":"77"}}"""), new TelegramOutcome.Delivered(null) },
        { "a photo whose sizes are none", Came(200, """{"ok":true,"result":{"message_id":77,"photo":[{"file_id":"a"},7]}}"""), new TelegramOutcome.Delivered(77) },
        { "a photo whose name is half a surrogate pair", Came(200, """{"ok":true,"result":{"message_id":77,"photo":[{"file_id":"\ud83d"}]}}"""), new TelegramOutcome.Delivered(77) },
        { "a message that is nested deeply", Came(200, """{"ok":true,"result":{"deep":LEVELS,"message_id":77}}""".Replace("LEVELS", new string('[', 100) + new string(']', 100), StringComparison.Ordinal)), new TelegramOutcome.Delivered(77) },
        { "an album", Came(200, """{"ok":true,"result":[{"message_id":77},{"message_id":78}]}"""), new TelegramOutcome.Delivered(77) },
        { "a photo that cannot be fetched", Error(400, "Bad Request: failed to get HTTP URL content"), Permanent(FailureReason.Refused, "Bad Request: failed to get HTTP URL content") },
        { "a chat that takes texts only", Error(400, "Bad Request: not enough rights to send photos to the chat"), Permanent(FailureReason.Refused, "Bad Request: not enough rights to send photos to the chat") },
        { "a caption that is too long", Error(400, "Bad Request: message caption is too long"), new TelegramOutcome.TooLong() },
        { "an edit that is in place", Error(400, "Bad Request: message is not modified: specified new message content is the same"), new TelegramOutcome.NotModified() },
        { "429 with a wait beyond every timer", Came(429, """{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 2147483647","parameters":{"retry_after":2147483647}}""", null), new TelegramOutcome.RateLimited(TimeSpan.FromDays(1)) },
        { "429 with a wait beyond 32 bits", Came(429, """{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 99999999999","parameters":{"retry_after":99999999999}}""", null), new TelegramOutcome.RateLimited(TimeSpan.FromDays(1)) },
        { "429 with its wait in the body", Came(429, """{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 7","parameters":{"retry_after":7}}""", 9), new TelegramOutcome.RateLimited(TimeSpan.FromSeconds(7)) },
        { "429 with its wait in the header only", Came(429, "<html>", 9), new TelegramOutcome.RateLimited(TimeSpan.FromSeconds(9)) },
        { "429 with a wait that is none", Came(429, """{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 0","parameters":{"retry_after":0}}"""), new TelegramOutcome.RateLimited(TimeSpan.FromSeconds(5)) },
        { "429 with a header that is none", Came(429, "<html>", 0), new TelegramOutcome.RateLimited(TimeSpan.FromSeconds(5)) },
        { "429 that does not say", Came(429, "{}"), new TelegramOutcome.RateLimited(TimeSpan.FromSeconds(5)) },
        { "500 in JSON", Error(500, "Internal Server Error"), new TelegramOutcome.Transient("HTTP 500") },
        { "502 as a page", Came(502, "<html><title>502 Bad Gateway</title></html>"), new TelegramOutcome.Transient("HTTP 502") },
        { "a proxy's own 403", Came(403, "<html>forbidden</html>"), new TelegramOutcome.Transient("HTTP 403 that is not Telegram's") },
        { "a proxy's own 403 in JSON", Came(403, """{"message":"Forbidden"}"""), new TelegramOutcome.Transient("HTTP 403 that is not Telegram's") },
        { "a proxy's own 404 in JSON", Came(404, """{"detail":"Not Found"}"""), new TelegramOutcome.Transient("HTTP 404 that is not Telegram's") },
        { "a proxy's own 401 in JSON", Came(401, """{"description":"Unauthorized"}"""), new TelegramOutcome.Transient("HTTP 401 that is not Telegram's") },
        { "a proxy's own 400 that is no object", Came(400, "null"), new TelegramOutcome.Transient("HTTP 400 that is not Telegram's") },
        { "a proxy that says no too", Came(403, """{"ok":false,"error":"forbidden"}"""), new TelegramOutcome.Transient("HTTP 403 that is not Telegram's") },
        { "a proxy that has codes too", Came(404, """{"error_code":404,"description":"Not Found"}"""), new TelegramOutcome.Transient("HTTP 404 that is not Telegram's") },
        { "a proxy's own 413 in JSON", Came(413, """{"message":"Request size limit exceeded"}"""), new TelegramOutcome.Transient("HTTP 413 that is not Telegram's") },
        { "refused connection", new TelegramResponse.NotSent("network: ConnectionError"), new TelegramOutcome.Transient("network: ConnectionError") },
        { "cut after the request was written", new TelegramResponse.NoResponse("network: ResponseEnded"), new TelegramOutcome.Ambiguous("network: ResponseEnded") },
        { "no answer in time", new TelegramResponse.NoResponse("no answer in time"), new TelegramOutcome.Ambiguous("no answer in time") },
        { "a success that cannot be read", Came(200, """{"ok":tr"""), new TelegramOutcome.Ambiguous("unreadable success") },
        { "a group that became a supergroup", Came(400, """{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":-1002003004005}}"""), new TelegramOutcome.Migrated(-1002003004005) },
        { "a wrong token", Error(401, "Unauthorized"), new TelegramOutcome.Unauthorised() },
        { "a token of a wrong form", Error(404, "Not Found"), new TelegramOutcome.Unauthorised() },
        { "a server that is older than the method", Error(404, "Not Found: method not found"), Permanent(FailureReason.Refused, "Not Found: method not found") },
        { "a local server that filters", Error(421, "Misdirected Request"), new TelegramOutcome.Unauthorised("The Bot API server does not serve this bot (Misdirected Request): see TELEGRAM_API_BASE_URL") },
        { "a frozen account", Error(400, "Bad Request: FROZEN_METHOD_INVALID"), new TelegramOutcome.Unauthorised("Telegram froze the bot's account: ask @BotFather or Telegram's support") },
        { "two pollers", Error(409, "Conflict: terminated by other getUpdates request"), new TelegramOutcome.Conflict("Conflict: terminated by other getUpdates request") },
        { "markup that Telegram cannot read", Error(400, "Bad Request: can't parse entities: Unclosed start tag at byte offset 3"), new TelegramOutcome.MalformedMarkup("Bad Request: can't parse entities: Unclosed start tag at byte offset 3") },
        { "a text that is too long", Error(400, "Bad Request: message is too long"), new TelegramOutcome.TooLong() },
        { "a body that is too long", Error(413, "Request Entity Too Large"), new TelegramOutcome.TooLong() },
        { "a press too long ago", Error(400, "Bad Request: query is too old and response timeout expired or query ID is invalid"), new TelegramOutcome.QueryTooOld() },
        { "blocked", Error(403, "Forbidden: bot was blocked by the user"), Permanent(FailureReason.Blocked, "Forbidden: bot was blocked by the user") },
        { "a closed account", Error(403, "Forbidden: user is deactivated"), Permanent(FailureReason.Blocked, "Forbidden: user is deactivated") },
        { "kicked", Error(403, "Forbidden: bot was kicked from the supergroup chat"), Permanent(FailureReason.Kicked, "Forbidden: bot was kicked from the supergroup chat") },
        { "not a member", Error(403, "Forbidden: bot is not a member of the channel chat"), Permanent(FailureReason.Kicked, "Forbidden: bot is not a member of the channel chat") },
        { "a bot that nobody started", Error(403, "Forbidden: bot can't initiate conversation with a user"), Permanent(FailureReason.ChatNotFound, "Forbidden: bot can't initiate conversation with a user") },
        { "any other 403", Error(403, "Forbidden: something new"), Permanent(FailureReason.Forbidden, "Forbidden: something new") },
        { "no such chat", Error(400, "Bad Request: chat not found"), Permanent(FailureReason.ChatNotFound, "Bad Request: chat not found") },
        { "a topic that is gone", Error(400, "Bad Request: message thread not found"), Permanent(FailureReason.ThreadNotFound, "Bad Request: message thread not found") },
        { "a message that is gone", Error(400, "Bad Request: message to edit not found"), Permanent(FailureReason.MessageNotFound, "Bad Request: message to edit not found") },
        { "no right to write", Error(400, "Bad Request: not enough rights to send text messages to the chat"), Permanent(FailureReason.Forbidden, "Bad Request: not enough rights to send text messages to the chat") },
        { "any other 400", Error(400, "Bad Request: BUTTON_DATA_INVALID"), Permanent(FailureReason.Refused, "Bad Request: BUTTON_DATA_INVALID") },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_answer_means_one_thing(string what, TelegramResponse answer, TelegramOutcome expected)
    {
        Assert.True(expected == Classification.Classify(answer), $"{what}: {Classification.Classify(answer)} and not {expected}");
    }

    private static TelegramResponse Came(int status, string body, int? retryAfter = null) => new TelegramResponse.Received(status, Encoding.UTF8.GetBytes(body), retryAfter);

    private static TelegramResponse Error(int status, string description) => Came(status, $$"""{"ok":false,"error_code":{{status}},"description":"{{description}}"}""");

    private static TelegramOutcome Permanent(FailureReason reason, string description) => new TelegramOutcome.Permanent(reason, description);
}
