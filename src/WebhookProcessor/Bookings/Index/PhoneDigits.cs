using PhStudio.Messaging.ServiceDefaults.Privacy;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Index;

/// <summary>The digits by which a booking is found.</summary>
/// <param name="All">All that are written.</param>
/// <param name="Numbers">Of each number that is written there, without what stands before its last ten.</param>
internal sealed record PhoneDigits(string All, IReadOnlySet<string> Numbers)
{
    public static PhoneDigits Of(string phone) => new(BookingFilter.DigitsOf(phone), PersonTraces.NumbersOf(phone));
}
