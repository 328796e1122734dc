using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using PhStudio.Messaging.WebhookProcessor.Bookings.Customers;
using PhStudio.Messaging.WebhookProcessor.Bookings.Saga;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Erasure;

/// <summary>Takes the person out of a stored booking. What was decided, when, by whom of the staff, and for how much stays.</summary>
public static class ErasedBooking
{
    /// <summary>What the audit calls the erasure.</summary>
    public const string What = "erased";

    /// <summary>How the person is identified.</summary>
    public static PersonTraces TracesOf(BookingDecision booking)
    {
        var stored = new[] { booking.Booking, booking.CameAs }.OfType<BookingCreated>().ToList();
        return new PersonTraces(
            [booking.BookingId],
            Of(PersonalKind.Name).Concat(CustomerNames(booking)),
            Of(PersonalKind.Phone),
            Of(PersonalKind.Text),
            Of(PersonalKind.Chat).Append(booking.Client?.ChatId).OfType<string>());

        IEnumerable<string> Of(PersonalKind kind) => stored.SelectMany(known => PersonalMembers<BookingCreated>.Of(known, kind));
    }

    /// <summary>Erases; false where nothing of the person is there (any more). The links that are out bind nobody any more.</summary>
    public static bool Erase(BookingDecision booking)
    {
        var person = TracesOf(booking);
        var (current, first) = (booking.Booking is { } known ? Without(known) : null, booking.CameAs is { } came ? Without(came) : null);
        var decision = booking.Decision is { } made ? FormerCustomer.Without(made) : null;
        decision = decision is null ? null : decision with { By = person.Clean(decision.By), Reason = Clean(decision.Reason), AdditionalInfo = Clean(decision.AdditionalInfo) };
        List<AuditEntry> audit = [.. booking.Audit.Select(entry => entry with
        {
            Who = entry.From == DecisionSource.Customer && entry.Who is not null ? PersonTraces.Erased : Clean(entry.Who),
            ChatId = entry.ChatId is { } chat && (entry.From == DecisionSource.Customer || person.ChatIds.Contains(chat)) ? PersonTraces.Erased : entry.ChatId,
            Reason = Clean(entry.Reason),
            AdditionalInfo = Clean(entry.AdditionalInfo),
        })];
        if (booking.Client is null && current == booking.Booking && first == booking.CameAs && decision == booking.Decision && audit.SequenceEqual(booking.Audit))
        {
            return false;
        }

        booking.Booking = current;
        booking.CameAs = first;
        booking.Decision = decision;
        booking.Audit = audit;
        booking.Client = null;
        booking.ClientMessageId = null;
        booking.IsClientLost = false;
        booking.LinkVersion++;
        return true;

        string? Clean(string? text) => text is null ? null : person.Clean(text);
    }

    /// <summary>The booking as it came, without the person.</summary>
    public static BookingCreated Without(BookingCreated booking) => PersonalMembers<BookingCreated>.Without(booking);

    // What Telegram calls the customer. Who opened the link and was refused is somebody else.
    private static IEnumerable<string> CustomerNames(BookingDecision booking) =>
        booking.Audit.Where(entry => entry.From == DecisionSource.Customer && entry.What != CustomerSteps.LinkRefused).Select(entry => entry.Who)
            .Append(booking.Decision is { From: DecisionSource.Customer } decision ? decision.By : null)
            .OfType<string>();
}
