using System.Text.Json;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Telegram;

namespace PhStudio.Messaging.Sender.Telegram;

/// <summary>Classifies an answer: plain logic, tested by a table of cases.</summary>
public static class Classification
{
    /// <summary>The longest <c>retry_after</c> that is kept, in seconds.</summary>
    private const int MaxWait = 86_400;

    /// <summary>For a 429 without a <c>retry_after</c>, or with one that is no time: asked again at once, it would be answered so again.</summary>
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>What the answer means.</summary>
    public static TelegramOutcome Classify(TelegramResponse answer) => answer switch
    {
        TelegramResponse.NotSent { Why: var why } => new TelegramOutcome.Transient(why),
        TelegramResponse.NoResponse { Why: var why } => new TelegramOutcome.Ambiguous(why),
        TelegramResponse.Received came => Judge(came),
        _ => throw new InvalidOperationException("There is no other answer."),
    };

    private static TelegramOutcome Judge(TelegramResponse.Received came)
    {
        var reply = Read(came.Body);

        return came.Status switch
        {
            >= 200 and < 300 when reply is { Ok: true } => new TelegramOutcome.Delivered(MessageIdOf(reply.Result), SentPhoto.Of(reply.Result)),
            // A success that cannot be read may be Telegram's, cut short on the way: the outcome is unknown.
            >= 200 and < 300 => new TelegramOutcome.Ambiguous("unreadable success"),
            429 => new TelegramOutcome.RateLimited(Wait(reply, came.RetryAfter)),
            >= 500 or 408 => new TelegramOutcome.Transient($"HTTP {came.Status}"),
            // A refusal that is not the API's JSON comes from something in front of it, and says nothing about the message or the token. The API's has always both members.
            _ when reply is not { Ok: false, ErrorCode: not 0 } => new TelegramOutcome.Transient($"HTTP {came.Status} that is not Telegram's"),
            // An older server: the token is right, and other methods go on.
            404 when ErrorTexts.IsUnknownMethod(reply.Description ?? "") => new TelegramOutcome.Permanent(FailureReason.Refused, reply.Description!),
            // 404 is what a token of a wrong form gets: as much an operator's error as 401.
            401 or 404 => new TelegramOutcome.Unauthorised(),
            421 => new TelegramOutcome.Unauthorised($"The Bot API server does not serve this bot ({reply.Description}): see TELEGRAM_API_BASE_URL"),
            400 or 403 when ErrorTexts.IsFrozenBot(reply.Description ?? "") => new TelegramOutcome.Unauthorised("Telegram froze the bot's account: ask @BotFather or Telegram's support"),
            409 => new TelegramOutcome.Conflict(reply.Description ?? ""),
            413 => new TelegramOutcome.TooLong(),
            _ => Refused(reply),
        };
    }

    private static TelegramOutcome Refused(TelegramReply reply)
    {
        var description = reply.Description ?? "";

        if (reply.Parameters?.MigrateToChatId is { } chatId)
        {
            return new TelegramOutcome.Migrated(chatId);
        }

        if (ErrorTexts.IsNotModified(description))
        {
            return new TelegramOutcome.NotModified();
        }

        if (ErrorTexts.IsMalformedMarkup(description))
        {
            return new TelegramOutcome.MalformedMarkup(description);
        }

        if (ErrorTexts.IsTooLong(description))
        {
            return new TelegramOutcome.TooLong();
        }

        if (ErrorTexts.IsQueryTooOld(description))
        {
            return new TelegramOutcome.QueryTooOld();
        }

        return new TelegramOutcome.Permanent(ErrorTexts.ReasonOf(reply.ErrorCode, description), description);
    }

    // Bounded: after a day Telegram is asked again.
    private static TimeSpan Wait(TelegramReply? reply, int? header) =>
        (reply?.Parameters?.RetryAfter ?? header) is { } seconds and > 0 ? TimeSpan.FromSeconds(Math.Min(seconds, MaxWait)) : DefaultRetryAfter;

    private static long? MessageIdOf(JsonElement? result) =>
        result is { ValueKind: JsonValueKind.Array } list ? (list.GetArrayLength() > 0 ? MessageIdOf(list[0]) : null)
        : result is { ValueKind: JsonValueKind.Object } message && message.TryGetProperty("message_id", out var id) && id.ValueKind is JsonValueKind.Number && id.TryGetInt64(out var number) ? number : null;

    private static TelegramReply? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body.Span, TelegramJson.Default.TelegramReply);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
