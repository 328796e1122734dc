using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Content;
using PhStudio.Messaging.Sender.Ledger;
using PhStudio.Messaging.Sender.Telegram;

namespace PhStudio.Messaging.Sender.Lanes;

/// <summary>Sends one ordered message: its text, its parts, and for each part the ledger, the request, and what the answer asks for.</summary>
internal sealed class Sending(Wording wording, ILedger ledger, PostOffice office, TelegramClient telegram, SendingOptions options, Facts facts, TimeProvider time)
{
    /// <summary>Sends what of it is not sent yet.</summary>
    public async Task<Result> Send(ConsumeContext<SendMessage> context, long? place)
    {
        var order = context.Message;
        if (context.WasReplayed())
        {
            await ForgetFailure(order.MessageId);
        }

        Text text;
        try
        {
            text = await wording.Of(order);
        }
        catch (UnwritableException unwritable)
        {
            return await Fail(new LedgerKey(order.MessageId), unwritable.Reason, unwritable.Message, attempts: 0);
        }

        var parts = text.Parts;
        switch (parts.Count)
        {
            case 1:
                return await SendPart(context, new LedgerKey(order.MessageId), text, isLast: true, place);
            case > Splitting.MostParts:
                return await Fail(new LedgerKey(order.MessageId), FailureReason.TooLong, $"longer than {Splitting.MostParts} messages", attempts: 0);
        }

        return await SendParts(context, parts, place);
    }

    /// <summary>What was sent of it stays sent, and what is unknown waits for its own choice.</summary>
    private async Task ForgetFailure(Guid messageId)
    {
        for (var part = 0; part <= Splitting.MostParts; part++)
        {
            var key = new LedgerKey(messageId, part);
            if (await ledger.Find(key) is { State: EntryState.Failed })
            {
                await ledger.Reopen(key);
            }
        }
    }

    private async Task<Result> SendParts(ConsumeContext<SendMessage> context, IReadOnlyList<Text> parts, long? place)
    {
        var whole = new LedgerKey(context.Message.MessageId);
        if (await ledger.Find(whole) is { State: EntryState.Sent or EntryState.Failed } settled)
        {
            return (await Known(context, whole, settled))!;
        }

        Result.Sent? last = null;
        for (var i = 0; i < parts.Count; i++)
        {
            switch (await SendPart(context, whole with { Part = i + 1 }, parts[i], isLast: i == parts.Count - 1, place))
            {
                case Result.Sent sent:
                    (last, place) = (sent, sent.IsNews ? null : place);
                    break;
                case Result.Failed failed:
                    await ledger.Failed(whole, failed.Reason);
                    return failed;
                case var other:
                    return other;
            }
        }

        await ledger.Sent(whole, last!.Delivery);
        return last with { IsNews = true };
    }

    private async Task<Result> SendPart(ConsumeContext<SendMessage> context, LedgerKey key, Text text, bool isLast, long? place)
    {
        // Asked before the limits: what is settled takes no place in its chat's line.
        if (await ledger.Find(key) is { State: EntryState.Sent or EntryState.Failed } settled)
        {
            return (await Known(context, key, settled))!;
        }

        var variant = new Variant(text, context.Message.ThreadId, Remark: null);
        var resend = false;
        while (true)
        {
            switch (await office.Post(Parcel(context, key, variant, isLast, resend), place, context.CancellationToken))
            {
                case Posted.MustWait wait:
                    return new Result.MustWait(wait.Until, wait.Place);

                case Posted.NotOurs { Claim: Claim.Held held }:
                    return new Result.MustWait(held.Until, Place: null);

                case Posted.NotOurs { Claim: Claim.Settled { Entry: var entry } }:
                    if (await Known(context, key, entry) is { } known)
                    {
                        return known;
                    }

                    resend = true;
                    break;

                case Posted.Answered { Outcome: Outcome.Delivered { MessageId: var id } } answered:
                    var delivery = new Delivery(answered.ChatId, id ?? 0, time.GetUtcNow(), variant.Remark);
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

                case Posted.Answered { Outcome: Outcome.Transient { Why: var why }, Attempt: var attempt }:
                    await ledger.Release(key);
                    return new Result.TryAgain(why, attempt);

                case Posted.Answered { Outcome: Outcome.Conflict, Attempt: var attempt }:
                    await ledger.Release(key);
                    return new Result.TryAgain("conflict", attempt);

                // Said once in a simpler form rather than not at all.
                case Posted.Answered { Outcome: Outcome.MalformedMarkup } when variant.Text.TelegramParseMode is not null:
                    await ledger.Release(key);
                    (variant, place) = (variant with { Text = variant.Text.Plain, Remark = "plain_text" }, null);
                    break;

                case Posted.Answered { Outcome: Outcome.Permanent { Reason: FailureReason.ThreadNotFound } } when variant.ThreadId is not null:
                    await ledger.Release(key);
                    (variant, place) = (variant with { ThreadId = null, Remark = "general_topic" }, null);
                    break;

                case Posted.Answered answered:
                    var (reason, detail) = Refusal(answered.Outcome);
                    return await Fail(key, reason, detail, answered.Attempt);
            }
        }
    }

    /// <summary>What the ledger knew; null where an unknown message is to be sent again.</summary>
    private async Task<Result?> Known(ConsumeContext<SendMessage> context, LedgerKey key, LedgerEntry entry) => entry.State switch
    {
        EntryState.Sent => new Result.Sent(entry.Delivery!, entry.Attempts, IsNews: false),
        EntryState.Failed => new Result.Failed(entry.Reason ?? FailureReason.Refused, "known from an earlier delivery", entry.Attempts, IsNews: false),
        // Found after its process died: nobody has told it yet.
        _ => await Unknown(context, entry.Attempts, isNews: await ledger.Parked(key.MessageId) is null),
    };

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

    private async Task<Result> Fail(LedgerKey key, FailureReason reason, string? detail, int attempts)
    {
        await ledger.Failed(key, reason);
        return new Result.Failed(reason, detail, attempts, IsNews: true);
    }

    private Parcel Parcel(ConsumeContext<SendMessage> context, LedgerKey key, Variant variant, bool isLast, bool resend) => new()
    {
        ChatId = context.Message.ChatId,
        Priority = context.Message.Priority,
        Claim = () => ledger.Claim(key, evenUnknown: resend, isFirst: context.IsFirst()),
        GiveBack = () => ledger.Release(key, counts: false),
        Request = chatId => telegram.SendMessage(new SendMessageCall
        {
            ChatId = chatId,
            Text = variant.Text.Value,
            ParseMode = variant.Text.TelegramParseMode,
            ReplyMarkup = isLast ? context.Message.ReplyMarkup : null,
            MessageThreadId = variant.ThreadId is 1 ? null : variant.ThreadId,
            DisableNotification = context.Message.Silent,
            AllowPaidBroadcast = options.AllowPaidBroadcast,
        }),
    };

    private static (FailureReason Reason, string? Detail) Refusal(Outcome outcome) => outcome switch
    {
        Outcome.Permanent permanent => (permanent.Reason, permanent.Description),
        Outcome.MalformedMarkup malformed => (FailureReason.MalformedMarkup, malformed.Description),
        Outcome.TooLong => (FailureReason.TooLong, "Telegram takes 4096 characters"),
        _ => (FailureReason.Refused, outcome.GetType().Name),
    };

    /// <summary>In what form it is sent.</summary>
    private sealed record Variant(Text Text, int? ThreadId, string? Remark);
}
