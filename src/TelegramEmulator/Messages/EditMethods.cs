using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Chats;
using PhStudio.Messaging.TelegramEmulator.Limits;
using PhStudio.Messaging.TelegramEmulator.Live;
using PhStudio.Messaging.TelegramEmulator.Presses;
using PhStudio.Messaging.TelegramEmulator.Requests;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Messages;

/// <summary>The Bot API's methods that change messages. Our own can be changed without a time limit (docs/telegram.md 32).</summary>
internal sealed class EditMethods(ChatBook chats, LimitGuard limits, EventStream events, RequestLog requests, TimeProvider clock)
{
    private const string NotModified =
        "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message";

    public ApiAnswer Text(ApiParameters parameters)
    {
        var preview = LinkPreview.Read(parameters);
        var text = MessageText.Read(parameters);
        var markup = ReplyMarkup.ReadInline(parameters);
        var (room, id) = Target(parameters);
        return Change(parameters, room, id, message => message.Text is null ? throw TelegramRefusal.BadRequest("there is no text in the message to edit") : message with
        {
            Text = text.Text,
            Entities = text.Entities.Count == 0 ? null : text.Entities,
            LinkPreviewOptions = preview,
            ReplyMarkup = markup,
        });
    }

    public ApiAnswer Markup(ApiParameters parameters)
    {
        var markup = ReplyMarkup.ReadInline(parameters);
        var (room, id) = Target(parameters);
        return Change(parameters, room, id, message => message with { ReplyMarkup = markup });
    }

    internal (ChatRoom Room, int MessageId) Target(ApiParameters parameters)
    {
        if (!parameters.Has("chat_id") && parameters.Text("inline_message_id") is { Length: > 0 } inline)
        {
            return InlineMessageId.Read(inline) is var (chat, message) ? (chats.RequireOpen(chat), message) : throw TelegramRefusal.BadRequest("MESSAGE_ID_INVALID");
        }

        var room = chats.RequireOpen(parameters);
        return parameters.MessageId() is { } id ? (room, id) : throw TelegramRefusal.BadRequest("message identifier is not specified");
    }

    internal ApiAnswer Change(ApiParameters parameters, ChatRoom room, int id, Func<Message, Message> edit)
    {
        Check(room.Find(id));
        limits.ChargeEdit(room);
        var changed = room.Change(id, current =>
        {
            var message = Check(current);
            var edited = edit(message);
            return SameContent(message, edited)
                ? throw TelegramRefusal.BadRequest(NotModified)
                : edited with { EditDate = clock.GetUtcNow().ToUnixTimeSeconds() };
        });
        requests.RecordEdit(changed);
        events.MessageEdited(changed);
        return parameters.Has("chat_id") ? ApiAnswer.Of(changed) : ApiAnswer.True();
    }

    private Message Check(Message? message) =>
        message is null ? throw TelegramRefusal.BadRequest("message to edit not found")
        : message.From?.Id != chats.Bot.Id ? throw TelegramRefusal.BadRequest("message can't be edited")
        : message;

    private static bool SameContent(Message one, Message other) =>
        one.Text == other.Text
        && (one.Entities ?? []).SequenceEqual(other.Entities ?? [])
        && (one.Photo ?? []).SequenceEqual(other.Photo ?? [])
        && one.Caption == other.Caption
        && (one.CaptionEntities ?? []).SequenceEqual(other.CaptionEntities ?? [])
        && one.ShowCaptionAboveMedia == other.ShowCaptionAboveMedia
        && one.HasMediaSpoiler == other.HasMediaSpoiler
        && Buttons(one).SequenceEqual(Buttons(other));

    /// <summary>Every button with the row that it stands in.</summary>
    private static IEnumerable<(int Row, InlineKeyboardButton Button)> Buttons(Message message) =>
        (message.ReplyMarkup?.InlineKeyboard ?? []).SelectMany((row, number) => row.Select(button => (number, button)));
}
