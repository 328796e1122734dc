
using static PhStudio.Messaging.Templates.Types.BookingValues;

namespace PhStudio.Messaging.Templates.Types;

/// <summary>What the customer reads in the private chat with the bot.</summary>
internal static class CustomerContracts
{
    public static IEnumerable<TemplateContract> All =>
    [
        new("customer_state", TextFormat.Message, "The answer to opening a booking's link: where it stands.", [.. Session, State, Reason, AdditionalInfo]),
        new("customer_confirmed", TextFormat.Message, "The booking was confirmed.", [.. Session, People.Optional(), Price.Optional(), Currency, AdditionalInfo]),
        new("customer_rejected", TextFormat.Message, "The booking was rejected.", [.. Session, Reason]),
        new("customer_cancelled", TextFormat.Message, "The booking was cancelled.", [.. Session, Reason]),
        new("customer_expired", TextFormat.Message, "The studio did not answer in time.", Session),
        new("customer_moved", TextFormat.Message, "The session was moved.", [.. Session, FormerDate, FormerTimeSlots]),
        new("customer_changed", TextFormat.Message, "The studio's platform corrected the booking. The former values are given of what was corrected.",
            [.. Session, People.Optional(), Price.Optional(), Currency, FormerService, FormerDate.Optional(), FormerTimeSlots.Optional(), FormerPeople, FormerPrice, FormerCurrency, FormerLocation]),
        new("customer_reminder", TextFormat.Message, "A reminder before the session.", [.. Session, AdditionalInfo]),
        new("customer_cancel_question", TextFormat.Message, "Asks whether the customer means to cancel.", Session),
        new("customer_link_invalid", TextFormat.Message, "The opened link is forged, used or too old."),
        new("customer_welcome", TextFormat.Message, "The answer to /start of somebody who came without a booking's link."),
    ];
}
