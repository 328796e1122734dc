using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Content;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.Sender.Telegram;
using PhStudio.Messaging.Telegram;

namespace PhStudio.Messaging.Sender.Delivery.Steps;

/// <summary>What the ledger is to know of the request to send a part. The part has its end then, or another request for it follows.</summary>
internal sealed class RecordStep(ILedger ledger, KnownDeliveries known, PartsStep parts, PhotoSources sources, DeliveryOptions options, RetryOptions retries, TimeProvider time)
{
    public async Task RunAsync(MessageDelivery delivery)
    {
        if (delivery.Result is null && await EndOfPartAsync(delivery) is { } end)
        {
            await parts.EndAsync(delivery, end);
        }
    }

    /// <summary>Null where another request follows.</summary>
    private async Task<DeliveryResult?> EndOfPartAsync(MessageDelivery delivery) => (delivery.NotOurs, delivery.Outcome) switch
    {
        (Claim.Held held, _) => KnownDeliveries.Held(delivery, held),
        (Claim.Settled { Entry: var entry }, _) => await known.OfAsync(delivery, delivery.Key, entry) ?? Resend(delivery),
        (_, null) => null,
        (_, var outcome) => await EndOfPartAsync(delivery, outcome, delivery.Variant!),
    };

    private async Task<DeliveryResult?> EndOfPartAsync(MessageDelivery delivery, TelegramOutcome outcome, Variant variant)
    {
        switch (outcome)
        {
            case TelegramOutcome.Delivered delivered:
                return await DeliveredAsync(delivery, delivered, variant);

            case TelegramOutcome.Ambiguous:
                await ledger.UnknownAsync(delivery.Key);
                return await known.UnknownAsync(delivery, delivery.Attempt, isNews: true) ?? Resend(delivery);

            // The number of requests is bounded, whatever fails. Each of its photos may be refused.
            case not TelegramOutcome.Ambiguous when delivery.Attempt >= options.MaxAttempts + variant.Ordered.Photos.Count && !delivery.Consume.WasReplayed():
                var last = DeliveryResult.Failed.Of(outcome, delivery.Attempt);
                return await FailAsync(delivery, last with { Detail = $"given up after {delivery.Attempt} requests; the last answer: {last.Detail}" });

            case TelegramOutcome.Transient { Why: var why }:
                await ledger.ReleaseAsync(delivery.Key);
                return new DeliveryResult.Retry(why, delivery.Attempt);

            case TelegramOutcome.Conflict:
                await ledger.ReleaseAsync(delivery.Key);
                return new DeliveryResult.Retry("conflict", delivery.Attempt);

            // Sent in a simpler form rather than not at all.
            case TelegramOutcome.MalformedMarkup { Description: var why } when variant.Part.Text.TelegramParseMode is not null || variant.HasEntities:
                return await SimplifyAsync(delivery, variant, Learned.PlainText, why);

            case TelegramOutcome.Permanent { Reason: FailureReason.ThreadNotFound, Description: var why } when variant.ThreadId is not null:
                return await SimplifyAsync(delivery, variant, Learned.GeneralTopic, why);

            // Telegram's own id of an uploaded photo may be what it does not take any more.
            case TelegramOutcome.Permanent { Reason: FailureReason.Refused } when variant.Part.Photos.Count > 0 && await sources.ForgetAsync(variant.Part.Photos):
                await ledger.ReleaseAsync(delivery.Key);
                delivery.Restart(delivery.Place);
                return null;

            // The server of the photo may have failed for a moment.
            case TelegramOutcome.Permanent { Description: var why } when variant.Part.Photos.Count > 0 && ErrorTexts.IsUnfetchedPhoto(why) && delivery.Attempt < options.MaxFetches && !retries.IsLast(delivery.Consume):
                await ledger.ReleaseAsync(delivery.Key);
                return new DeliveryResult.Retry(why, delivery.Attempt);

            // A photo that Telegram cannot fetch or take, or a refusal that names nothing else: the other photos and the text are still sent.
            case TelegramOutcome.Permanent { Reason: FailureReason.Refused } or TelegramOutcome.TooLong when variant.Part.Photos.Count > 0:
                var refusal = DeliveryResult.Failed.Of(outcome, delivery.Attempt).Detail!;
                return await SimplifyAsync(delivery, variant, variant.RefusedPhotos(refusal), refusal);

            default:
                return await FailAsync(delivery, DeliveryResult.Failed.Of(outcome, delivery.Attempt));
        }
    }

    private async Task<DeliveryResult> DeliveredAsync(MessageDelivery delivery, TelegramOutcome.Delivered delivered, Variant variant)
    {
        var photos = delivered.Photos;
        var sent = new DeliveredMessage(delivery.ChatId, delivered.MessageId ?? 0, time.GetUtcNow(), variant.Remark, variant.Why) 
        {
            Photos = photos is null ? null : [.. photos.Select(photo => photo.MessageId)],
            Content = delivery.Parts.Count == 1 ? null : delivery.Part.Hash,
        };
        await ledger.SentAsync(delivery.Key, sent);
        await sources.RememberAsync(variant.Part.Photos, photos ?? []);
        return new DeliveryResult.Delivered(sent, delivery.Attempt, KnownDeliveries.AlbumOf(sent));
    }

    private static DeliveryResult? Resend(MessageDelivery delivery)
    {
        delivery.EvenUnknown = true;
        delivery.Restart();
        return null;
    }

    /// <summary>Stored before the message is released: the next process sends it in the simpler form at once.</summary>
    private async Task<DeliveryResult?> SimplifyAsync(MessageDelivery delivery, Variant variant, Learned learned, string why)
    {
        await ledger.LearnAsync(delivery.Key, learned);
        await ledger.ReleaseAsync(delivery.Key);
        delivery.Variant = variant.As(learned, why);
        delivery.Restart(delivery.Place);
        return null;
    }

    private async Task<DeliveryResult> FailAsync(MessageDelivery delivery, DeliveryResult.Failed failed)
    {
        await ledger.FailedAsync(delivery.Key, failed.Reason);
        return failed;
    }
}
