using System.Globalization;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Telegram.Updates;

namespace PhStudio.Messaging.Sender.Admission;

/// <summary>
/// Reads from the updates which chats can be reached again: those of people who write, or add or unblock the bot.
/// Running twice for one update changes nothing; an update that cannot be read says nothing.
/// </summary>
public sealed class ChatStatusConsumer(IChatStore chats, TimeProvider time) : IConsumer<TelegramUpdateReceived>
{
    public async Task Consume(ConsumeContext<TelegramUpdateReceived> context)
    {
        foreach (var chatId in ReachableChat(context.Message.Raw))
        {
            if (await chats.ReachableAsync(chatId, isWritten: false))
            {
                await context.Publish(new ChatReachable { ChatId = chatId, At = time.GetUtcNow() });
            }
        }
    }

    /// <summary>The chat that an update shows to be reachable, by all that an order may have called it; empty when it shows none.</summary>
    private static IReadOnlyList<string> ReachableChat(string raw) => UpdateReader.TryRead(raw) switch
    {
        { Message: { } message } => NamesOf(message.Chat),
        { MyChatMember: { IsMember: true } member } => NamesOf(member.Chat),
        _ => [],
    };

    // A public chat is noted as it was ordered: by number or by name, whose capitals mean nothing (docs/telegram.md 35).
    private static IReadOnlyList<string> NamesOf(Chat chat)
    {
        var number = chat.Id.ToString(CultureInfo.InvariantCulture);
        return chat.Username is { Length: > 0 } name ? [number, $"@{name}", $"@{name.ToLowerInvariant()}"] : [number];
    }
}
