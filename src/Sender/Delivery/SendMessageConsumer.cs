using System.Text.Json;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Platform;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>
/// Carries out an order of one lane and tells what became of it. Twice for one message is once in the chat: the ledger knows it.
/// </summary>
internal sealed class SendMessageConsumer<TLane>(MessageSender sending, DeliveryEvents events, ErasedOrders erased, ILedger ledger, InFlightMessages inHand, RetryOptions retries, TimeProvider time) : IConsumer<SendMessage>
    where TLane : ILane
{
    private const int MaxLooks = 20;

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    public async Task Consume(ConsumeContext<SendMessage> context)
    {
        if (context.Message.SendAt is { } at && at - time.GetUtcNow() is { Ticks: > 0 } early)
        {
            await WaitAsync(context, at, early);
            return;
        }

        using var hold = inHand.TryTake(context.Message.MessageId);
        if (hold is null)
        {
            await context.ComeBackAsync(LookAgain, context.Place());
            return;
        }

        if (await IsErasedAsync(context))
        {
            return;
        }

        if (await MustFollowAsync(context))
        {
            await context.ComeBackAsync(LookAgain, context.Place());
            return;
        }

        switch (await TryAsync(context))
        {
            case null:
                await events.ExpiredAsync(context);
                break;
            case DeliveryResult.Sent sent:
                await events.SentAsync(context, sent.Delivery, sent.Attempts, sent.IsNews, sent.Parts);
                break;
            case DeliveryResult.Held held:
                await context.ComeBackAsync(held.Until - time.GetUtcNow(), context.Place());
                break;
            case DeliveryResult.MustWait wait when IsOver(context.Message, wait.Until):
                await events.ExpiredAsync(context);
                break;
            case DeliveryResult.MustWait wait:
                await events.DeferredAsync(context, wait.Until);
                await context.ComeBackAsync(wait.Until - time.GetUtcNow(), wait.Place);
                break;
            case DeliveryResult.Unknown unknown:
                await ledger.ParkAsync(context.Message.MessageId, JsonSerializer.Serialize(context.Message));
                await events.UnknownAsync(context, resending: false, unknown.Attempts, unknown.IsNews);
                break;
            case DeliveryResult.TryAgain again when !retries.IsLast(context.Retries(), context.GetRedeliveryCount()):
                await events.AttemptFailedAsync(context, again.Why, again.Attempts);
                throw new TelegramUnavailableException(again.Why, again.Attempts);
            case DeliveryResult.TryAgain again:
                await ledger.FailedAsync(new LedgerKey(context.Message.MessageId), FailureReason.Unavailable);
                await ParkAsync(context, new DeliveryResult.Failed(FailureReason.Unavailable, again.Why, again.Attempts, IsNews: true));
                break;
            case DeliveryResult.Failed { Reason: FailureReason.Cancelled }:
                break; // Whoever took it back was told.
            case DeliveryResult.Failed failed:
                await ParkAsync(context, failed);
                break;
        }
    }

    /// <summary>It is not its time yet. What was taken back meanwhile does not wait to the end.</summary>
    private async Task WaitAsync(ConsumeContext<SendMessage> context, DateTimeOffset at, TimeSpan early)
    {
        if (await ledger.FindAsync(new LedgerKey(context.Message.MessageId)) is { Reason: FailureReason.Cancelled })
        {
            return;
        }

        await events.ScheduledAsync(context, at);
        await context.ComeBackAsync(early);
    }

    /// <summary>True for an order of before its person was erased: to the person it is not sent any more, and about the person it goes on without the person, as an order of its own, so that no queue gets this one again.</summary>
    private async Task<bool> IsErasedAsync(ConsumeContext<SendMessage> context)
    {
        var order = context.Message;
        if (await erased.IsForNobodyAsync(order))
        {
            await events.ExpiredAsync(context);
            return true;
        }

        if (await erased.HasPhotosOfNobodyAsync(order))
        {
            if (order.Text is null && order.Template is null)
            {
                await events.ExpiredAsync(context);
            }
            else
            {
                await context.Publish(order with { Photos = null });
            }

            return true;
        }

        if (await erased.CleanAsync(order.BookingId, order.Values) is not { } values)
        {
            return false;
        }

        await context.Publish(order with { Values = values });
        return true;
    }

    /// <summary>True while the message that is to be read before this one is on its way. Ten seconds are enough for one that was not even ordered after all.</summary>
    private async Task<bool> MustFollowAsync(ConsumeContext<SendMessage> context) =>
        context.Message.After is { } before
        && context.Comebacks() < MaxLooks
        && !IsOver(context.Message, time.GetUtcNow())
        && await ledger.FindAsync(new LedgerKey(before)) is not { State: EntryState.Sent or EntryState.Failed or EntryState.Unknown };

    /// <summary>The order leaves for the error queue, after everybody was told why.</summary>
    private async Task ParkAsync(ConsumeContext<SendMessage> context, DeliveryResult.Failed failed)
    {
        await events.FailedAsync(context, failed.Reason, failed.Detail, failed.Attempts, failed.IsNews);
        // What was begun before may have died between the ledger and the error queue.
        if (!context.Message.FailureHandled && (failed.IsNews || context.WasBegun()))
        {
            throw new DeliveryFailedException(failed.Reason, failed.Detail);
        }
    }

    /// <summary>Null where its time was over before anything of it was sent. A failure of our own that no retry mends must not leave the asker without an answer.</summary>
    private async Task<DeliveryResult?> TryAsync(ConsumeContext<SendMessage> context)
    {
        try
        {
            return IsOver(context.Message, time.GetUtcNow()) ? await sending.OutcomeAsync(context) : await sending.SendAsync(context, context.Place());
        }
        catch (Exception own) when (own is not OperationCanceledException && retries.IsLast(context.Retries(), context.GetRedeliveryCount()))
        {
            await events.FailedAsync(context, FailureReason.Unavailable, own.GetType().Name, attempts: 0, isNews: true);
            throw;
        }
    }

    private static bool IsOver(SendMessage order, DateTimeOffset at) => order.ExpiresAt <= at;
}
