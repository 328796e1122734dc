using static PhStudio.Messaging.Templates.Types.BookingValues;

namespace PhStudio.Messaging.Templates.Types;

/// <summary>What the user of a button reads.</summary>
internal static class PopupContracts
{
    public static IEnumerable<TemplateContract> All =>
    [
        Popup("popup_confirmed", "Your press confirmed the booking."),
        Popup("popup_rejected", "Your press rejected the booking."),
        Popup("popup_cancelled", "Your press cancelled the booking."),
        Popup("popup_undone", "Your press took the decision back."),
        Popup("popup_already_confirmed", "Somebody had confirmed it before.", DecidedBy, DecidedAt),
        Popup("popup_already_rejected", "Somebody had rejected it before.", DecidedBy, DecidedAt),
        Popup("popup_already_cancelled", "It had been cancelled before.", DecidedBy.Optional(), DecidedAt),
        Popup("popup_already_by_you", "You had decided just that before.", DecidedAt),
        Popup("popup_expired", "The time to decide was over.", DecidedAt.Optional()),
        Popup("popup_forged", "The button was not made by us."),
        Popup("popup_foreign", "The button was copied from another chat."),
        Popup("popup_outdated", "The button belongs to an older version of the message."),
        Popup("popup_unknown_booking", "The booking of the button is unknown."),
        Popup("popup_not_allowed", "The user may not decide."),
        Popup("popup_accepted", "The press is stored, its outcome is not known yet."),
        Popup("popup_try_again", "The press could not be stored."),
        Popup("popup_choose_reason", "Reject was pressed: the reasons are shown."),
        Popup("popup_snoozed", "The user is reminded later.", SnoozedUntil),
        Popup("snoozed_line", "On the card: one more person who wants to be reminded, and when.", SnoozedBy, SnoozedUntil),
        Popup("popup_snooze_too_late", "The wait for a decision ends before the time of the reminder."),
        Popup("popup_write_reason", "Other was pressed: the next text is the reason."),
        Popup("popup_write_note", "With a note was pressed: the next text is what the customer is told with the confirmation."),
        Popup("popup_undo_too_late", "The time to take it back is over."),
        Popup("popup_undo_not_yours", "Only the decider or a manager may take it back."),
        Popup("popup_session_begun", "The customer pressed Cancel after the session's start."),
        Popup("popup_language_set", "The user chose this language."),
        Popup("popup_language_set_chat", "A manager chose this language for the staff chat."),
        Popup("popup_not_decided", "There is no decision to take back."),
    ];

    private static TemplateContract Popup(string type, string description, params IEnumerable<TemplateValue> values) =>
        new(type, TextFormat.Popup, description, values);
}
