using System.Text.Json;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Content;

namespace PhStudio.Messaging.Sender.Delivery.Steps;

/// <summary>In what form a part is sent: as ordered, or as earlier refusals left it.</summary>
internal sealed class FormStep(ILedger ledger, PhotoSources sources)
{
    public async Task RunAsync(MessageDelivery delivery) => delivery.Variant ??= await FormAsync(delivery);

    private async Task<Variant> FormAsync(MessageDelivery delivery)
    {
        var (order, key, part) = (delivery.Order, delivery.Key, delivery.Part);
        var reply = key.Part > 1 ? null : order.ReplyParameters ?? (order is { RepliesToAfter: true, After: { } before } ? await ReplyToAsync(before) : null);
        var learned = delivery.IsFirst ? Learned.Nothing : (await ledger.FindAsync(key))?.Learned ?? Learned.Nothing;
        var form = new Variant(part, order.ThreadId, IsOrderedWithEntities: order.Entities is not null && part.Text.Value.Length > 0, reply, learned);
        return form.Part.Photos.Count > 0 && await sources.MissingAsync(part.Photos) is { Count: > 0 } missing
            ? form.As(missing.Aggregate(Learned.Nothing, (all, place) => all | LearnedPhotos.Of(place)), "an uploaded photo is not kept any more")
            : form;
    }

    /// <summary>A reply to a message of ours; none where that is not in its chat, and no refusal where it was deleted there.</summary>
    private async Task<JsonElement?> ReplyToAsync(Guid before) =>
        await ledger.FindAsync(new LedgerKey(before)) is { Delivery.TelegramMessageId: > 0 and var id } ? JsonSerializer.SerializeToElement(new { message_id = id, allow_sending_without_reply = true }) : null;
}
