using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Sender.Admission;

/// <summary>The whole bot's limit, in microseconds; the same steps as <see cref="LimiterScripts"/>, in C#.</summary>
internal sealed class BotBucket
{
    /// <summary>Within this time 429s of two chats make one of a third chat count for the bot.</summary>
    public const long Suspicion = 10_000_000;

    /// <summary>The whole bot is closed at most this long: a longer wait is one chat's own, and if it is not, the next 429 says so.</summary>
    public const long MaxCooldown = 60_000_000;

    private readonly long[] _refusedSince = new long[PriorityRule.MostUrgentFirst.Count];
    private long _next;
    private long _load;
    private (string ChatId, long At) _penalised = ("", 0);
    private (string ChatId, long At) _penalisedBefore = ("", 0);

    /// <summary>The requests let through recently.</summary>
    public BotUsage Usage { get; private set; }

    /// <summary>Until when a 429 closed everything.</summary>
    public long ClosedUntil { get; private set; }

    /// <summary>The moment when a request of this priority may go; null with the moment to ask again where it may not yet.</summary>
    public (long? At, long AskAgain) Take(long now, long step, long span, Priority priority, int weight = 1)
    {
        if (ClosedUntil > now)
        {
            return (null, ClosedUntil);
        }

        var at = Math.Max(now, _next);
        var since = _refusedSince[(int)priority];
        var patient = since == 0 || now - since < PriorityRule.Of(priority).MaxWait.Ticks / TimeSpan.TicksPerMicrosecond;

        if (at - now > PriorityRule.Of(priority).Horizon.Ticks / TimeSpan.TicksPerMicrosecond && patient)
        {
            _refusedSince[(int)priority] = since == 0 ? now : since;
            return (null, at - PriorityRule.Of(priority).Horizon.Ticks / TimeSpan.TicksPerMicrosecond);
        }

        _next = at + (step * weight);
        // Twice the drain: it grows above half of the allowed rate.
        _load = Math.Min(Math.Max(_load, now) + (2 * step * weight), now + span);
        _refusedSince[(int)priority] = 0;
        Usage = Usage.With(now, weight);
        return (at, at);
    }

    /// <summary>Whose 429 it is: the chat's, if it took many messages recently; else the bot's, if the bot sent much or two other chats had one just before.</summary>
    public Scope Blame(long now, long span, string chatId, bool chatIsBusy, long until)
    {
        var several = IsAnother(_penalised) && IsAnother(_penalisedBefore);
        if (!string.Equals(_penalised.ChatId, chatId, StringComparison.Ordinal))
        {
            _penalisedBefore = _penalised;
        }

        _penalised = (chatId, now);
        if (chatIsBusy || !(_load - now > span / 2 || several))
        {
            return Scope.Chat;
        }

        ClosedUntil = Math.Max(ClosedUntil, Math.Min(until, now + MaxCooldown));
        return Scope.Bot;

        bool IsAnother((string ChatId, long At) earlier) => earlier.At > 0 && now - earlier.At < Suspicion && !string.Equals(earlier.ChatId, chatId, StringComparison.Ordinal);
    }
}
