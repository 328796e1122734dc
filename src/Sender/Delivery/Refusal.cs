using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Telegram;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>What an outcome that ends a message or an edit is called in the facts.</summary>
/// <param name="Reason">The class.</param>
/// <param name="Detail">Telegram's own words, where it had some.</param>
internal readonly record struct Refusal(FailureReason Reason, string? Detail)
{
    public static Refusal Of(TelegramOutcome outcome) => outcome switch
    {
        TelegramOutcome.Permanent permanent => new(permanent.Reason, permanent.Description),
        TelegramOutcome.MalformedMarkup malformed => new(FailureReason.MalformedMarkup, malformed.Description),
        TelegramOutcome.TooLong => new(FailureReason.TooLong, "Telegram takes 4096 characters, and 1024 below a photo"),
        TelegramOutcome.Transient or TelegramOutcome.Ambiguous or TelegramOutcome.Conflict => new(FailureReason.Unavailable, outcome.GetType().Name),
        _ => new(FailureReason.Refused, outcome.GetType().Name),
    };
}
