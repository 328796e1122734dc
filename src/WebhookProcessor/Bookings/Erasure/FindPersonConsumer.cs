using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using PhStudio.Messaging.WebhookProcessor.Bookings.Index;
using PhStudio.Messaging.WebhookProcessor.Bookings.Saga;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Erasure;

/// <summary>Finds the bookings of a person. Changes nothing, so it may run any number of times.</summary>
public sealed class FindPersonConsumer(IBookingIndexSource index, ILoadSagaRepository<BookingDecision> bookings) : IConsumer<FindPerson>
{
    public async Task Consume(ConsumeContext<FindPerson> context)
    {
        var question = context.Message;
        var digits = question.Phone is { } phone ? PersonTraces.DigitsOf(phone) : null;
        var rows = (await index.CurrentAsync(context.CancellationToken)).Where(row =>
            (digits is { Length: > 0 } && PersonTraces.DigitsOf(row.Summary.ClientPhone) == digits) || (question.ClientChatId is { } chat && row.Chats.Contains(chat, StringComparer.Ordinal)));
        var found = new List<(BookingDecision Booking, PersonTraces Traces)>();
        foreach (var row in rows)
        {
            if (await bookings.Load(row.Booking) is { } booking && ErasedBooking.TracesOf(booking) is var traces
                && (question.ClientChatId is null || traces.ChatIds.Contains(question.ClientChatId) || (digits is not null && traces.Phones.Any(known => PersonTraces.DigitsOf(known) == digits))))
            {
                found.Add((booking, traces));
            }
        }

        await context.RespondAsync(new PersonFound
        {
            BookingIds = [.. found.Select(entry => entry.Booking.BookingId)],
            Names = Distinct(found.SelectMany(entry => entry.Traces.Names)),
            Phones = Distinct(found.SelectMany(entry => entry.Traces.Phones).Append(question.Phone)),
            Notes = Distinct(found.SelectMany(entry => entry.Traces.Notes)),
            ChatIds = Distinct(found.SelectMany(entry => entry.Traces.ChatIds).Append(question.ClientChatId)),
        });
    }

    private static List<string> Distinct(IEnumerable<string?> texts) => [.. texts.OfType<string>().Where(text => text.Length > 0 && text != PersonTraces.Erased).Distinct(StringComparer.Ordinal)];
}
