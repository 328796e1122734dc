using System.Globalization;
using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Live;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Chats;

/// <summary>The Bot API's methods for the topics of a forum (docs/telegram.md 31).</summary>
internal sealed class TopicMethods(ChatBook chats, EventStream events, ServiceMessages messages)
{
    private const int MaxNameLength = 128;
    private const int BrightestColor = 0xFFFFFF;

    public ApiAnswer Create(ApiParameters parameters)
    {
        var room = Forum(parameters);
        var name = Name(parameters) is { Length: > 0 } given ? given : throw TelegramRefusal.BadRequest("name must be non-empty");
        var color = parameters.Number("icon_color", 0, int.MinValue, int.MaxValue);
        if (color is < 0 or > BrightestColor)
        {
            throw TelegramRefusal.BadRequest("invalid icon color specified");
        }

        var topic = new ForumTopic(name, color == 0 ? ForumTopic.Blue : color, Icon(parameters));
        var created = new ForumTopicCreated { Name = topic.Name, IconColor = topic.IconColor, IconCustomEmojiId = topic.IconCustomEmojiId };
        var message = messages.Add(room, service => service with { MessageThreadId = service.MessageId, IsTopicMessage = true, ForumTopicCreated = created });
        room.Topics[message.MessageId] = topic;
        events.ChatsChanged();
        return new ApiAnswer(
            new ForumTopicInfo { MessageThreadId = message.MessageId, Name = topic.Name, IconColor = topic.IconColor, IconCustomEmojiId = topic.IconCustomEmojiId },
            EmulatorJson.Default.ForumTopicInfo);
    }

    public ApiAnswer Edit(ApiParameters parameters)
    {
        if (IsGeneral(parameters))
        {
            return EditGeneral(parameters);
        }

        var (room, id, topic) = Find(parameters);
        var icon = parameters.Text("icon_custom_emoji_id") is null ? topic.IconCustomEmojiId : Icon(parameters);
        var changed = topic with { Name = NewName(parameters) ?? topic.Name, IconCustomEmojiId = icon };
        if (parameters.Has("name") || parameters.Text("icon_custom_emoji_id") is not null)
        {
            Replace(room, id, topic, changed, service => service with
            {
                ForumTopicEdited = new ForumTopicEdited
                {
                    Name = changed.Name == topic.Name ? null : changed.Name,
                    IconCustomEmojiId = changed.IconCustomEmojiId == topic.IconCustomEmojiId ? null : changed.IconCustomEmojiId ?? "",
                },
            });
        }

        return ApiAnswer.True();
    }

    public ApiAnswer Close(ApiParameters parameters, bool isClosed)
    {
        if (IsGeneral(parameters))
        {
            return CloseGeneral(parameters, isClosed);
        }

        var (room, id, topic) = Find(parameters);
        Replace(room, id, topic, topic with { IsClosed = isClosed }, service => Closed(service, isClosed));
        return ApiAnswer.True();
    }

    /// <summary>The topic goes with all its messages.</summary>
    public ApiAnswer Delete(ApiParameters parameters)
    {
        var (room, id, _) = Find(parameters);
        room.Topics.TryRemove(id, out _);
        foreach (var message in room.Messages().Where(kept => !kept.Deleted && (kept.Current.MessageThreadId == id || kept.Current.MessageId == id)).Select(kept => kept.Current))
        {
            room.Delete(message.MessageId);
            events.MessageDeleted(message);
        }

        events.ChatsChanged();
        return ApiAnswer.True();
    }

    public ApiAnswer UnpinAll(ApiParameters parameters, Action<ChatRoom, int?> unpin, Func<ChatRoom, ApiAnswer> unpinGeneral)
    {
        if (IsGeneral(parameters))
        {
            return unpinGeneral(Forum(parameters));
        }

        var (room, id, _) = Find(parameters);
        unpin(room, id);
        return ApiAnswer.True();
    }

    public ApiAnswer EditGeneral(ApiParameters parameters)
    {
        var room = Forum(parameters);
        var name = NewName(parameters);
        return name is null ? ApiAnswer.True() : ReplaceGeneral(room, room.General with { Name = name }, service => service with { ForumTopicEdited = new ForumTopicEdited { Name = name } });
    }

    public ApiAnswer CloseGeneral(ApiParameters parameters, bool isClosed)
    {
        var room = Forum(parameters);
        return ReplaceGeneral(room, room.General with { IsClosed = isClosed }, service => Closed(service, isClosed));
    }

    public ApiAnswer HideGeneral(ApiParameters parameters, bool isHidden)
    {
        var room = Forum(parameters);
        // What is hidden is closed too.
        return ReplaceGeneral(room, room.General with { IsHidden = isHidden, IsClosed = isHidden || room.General.IsClosed },
            service => isHidden ? service with { GeneralForumTopicHidden = new GeneralForumTopicHidden() } : service with { GeneralForumTopicUnhidden = new GeneralForumTopicUnhidden() });
    }

    /// <summary>A forum that takes the bot.</summary>
    public ChatRoom Forum(ApiParameters parameters)
    {
        var room = chats.RequireOpen(parameters);
        return room.IsForum ? room : throw TelegramRefusal.BadRequest("the chat is not a forum");
    }

    /// <summary>General has the number 1 for these methods, and none for messages.</summary>
    private static bool IsGeneral(ApiParameters parameters) => parameters.MessageId("message_thread_id") == 1;

    private (ChatRoom Room, int Id, ForumTopic Topic) Find(ApiParameters parameters)
    {
        var room = Forum(parameters);
        var id = parameters.MessageId("message_thread_id") ?? throw TelegramRefusal.BadRequest("invalid forum topic identifier specified");
        return room.Topics.TryGetValue(id, out var topic) ? (room, id, topic) : throw TelegramRefusal.BadRequest("TOPIC_ID_INVALID");
    }

    private void Replace(ChatRoom room, int id, ForumTopic topic, ForumTopic changed, Func<Message, Message> service)
    {
        if (changed == topic)
        {
            throw TelegramRefusal.BadRequest("TOPIC_NOT_MODIFIED");
        }

        room.Topics[id] = changed;
        messages.Add(room, message => service(message with { MessageThreadId = id, IsTopicMessage = true }));
        events.ChatsChanged();
    }

    /// <summary>What is done in General bears no topic.</summary>
    private ApiAnswer ReplaceGeneral(ChatRoom room, ForumTopic changed, Func<Message, Message> service)
    {
        if (changed == room.General)
        {
            throw TelegramRefusal.BadRequest("TOPIC_NOT_MODIFIED");
        }

        room.General = changed;
        messages.Add(room, service);
        return ApiAnswer.True();
    }

    private static Message Closed(Message service, bool isClosed) =>
        isClosed ? service with { ForumTopicClosed = new ForumTopicClosed() } : service with { ForumTopicReopened = new ForumTopicReopened() };

    private static string? Icon(ApiParameters parameters) => parameters.Number("icon_custom_emoji_id") is { } icon and not 0 ? icon.ToString(CultureInfo.InvariantCulture) : null;

    private static string? Name(ApiParameters parameters) => parameters.Text("name") is { } given && string.Join(' ', given.Split([' ', '\n', '\u00a0'], StringSplitOptions.RemoveEmptyEntries)).Trim() is var name ? name.Length > MaxNameLength ? name[..MaxNameLength] : name : null;

    /// <summary>The name to take; null to keep it. Nothing but spaces is no name.</summary>
    private static string? NewName(ApiParameters parameters) => !parameters.Has("name") ? null : Name(parameters) is { Length: > 0 } name ? name : throw TelegramRefusal.BadRequest("name must be non-empty");
}
