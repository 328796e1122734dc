using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Platform;

/// <summary>The names of the Sender's keys: each bot has its own, so that two bots on one Redis share nothing.</summary>
/// <param name="BotId">The bot's number, the part of the token before the colon; no secret.</param>
public sealed record RedisKeys(string BotId)
{
    /// <summary>The key of one thing.</summary>
    public RedisKey Of(string subject, string? id = null) => id is null ? $"sender:{BotId}:{subject}" : $"sender:{BotId}:{subject}:{id}";

    /// <summary>The key of one thing of a chat.</summary>
    public RedisKey OfChat(string subject, string chatId) => Of(subject, ChatOf(chatId));

    /// <summary>A chat as keys name it: the capitals of a public name mean nothing (docs/telegram.md 35).</summary>
    public static string ChatOf(string chatId) => chatId.ToLowerInvariant();
}
