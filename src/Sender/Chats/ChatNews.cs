using System.Text.Json;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Redis;

namespace PhStudio.Messaging.Sender.Chats;

/// <summary>
/// Reads from the updates which chats can be reached again: whoever writes, or adds or unblocks the bot, shows the way back.
/// Running twice for one update changes nothing; an update that cannot be read says nothing.
/// </summary>
public sealed class ChatNews(IChatMemory chats) : IConsumer<TelegramUpdateReceived>
{
    /// <inheritdoc />
    public async Task Consume(ConsumeContext<TelegramUpdateReceived> context)
    {
        foreach (var chatId in ReachableChat(context.Message.Raw))
        {
            await chats.Reachable(chatId);
        }
    }

    /// <summary>The chat that an update shows to be reachable, by all that an order may have called it; empty when it shows none.</summary>
    private static IReadOnlyList<string> ReachableChat(string raw)
    {
        try
        {
            using var update = JsonDocument.Parse(raw);
            if (update.RootElement.ValueKind != JsonValueKind.Object)
            {
                return [];
            }

            if (update.RootElement.TryGetProperty("message", out var message))
            {
                return NamesOf(message);
            }

            return update.RootElement.TryGetProperty("my_chat_member", out var member)
                && member.TryGetProperty("new_chat_member", out var now)
                && now.TryGetProperty("status", out var status)
                && status.GetString() is not ("kicked" or "left")
                ? NamesOf(member)
                : [];
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    // A public chat is noted as it was ordered: by number or by name, whose capitals mean nothing (TELEGRAM.md 35).
    private static IReadOnlyList<string> NamesOf(JsonElement element)
    {
        if (!element.TryGetProperty("chat", out var chat) || !chat.TryGetProperty("id", out var id) || !id.TryGetInt64(out var number))
        {
            return [];
        }

        return chat.TryGetProperty("username", out var name) && name.GetString() is { } username
            ? [number.ToString(), $"@{username}", $"@{username.ToLowerInvariant()}"]
            : [number.ToString()];
    }
}

/// <summary>A queue of its own, beside WebhookProcessor's. News wait for a Redis that is away: a chat whose news is lost stays closed.</summary>
public sealed class ChatNewsDefinition : ConsumerDefinition<ChatNews>
{
    /// <summary>Names the queue.</summary>
    public ChatNewsDefinition() => EndpointName = Routes.SenderChatNews;

    /// <inheritdoc />
    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<ChatNews> consumerConfigurator, IRegistrationContext context) =>
        endpointConfigurator.UseRedisOutageRetry();
}
