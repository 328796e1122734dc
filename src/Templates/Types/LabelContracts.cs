namespace PhStudio.Messaging.Templates.Types;

/// <summary>The labels of buttons.</summary>
internal static class LabelContracts
{
    public static IEnumerable<TemplateContract> All =>
    [
        new("name_platform", TextFormat.Button, "Who decided, where the booking platform named nobody."),
        new("name_erased", TextFormat.Button, "What stands in place of a name, a number or a text of somebody who was erased."),
        Button("button_confirm", "Confirms the booking."),
        Button("button_confirm_noted", "Confirms the booking with a note for the customer, which the user types next."),
        Button("button_reject", "Rejects the booking, or shows the reasons."),
        Button("button_undo", "Takes the decision back."),
        Button("button_reopen", "Takes an expiry or a cancellation back."),
        Button("button_confirmed", "Under a confirmed booking: does nothing, and says by whom and when.", BookingValues.DecidedBy, BookingValues.DecidedAt),
        Button("button_rejected", "Under a rejected booking: does nothing, and says by whom and when.", BookingValues.DecidedBy, BookingValues.DecidedAt),
        Button("button_cancelled", "Under a cancelled booking: does nothing, and says by whom and when.", BookingValues.DecidedBy, BookingValues.DecidedAt),
        Button("button_expired", "Under an expired booking: does nothing, and says when.", BookingValues.DecidedAt),
        Button("button_later", "Shows the times for a reminder."),
        Button("button_later_quarter", "Reminds the user in 15 minutes."),
        Button("button_later_hour", "Reminds the user in an hour."),
        Button("button_later_tomorrow", "Reminds the user tomorrow at nine, on the studio's clock."),
        Button("button_language", "Chooses the language in which the label is written."),
        Button("button_back", "From the reasons back to the decision."),
        Button("button_other", "A reason that is not in the list."),
        Reason("reject_reason_taken", "the time is taken"),
        Reason("reject_reason_staff", "nobody is free to photograph"),
        Reason("reject_reason_closed", "the studio is closed"),
        Button("button_more", "The next page of a list."),
        Button("button_cancel_booking", "The customer cancels the booking."),
        Button("button_cancel_yes", "The customer means it."),
        Button("button_cancel_no", "The customer does not."),
    ];

    private static TemplateContract Button(string type, string description, params IEnumerable<TemplateValue> values) => new(type, TextFormat.Button, description, values);

    private static TemplateContract Reason(string type, string description) => new(type, TextFormat.Button, $"A reason for a rejection where REJECT_REASONS is unset: {description}. Up to 60 characters.");
}
