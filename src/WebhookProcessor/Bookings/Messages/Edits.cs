using PhStudio.Messaging.WebhookProcessor.Bookings.Model;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Messages;

/// <summary>Counts and dates the edits of a booking's messages.</summary>
public static class Edits
{
    /// <summary>Begins a round of edits. Of two edits of one message the later one stays, so no two rounds have the same time, whatever the clock says.</summary>
    public static void Begin(BookingDecision booking, DateTimeOffset now)
    {
        booking.Edits++;
        booking.LastEditAt = now > booking.LastEditAt ? now : booking.LastEditAt.AddMilliseconds(1);
    }
}
