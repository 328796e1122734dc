using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Bot;
using PhStudio.Messaging.Sender.CircuitBreaker;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.Sender.Scheduling;
using PhStudio.Messaging.Sender.Telegram;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>
/// Brings one parcel to Telegram through everything that may hold it up, and deals with the answers that say "not now" or "not there":
/// 429, a wrong token, a migrated group. None of them uses up an attempt.
/// </summary>
internal sealed class TelegramSender(DeliveryPause pause, IChatStore chats, RequestScheduler scheduler, ILimiter limiter, TelegramCircuitBreaker breaker, BotIdentity bot, SenderMetrics metrics, RepeatedRefusals repeated, IBus bus, TimeProvider time)
{
    /// <summary>A wait up to this is spent in place: shorter than the way through the scheduler is worth.</summary>
    private static readonly TimeSpan WaitInPlace = TimeSpan.FromMilliseconds(500);

    /// <summary>Nothing holds a message longer than this: the broker takes back what is held for half an hour (docs/masstransit.md 11).</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(5);

    /// <summary>A group moves once (docs/telegram.md 18). More than this leads in a circle.</summary>
    private const int MaxMoves = 5;

    private static readonly TimeSpan ComeBackAfter = TimeSpan.FromSeconds(30);

    private static readonly TelegramOutcome LeftBehind = new TelegramOutcome.Permanent(FailureReason.MessageNotFound, "the group became a supergroup, and its messages stayed behind");

    private static readonly TelegramOutcome InACircle = new TelegramOutcome.Permanent(FailureReason.ChatNotFound, "the chat's moves lead in a circle");

    /// <summary>Posts it. Cancelling takes effect only while it waits: a request under way is always brought to its end.</summary>
    public async Task<RequestResult> PostAsync(OutboundRequest request, long? place, CancellationToken cancellationToken)
    {
        var chatId = request.ChatId;
        var moves = 0;
        var tries = false;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!await IsMovingAsync(cancellationToken))
            {
                return new RequestResult.MustWait(time.GetUtcNow() + ComeBackAfter, place);
            }

            switch (await scheduler.EnterAsync(new AdmissionRequest(chatId, request.Priority, place, request.Entry, request.EvenUnknown, tries, request.Weight), cancellationToken))
            {
                case SchedulingResult.Stopped { Why: AdmissionResult.NotOurs { Claim: var claim } }:
                    return new RequestResult.NotOurs(claim);
                case SchedulingResult.Stopped { Why: AdmissionResult.InTheWay { Note.MovedTo: { } movedTo } } when request.OfItsChatOnly:
                    return new RequestResult.Answered(LeftBehind, movedTo, Attempt: 0);
                case SchedulingResult.Stopped { Why: AdmissionResult.InTheWay { Note.MovedTo: not null } } when ++moves > MaxMoves:
                    return new RequestResult.Answered(InACircle, chatId, Attempt: 0);
                case SchedulingResult.Stopped { Why: AdmissionResult.InTheWay { Note.MovedTo: { } movedTo } }:
                    (chatId, place) = (movedTo, null);
                    break;
                // What changes a message stands in a chat where somebody looks at it: it is always tried.
                case SchedulingResult.Stopped { Why: AdmissionResult.InTheWay { Note: { Unreachable: not null } note } } when request.OfItsChatOnly || !note.IsClosed(time.GetUtcNow()):
                    tries = true;
                    break;
                case SchedulingResult.Stopped { Why: AdmissionResult.InTheWay { Note.Unreachable: { } reason } }:
                    return new RequestResult.Answered(new TelegramOutcome.Permanent(reason, "known from an earlier message to this chat"), chatId, Attempt: 0);
                case SchedulingResult.Stopped { Why: AdmissionResult.ChatWaits wait } when wait.Until - time.GetUtcNow() > WaitInPlace:
                    metrics.Deferred(request.Priority);
                    return new RequestResult.MustWait(wait.Until, wait.Place);
                case SchedulingResult.Stopped { Why: AdmissionResult.ChatWaits wait }:
                    place = wait.Place;
                    await UntilAsync(wait.Until, cancellationToken);
                    break;
                case SchedulingResult.Go go when pause.Reason is not null:
                    // It began while this one waited for its turn.
                    await GiveBackAsync(request, go);
                    place = go.Place;
                    break;
                case SchedulingResult.Go go when await RequestAsync(request, chatId, go, tries) is { } result:
                    return result;
                case SchedulingResult.Go go:
                    place = go.Place;
                    break;
            }
        }
    }

    private static async Task GiveBackAsync(OutboundRequest request, SchedulingResult.Go go)
    {
        using (go.Slot)
        {
            if (go.Attempt is not null)
            {
                await request.GiveBack();
            }
        }
    }

    /// <summary>Makes the request; null where it is to be made again, nothing having been used up.</summary>
    private async Task<RequestResult?> RequestAsync(OutboundRequest request, string chatId, SchedulingResult.Go go, bool tries)
    {
        TelegramOutcome outcome;
        int attempt;
        using (go.Slot)
        {
            switch (go.Attempt is { } claimed ? new Claim.Granted(claimed) : await request.Claim())
            {
                case Claim.Granted granted:
                    attempt = granted.Attempt;
                    break;
                case var claim:
                    return new RequestResult.NotOurs(claim);
            }

            outcome = Classification.Classify(await request.Request(chatId));
            metrics.Answered(outcome);
            if (attempt > 1 && outcome is (TelegramOutcome.MalformedMarkup or TelegramOutcome.Permanent or TelegramOutcome.TooLong or TelegramOutcome.Conflict))
            {
                repeated.Note();
            }

            // Before the slot is free: the next request must not start between a failure and the circuit that it opens.
            await breaker.NoteAsync(outcome);
        }

        switch (outcome)
        {
            case TelegramOutcome.RateLimited { RetryAfter: var retryAfter }:
                await request.GiveBack();
                metrics.RateLimited(await limiter.PenaliseAsync(chatId, retryAfter) == Scope.Bot ? "bot" : "chat");
                return null;
            case TelegramOutcome.Unauthorised unauthorised:
                await request.GiveBack();
                bot.Refused(unauthorised);
                return null;
            case TelegramOutcome.Migrated { ChatId: var newChatId }:
                await request.GiveBack();
                await chats.MigratedAsync(chatId, newChatId.ToString());
                await bus.Publish(new ChatMigrated { OldChatId = chatId, NewChatId = newChatId.ToString() });
                return null;
            case TelegramOutcome.Permanent { Reason: FailureReason.Blocked or FailureReason.Kicked or FailureReason.ChatNotFound or FailureReason.Forbidden } permanent:
                await chats.UnreachableAsync(chatId, permanent.Reason);
                break;
            case TelegramOutcome.Delivered or TelegramOutcome.NotModified when tries && await chats.ReachableAsync(chatId, isWritten: !request.OfItsChatOnly):
                await bus.Publish(new ChatReachable { ChatId = chatId, At = time.GetUtcNow() });
                break;
        }

        return new RequestResult.Answered(outcome, chatId, attempt, go.Place);
    }

    private async Task<bool> IsMovingAsync(CancellationToken cancellationToken)
    {
        var moving = pause.WhenMovingAsync();
        if (moving.IsCompleted)
        {
            return true;
        }

        try
        {
            await moving.WaitAsync(MaxWait, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task UntilAsync(DateTimeOffset moment, CancellationToken cancellationToken)
    {
        if (moment - time.GetUtcNow() is { Ticks: > 0 } wait)
        {
            await Task.Delay(wait, time, cancellationToken);
        }
    }
}
