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

    /// <summary>What an id without a chat may stand for, as far as the new content is concerned.</summary>
    private static readonly ChatRoom Anywhere = new(new Chat { Id = 0, Type = "private" }, keep: 1);
    private static readonly Message Any = new() { MessageId = 0, Chat = Anywhere.Info, Date = 0, Text = "", Photo = [] };

    public ApiAnswer Text(ApiParameters parameters) => Change(parameters, NewContent.OfText(parameters, chats));

    public ApiAnswer Markup(ApiParameters parameters) => Change(parameters, NewContent.OfMarkup(parameters), isMarkup: true);

    /// <summary>A caption as it will stand below a photo.</summary>
    public FormattedText CheckedCaption(FormattedText parsed) => MessageText.CheckedCaption(parsed, chats);

    /// <summary>The message that a call names by chat and id, or by the id of a press without its message.</summary>
    /// <param name="parameters">The call.</param>
    /// <param name="edit">What is checked before an id without a chat is read.</param>
    private (ChatRoom Room, int MessageId) Target(ApiParameters parameters, Func<ChatRoom, Message, Message> edit)
    {
        if (parameters.Has("chat_id") || parameters.MessageId() is not null)
        {
            UnofferedParameters.RefuseBusiness(parameters);
            // A group that became a supergroup still shows its messages.
            var room = chats.Require(parameters);
            // That a person blocked the bot, or never started it, is found out with the message.
            var isKnown = parameters.MessageId() is { } id && room.Find(id) is not null;
            var found = isKnown || room.Standing is not (ChatStanding.Migrated or ChatStanding.Blocked or ChatStanding.NeverStarted) ? ChatBook.Opened(room) : room;
            return (found, parameters.MessageId() ?? throw TelegramRefusal.BadRequest("message to edit not found"));
        }

        var inline = parameters.Text("inline_message_id") is { Length: > 0 } given ? given : throw TelegramRefusal.BadRequest("message identifier is not specified");
        _ = edit(Anywhere, Any);
        return InlineMessageId.Read(inline) is var (chat, message) ? (chats.RequireOpen(chat), message) : throw TelegramRefusal.BadRequest("invalid inline message identifier specified");
    }

    /// <summary>The message that a call names must be there, and must be the bot's.</summary>
    public void Require(ApiParameters parameters, string otherwise)
    {
        var (room, id) = Target(parameters, (_, message) => message);
        _ = Check(room.Find(id), otherwise, isMarkup: false);
    }

    /// <summary>Changes the message that a call names.</summary>
    public ApiAnswer Change(ApiParameters parameters, Func<ChatRoom, Message, Message> edit, string otherwise = "message can't be edited", bool isMarkup = false)
    {
        var (room, id) = Target(parameters, edit);
        InlineButtons.Accept(edit(room, Check(room.Find(id), otherwise, isMarkup)).ReplyMarkup);
        limits.ChargeEdit(room);
        var changed = room.Change(id, current =>
        {
            var message = Check(current, otherwise, isMarkup);
            var edited = edit(room, message);
            return SameContent(message, edited)
                ? throw TelegramRefusal.BadRequest(NotModified)
                : edited with { EditDate = clock.GetUtcNow().ToUnixTimeSeconds() };
        });
        requests.RecordEdit(changed);
        events.MessageEdited(changed);
        return parameters.Has("chat_id") ? ApiAnswer.Of(changed.WithoutReply()) : ApiAnswer.True();
    }

    private Message Check(Message? message, string otherwise, bool isMarkup) =>
        message is null ? throw TelegramRefusal.BadRequest("message to edit not found")
        // The bot may edit all posts of a channel.
        : (message.Chat.Type != "channel" && message.From?.Id != chats.Bot.Id) || message.ForwardOrigin is not null || message.IsNeverEdited || !(isMarkup ? message.HasContent : message is { Text: not null } or { Photo: not null } or { Document: not null }) ? throw TelegramRefusal.BadRequest(otherwise)
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
