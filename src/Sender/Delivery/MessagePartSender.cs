using System.Text.Json;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Content;
using PhStudio.Messaging.Sender.Telegram;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>Sends what fits into one call of Telegram, a text or photos with a caption: the request, what the answer asks for, and what the ledger is to know of it.</summary>
internal sealed class MessagePartSender(ILedger ledger, TelegramSender sender, TelegramClient telegram, PhotoSources sources, DeliveryOptions options, DeliveryEvents events, TimeProvider time)
{
    /// <summary>Sends it, unless the ledger knows it.</summary>
    public async Task<DeliveryResult> SendAsync(ConsumeContext<SendMessage> context, LedgerKey key, MessagePart part, bool isLast, long? place)
    {
        var variant = await VariantOfAsync(context, key, part);
        var resend = false;
        while (true)
        {
            switch (await sender.PostAsync(Parcel(context, key, variant, isLast, resend), place, context.CancellationToken))
            {
                case RequestResult.MustWait wait:
                    return new DeliveryResult.MustWait(wait.Until, wait.Place);

                case RequestResult.NotOurs { Claim: Claim.Held held }:
                    return new DeliveryResult.Held(held.Until);

                case RequestResult.NotOurs { Claim: Claim.Settled { Entry: var entry } }:
                    if (await KnownAsync(context, key, entry) is { } known)
                    {
                        return known;
                    }

                    resend = true;
                    break;

                case RequestResult.Answered { Outcome: TelegramOutcome.Delivered { MessageId: var id, Photos: var photos } } answered:
                    var delivery = new DeliveredMessage(answered.ChatId, id ?? 0, time.GetUtcNow(), variant.Remark, variant.Why) { Photos = photos is null ? null : [.. photos.Select(photo => photo.MessageId)] };
                    await ledger.SentAsync(key, delivery);
                    await sources.RememberAsync(variant.Part.Photos, photos ?? []);
                    return new DeliveryResult.Sent(delivery, answered.Attempt, IsNews: true, AlbumOf(delivery));

                case RequestResult.Answered { Outcome: TelegramOutcome.Ambiguous } answered:
                    await ledger.UnknownAsync(key);
                    if (await UnknownAsync(context, answered.Attempt, isNews: true) is { } unknown)
                    {
                        return unknown;
                    }

                    resend = true;
                    break;

                // Whatever keeps it from its chat, and however it comes back each time: it has an end.
                case RequestResult.Answered { Outcome: not TelegramOutcome.Ambiguous } answered when answered.Attempt >= options.MaxAttempts && !context.WasReplayed():
                    var (last, words) = Refusal.Of(answered.Outcome);
                    return await FailAsync(key, last, $"given up after {answered.Attempt} requests; the last answer: {words}", answered.Attempt);

                case RequestResult.Answered { Outcome: TelegramOutcome.Transient { Why: var why }, Attempt: var attempt }:
                    await ledger.ReleaseAsync(key);
                    return new DeliveryResult.TryAgain(why, attempt);

                case RequestResult.Answered { Outcome: TelegramOutcome.Conflict, Attempt: var attempt }:
                    await ledger.ReleaseAsync(key);
                    return new DeliveryResult.TryAgain("conflict", attempt);

                // Said once in a simpler form rather than not at all.
                case RequestResult.Answered { Outcome: TelegramOutcome.MalformedMarkup { Description: var why } } answered when variant.Part.Text.TelegramParseMode is not null || variant.HasEntities:
                    (variant, place) = (await SimplifyAsync(key, variant, Learned.PlainText, why), answered.Place);
                    break;

                case RequestResult.Answered { Outcome: TelegramOutcome.Permanent { Reason: FailureReason.ThreadNotFound, Description: var why } } answered when variant.ThreadId is not null:
                    (variant, place) = (await SimplifyAsync(key, variant, Learned.GeneralTopic, why), answered.Place);
                    break;

                // Telegram's own id of an uploaded photo may be what it does not take any more.
                case RequestResult.Answered { Outcome: TelegramOutcome.Permanent { Reason: FailureReason.Refused } } answered when variant.Part.Photos.Count > 0 && await sources.ForgetAsync(variant.Part.Photos):
                    await ledger.ReleaseAsync(key);
                    place = answered.Place;
                    break;

                // A photo that Telegram cannot fetch or take, and every refusal that names nothing else: its text is worth more.
                case RequestResult.Answered { Outcome: TelegramOutcome.Permanent { Reason: FailureReason.Refused } or TelegramOutcome.TooLong } answered when variant.Part.Photos.Count > 0:
                    (variant, place) = (await SimplifyAsync(key, variant, Learned.WithoutPhotos, Refusal.Of(answered.Outcome).Detail ?? "too large"), answered.Place);
                    break;

                case RequestResult.Answered answered:
                    var (reason, detail) = Refusal.Of(answered.Outcome);
                    return await FailAsync(key, reason, detail, answered.Attempt);
            }
        }
    }

    /// <summary>The form that earlier refusals left.</summary>
    private async Task<Variant> VariantOfAsync(ConsumeContext<SendMessage> context, LedgerKey key, MessagePart part)
    {
        var order = context.Message;
        var reply = key.Part > 1 ? null : order.ReplyParameters ?? (order is { RepliesToAfter: true, After: { } before } ? await ReplyToAsync(before) : null);
        var variant = new Variant(part, order.ThreadId, HasEntities: order.Entities is not null && part.Text.Value.Length > 0, reply);
        var form = context.IsFirst() ? variant : variant.As((await ledger.FindAsync(key))?.Learned ?? Learned.Nothing);
        return form.Part.Photos.Count == 0 || await sources.HasAllAsync(form.Part.Photos) ? form : form.As(Learned.WithoutPhotos) with { Why = "an uploaded photo is not kept any more" };
    }

    /// <summary>Remembered before the message is free again: whoever takes it next, sends it in the simpler form at once.</summary>
    private async Task<Variant> SimplifyAsync(LedgerKey key, Variant variant, Learned learned, string why)
    {
        await ledger.LearnAsync(key, learned);
        await ledger.ReleaseAsync(key);
        return variant.As(learned) with { Why = why };
    }

    /// <summary>What became of it, asked once more by a claim, which tells a request under way from one whose process died; null where it may be sent, by now.</summary>
    public async Task<DeliveryResult?> KnownAsync(ConsumeContext<SendMessage> context, LedgerKey key)
    {
        switch (await ledger.ClaimAsync(key))
        {
            case Claim.Held held:
                return new DeliveryResult.Held(held.Until);
            case Claim.Settled { Entry: { State: EntryState.Unknown } entry }:
                return new DeliveryResult.Unknown(entry.Attempts, await IsNewsAsync(key));
            case Claim.Settled { Entry: var entry }:
                return await KnownAsync(context, key, entry);
            default:
                await ledger.ReleaseAsync(key, counts: false);
                return null;
        }
    }

    /// <summary>It will not be delivered.</summary>
    public async Task<DeliveryResult> FailAsync(LedgerKey key, FailureReason reason, string? detail, int attempts)
    {
        await ledger.FailedAsync(key, reason);
        return new DeliveryResult.Failed(reason, detail, attempts, IsNews: true);
    }

    /// <summary>What the ledger knew; null where an unknown message is to be sent again.</summary>
    private async Task<DeliveryResult?> KnownAsync(ConsumeContext<SendMessage> context, LedgerKey key, LedgerEntry entry) => entry.State switch
    {
        EntryState.Sent => new DeliveryResult.Sent(entry.Delivery!, entry.Attempts, IsNews: false, AlbumOf(entry.Delivery!)),
        EntryState.Failed => new DeliveryResult.Failed(entry.Reason ?? FailureReason.Refused, "known from an earlier delivery", entry.Attempts, IsNews: false),
        _ => await UnknownAsync(context, entry.Attempts, await IsNewsAsync(key)),
    };

    /// <summary>Found after its process died, nobody has told it yet.</summary>
    private async Task<bool> IsNewsAsync(LedgerKey key) => await ledger.ParkedAsync(key.MessageId) is null;

    /// <summary>Marks it for everybody; null where it is to be sent again at once (docs/telegram.md 22: it may then be there twice).</summary>
    private async Task<DeliveryResult?> UnknownAsync(ConsumeContext<SendMessage> context, int attempts, bool isNews)
    {
        var resend = PriorityRule.Of(context.Message.Priority).IsSentAgain && attempts <= options.MostResends;
        if (resend)
        {
            await events.UnknownAsync(context, resending: true, attempts, isNews: true);
            return null;
        }

        return new DeliveryResult.Unknown(attempts, isNews);
    }

    /// <summary>A reply to a message of ours; none where that is not in its chat, and no refusal where it was deleted there.</summary>
    private async Task<JsonElement?> ReplyToAsync(Guid before) =>
        await ledger.FindAsync(new LedgerKey(before)) is { Delivery.TelegramMessageId: > 0 and var id } ? JsonSerializer.SerializeToElement(new { message_id = id, allow_sending_without_reply = true }) : null;

    private static IReadOnlyList<long>? AlbumOf(DeliveredMessage delivery) => delivery.Photos is { Count: > 1 } album ? album : null;

    private OutboundRequest Parcel(ConsumeContext<SendMessage> context, LedgerKey key, Variant variant, bool isLast, bool resend) => new()
    {
        ChatId = context.Message.ChatId,
        Priority = context.Message.Priority,
        Weight = variant.Part.Weight,
        Entry = key,
        EvenUnknown = resend,
        Claim = () => ledger.ClaimAsync(key, evenUnknown: resend, isFirst: context.IsFirst()),
        GiveBack = () => ledger.ReleaseAsync(key, counts: false),
        Request = chatId => PartRequest.SendAsync(telegram, sources, chatId, context.Message, variant, isLast, options.AllowPaidBroadcast),
    };
}
