using MassTransit;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Model;

/// <summary>Who asks for a decision, from where, why, and by which press or order.</summary>
/// <param name="By">As shown to people.</param>
/// <param name="From">As <see cref="AuditEntry.From"/> says it.</param>
/// <param name="Cause">The press or order: the same one again is the same decision.</param>
/// <param name="Reason">Why, if it was said.</param>
/// <param name="UserId">The Telegram user, if it is one.</param>
/// <param name="ChatId">The chat, if it was in one.</param>
/// <param name="AdditionalInfo">What the customer is told with a confirmation.</param>
public sealed record DecisionSource(string By, string From, string Cause, string? Reason = null, long? UserId = null, string? ChatId = null, string? AdditionalInfo = null)
{
    /// <summary>Who decided where the platform named nobody, as the API and the bus say it.</summary>
    public const string Platform = "platform";

    /// <summary>Who decided where nobody did in time, as the API and the bus say it.</summary>
    public const string Deadline = "deadline";

    /// <summary>Where an entry comes from that the customer made.</summary>
    public const string Customer = "customer";

    /// <summary>The person to show in a chat; null where no name is known, for which every language has its own words.</summary>
    public static string? Shown(Decision decision) => decision is { ByUserId: null, By: Platform or Deadline } ? null : decision.By;

    /// <summary>The person who pressed.</summary>
    public static DecisionSource Of(ButtonPressed press, string? reason = null) => new(press.UserName, "chat", press.Press(), reason, press.UserId, press.ChatId);

    /// <summary>The person who typed the reason of a rejection. Where it was typed as the group, the person who pressed Reject may take it back.</summary>
    public static DecisionSource Of(ReasonGiven given) => new(given.UserName, "chat", $"reason/{given.UpdateId}", given.Reason, given.AskedUserId ?? given.UserId, given.ChatId);

    /// <summary>The person who typed a note for the customer, which confirms.</summary>
    public static DecisionSource OfNote(ReasonGiven given) => Of(given) with { Reason = null, AdditionalInfo = given.Reason };

    /// <summary>The source of an order. One that waits for the answer is a caller of the Gateway, one who does not is on the bus.</summary>
    public static DecisionSource Of(ConsumeContext order, string by, string? reason = null) =>
        new(by, order.ResponseAddress is null ? "bus" : "http", $"order/{order.GetOriginalMessageId() ?? order.MessageId}", reason);
}
