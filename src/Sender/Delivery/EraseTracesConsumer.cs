using System.Text.Json;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Content;
using PhStudio.Messaging.Sender.Telegram;
using PhStudio.Messaging.ServiceDefaults.Privacy;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>
/// Deletes what the Sender keeps of a person: kept orders with an unknown outcome, notes about the chats, the chosen language, and the calls of the shadow. A repetition finds nothing.
/// </summary>
internal sealed class EraseTracesConsumer(ILedger ledger, IChatStore chats, ILanguageStore languages, IShadowLog shadow) : IConsumer<EraseTraces>
{
    public async Task Consume(ConsumeContext<EraseTraces> context)
    {
        var person = new PersonTraces([], context.Message.Names ?? [], context.Message.Phones ?? [], context.Message.Notes ?? [], context.Message.ChatIds);
        var orders = 0;
        // What is no id of ours is nothing that the Sender keeps: it must not keep the rest from being erased.
        foreach (var id in context.Message.MessageIds.Select(text => Guid.TryParse(text, out var known) ? known : Guid.Empty).Where(id => id != Guid.Empty))
        {
            foreach (var key in LedgerEntries.Of(id))
            {
                await ledger.EraseChatAsync(key, context.Message.ChatIds);
            }

            if (await ledger.ParkedAsync(id) is not { } kept || JsonSerializer.Deserialize<SendMessage>(kept) is not { } order)
            {
                continue;
            }

            orders++;
            if (person.ChatIds.Contains(order.ChatId) || ErasedOrders.WithoutBooking(order) is not { } without || await ledger.IsInPartsAsync(id))
            {
                await ledger.UnparkAsync(id);
            }
            else
            {
                await ledger.ParkAsync(id, person.CleanJson(JsonSerializer.Serialize(without), isOfPerson: true));
            }
        }

        foreach (var id in (context.Message.FormerMessageIds ?? []).Select(text => Guid.TryParse(text, out var known) ? known : Guid.Empty))
        {
            if (await ledger.ParkedAsync(id) is { } kept && person.CleanJson(kept, isOfPerson: true) is var cleaned && cleaned != kept)
            {
                orders++;
                // Another text would have other parts.
                await ledger.ParkAsync(id, await ledger.IsInPartsAsync(id) ? LedgerEntries.ErasedOrder : cleaned);
            }
        }

        foreach (var chat in context.Message.ChatIds)
        {
            await chats.ForgetAsync(chat);
            await languages.ForgetAsync(chat);
        }

        await context.RespondAsync(new TracesErased { Orders = orders, Shadowed = await shadow.EraseAsync(person) });
    }
}
