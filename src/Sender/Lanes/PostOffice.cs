using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Bot;
using PhStudio.Messaging.Sender.Chats;
using PhStudio.Messaging.Sender.Clearance;
using PhStudio.Messaging.Sender.Gate;
using PhStudio.Messaging.Sender.Ledger;
using PhStudio.Messaging.Sender.Limits;
using PhStudio.Messaging.Sender.Telegram;

namespace PhStudio.Messaging.Sender.Lanes;

/// <summary>
/// Brings one parcel to Telegram through everything that may hold it up, and deals with the answers that say "not now" or "not there":
/// 429, a wrong token, a migrated group. None of them uses up an attempt.
/// </summary>
internal sealed class PostOffice(Standstill standstill, IChatMemory chats, Turnstile turnstile, ILimiter limiter, Breaker.Breaker breaker, BotIdentity bot, SenderMetrics metrics, IBus bus, TimeProvider time)
{
    /// <summary>A wait up to this is spent in place: shorter than the way through the scheduler is worth.</summary>
    private static readonly TimeSpan WaitInPlace = TimeSpan.FromMilliseconds(500);

    /// <summary>Nothing holds a message longer than this: the broker takes back what is held for half an hour (MASSTRANSIT.md 11).</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>A group moves once (TELEGRAM.md 18). More than this leads in a circle.</summary>
    private const int MaxMoves = 5;

    private static readonly TimeSpan ComeBackAfter = TimeSpan.FromSeconds(30);

    private static readonly Outcome LeftBehind = new Outcome.Permanent(FailureReason.MessageNotFound, "the group became a supergroup, and its messages stayed behind");

    private static readonly Outcome InACircle = new Outcome.Permanent(FailureReason.ChatNotFound, "the chat's moves lead in a circle");

    /// <summary>Posts it. Cancelling takes effect only while it waits: a request under way is always brought to its end.</summary>
    public async Task<Posted> Post(Parcel parcel, long? place, CancellationToken cancellationToken)
    {
        var chatId = parcel.ChatId;
        var moves = 0;
        var tries = false;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!await IsMoving(cancellationToken))
            {
                return new Posted.MustWait(time.GetUtcNow() + ComeBackAfter, place);
            }

            switch (await turnstile.Enter(new Permission(chatId, parcel.Priority, place, parcel.Entry, parcel.EvenUnknown, tries), cancellationToken))
            {
                case Admission.Stopped { Why: Verdict.NotOurs { Claim: var claim } }:
                    return new Posted.NotOurs(claim);
                case Admission.Stopped { Why: Verdict.InTheWay { Note.MovedTo: { } movedTo } } when parcel.OfItsChatOnly:
                    return new Posted.Answered(LeftBehind, movedTo, Attempt: 0);
                case Admission.Stopped { Why: Verdict.InTheWay { Note.MovedTo: not null } } when ++moves > MaxMoves:
                    return new Posted.Answered(InACircle, chatId, Attempt: 0);
                case Admission.Stopped { Why: Verdict.InTheWay { Note.MovedTo: { } movedTo } }:
                    (chatId, place) = (movedTo, null);
                    break;
                // What changes a message stands in a chat where somebody looks at it: it is always tried.
                case Admission.Stopped { Why: Verdict.InTheWay { Note: { Unreachable: not null } note } } when parcel.OfItsChatOnly || !note.IsClosed(time.GetUtcNow()):
                    tries = true;
                    break;
                case Admission.Stopped { Why: Verdict.InTheWay { Note.Unreachable: { } reason } }:
                    return new Posted.Answered(new Outcome.Permanent(reason, "known from an earlier message to this chat"), chatId, Attempt: 0);
                case Admission.Stopped { Why: Verdict.ChatWaits wait } when wait.Until - time.GetUtcNow() > WaitInPlace:
                    metrics.Deferred(parcel.Priority);
                    return new Posted.MustWait(wait.Until, wait.Place);
                case Admission.Stopped { Why: Verdict.ChatWaits wait }:
                    place = wait.Place;
                    await Until(wait.Until, cancellationToken);
                    break;
                case Admission.Go go when standstill.Reason is not null:
                    // It began while this one waited for its turn.
                    await GiveBack(parcel, go);
                    place = go.Place;
                    break;
                case Admission.Go go when await Request(parcel, chatId, go, tries) is { } posted:
                    return posted;
                case Admission.Go go:
                    place = go.Place;
                    break;
            }
        }
    }

    private static async Task GiveBack(Parcel parcel, Admission.Go go)
    {
        using (go.Slot)
        {
            if (go.Attempt is not null)
            {
                await parcel.GiveBack();
            }
        }
    }

    /// <summary>Makes the request; null where it is to be made again, nothing having been used up.</summary>
    private async Task<Posted?> Request(Parcel parcel, string chatId, Admission.Go go, bool tries)
    {
        Outcome outcome;
        int attempt;
        using (go.Slot)
        {
            switch (go.Attempt is { } claimed ? new Claim.Granted(claimed) : await parcel.Claim())
            {
                case Claim.Granted granted:
                    attempt = granted.Attempt;
                    break;
                case var claim:
                    return new Posted.NotOurs(claim);
            }

            outcome = Classification.Classify(await parcel.Request(chatId));
            metrics.Answered(outcome);
            // Before the slot is free: the next request must not start between a failure and the circuit that it opens.
            await breaker.Note(outcome);
        }

        switch (outcome)
        {
            case Outcome.RateLimited { RetryAfter: var retryAfter }:
                await parcel.GiveBack();
                metrics.RateLimited(await limiter.Penalise(chatId, retryAfter) == Scope.Bot ? "bot" : "chat");
                return null;
            case Outcome.Unauthorised unauthorised:
                await parcel.GiveBack();
                bot.Refused(unauthorised);
                return null;
            case Outcome.Migrated { ChatId: var newChatId }:
                await parcel.GiveBack();
                await chats.Migrated(chatId, newChatId.ToString());
                await bus.Publish(new ChatMigrated { OldChatId = chatId, NewChatId = newChatId.ToString() });
                return null;
            case Outcome.Permanent { Reason: FailureReason.Blocked or FailureReason.Kicked or FailureReason.ChatNotFound } permanent:
                await chats.Unreachable(chatId, permanent.Reason);
                break;
            case Outcome.Delivered or Outcome.NotModified when tries:
                await chats.Reachable(chatId);
                break;
        }

        return new Posted.Answered(outcome, chatId, attempt, go.Place);
    }

    private async Task<bool> IsMoving(CancellationToken cancellationToken)
    {
        var moving = standstill.WhenMoving();
        if (moving.IsCompleted)
        {
            return true;
        }

        try
        {
            await moving.WaitAsync(Patience, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task Until(DateTimeOffset moment, CancellationToken cancellationToken)
    {
        if (moment - time.GetUtcNow() is { Ticks: > 0 } wait)
        {
            await Task.Delay(wait, time, cancellationToken);
        }
    }
}
