using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Content;
using PhStudio.Messaging.Sender.Ledger;
using PhStudio.Messaging.Sender.Telegram;

namespace PhStudio.Messaging.Sender.Lanes;

/// <summary>Sends one text that fits into one message of Telegram: the request, what the answer asks for, and what the ledger is to know of it.</summary>
internal sealed class PartSending(ILedger ledger, PostOffice office, TelegramClient telegram, SendingOptions options, Facts facts, TimeProvider time)
{
    /// <summary>Sends it, unless the ledger knows it.</summary>
    public async Task<Result> Send(ConsumeContext<SendMessage> context, LedgerKey key, Text text, bool isLast, long? place)
    {
        var variant = await VariantOf(context, key, text);
        var resend = false;
        while (true)
        {
            switch (await office.Post(Parcel(context, key, variant, isLast, resend), place, context.CancellationToken))
            {
                case Posted.MustWait wait:
                    return new Result.MustWait(wait.Until, wait.Place);

                case Posted.NotOurs { Claim: Claim.Held held }:
                    return new Result.Held(held.Until);

                case Posted.NotOurs { Claim: Claim.Settled { Entry: var entry } }:
                    if (await Known(context, key, entry) is { } known)
                    {
                        return known;
                    }

                    resend = true;
                    break;

                case Posted.Answered { Outcome: Outcome.Delivered { MessageId: var id } } answered:
                    var delivery = new Delivery(answered.ChatId, id ?? 0, time.GetUtcNow(), variant.Remark, variant.Why);
                    await ledger.Sent(key, delivery);
                    return new Result.Sent(delivery, answered.Attempt, IsNews: true);

                case Posted.Answered { Outcome: Outcome.Ambiguous } answered:
                    await ledger.Unknown(key);
                    if (await Unknown(context, answered.Attempt, isNews: true) is { } unknown)
                    {
                        return unknown;
                    }

                    resend = true;
                    break;

                // Whatever keeps it from its chat, and however it comes back each time: it has an end.
                case Posted.Answered { Outcome: not Outcome.Ambiguous } answered when answered.Attempt >= options.MaxAttempts && !context.WasReplayed():
                    var (last, words) = Refusal.Of(answered.Outcome);
                    return await Fail(key, last, $"given up after {answered.Attempt} requests; the last answer: {words}", answered.Attempt);

                case Posted.Answered { Outcome: Outcome.Transient { Why: var why }, Attempt: var attempt }:
                    await ledger.Release(key);
                    return new Result.TryAgain(why, attempt);

                case Posted.Answered { Outcome: Outcome.Conflict, Attempt: var attempt }:
                    await ledger.Release(key);
                    return new Result.TryAgain("conflict", attempt);

                // Said once in a simpler form rather than not at all.
                case Posted.Answered { Outcome: Outcome.MalformedMarkup { Description: var why } } answered when variant.Text.TelegramParseMode is not null || variant.HasEntities:
                    (variant, place) = (await Simplify(key, variant, Learned.PlainText, why), answered.Place);
                    break;

                case Posted.Answered { Outcome: Outcome.Permanent { Reason: FailureReason.ThreadNotFound, Description: var why } } answered when variant.ThreadId is not null:
                    (variant, place) = (await Simplify(key, variant, Learned.GeneralTopic, why), answered.Place);
                    break;

                case Posted.Answered answered:
                    var (reason, detail) = Refusal.Of(answered.Outcome);
                    return await Fail(key, reason, detail, answered.Attempt);
            }
        }
    }

    /// <summary>The form that earlier refusals left.</summary>
    private async Task<Variant> VariantOf(ConsumeContext<SendMessage> context, LedgerKey key, Text text)
    {
        var variant = new Variant(text, context.Message.ThreadId, HasEntities: context.Message.Entities is not null);
        return context.IsFirst() ? variant : variant.As((await ledger.Find(key))?.Learned ?? Learned.Nothing);
    }

    /// <summary>Remembered before the message is free again: whoever takes it next, sends it in the simpler form at once.</summary>
    private async Task<Variant> Simplify(LedgerKey key, Variant variant, Learned learned, string why)
    {
        await ledger.Learn(key, learned);
        await ledger.Release(key);
        return variant.As(learned) with { Why = why };
    }

    /// <summary>What became of it, asked once more by a claim, which tells a request under way from one whose process died; null where it may be sent, by now.</summary>
    public async Task<Result?> Known(ConsumeContext<SendMessage> context, LedgerKey key)
    {
        switch (await ledger.Claim(key))
        {
            case Claim.Held held:
                return new Result.Held(held.Until);
            case Claim.Settled { Entry: { State: EntryState.Unknown } entry }:
                return new Result.Unknown(entry.Attempts, await IsNews(key));
            case Claim.Settled { Entry: var entry }:
                return await Known(context, key, entry);
            default:
                await ledger.Release(key, counts: false);
                return null;
        }
    }

    /// <summary>It will not be delivered.</summary>
    public async Task<Result> Fail(LedgerKey key, FailureReason reason, string? detail, int attempts)
    {
        await ledger.Failed(key, reason);
        return new Result.Failed(reason, detail, attempts, IsNews: true);
    }

    /// <summary>What the ledger knew; null where an unknown message is to be sent again.</summary>
    private async Task<Result?> Known(ConsumeContext<SendMessage> context, LedgerKey key, LedgerEntry entry) => entry.State switch
    {
        EntryState.Sent => new Result.Sent(entry.Delivery!, entry.Attempts, IsNews: false),
        EntryState.Failed => new Result.Failed(entry.Reason ?? FailureReason.Refused, "known from an earlier delivery", entry.Attempts, IsNews: false),
        _ => await Unknown(context, entry.Attempts, await IsNews(key)),
    };

    /// <summary>Found after its process died, nobody has told it yet.</summary>
    private async Task<bool> IsNews(LedgerKey key) => await ledger.Parked(key.MessageId) is null;

    /// <summary>Marks it for everybody; null where it is to be sent again at once (TELEGRAM.md 22: it may then be there twice).</summary>
    private async Task<Result?> Unknown(ConsumeContext<SendMessage> context, int attempts, bool isNews)
    {
        var resend = context.Message.Priority is Priority.Critical or Priority.High && attempts <= options.MostResends;
        if (resend)
        {
            await facts.Unknown(context, resending: true, attempts, isNews: true);
            return null;
        }

        return new Result.Unknown(attempts, isNews);
    }

    private Parcel Parcel(ConsumeContext<SendMessage> context, LedgerKey key, Variant variant, bool isLast, bool resend) => new()
    {
        ChatId = context.Message.ChatId,
        Priority = context.Message.Priority,
        Entry = key,
        EvenUnknown = resend,
        Claim = () => ledger.Claim(key, evenUnknown: resend, isFirst: context.IsFirst()),
        GiveBack = () => ledger.Release(key, counts: false),
        Request = chatId => telegram.SendMessage(new SendMessageCall
        {
            ChatId = chatId,
            Text = variant.Text.Value,
            ParseMode = variant.HasEntities ? null : variant.Text.TelegramParseMode,
            ReplyMarkup = isLast ? context.Message.ReplyMarkup : null,
            MessageThreadId = variant.ThreadId is 1 ? null : variant.ThreadId,
            DisableNotification = context.Message.Silent,
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
