using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Chats;
using PhStudio.Messaging.TelegramEmulator.Live;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Messages;

/// <summary>The Bot API's methods that delete messages; an administrator may delete those of others too.</summary>
internal sealed class DeleteMethods(ChatBook chats, EventStream events, TimeProvider clock)
{
    private static readonly TimeSpan Deletable = TimeSpan.FromHours(48);
    private static readonly TimeSpan DieLife = TimeSpan.FromHours(24);

    public ApiAnswer One(ApiParameters parameters)
    {
        if (!parameters.Has("chat_id"))
        {
            throw TelegramRefusal.BadRequest("chat identifier is not specified");
        }

        var id = parameters.MessageId() ?? throw TelegramRefusal.BadRequest("message identifier is not specified");
        var room = chats.RequireReachable(parameters);
        var message = room.Find(id) ?? throw TelegramRefusal.BadRequest("message to delete not found");
        Check(room, message);
        Delete(room, message);
        return ApiAnswer.True();
    }

    /// <summary>Deletes up to a hundred; what is not there is passed over.</summary>
    public ApiAnswer Many(ApiParameters parameters)
    {
        var ids = MessageIds.Read(parameters);
        var room = chats.RequireReachable(parameters);
        var found = ids.Select(room.Find).OfType<Message>().ToList();
        found.ForEach(message => Check(room, message));
        found.ForEach(message => Delete(room, message));
        return ApiAnswer.True();
    }

    private void Delete(ChatRoom room, Message message)
    {
        room.Delete(message.MessageId);
        events.MessageDeleted(message);
    }

    /// <summary>What is old stays (docs/telegram.md 32), and so does what began a topic or a group.</summary>
    private void Check(ChatRoom room, Message message)
    {
        var age = clock.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(message.Date);
        if (room.Info.Type is not ("supergroup" or "channel"))
        {
            // Who throws a die cannot take it back on the same day.
            _ = age > Deletable || !MayDelete(room, message) || (room.IsPrivate && message.Dice is not null && age < DieLife) ? throw TelegramRefusal.BadRequest("message can't be deleted for everyone") : true;
        }
        else if (age >= Deletable || !MayDelete(room, message) || message.ForumTopicCreated is not null || message.MigrateFromChatId is not null)
        {
            throw TelegramRefusal.BadRequest("message can't be deleted");
        }
    }

    /// <summary>A plain member of a group deletes its own messages only.</summary>
    private bool MayDelete(ChatRoom room, Message message) => room.IsPrivate || chats.IsAdministrator(room) || message.From?.Id == chats.Bot.Id;
}
