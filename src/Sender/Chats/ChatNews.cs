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
        if (ReachableChat(context.Message.Raw) is { } chatId)
        {
            await chats.Reachable(chatId);
        }
    }

    /// <summary>The chat that an update shows to be reachable; null when it shows none.</summary>
    internal static string? ReachableChat(string raw)
    {
        try
        {
            using var update = JsonDocument.Parse(raw);
            if (update.RootElement.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            if (update.RootElement.TryGetProperty("message", out var message))
            {
                return ChatOf(message);
            }

            return update.RootElement.TryGetProperty("my_chat_member", out var member)
                && member.TryGetProperty("new_chat_member", out var now)
                && now.TryGetProperty("status", out var status)
                && status.GetString() is not ("kicked" or "left")
                ? ChatOf(member)
                : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? ChatOf(JsonElement element) =>
        element.TryGetProperty("chat", out var chat) && chat.TryGetProperty("id", out var id) && id.TryGetInt64(out var number) ? number.ToString() : null;
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
