using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Sender.Admission;

/// <summary>Telegram's limits as we keep them (docs/telegram.md 16).</summary>
public sealed record LimitOptions
{
    private const int TelegramAtOnce = 30;

    /// <summary>For the request that is granted at this moment, and for a Sender that the others have not counted yet.</summary>
    private const int Spare = 5;

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

    /// <summary>
    /// How many messages and edits a minute a group takes, from <c>SENDER_GROUP_PER_MINUTE</c>; zero for no limit. A group at rest takes nearly as many one after
    /// the other, and then one every 60 s / this. Default: 20.
    /// </summary>
    public int GroupPerMinute { get; init; } = 20;

    /// <summary>The limits of a chat: people's numbers are positive, everything else is a group or a channel (docs/telegram.md 35).</summary>
    public ChatPace PaceOf(string chatId) => chatId.Length > 0 && char.IsAsciiDigit(chatId[0])
        ? new ChatPace(Rate.Of(Micros(PrivateInterval), PrivateBurst), Rate.None)
        : new ChatPace(Rate.Of(Micros(GroupInterval), GroupBurst), Minute);

    /// <summary>One less than a minute's share at once: a first request that takes up to a step longer than the others costs no 429 (docs/decisions/0045).</summary>
    private Rate Minute => GroupPerMinute == 0 ? Rate.None : Rate.Of(60_000_000 / GroupPerMinute, Math.Max(1, GroupPerMinute - 1));

    /// <summary>
    /// How many requests of all Senders may be under way at once: five fewer than Telegram takes at once. Whatever delays them, no more than that can arrive on top of what is granted
    /// (docs/decisions/0300). A lower limit than Telegram's does not reduce it.
    /// </summary>
    public int MaxInFlight => BotRequests == 0 ? int.MaxValue : Math.Max(BotRequests, TelegramAtOnce) - Spare;

    /// <summary>Microseconds between two requests of the bot; rounded up, so that no second holds one more.</summary>
    public long BotStep => BotRequests == 0 ? 0 : (Micros(BotWindow) + BotRequests - 1) / BotRequests;

    /// <summary>Requests a second of the bot; null for no limit.</summary>
    public double? BotRate => BotRequests == 0 ? null : BotRequests / BotWindow.TotalSeconds;

    /// <summary>Microseconds of a whole window of the bot.</summary>
    public long BotSpan => Micros(BotWindow);

    private static long Micros(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;
}
