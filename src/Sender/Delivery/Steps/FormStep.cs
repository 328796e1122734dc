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
        var variant = new Variant(part, order.ThreadId, HasEntities: order.Entities is not null && part.Text.Value.Length > 0, reply);
        var form = delivery.IsFirst ? variant : variant.As((await ledger.FindAsync(key))?.Learned ?? Learned.Nothing);
        return form.Part.Photos.Count == 0 || await sources.HasAllAsync(form.Part.Photos) ? form : form.As(Learned.WithoutPhotos) with { Why = "an uploaded photo is not kept any more" };
    }

    /// <summary>A reply to a message of ours; none where that is not in its chat, and no refusal where it was deleted there.</summary>
    private async Task<JsonElement?> ReplyToAsync(Guid before) =>
        await ledger.FindAsync(new LedgerKey(before)) is { Delivery.TelegramMessageId: > 0 and var id } ? JsonSerializer.SerializeToElement(new { message_id = id, allow_sending_without_reply = true }) : null;
}
