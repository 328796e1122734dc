using PhStudio.Messaging.TelegramEmulator.Chats;
using PhStudio.Messaging.TelegramEmulator.Hosting;
using PhStudio.Messaging.TelegramEmulator.Markup;
using PhStudio.Messaging.TelegramEmulator.Messages;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Control;

/// <summary>What stands in a chat, with all earlier versions, and people who write there.</summary>
internal static class MessagesApi
{
    public static void MapMessages(this RouteGroupBuilder control, EmulatorCore core)
    {
        control.MapGet("/chats/{id:long}/messages", (long id, int? after, int? limit) => List(core, id, after, limit));
        control.MapGet("/chats/{id:long}/ephemeral", (long id) => ChatsApi.Find(core, id).Ephemeral.Select(one => new EphemeralView(one.Message, one.InPlaceOf)));
        control.MapPost("/chats/{id:long}/messages", (long id, NewMessage request) => Write(core, ChatsApi.Find(core, id), request));
    }

    /// <summary>Finds who acts: a member, or in a group anybody who is known anywhere.</summary>
    public static User Who(EmulatorCore core, ChatRoom room, long id) =>
        room.Person(id) ?? (room.IsPrivate ? null : core.Chats.Rooms.Select(other => other.Person(id)).FirstOrDefault(person => person is not null))
        ?? throw ControlException.NotFound($"There is no person {id} in chat {room.Id}.");

    private static IEnumerable<MessageView> List(EmulatorCore core, long id, int? after, int? limit) =>
        ChatsApi.Find(core, id).Messages(after ?? 0, limit ?? int.MaxValue).Select(kept => new MessageView(
            kept.Current.MessageId,
            kept.Current.MessageThreadId,
            kept.Current.Date,
            kept.Current.EditDate,
            kept.Current.From,
            kept.Current.SenderChat,
            kept.Current.Text ?? kept.Current.Caption ?? kept.Current.Shown ?? "",
            kept.Current.Entities ?? kept.Current.CaptionEntities ?? [],
            kept.Current.Photo,
            kept.Current.Document,
            kept.Current.MediaGroupId,
            kept.Current.ReplyMarkup,
            kept.Current.ReplyToMessage,
            kept.Current.MigrateToChatId,
            kept.Current.MigrateFromChatId,
            kept.Deleted,
            kept.Reaction,
            kept.Earlier.Select(earlier => new VersionView(earlier.EditDate ?? earlier.Date, earlier.Text ?? earlier.Caption ?? "", earlier.Entities ?? earlier.CaptionEntities ?? [], earlier.ReplyMarkup))));

    /// <summary>What the person's app has an answer open to: the newest message that asks this person for a reply, unless something was written since.</summary>
    private static Message? ForcedReply(ChatRoom room, User person)
    {
        foreach (var message in room.Messages(limit: 50).Reverse().Select(kept => kept.Current))
        {
            if (message.From?.Id == person.Id)
            {
                return null;
            }

            var mentioned = message.Entities?.Where(entity => entity.User is not null).Select(entity => entity.User!.Id).ToList() ?? [];
            if (message.ForcesReply && (mentioned.Count == 0 || mentioned.Contains(person.Id)))
            {
                return message;
            }
        }

        return null;
    }

    private static Message Forwarded(MessageOrigin? origin, Message message) => origin is null ? message : origin.Put(message);

    /// <summary>A person's app answers within the topic of what it answers to.</summary>
    private static Message Answering(Message? answered, ChatRoom room, Message message) =>
        answered is null ? message : message.MessageThreadId is null ? ThreadRules.Answer(message, answered, room) : message with { ReplyToMessage = answered.WithoutReply() };

    private static WrittenMessage Write(EmulatorCore core, ChatRoom room, NewMessage request)
    {
        var sender = MessageSender.Of(core, room, request);
        var text = request.Text?.Trim() ?? "";
        if (FormattedText.CountCodePoints(text) is 0 or > MessageText.MaxLength)
        {
            throw ControlException.Invalid($"text must have 1-{MessageText.MaxLength} characters.");
        }

        var entities = new FormattedText(text, FoundEntities.AddTo(new FormattedText(text, [])));
        var answered = request.ReplyTo is { } replied ? room.Find(replied) : sender is { From: { } person, Chat: null } ? ForcedReply(room, person) : null;
        var message = room.Add(id => Forwarded(sender.Origin, Answering(answered, room, new Message
        {
            MessageId = id,
            From = sender.From,
            SenderChat = sender.Chat,
            IsAutomaticForward = sender.Origin is null ? null : true,
            Chat = room.Info,
            Date = core.Options.Clock.GetUtcNow().ToUnixTimeSeconds(),
            Text = text,
            Entities = entities.Told,
            MessageThreadId = request.ThreadId,
            IsTopicMessage = request.ThreadId is null ? null : true,
        })));
        core.Events.MessageAdded(message);
        var isTold = room.Standing == ChatStanding.Open && (room.IsPrivate || core.Chats.IsAdministrator(room) || PrivacyMode.IsMeantFor(core.Chats.Bot, message));
        return new WrittenMessage(message.MessageId, isTold ? core.Feed.Add(room.Info.Type == "channel" ? new Update { ChannelPost = message } : new Update { Message = message }) : null);
    }
}

/// <summary>A message that only its receiver sees, and the message in whose place they see it.</summary>
internal sealed record EphemeralView(Message Message, int? InPlaceOf);

internal sealed record MessageView(
    int MessageId,
    int? MessageThreadId,
    long Date,
    long? EditDate,
    User? From,
    Chat? SenderChat,
    string Text,
    IReadOnlyList<MessageEntity> Entities,
    IReadOnlyList<PhotoSize>? Photo,
    Document? Document,
    string? MediaGroupId,
    InlineKeyboardMarkup? ReplyMarkup,
    Message? ReplyToMessage,
    long? MigrateToChatId,
    long? MigrateFromChatId,
    bool Deleted,
    string? Reaction,
    IEnumerable<VersionView> History);

internal sealed record VersionView(long Date, string Text, IReadOnlyList<MessageEntity> Entities, InlineKeyboardMarkup? ReplyMarkup);

/// <summary>
/// Somebody writes. <see cref="From"/> may be left out in a private chat. <see cref="SenderChat"/> names a chat that somebody speaks as: the group itself, as an anonymous administrator does, or a channel;
/// with <see cref="Automatic"/> Telegram carried the channel's post into the group. What is written in a channel is the channel's. Without <see cref="ReplyTo"/> it replies to what the person's app opened an answer to; 0 replies to nothing.
/// </summary>
internal sealed record NewMessage(string? Text = null, long? From = null, int? ThreadId = null, int? ReplyTo = null, long? SenderChat = null, bool Automatic = false);

/// <summary>The message, and the update that tells the bot; null when the bot does not want it or cannot see the chat.</summary>
internal sealed record WrittenMessage(int MessageId, int? UpdateId);
