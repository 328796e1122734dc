using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Content;
using PhStudio.Messaging.Sender.Telegram;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>Sends one text that fits into one message of Telegram: the request, what the answer asks for, and what the ledger is to know of it.</summary>
internal sealed class MessagePartSender(ILedger ledger, TelegramSender sender, TelegramClient telegram, DeliveryOptions options, DeliveryEvents events, TimeProvider time)
{
    /// <summary>Sends it, unless the ledger knows it.</summary>
    public async Task<DeliveryResult> SendAsync(ConsumeContext<SendMessage> context, LedgerKey key, Text text, bool isLast, long? place)
    {
        var variant = await VariantOfAsync(context, key, text);
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

                case RequestResult.Answered { Outcome: TelegramOutcome.Delivered { MessageId: var id } } answered:
                    var delivery = new DeliveredMessage(answered.ChatId, id ?? 0, time.GetUtcNow(), variant.Remark, variant.Why);
                    await ledger.SentAsync(key, delivery);
                    return new DeliveryResult.Sent(delivery, answered.Attempt, IsNews: true);

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
                case RequestResult.Answered { Outcome: TelegramOutcome.MalformedMarkup { Description: var why } } answered when variant.Text.TelegramParseMode is not null || variant.HasEntities:
                    (variant, place) = (await SimplifyAsync(key, variant, Learned.PlainText, why), answered.Place);
                    break;

                case RequestResult.Answered { Outcome: TelegramOutcome.Permanent { Reason: FailureReason.ThreadNotFound, Description: var why } } answered when variant.ThreadId is not null:
                    (variant, place) = (await SimplifyAsync(key, variant, Learned.GeneralTopic, why), answered.Place);
                    break;

                case RequestResult.Answered answered:
                    var (reason, detail) = Refusal.Of(answered.Outcome);
                    return await FailAsync(key, reason, detail, answered.Attempt);
            }
        }
    }

    /// <summary>The form that earlier refusals left.</summary>
    private async Task<Variant> VariantOfAsync(ConsumeContext<SendMessage> context, LedgerKey key, Text text)
    {
        var variant = new Variant(text, context.Message.ThreadId, HasEntities: context.Message.Entities is not null);
        return context.IsFirst() ? variant : variant.As((await ledger.FindAsync(key))?.Learned ?? Learned.Nothing);
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
        EntryState.Sent => new DeliveryResult.Sent(entry.Delivery!, entry.Attempts, IsNews: false),
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

    private OutboundRequest Parcel(ConsumeContext<SendMessage> context, LedgerKey key, Variant variant, bool isLast, bool resend) => new()
    {
        ChatId = context.Message.ChatId,
        Priority = context.Message.Priority,
        Entry = key,
        EvenUnknown = resend,
        Claim = () => ledger.ClaimAsync(key, evenUnknown: resend, isFirst: context.IsFirst()),
        GiveBack = () => ledger.ReleaseAsync(key, counts: false),
        Request = chatId => telegram.SendMessageAsync(new SendMessageCall
        {
            ChatId = chatId,
            Text = variant.Text.Value,
            ParseMode = variant.HasEntities ? null : variant.Text.TelegramParseMode,
            ReplyMarkup = isLast ? context.Message.ReplyMarkup : null,
            MessageThreadId = variant.ThreadId is 1 ? null : variant.ThreadId,
            DisableNotification = context.Message.Silent,
            ProtectContent = context.Message.ProtectContent,
            LinkPreviewOptions = context.Message.LinkPreviewOptions ?? LinkPreviewOptions.JsonOf(context.Message.Template),
            ReplyParameters = key.Part <= 1 ? context.Message.ReplyParameters : null,
            Entities = variant.HasEntities ? context.Message.Entities : null,
            AllowPaidBroadcast = options.AllowPaidBroadcast,
        }),
    };

    /// <summary>In what form it is sent.</summary>
    private sealed record Variant(Text Text, int? ThreadId, bool HasEntities, string? Remark = null, string? Why = null)
    {
        public Variant As(Learned learned) => this with
        {
            Text = learned.HasFlag(Learned.PlainText) ? Text.Plain : Text,
            HasEntities = HasEntities && !learned.HasFlag(Learned.PlainText),
            ThreadId = learned.HasFlag(Learned.GeneralTopic) ? null : ThreadId,
            Remark = learned.HasFlag(Learned.PlainText) ? "plain_text" : learned.HasFlag(Learned.GeneralTopic) ? "general_topic" : Remark,
        };
    }
}
