using MassTransit;
using PhStudio.Messaging.WebhookProcessor.Bookings.Index;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Texts;
using System.Globalization;

namespace PhStudio.Messaging.WebhookProcessor.Commands;

/// <summary>/today: the sessions of the studio's day that will or may take place, in the order of their slots.</summary>
public sealed class TodayCommand(IBookingLists lists, IServiceScopeFactory scopes, Localizer localizer, StudioClock clock) : ICommand
{
    public async Task RunAsync(CommandOrder order)
    {
        var day = clock.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var sessions = await SessionsAsync();
        if (sessions.Count == 0)
        {
            await order.ReplyAsync("today_empty", ("date", day));
            return;
        }

        var lines = sessions.Select(s => localizer.Html("today_line", order.Language,
            ("booking_id", s.BookingId), ("service", s.Booking!.Service), ("time_slots", s.Booking.TimeSlots), ("location", s.Booking.Location), ("client_name", s.Booking.ClientName), ("state", BookingStates.Name(s))));
        await order.ReplyTextAsync(string.Join('\n', lines.Prepend(localizer.Html("today_head", order.Language, ("date", day), ("count", sessions.Count)))));
    }

    private async Task<List<BookingDecision>> SessionsAsync()
    {
        await using var scope = scopes.CreateAsyncScope();
        var bookings = scope.ServiceProvider.GetRequiredService<ILoadSagaRepository<BookingDecision>>();
        var found = new List<BookingDecision>();
        foreach (var id in await lists.OnAsync(clock.Today))
        {
            if (await bookings.Load(id) is { Booking: { } known } booking && known.Date == clock.Today && booking.Decision?.Outcome is null or Outcome.Confirmed)
            {
                found.Add(booking);
            }
        }

        return [.. found.OrderBy(b => b.Booking!.TimeSlots.Min(StringComparer.Ordinal), StringComparer.Ordinal)];
    }
}
