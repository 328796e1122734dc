using System.Globalization;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Telegram.Updates;

namespace PhStudio.Messaging.Sender.Admission;

/// <summary>
/// Reads from the updates which chats can be reached again: those of people who write, press a button, or add or unblock the bot, where it may write.
/// Running twice for one update tells it twice at most: the note goes when it was told, and who hears it a second time finds the outage ended. An update that cannot be read says nothing.
/// </summary>
public sealed class ChatStatusConsumer(IChatStore chats, TimeProvider time) : IConsumer<TelegramUpdateReceived>
{
    public Task Consume(ConsumeContext<TelegramUpdateReceived> context) => NoteAsync(context, chats, time, context.Message.Raw, context.Message.ReceivedAt);

    internal static async Task NoteAsync(ConsumeContext context, IChatStore chats, TimeProvider time, string raw, DateTimeOffset receivedAt)
    {
        foreach (var chatId in NamesOfReachable(raw))
        {
            await chats.ReachableAsync(chatId, isWritten: false, receivedAt, () => context.Publish(new ChatReachable { ChatId = chatId, At = time.GetUtcNow() }));
        }
    }

    /// <summary>The chat that an update shows to be reachable, by all that an order may have called it; empty when it shows none.</summary>
    private static IReadOnlyList<string> NamesOfReachable(string raw) => UpdateReader.TryRead(raw) switch
    {
        { Message: { } message } => NamesOf(message.Chat),
        { CallbackQuery.Message: { } pressed } => NamesOf(pressed.Chat),
        { MyChatMember: { IsMember: true, MayWrite: true } member } => NamesOf(member.Chat),
        _ => [],
    };

    // A public chat is noted as it was ordered: by number or by name.
    private static IReadOnlyList<string> NamesOf(Chat chat)
    {
        var number = chat.Id.ToString(CultureInfo.InvariantCulture);
        return chat.Username is { Length: > 0 } name ? [number, $"@{name}"] : [number];
    }
}

/// <summary>Reads the same from presses, at a queue of their own (docs/decisions/0485).</summary>
public sealed class ChatPressConsumer(IChatStore chats, TimeProvider time) : IConsumer<TelegramPressReceived>
{
    public Task Consume(ConsumeContext<TelegramPressReceived> context) => ChatStatusConsumer.NoteAsync(context, chats, time, context.Message.Raw, context.Message.ReceivedAt);
}
