using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using PhStudio.Messaging.WebhookProcessor.Bookings.Customers;
using PhStudio.Messaging.WebhookProcessor.Bookings.Index;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Erasure;

/// <summary>
/// Finds the bookings of a person. One that has another phone number and another chat since may be another person's: of it only what it came with is found (docs/decisions/0416).
/// Changes nothing, so it may run any number of times.
/// </summary>
public sealed class FindPersonConsumer(IBookingIndexSource index, ILoadSagaRepository<BookingDecision> bookings) : IConsumer<FindPerson>
{
    public async Task Consume(ConsumeContext<FindPerson> context)
    {
        var question = context.Message;
        var numbers = question.Phone is { } phone ? PersonTraces.NumbersOf(phone) : null;
        var rows = (await index.CurrentAsync(context.CancellationToken)).Where(row =>
            HasPhone([row.Summary.ClientPhone, .. row.FormerPhones ?? []]) || (question.ClientChatId is { } chat && row.Chats.Contains(chat, StringComparer.Ordinal)));
        var found = new List<(string BookingId, PersonTraces Traces, bool IsFormer)>();
        foreach (var row in rows)
        {
            // The row only says where to look: it names the staff's chats too.
            if (await bookings.Load(row.Booking) is not { } booking)
            {
                continue;
            }

            if (IsOfPerson(ErasedBooking.CurrentTracesOf(booking)))
            {
                found.Add((booking.BookingId, ErasedBooking.TracesOf(booking), IsFormer: false));
            }
            else if (IsOfPerson(ErasedBooking.TracesOf(booking)))
            {
                found.Add((booking.BookingId, ErasedBooking.FormerTracesOf(booking), IsFormer: true));
            }
        }

        await context.RespondAsync(new PersonFound
        {
            BookingIds = [.. found.Where(entry => !entry.IsFormer).Select(entry => entry.BookingId)],
            FormerBookingIds = found.Where(entry => entry.IsFormer).Select(entry => entry.BookingId).ToList() is { Count: > 0 } former ? former : null,
            Names = Distinct(found.SelectMany(entry => entry.Traces.Names)),
            Phones = Distinct(found.SelectMany(entry => entry.Traces.Phones).Append(question.Phone)),
            Notes = Distinct(found.SelectMany(entry => entry.Traces.Notes)),
            ChatIds = Distinct(found.SelectMany(entry => entry.Traces.ChatIds).Append(question.ClientChatId)),
        });

        bool HasPhone(IEnumerable<string> phones) => numbers is not null && phones.Any(known => numbers.Overlaps(PersonTraces.NumbersOf(known)));

        bool IsOfPerson(PersonTraces traces) => HasPhone(traces.Phones) || (question.ClientChatId is { } chat && traces.ChatIds.Contains(chat));
    }

    private static List<string> Distinct(IEnumerable<string?> texts) => [.. texts.OfType<string>().Where(text => text.Length > 0 && text != PersonTraces.Erased).Distinct(StringComparer.Ordinal)];
}
