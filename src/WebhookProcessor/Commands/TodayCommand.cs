using System.Globalization;
using MassTransit;
using PhStudio.Messaging.WebhookProcessor.Bookings;
using PhStudio.Messaging.WebhookProcessor.Lists;
using PhStudio.Messaging.WebhookProcessor.Texts;

namespace PhStudio.Messaging.WebhookProcessor.Commands;

/// <summary>/today: the sessions of the studio's day that will or may take place, in the order of their slots.</summary>
public sealed class TodayCommand(IBookingLists lists, IServiceScopeFactory scopes, Phrases phrases, StudioClock clock)
{
    /// <summary>Answers.</summary>
    public async Task Run(CommandOrder order)
    {
        var day = clock.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var sessions = await Sessions();
        if (sessions.Count == 0)
        {
            await order.Reply("today_empty", ("date", day));
            return;
        }

        var lines = sessions.Select(s => phrases.Html("today_line", order.Language,
            ("booking_id", s.BookingId), ("service", s.Booking!.Service), ("time_slots", s.Booking.TimeSlots), ("client_name", s.Booking.ClientName), ("state", BookingStates.Name(s))));
        await order.ReplyText(string.Join('\n', lines.Prepend(phrases.Html("today_head", order.Language, ("date", day), ("count", sessions.Count)))));
    }

    private async Task<List<BookingDecision>> Sessions()
    {
        await using var scope = scopes.CreateAsyncScope();
        var bookings = scope.ServiceProvider.GetRequiredService<ILoadSagaRepository<BookingDecision>>();
        var found = new List<BookingDecision>();
        foreach (var id in await lists.On(clock.Today))
        {
            if (await bookings.Load(id) is { Booking: { } known } booking && known.Date == clock.Today && booking.Decision?.Outcome is null or Outcome.Confirmed)
                found.Add(booking);
        }

        return [.. found.OrderBy(b => b.Booking!.TimeSlots.Min(StringComparer.Ordinal), StringComparer.Ordinal)];
    }
}
