using PhStudio.Messaging.ServiceDefaults.Privacy;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Model;

/// <summary>A person who is the booking's customer no longer. Nobody is found by the history, so it names none (docs/decisions/0415).</summary>
public static class FormerCustomer
{
    /// <summary>Unbinds the customer, where one is bound. What the customer did stays, without name and chat.</summary>
    public static void Unbind(BookingDecision booking)
    {
        if (booking.Client is not { ChatId: var chat })
        {
            return;
        }

        booking.Audit = [.. booking.Audit.Select(entry => entry.ChatId == chat && entry.From is DecisionSource.Customer or DecisionSource.Deadline
            ? entry with { Who = entry.Who is null ? null : PersonTraces.Erased, ChatId = PersonTraces.Erased }
            : entry)];
        booking.Decision = booking.Decision is { } decision ? Without(decision) : null;
        booking.Client = null;
        booking.ClientMessageId = null;
    }

    /// <summary>The decision without the customer, where it was the customer's.</summary>
    public static Decision Without(Decision decision) => decision.From != DecisionSource.Customer ? decision : decision with
    {
        By = PersonTraces.Erased,
        ByUserId = null,
        Cause = PersonTraces.Erased, // The press names the chat and the user. A repetition is told that it is decided, which is true.
    };
}
