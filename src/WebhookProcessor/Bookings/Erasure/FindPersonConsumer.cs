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
        var numbers = question.Phone is { } phone ? PersonTraces.NumbersOf(phone) : null;
        var rows = (await index.CurrentAsync(context.CancellationToken)).Where(row =>
            HasPhone([row.Summary.ClientPhone, .. row.FormerPhones]) || (question.ClientChatId is { } chat && row.Chats.Contains(chat, StringComparer.Ordinal)));
        var found = new List<(BookingDecision Booking, PersonTraces Traces)>();
        foreach (var row in rows)
        {
            if (await bookings.Load(row.Booking) is { } booking && ErasedBooking.TracesOf(booking) is var traces && IsOfPerson(traces))
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

        bool HasPhone(IEnumerable<string> phones) => numbers is not null && phones.Any(known => numbers.Overlaps(PersonTraces.NumbersOf(known)));

        // A row names every chat that saw the booking, the staff's too: only the customer's own counts. A phone was compared with the row's, which is the customer's.
        bool IsOfPerson(PersonTraces traces) => question.ClientChatId is not { } chat || traces.ChatIds.Contains(chat) || HasPhone(traces.Phones);
    }

    private static List<string> Distinct(IEnumerable<string?> texts) => [.. texts.OfType<string>().Where(text => text.Length > 0 && text != PersonTraces.Erased).Distinct(StringComparer.Ordinal)];
}
