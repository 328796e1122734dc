using System.Text.Json;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Ledger;

namespace PhStudio.Messaging.Sender.Lanes;

/// <summary>
/// Carries out an order of one lane and tells what became of it. Twice for one message is once in the chat: the ledger knows it.
/// </summary>
internal sealed class SendMessageConsumer<TLane>(Sending sending, Facts facts, ILedger ledger, InHand inHand, RetryOptions retries, TimeProvider time) : IConsumer<SendMessage>
    where TLane : ILane
{
    private const int MaxLooks = 20;

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    public async Task Consume(ConsumeContext<SendMessage> context)
    {
        using var hold = inHand.TryTake(context.Message.MessageId);
        if (hold is null)
        {
            await context.ComeBack(LookAgain, context.Place());
            return;
        }

        if (await MustFollow(context))
        {
            await context.ComeBack(LookAgain, context.Place());
            return;
        }

        switch (await Try(context))
        {
            case null:
                await facts.Expired(context);
                break;
            case Result.Sent sent:
                await facts.Sent(context, sent.Delivery, sent.Attempts, sent.IsNews, sent.Parts);
                break;
            case Result.Held held:
                await context.ComeBack(held.Until - time.GetUtcNow(), context.Place());
                break;
            case Result.MustWait wait when IsOver(context.Message, wait.Until):
                await facts.Expired(context);
                break;
            case Result.MustWait wait:
                await facts.Deferred(context, wait.Until);
                await context.ComeBack(wait.Until - time.GetUtcNow(), wait.Place);
                break;
            case Result.Unknown unknown:
                await ledger.Park(context.Message.MessageId, JsonSerializer.Serialize(context.Message));
                await facts.Unknown(context, resending: false, unknown.Attempts, unknown.IsNews);
                break;
            case Result.TryAgain again when !retries.IsLast(context.Retries(), context.GetRedeliveryCount()):
                await facts.AttemptFailed(context, again.Why, again.Attempts);
                throw new TelegramUnavailableException(again.Why, again.Attempts);
            case Result.TryAgain again:
                await ledger.Failed(new LedgerKey(context.Message.MessageId), FailureReason.Unavailable);
                await Park(context, new Result.Failed(FailureReason.Unavailable, again.Why, again.Attempts, IsNews: true));
                break;
            case Result.Failed failed:
                await Park(context, failed);
                break;
        }
    }

    /// <summary>True while the message that is to be read before this one is on its way. Ten seconds are enough for one that was not even ordered after all.</summary>
    private async Task<bool> MustFollow(ConsumeContext<SendMessage> context) =>
        context.Message.After is { } before
        && context.Comebacks() < MaxLooks
        && !IsOver(context.Message, time.GetUtcNow())
        && await ledger.Find(new LedgerKey(before)) is not { State: EntryState.Sent or EntryState.Failed or EntryState.Unknown };

    /// <summary>The order leaves for the error queue, after everybody was told why.</summary>
    private async Task Park(ConsumeContext<SendMessage> context, Result.Failed failed)
    {
        await facts.Failed(context, failed.Reason, failed.Detail, failed.Attempts, failed.IsNews);
        // What was begun before may have died between the ledger and the error queue.
        if (!context.Message.FailureHandled && (failed.IsNews || context.WasBegun()))
        {
            throw new DeliveryFailedException(failed.Reason, failed.Detail);
        }
    }

    /// <summary>Null where its time was over before anything of it was sent. A failure of our own that no retry mends must not leave the asker without an answer.</summary>
    private async Task<Result?> Try(ConsumeContext<SendMessage> context)
    {
        try
        {
            return IsOver(context.Message, time.GetUtcNow()) ? await sending.Outcome(context) : await sending.Send(context, context.Place());
        }
        catch (Exception own) when (own is not OperationCanceledException && retries.IsLast(context.Retries(), context.GetRedeliveryCount()))
        {
            await facts.Failed(context, FailureReason.Unavailable, own.GetType().Name, attempts: 0, isNews: true);
            throw;
        }
    }

    private static bool IsOver(SendMessage order, DateTimeOffset at) => order.ExpiresAt <= at;
}
