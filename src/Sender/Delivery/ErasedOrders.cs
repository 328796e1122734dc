using System.Text.Json;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.ServiceDefaults.Privacy;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>Orders that a queue or a schedule still held when their person was erased.</summary>
internal sealed class ErasedOrders(IErasures erasures, ILedger ledger)
{
    private static readonly HashSet<string> OfPerson = [.. PersonalMembers<BookingCreated>.Names, .. PersonalMembers<BookingCreated>.Names.Select(name => $"former_{name}")];

    private static readonly JsonElement Erased = JsonSerializer.SerializeToElement(PersonTraces.Erased);

    /// <summary>The order without who was erased after it was given: itself where that changes nothing, null where nothing of it is left to send.</summary>
    public async ValueTask<SendMessage?> WithoutAsync(SendMessage order)
    {
        var people = await erasures.CurrentAsync();
        return Without(order, people.HasChat(order.ChatId, order.CreatedAt), people.HasBooking(order.BookingId));
    }

    /// <summary>An order about a booking whose customer was erased: without the photos, which may be the customer's, and the values that say something of the customer. Null where that was all.</summary>
    public static SendMessage? WithoutBooking(SendMessage order)
    {
        var without = order with { Photos = order.BookingId is null ? order.Photos : null, Values = order.Values is { } values ? Without(values) : null };
        return order.Photos is not null && without is { Photos: null, Text: null, Template: null } ? null : without;
    }

    /// <summary>
    /// Keeps an order whose outcome is unknown, as far as its person was not erased. The store is asked after that, because the copy may be some seconds old: an erasure that comes later finds what is kept.
    /// </summary>
    /// <param name="order">The order.</param>
    /// <param name="choice">The operator's choice by which it was sent again; null where there was none.</param>
    public async Task ParkAsync(SendMessage order, Guid? choice = null)
    {
        if (await LeftToKeepAsync(order, await WithoutAsync(order)) is not { } kept)
        {
            return;
        }

        await ledger.ParkAsync(kept.MessageId, KeptOrder.Write(kept, choice));
        var now = Without(order, await IsErasedAsync(order.ChatId, bookingId: null, order.CreatedAt), await IsErasedAsync(chatId: null, order.BookingId, orderedAt: null));
        if (await LeftToKeepAsync(order, now) is not { } left)
        {
            await ledger.UnparkAsync(order.MessageId);
        }
        else if (left != kept)
        {
            await ledger.ParkAsync(left.MessageId, KeptOrder.Write(left, choice));
        }
    }

    /// <summary>True where the chat or the booking of a message is an erased person's, as it is at this moment.</summary>
    public async Task<bool> IsErasedAsync(string? chatId, string? bookingId, DateTimeOffset? orderedAt) =>
        chatId == PersonTraces.Erased
        || (chatId is not null && await erasures.ChatAsync(chatId, orderedAt) == PersonTraces.Erased)
        || (bookingId is not null && await erasures.ErasedAtAsync(bookingId, phone: null, chatId: null) is not null);

    /// <summary>True where nobody was erased until a few seconds ago.</summary>
    public async ValueTask<bool> AreNoneAsync() => (await erasures.CurrentAsync()).At.Count == 0;

    /// <summary>The chat as it may be noted of what was sent, as it is at this moment. Where its person was erased while the request was under way, the ledger forgets it too.</summary>
    public async Task<string> ChatAsync(MessageSent sent)
    {
        var chat = await erasures.ChatAsync(sent.ChatId, sent.OrderedAt);
        if (chat != sent.ChatId)
        {
            foreach (var key in LedgerEntries.Of(sent.MessageId))
            {
                await ledger.EraseChatAsync(key, [sent.ChatId]);
            }
        }

        return chat;
    }

    /// <summary>The values without the person; null where nothing is to be taken out.</summary>
    public async ValueTask<IReadOnlyDictionary<string, JsonElement>?> CleanAsync(string? bookingId, IReadOnlyDictionary<string, JsonElement>? values)
    {
        return HasPerson(values) && (await erasures.CurrentAsync()).HasBooking(bookingId) ? Without(values!) : null;
    }

    private static SendMessage? Without(SendMessage order, bool isOfChat, bool isOfBooking) =>
        isOfChat ? null : isOfBooking && (order.Photos is not null || HasPerson(order.Values)) ? WithoutBooking(order) : order;

    /// <summary>Null where nothing of the order can be sent again: what is in parts has no other order in its place.</summary>
    private async Task<SendMessage?> LeftToKeepAsync(SendMessage order, SendMessage? without) => without != order && await ledger.IsInPartsAsync(order.MessageId) ? null : without;

    /// <summary>The values without the person: a text reads "erased", anything else is left out.</summary>
    private static Dictionary<string, JsonElement> Without(IReadOnlyDictionary<string, JsonElement> values) =>
        values.Where(value => !OfPerson.Contains(value.Key) || value.Value.ValueKind == JsonValueKind.String)
            .ToDictionary(value => value.Key, value => OfPerson.Contains(value.Key) ? Erased : value.Value, StringComparer.Ordinal);

    private static bool HasPerson(IReadOnlyDictionary<string, JsonElement>? values) => values?.Any(value => IsOfPerson(value.Key, value.Value)) == true;

    private static bool IsOfPerson(string name, JsonElement value) => OfPerson.Contains(name) && !(value.ValueKind == JsonValueKind.String && value.ValueEquals(PersonTraces.Erased));
}
