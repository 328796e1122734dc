using PhStudio.Messaging.Sender.Clearance;

namespace PhStudio.Messaging.Sender.Limits;

/// <summary>The limits of a single process: Standalone, and each Sender's share while Redis is away.</summary>
public sealed class InMemoryLimiter(LimitOptions options, TimeProvider time) : ILimiter
{
    private const int ForgetIdleAbove = 10_000;

    private readonly Lock gate = new();
    private readonly Dictionary<string, ChatBucket> chats = new(StringComparer.Ordinal);
    private readonly BotBucket bot = new();

    /// <summary>How many processes share the limits without seeing each other. Default: 1.</summary>
    public int Shares { get; set; } = 1;

    /// <inheritdoc />
    public Task<Verdict> Ask(Permission wanted)
    {
        var now = Micros.Of(time.GetUtcNow());
        var pace = PaceOf(wanted.ChatId);
        var urgent = Urgency.IsUrgent(wanted.Priority);

        lock (gate)
        {
            var chat = ChatOf(wanted.ChatId, now);
            var slot = chat.Look(now, pace, urgent, wanted.Place);
            if (slot.At > now)
            {
                chat.Reserve(now, pace, urgent, slot);
                return Answer(new Verdict.ChatWaits(Micros.ToTime(slot.At), slot.Place));
            }

            var (at, askAgain) = bot.Take(now, options.BotStep * Shares, options.BotSpan, wanted.Priority);
            if (at is not { } moment)
            {
                return Answer(new Verdict.BotWaits(Micros.ToTime(askAgain)));
            }

            chat.Take(now, pace, urgent, slot, moment);
            return Answer(new Verdict.Go(Micros.ToTime(moment), slot.Place));
        }
    }

    /// <inheritdoc />
    public Task<Scope> Penalise(string chatId, TimeSpan retryAfter)
    {
        var now = Micros.Of(time.GetUtcNow());
        var until = now + (retryAfter.Ticks / TimeSpan.TicksPerMicrosecond);

        lock (gate)
        {
            var chat = ChatOf(chatId, now);
            var scope = bot.Blame(now, options.BotSpan, chatId, chat.IsBusy(now, PaceOf(chatId)), until);
            // What is longer than the whole bot's wait can be is the chat's own.
            if (scope == Scope.Chat || until > now + BotBucket.MaxClosure)
            {
                chat.Close(now, until);
            }

            return Task.FromResult(scope);
        }
    }

    private ChatPace PaceOf(string chatId) => options.PaceOf(chatId).Share(Shares);

    private ChatBucket ChatOf(string chatId, long now)
    {
        if (!chats.TryGetValue(chatId, out var chat))
        {
            if (chats.Count >= ForgetIdleAbove)
            {
                foreach (var idle in chats.Where(pair => pair.Value.IsIdle(now)).Select(pair => pair.Key).ToList())
                {
                    chats.Remove(idle);
                }
            }

            chats[chatId] = chat = new ChatBucket();
        }

        return chat;
    }

    private static Task<Verdict> Answer(Verdict verdict) => Task.FromResult(verdict);
}

/// <summary>Moments as whole microseconds: exact in a Lua number, which holds 53 bits.</summary>
internal static class Micros
{
    public static long Of(DateTimeOffset moment) => (moment.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset ToTime(long micros) => DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);
}
