using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Sender.Limits;

/// <summary>The whole bot's limit, in microseconds; the same steps as <see cref="LimiterScripts"/>, in C#.</summary>
internal sealed class BotBucket
{
    /// <summary>For so long a 429 of one chat makes one of another chat the bot's.</summary>
    public const long Suspicion = 10_000_000;

    private readonly long[] refusedSince = new long[4];
    private long next;
    private long load;
    private string lastPenalised = "";
    private long lastPenalisedAt;

    /// <summary>Until when a 429 closed everything.</summary>
    public long ClosedUntil { get; private set; }

    /// <summary>The moment when a request of this priority may go; null with the moment to ask again where it may not yet.</summary>
    public (long? At, long AskAgain) Take(long now, long step, long span, Priority priority)
    {
        if (ClosedUntil > now)
        {
            return (null, ClosedUntil);
        }

        var at = Math.Max(now, next);
        var since = refusedSince[(int)priority];
        var patient = since == 0 || now - since < Urgency.Patience(priority);

        if (at - now > Urgency.Horizon(priority) && patient)
        {
            refusedSince[(int)priority] = since == 0 ? now : since;
            return (null, at - Urgency.Horizon(priority));
        }

        next = at + step;
        // Twice what drains: above half of the allowed rate it grows.
        load = Math.Min(Math.Max(load, now) + (2 * step), now + span);
        refusedSince[(int)priority] = 0;
        return (at, at);
    }

    /// <summary>Whose 429 it is: a chat that took much lately has its own; else a bot that sent much, or another chat's just before, makes it everybody's.</summary>
    public Scope Blame(long now, long span, string chatId, bool chatIsBusy, long until)
    {
        var another = lastPenalisedAt > 0 && now - lastPenalisedAt < Suspicion && !string.Equals(lastPenalised, chatId, StringComparison.Ordinal);
        (lastPenalised, lastPenalisedAt) = (chatId, now);

        if (chatIsBusy || !(load - now > span / 2 || another))
        {
            return Scope.Chat;
        }

        ClosedUntil = Math.Max(ClosedUntil, until);
        return Scope.Bot;
    }
}
