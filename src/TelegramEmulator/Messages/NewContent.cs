using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Chats;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Messages;

/// <summary>What an edit makes of a message. The parameters are read at once, the message is looked at when it is found: that is the server's order of checks.</summary>
internal static class NewContent
{
    public static Func<ChatRoom, Message, Message> OfText(ApiParameters parameters, ChatBook chats)
    {
        var parsed = MessageText.Parse(parameters);
        var markup = ReplyMarkup.Parse(parameters);
        UnofferedParameters.RefuseRich(parameters);
        return (room, message) =>
        {
            if (message.Text is null)
            {
                throw TelegramRefusal.BadRequest("there is no text in the message to edit");
            }

            var buttons = markup?.OnlyInline(room);
            var text = MessageText.Checked(parsed, chats);
            return message with { Text = text.Text, Entities = text.Entities.Count == 0 ? null : text.Entities, ReplyMarkup = buttons };
        };
    }

    public static Func<ChatRoom, Message, Message> OfMarkup(ApiParameters parameters)
    {
        var markup = ReplyMarkup.Parse(parameters);
        return (room, message) => message with { ReplyMarkup = markup?.OnlyInline(room) };
    }
}
