using static PhStudio.Messaging.Templates.Types.BookingValues;

namespace PhStudio.Messaging.Templates.Types;

/// <summary>What the staff chat reads about bookings.</summary>
internal static class BookingContracts
{
    public static IEnumerable<TemplateContract> All =>
    [
        new("booking_notification", TextFormat.Message, "A new booking, for the staff to decide.", [.. Booking, .. Snoozed]),
        new("morning_head", TextFormat.Message, "Before the questions of bookings that came in the quiet hours."),
        new("booking_reopened", TextFormat.Message, "An expiry or a cancellation was taken back: the question again.", Booking),
        new("booking_confirmation", TextFormat.Message, "The staff's message after the booking was confirmed.", [.. Booking, DecidedBy, DecidedAt, AdditionalInfo]),
        new("booking_rejection", TextFormat.Message, "The staff's message after the booking was rejected.", [.. Booking, DecidedBy, DecidedAt, Reason]),
        new("booking_cancellation", TextFormat.Message, "The staff's message after the booking was cancelled, by the customer or by the staff.", [.. Booking, DecidedBy.Optional(), DecidedAt, Reason]),
        new("booking_expiration", TextFormat.Message, "The staff's message after nobody decided in time.", [.. Booking, DecidedAt]),
        new("booking_reminder", TextFormat.Message, "Reminds the staff of a booking that still waits.", [.. Booking, CreatedAt, WaitingMinutes]),
        new("booking_snoozed", TextFormat.Message, "Reminds somebody who wanted to be reminded of a booking that still waits. It must mention that person.", [.. Booking, UserId, UserName, CreatedAt, WaitingMinutes]),
        new("booking_escalation", TextFormat.Message, "Tells the managers that a booking has waited too long; in the staff chat, where a manager cannot be reached.", [.. Booking, CreatedAt, WaitingMinutes, ManagerId, ManagerName]),
        new("choose_reason", TextFormat.Message, "Above the reasons for a rejection, which only the user sees.", Id, Service, Date, TimeSlots, Location, ClientName),
        new("choose_later", TextFormat.Message, "Above the times for a reminder, which only the user sees.", Id, Service, Date, TimeSlots, Location, ClientName),
        new("booking_moved", TextFormat.Message, "Tells the staff that the platform moved a session.", Id, Service, Date, TimeSlots, Location, FormerDate, FormerTimeSlots),
        new("booking_changed", TextFormat.Message, "Tells the staff what the platform corrected, and what it was before. Only what was corrected is given.", [.. Corrected]),
    ];
}
