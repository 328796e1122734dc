using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Chats;
using PhStudio.Messaging.TelegramEmulator.Limits;
using PhStudio.Messaging.TelegramEmulator.Live;
using PhStudio.Messaging.TelegramEmulator.Markup;
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
        var edit = NewContent.OfText(parameters, chats);
        return Change(parameters, (room, message) => edit(room, message) with { LinkPreviewOptions = preview });
    }

    public ApiAnswer Markup(ApiParameters parameters) => Change(parameters, NewContent.OfMarkup(parameters));

    /// <summary>A caption as it will stand below a photo.</summary>
    public FormattedText CheckedCaption(FormattedText parsed) => MessageText.CheckedCaption(parsed, chats);

    /// <summary>The message that a call names by chat and id, or by the id of a press without its message.</summary>
    private (ChatRoom Room, int MessageId) Target(ApiParameters parameters)
    {
        if (parameters.Has("chat_id") || parameters.MessageId() is not null)
        {
            UnofferedParameters.RefuseBusiness(parameters);
            // A group that became a supergroup still shows its messages.
            var room = chats.Require(parameters);
            var found = room.Standing != ChatStanding.Migrated || (parameters.MessageId() is { } old && room.Find(old) is not null) ? ChatBook.Opened(room) : room;
            return (found, parameters.MessageId() ?? throw TelegramRefusal.BadRequest("message to edit not found"));
        }

        var inline = parameters.Text("inline_message_id") is { Length: > 0 } given ? given : throw TelegramRefusal.BadRequest("message identifier is not specified");
        return InlineMessageId.Read(inline) is var (chat, message) ? (chats.RequireOpen(chat), message) : throw TelegramRefusal.BadRequest("MESSAGE_ID_INVALID");
    }

    /// <summary>The message that a call names must be there, and must be the bot's.</summary>
    public void Require(ApiParameters parameters)
    {
        var (room, id) = Target(parameters);
        _ = Check(room.Find(id));
    }

    /// <summary>Changes the message that a call names.</summary>
    public ApiAnswer Change(ApiParameters parameters, Func<ChatRoom, Message, Message> edit)
    {
        var (room, id) = Target(parameters);
        InlineButtons.Accept(edit(room, Check(room.Find(id))).ReplyMarkup);
        limits.ChargeEdit(room);
        var changed = room.Change(id, current =>
        {
            var message = Check(current);
            var edited = edit(room, message);
            return SameContent(message, edited)
                ? throw TelegramRefusal.BadRequest(NotModified)
                : edited with { EditDate = clock.GetUtcNow().ToUnixTimeSeconds() };
        });
        requests.RecordEdit(changed);
        events.MessageEdited(changed);
        return parameters.Has("chat_id") ? ApiAnswer.Of(changed.WithoutReply()) : ApiAnswer.True();
    }

    private Message Check(Message? message) =>
        message is null ? throw TelegramRefusal.BadRequest("message to edit not found")
        : message.From?.Id != chats.Bot.Id || message.ForwardOrigin is not null ? throw TelegramRefusal.BadRequest("message can't be edited")
        : message;

    private static bool SameContent(Message one, Message other) =>
        one.Text == other.Text
        && (one.Entities ?? []).SequenceEqual(other.Entities ?? [])
        && (one.Photo ?? []).SequenceEqual(other.Photo ?? [])
        && one.Document == other.Document
        && one.Caption == other.Caption
        && (one.CaptionEntities ?? []).SequenceEqual(other.CaptionEntities ?? [])
        && one.ShowCaptionAboveMedia == other.ShowCaptionAboveMedia
        && one.HasMediaSpoiler == other.HasMediaSpoiler
        && Buttons(one).SequenceEqual(Buttons(other));

    /// <summary>Every button with the row that it stands in.</summary>
    private static IEnumerable<(int Row, InlineKeyboardButton Button)> Buttons(Message message) =>
        (message.ReplyMarkup?.InlineKeyboard ?? []).SelectMany((row, number) => row.Select(button => (number, button)));
}
