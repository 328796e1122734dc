using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Customers;

/// <summary>Takes the person out of a stored booking. What was decided, when, by whom of the staff, and for how much stays.</summary>
public static class ErasedBooking
{
    /// <summary>What the audit calls the erasure.</summary>
    public const string What = "erased";

    /// <summary>How the person is identified, by what the booking came with and as it stands.</summary>
    public static PersonTraces TracesOf(BookingDecision booking) => TracesOf(booking, booking.Booking, booking.CameAs);

    /// <summary>How the customer of today is identified.</summary>
    public static PersonTraces CurrentTracesOf(BookingDecision booking) => TracesOf(booking, booking.Booking);

    /// <summary>How the one is identified whom only what the booking came with names: of it nothing that is still true.</summary>
    public static PersonTraces FormerTracesOf(BookingDecision booking)
    {
        var now = CurrentTracesOf(booking);
        var numbers = now.Phones.SelectMany(PersonTraces.NumbersOf).ToHashSet(StringComparer.Ordinal);
        return new PersonTraces(
            [],
            Of(PersonalKind.Name).Except(now.Names),
            Of(PersonalKind.Phone).Where(phone => !numbers.Overlaps(PersonTraces.NumbersOf(phone))),
            Of(PersonalKind.Text).Except(now.Notes),
            Of(PersonalKind.Chat).Except(now.ChatIds));

        IEnumerable<string> Of(PersonalKind kind) => booking.CameAs is { } came ? PersonalMembers<BookingCreated>.Of(came, kind) : [];
    }

    /// <summary>Erases; false where nothing of the person is there (any more). The links that are out bind nobody any more.</summary>
    public static bool Erase(BookingDecision booking)
    {
        var person = TracesOf(booking);
        var (current, first) = (booking.Booking is { } known ? Without(known) : null, booking.CameAs is { } came ? Without(came) : null);
        var decision = booking.Decision is { } made ? Cleaned(FormerCustomer.Without(made), person) : null;
        List<AuditEntry> audit = [.. booking.Audit.Select(entry => Cleaned(entry.From != DecisionSource.Customer ? entry : entry with
        {
            Who = entry.Who is null ? null : PersonTraces.Erased,
            ChatId = entry.ChatId is null ? null : PersonTraces.Erased,
        }, person))];
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
    }

    /// <summary>Erases what the booking came with and what was corrected since; false where nothing of it is there (any more).</summary>
    public static bool EraseFormer(BookingDecision booking)
    {
        if (booking.CameAs is not { } came || Without(came) is var without && without == came)
        {
            return false;
        }

        var person = FormerTracesOf(booking);
        booking.CameAs = without;
        booking.Decision = booking.Decision is { } decision ? Cleaned(decision, person) : null;
        booking.Audit = [.. booking.Audit.Select(entry => Cleaned(entry, person))];
        return true;
    }

    /// <summary>The booking as it came, without the person.</summary>
    public static BookingCreated Without(BookingCreated booking) => PersonalMembers<BookingCreated>.Without(booking);

    private static PersonTraces TracesOf(BookingDecision booking, params BookingCreated?[] forms)
    {
        return new PersonTraces(
            [booking.BookingId],
            Of(PersonalKind.Name).Concat(CustomerNames(booking)),
            Of(PersonalKind.Phone),
            Of(PersonalKind.Text),
            Of(PersonalKind.Chat).Append(booking.Client?.ChatId).OfType<string>());

        IEnumerable<string> Of(PersonalKind kind) => forms.OfType<BookingCreated>().SelectMany(known => PersonalMembers<BookingCreated>.Of(known, kind));
    }

    private static Decision Cleaned(Decision decision, PersonTraces person) =>
        decision with { By = decision.Outcome == Outcome.Cancelled && MayBeCustomer(decision.From) ? person.Clean(decision.By) : decision.By, Reason = Clean(decision.Reason, person), AdditionalInfo = Clean(decision.AdditionalInfo, person) };

    private static AuditEntry Cleaned(AuditEntry entry, PersonTraces person) => entry with
    {
        Who = MayBeCustomer(entry.From) && entry.What is not ("confirmed" or "rejected") ? Clean(entry.Who, person) : entry.Who,
        ChatId = entry.ChatId is { } chat && person.ChatIds.Contains(chat) ? PersonTraces.Erased : entry.ChatId,
        Reason = Clean(entry.Reason, person),
        AdditionalInfo = Clean(entry.AdditionalInfo, person),
    };

    // Who pressed in a staff chat is of the staff, and whom a platform names may be the customer: as one who cancelled there.
    private static bool MayBeCustomer(string from) => from != "chat";

    private static string? Clean(string? text, PersonTraces person) => text is null ? null : person.Clean(text);

    // What Telegram calls the customer. Who opened the link and was refused is somebody else.
    private static IEnumerable<string> CustomerNames(BookingDecision booking) =>
        booking.Audit.Where(entry => entry.From == DecisionSource.Customer && entry.What != RefusedLinks.What).Select(entry => entry.Who)
            .Append(booking.Decision is { From: DecisionSource.Customer } decision ? decision.By : null)
            .OfType<string>();
}
