using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Sender.Limits;

/// <summary>Telegram's limits as we keep them (TELEGRAM.md 16).</summary>
public sealed record LimitOptions
{
    /// <summary>How many requests the bot makes in <see cref="BotWindow"/>, from <c>TELEGRAM_RATE_LIMIT_REQUESTS</c>. Default: 30.</summary>
    public int BotRequests { get; init; } = 30;

    /// <summary>See <see cref="BotRequests"/>; from <c>TELEGRAM_RATE_LIMIT_WINDOW</c>. Default: 1 s.</summary>
    public TimeSpan BotWindow { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The pace in one private chat, from <c>SENDER_PRIVATE_INTERVAL_MS</c>; zero for no limit. Default: 1 s.</summary>
    public TimeSpan PrivateInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many may follow each other at once in a private chat after a rest, from <c>SENDER_PRIVATE_BURST</c>. Default: 3.</summary>
    public int PrivateBurst { get; init; } = 3;

    /// <summary>The pace in one group, from <c>SENDER_GROUP_INTERVAL_MS</c>; zero for no limit. Default: 1 s.</summary>
    public TimeSpan GroupInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many may follow each other at once in a group after a rest, from <c>SENDER_GROUP_BURST</c>. Default: 3.</summary>
    public int GroupBurst { get; init; } = 3;

    /// <summary>How many messages and edits a group takes in any 60 s, from <c>SENDER_GROUP_PER_MINUTE</c>; zero for no limit. Default: 20.</summary>
    public int GroupPerMinute { get; init; } = 20;

    /// <summary>The limits of a chat: people's numbers are positive, everything else is a group or a channel (35).</summary>
    public ChatPace PaceOf(string chatId) => chatId.Length > 0 && char.IsAsciiDigit(chatId[0])
        ? new ChatPace(Micros(PrivateInterval), Ahead(PrivateInterval, PrivateBurst), 0)
        : new ChatPace(Micros(GroupInterval), Ahead(GroupInterval, GroupBurst), GroupPerMinute);

    /// <summary>Microseconds between two requests of the bot.</summary>
    public long BotStep => BotRequests == 0 ? 0 : Micros(BotWindow) / BotRequests;

    /// <summary>Microseconds of a whole window of the bot.</summary>
    public long BotSpan => Micros(BotWindow);

    private static long Micros(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>A bucket without a step limits nothing, however far ahead one looks.</summary>
    private static long Ahead(TimeSpan step, int burst) => step == TimeSpan.Zero ? 86_400_000_000 : Micros(step) * Math.Max(0, burst - 1);
}

/// <summary>A chat's two limits, in microseconds: one message per step (and so much ahead of it after a rest), and so many in any minute (0 for no such limit).</summary>
public readonly record struct ChatPace(long Step, long Ahead, int PerMinute)
{
    /// <summary>The minute.</summary>
    public const long Minute = 60_000_000;

    /// <summary>The part of it that one of so many processes takes which do not see each other: together they keep to the whole.</summary>
    public ChatPace Share(int processes)
    {
        if (processes == 1 || Step == 0)
        {
            return this with { PerMinute = PerMinute == 0 ? 0 : Math.Max(1, PerMinute / processes) };
        }

        var burst = Math.Max(1, ((Ahead / Step) + 1) / processes);
        return new ChatPace(Step * processes, Step * processes * (burst - 1), PerMinute == 0 ? 0 : Math.Max(1, PerMinute / processes));
    }

    /// <summary>How far an urgent message moves everybody else in the chat's line.</summary>
    public long Displacement => PerMinute == 0 ? Step : Math.Max(Step, Minute / PerMinute);
}

/// <summary>
/// How far ahead of now the bot's next free moment may lie for a message to take it. The more urgent, the further:
/// so the urgent take every moment before the others may ask for it, in whatever process they are.
/// </summary>
public static class Urgency
{
    /// <summary>The horizon of a priority, in microseconds.</summary>
    public static long Horizon(Priority priority) => priority switch
    {
        Priority.Critical => 2_000_000,
        Priority.High => 300_000,
        Priority.Normal => 120_000,
        _ => 60_000,
    };

    /// <summary>After how long without a single one let through a priority gets one whatever else waits, so that none is starved for ever; in microseconds.</summary>
    public static long Patience(Priority priority) => priority switch
    {
        Priority.Critical or Priority.High => 1_000_000,
        Priority.Normal => 3_000_000,
        _ => 10_000_000,
    };

    /// <summary>True for what never waits behind the other two.</summary>
    public static bool IsUrgent(Priority priority) => priority is Priority.Critical or Priority.High;
}
