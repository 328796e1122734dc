using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Telegram;

namespace PhStudio.Messaging.Sender.Lanes;

/// <summary>What an outcome that ends a message or an edit is called in the facts.</summary>
/// <param name="Reason">The class.</param>
/// <param name="Detail">Telegram's own words, where it had some.</param>
internal readonly record struct Refusal(FailureReason Reason, string? Detail)
{
    public static Refusal Of(Outcome outcome) => outcome switch
    {
        Outcome.Permanent permanent => new(permanent.Reason, permanent.Description),
        Outcome.MalformedMarkup malformed => new(FailureReason.MalformedMarkup, malformed.Description),
        Outcome.TooLong => new(FailureReason.TooLong, "Telegram takes 4096 characters"),
        Outcome.Transient or Outcome.Ambiguous or Outcome.Conflict => new(FailureReason.Unavailable, outcome.GetType().Name),
        _ => new(FailureReason.Refused, outcome.GetType().Name),
    };
}
