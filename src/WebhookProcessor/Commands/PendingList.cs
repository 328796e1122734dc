using MassTransit;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using PhStudio.Messaging.WebhookProcessor.Texts;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PhStudio.Messaging.WebhookProcessor.Commands;

/// <summary>A page of open decisions as one message: a line for each with a number, and below a Confirm and a Reject for each number. It is for one person and is not updated: a press on it tells the current state.</summary>
public sealed class PendingList(IServiceScopeFactory scopes, ButtonSigner signer, Localizer localizer)
{
    /// <summary>The text in Telegram's HTML, and its buttons.</summary>
    /// <param name="order">Who asked, where, in which language.</param>
    /// <param name="page">The bookings to show.</param>
    /// <param name="count">How many are open in all.</param>
    /// <param name="more">The button for the next page; null where there is none.</param>
    public async Task<(string Html, JsonElement Keyboard)> OfAsync(CommandOrder order, IReadOnlyList<Guid> page, int count, JsonObject? more)
    {
        await using var scope = scopes.CreateAsyncScope();
        var bookings = scope.ServiceProvider.GetRequiredService<ILoadSagaRepository<BookingDecision>>();
        var lines = new List<string> { localizer.Html("pending_head", order.Language, ("count", count)) };
        var rows = new JsonArray();
        foreach (var id in page)
        {
            if (await bookings.Load(id) is not { Booking: { } known, Decision: null } booking)
            {
                continue; // Decided since it was listed.
            }

            var number = lines.Count;
            lines.Add(localizer.Html("pending_line", order.Language,
                ("number", number), ("booking_id", booking.BookingId), ("service", known.Service), ("date", known.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
                ("time_slots", known.TimeSlots), ("location", known.Location), ("client_name", known.ClientName)));
            rows.Add(new JsonArray(Key(order, booking, ButtonAction.Confirm, $"✅ {number}", "success"), Key(order, booking, ButtonAction.Reject, $"❌ {number}", "danger")));
        }

        if (more is not null)
        {
            rows.Add(new JsonArray(more));
        }

        return (string.Join('\n', lines), JsonSerializer.SerializeToElement(new JsonObject { ["inline_keyboard"] = rows }));
    }

    private JsonObject Key(CommandOrder order, BookingDecision booking, ButtonAction action, string label, string style) => new()
    {
        ["text"] = label,
        ["callback_data"] = signer.Write(new Button(action, booking.CorrelationId, booking.KeyboardVersion), order.ChatId),
        ["style"] = style,
    };
}
