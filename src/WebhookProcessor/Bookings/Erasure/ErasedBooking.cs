using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using PhStudio.Messaging.WebhookProcessor.Bookings.Saga;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Erasure;

/// <summary>Takes the person out of a stored booking. What was decided, when, by whom of the staff, and for how much stays.</summary>
public static class ErasedBooking
{
    /// <summary>How the person is identified.</summary>
    public static PersonTraces TracesOf(BookingDecision booking)
    {
        var stored = new[] { booking.Booking, booking.CameAs }.OfType<BookingCreated>().ToList();
        return new PersonTraces(
            [booking.BookingId],
            stored.Select(known => known.ClientName),
            stored.Select(known => known.ClientPhone),
            stored.Select(known => known.Notes).OfType<string>(),
            stored.Select(known => known.ClientChatId).Append(booking.Client?.ChatId).OfType<string>());
    }

    /// <summary>Erases; false where nothing of the person is there (any more).</summary>
    public static bool Erase(BookingDecision booking)
    {
        var person = TracesOf(booking);
        var erased = booking.Booking is { } known ? Without(known) : null;
        if (booking.Client is null && erased == booking.Booking && (booking.CameAs is null || Without(booking.CameAs) == booking.CameAs))
        {
            return false;
        }

        booking.Booking = erased;
        booking.CameAs = booking.CameAs is { } first ? Without(first) : null;
        booking.Client = null;
        booking.ClientMessageId = null;
        booking.IsClientLost = false;
        if (booking.Decision is { } decision)
        {
            booking.Decision = decision with
            {
                By = decision.From == "customer" ? PersonTraces.Erased : person.Clean(decision.By),
                ByUserId = decision.From == "customer" ? null : decision.ByUserId,
                Reason = Clean(decision.Reason),
                AdditionalInfo = Clean(decision.AdditionalInfo),
            };
        }

        booking.Audit = [.. booking.Audit.Select(entry => entry with
        {
            Who = entry.From == "customer" && entry.Who is not null ? PersonTraces.Erased : Clean(entry.Who),
            ChatId = entry.ChatId is { } chat && (entry.From == "customer" || person.ChatIds.Contains(chat)) ? PersonTraces.Erased : entry.ChatId,
            Reason = Clean(entry.Reason),
            AdditionalInfo = Clean(entry.AdditionalInfo),
        })];
        return true;

        string? Clean(string? text) => text is null ? null : person.Clean(text);
    }

    /// <summary>The booking as it came, without the person.</summary>
    public static BookingCreated Without(BookingCreated booking) => booking with
    {
        ClientName = PersonTraces.Erased,
        ClientPhone = PersonTraces.Erased,
        Notes = booking.Notes is null ? null : PersonTraces.Erased,
        PhotoUrls = null,
        ClientChatId = null,
        ClientLanguage = null,
    };
}
