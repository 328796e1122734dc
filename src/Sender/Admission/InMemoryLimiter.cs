namespace PhStudio.Messaging.Sender.Admission;

/// <summary>The limits of a single process: Standalone, and each Sender's share while Redis is unavailable.</summary>
public sealed class InMemoryLimiter(LimitOptions options, TimeProvider time) : ILimiter
{
    internal const int MaxListed = 500;

    private const int ForgetIdleAbove = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, ChatBucket> _chats = new(StringComparer.OrdinalIgnoreCase);
    private readonly BotBucket _bot = new();

    /// <summary>How many processes share the limits without seeing each other. Default: 1.</summary>
    public int Shares { get; set; } = 1;

    public Task<AdmissionResult> AskAsync(AdmissionRequest wanted)
    {
        var now = Micros.Of(time.GetUtcNow());
        var pace = PaceOf(wanted.ChatId);
        var urgent = PriorityRule.Of(wanted.Priority).IsUrgent;

        lock (_gate)
        {
            var chat = ChatOf(wanted.ChatId, now);
            var slot = chat.Look(now, pace, urgent, wanted.Place, wanted.Weight);
            if (slot.At > now)
            {
                chat.Reserve(now, pace, urgent, slot, wanted.Weight);
                return AnswerAsync(new AdmissionResult.ChatWaits(Micros.ToTime(slot.At), slot.Place));
            }

            var (at, askAgain) = _bot.Take(now, options.BotStep * Shares, options.BotSpan, wanted.Priority, wanted.Weight);
            if (at is not { } moment)
            {
                return AnswerAsync(new AdmissionResult.BotWaits(Micros.ToTime(askAgain)));
            }

            chat.Take(now, pace, urgent, slot, moment, wanted.Weight);
            return AnswerAsync(new AdmissionResult.Go(Micros.ToTime(moment), slot.Place));
        }
    }

    public Task<Scope> PenaliseAsync(string chatId, TimeSpan retryAfter)
    {
        var now = Micros.Of(time.GetUtcNow());
        var until = now + (retryAfter.Ticks / TimeSpan.TicksPerMicrosecond);

        lock (_gate)
        {
            var chat = ChatOf(chatId, now);
            var scope = _bot.Blame(now, options.BotSpan, chatId, chat.IsBusy(now, PaceOf(chatId)), until);
            // What is longer than the whole bot's wait can be is the chat's own.
            if (scope == Scope.Chat || until > now + BotBucket.MaxCooldown)
            {
                chat.Close(now, until);
            }

            return Task.FromResult(scope);
        }
    }

    public Task<IReadOnlyList<(string ChatId, DateTimeOffset Until)>> ClosedAsync()
    {
        var now = Micros.Of(time.GetUtcNow());
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<(string, DateTimeOffset)>>(
                [.. _chats.Where(chat => chat.Value.ClosedUntil > now).OrderByDescending(chat => chat.Value.ClosedUntil).Take(MaxListed).Select(chat => (chat.Key, Micros.ToTime(chat.Value.ClosedUntil)))]);
        }
    }

    public Task<RequestRate> RateAsync()
    {
        lock (_gate)
        {
            return Task.FromResult(new RequestRate(_bot.Usage.PerSecond(Micros.Of(time.GetUtcNow())), options.BotRate / Shares));
        }
    }

    private ChatPace PaceOf(string chatId) => options.PaceOf(chatId).Share(Shares);

    private ChatBucket ChatOf(string chatId, long now)
    {
        if (!_chats.TryGetValue(chatId, out var chat))
        {
            if (_chats.Count >= ForgetIdleAbove)
            {
                foreach (var idle in _chats.Where(pair => pair.Value.IsIdle(now)).Select(pair => pair.Key).ToList())
                {
                    _chats.Remove(idle);
                }
            }

            _chats[chatId] = chat = new ChatBucket();
        }

        return chat;
    }

    private static Task<AdmissionResult> AnswerAsync(AdmissionResult result) => Task.FromResult(result);
}

/// <summary>Moments as whole microseconds: exact in a Lua number, which holds 53 bits.</summary>
internal static class Micros
{
    public static long Of(DateTimeOffset moment) => (moment.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset ToTime(long micros) => DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);
}
