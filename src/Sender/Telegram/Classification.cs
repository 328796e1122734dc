using System.Text.Json;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Telegram;

namespace PhStudio.Messaging.Sender.Telegram;

/// <summary>Judges an answer: plain logic, its table of cases is its test.</summary>
public static class Classification
{
    /// <summary>How long to wait for a 429 that does not say.</summary>
    private const int LongestWait = 86_400;

    private static readonly TimeSpan UnsaidWait = TimeSpan.FromSeconds(5);

    /// <summary>What the answer means.</summary>
    public static Outcome Classify(Answer answer) => answer switch
    {
        Answer.NeverLeft { Why: var why } => new Outcome.Transient(why),
        Answer.Lost { Why: var why } => new Outcome.Ambiguous(why),
        Answer.Came came => Judge(came),
        _ => throw new InvalidOperationException("There is no other answer."),
    };

    private static Outcome Judge(Answer.Came came)
    {
        var reply = Read(came.Body);

        return came.Status switch
        {
            >= 200 and < 300 when reply is { Ok: true } => new Outcome.Delivered(MessageIdOf(reply.Result)),
            // A success that cannot be read may be Telegram's, cut short by something between us: nobody can say.
            >= 200 and < 300 => new Outcome.Ambiguous("unreadable success"),
            429 => new Outcome.RateLimited(Wait(reply, came.RetryAfter)),
            >= 500 or 408 => new Outcome.Transient($"HTTP {came.Status}"),
            // A refusal that is not the API's JSON comes from something in front of it, and says nothing about the message.
            _ when reply is null => new Outcome.Transient($"HTTP {came.Status} that is not Telegram's"),
            // An older server: the token is right, and other methods go on.
            404 when ErrorTexts.IsUnknownMethod(reply.Description ?? "") => new Outcome.Permanent(FailureReason.Refused, reply.Description!),
            // 404 is what a token of a wrong form gets: as much an operator's error as 401.
            401 or 404 => new Outcome.Unauthorised(),
            421 => new Outcome.Unauthorised($"The Bot API server does not serve this bot ({reply.Description}): see TELEGRAM_API_BASE_URL"),
            400 or 403 when ErrorTexts.IsFrozenBot(reply.Description ?? "") => new Outcome.Unauthorised("Telegram froze the bot's account: ask @BotFather or Telegram's support"),
            409 => new Outcome.Conflict(reply.Description ?? ""),
            413 => new Outcome.TooLong(),
            _ => Refused(reply),
        };
    }

    private static Outcome Refused(TelegramReply reply)
    {
        var description = reply.Description ?? "";

        if (reply.Parameters?.MigrateToChatId is { } chatId)
        {
            return new Outcome.Migrated(chatId);
        }

        if (ErrorTexts.IsNotModified(description))
        {
            return new Outcome.NotModified();
        }

        if (ErrorTexts.IsMalformedMarkup(description))
        {
            return new Outcome.MalformedMarkup(description);
        }

        if (ErrorTexts.IsTooLong(description))
        {
            return new Outcome.TooLong();
        }

        if (ErrorTexts.IsQueryTooOld(description))
        {
            return new Outcome.QueryTooOld();
        }

        return new Outcome.Permanent(ErrorTexts.ReasonOf(reply.ErrorCode, description), description);
    }

    // Whatever Telegram says, after a day it is asked again.
    private static TimeSpan Wait(TelegramReply? reply, int? header) =>
        (reply?.Parameters?.RetryAfter ?? header) is { } seconds and >= 0 ? TimeSpan.FromSeconds(Math.Min(seconds, LongestWait)) : UnsaidWait;

    private static long? MessageIdOf(JsonElement? result) =>
        result is { ValueKind: JsonValueKind.Object } message && message.TryGetProperty("message_id", out var id) && id.TryGetInt64(out var number) ? number : null;

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
