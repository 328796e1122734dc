using System.Text.Json;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Updates;

/// <summary>The queue that an update waits in: one update is in flight in each (docs/telegram.md 9).</summary>
/// <param name="Kind">Messages and presses never share a queue.</param>
/// <param name="Id">The chat of a message, the user of a press.</param>
internal readonly record struct QueueKey(string Kind, long Id)
{
    public static QueueKey Of(Update update) => update switch
    {
        { CallbackQuery: { } query } => new("callback_query", query.From.Id),
        { Message: { } message } => new("message", message.Chat.Id),
        { ChannelPost: { } post } => new("channel_post", post.Chat.Id),
        _ => new("my_chat_member", update.MyChatMember!.Chat.Id),
    };
}

/// <summary>An update that the bot has not taken yet.</summary>
internal sealed record PendingUpdate(Update Update, DateTimeOffset ExpiresAt)
{
    private static readonly TimeSpan PressLife = TimeSpan.FromSeconds(150);
    private static readonly TimeSpan MessageLife = TimeSpan.FromHours(24);

    public int Id => Update.UpdateId;

    public QueueKey Queue { get; } = QueueKey.Of(Update);

    public byte[] Body { get; } = JsonSerializer.SerializeToUtf8Bytes(Update, EmulatorJson.Default.Update);

    /// <summary>A press lives 150 s, everything else 24 h (docs/telegram.md 8).</summary>
    public static PendingUpdate Create(Update update, DateTimeOffset now) => new(update, now + (update.CallbackQuery is null ? MessageLife : PressLife));
}
