using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Chats;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Messages;

/// <summary>What an edit makes of a message. The parameters are read at once, the message is looked at when it is found: that is the server's order of checks.</summary>
internal static class NewContent
{
    public static Func<ChatRoom, Message, Message> OfText(ApiParameters parameters, ChatBook chats)
    {
        var preview = LinkPreview.Read(parameters);
        var parsed = MessageText.Parse(parameters);
        var markup = ReplyMarkup.Parse(parameters);
        UnofferedParameters.RefuseRich(parameters);
        return (room, message) =>
        {
            if (message.Text is null)
            {
                throw TelegramRefusal.BadRequest("there is no text in the message to edit");
            }

            var text = MessageText.Checked(parsed, chats, preview);
            return message with { Text = text.Text, Entities = text.Told, LinkPreviewOptions = LinkPreview.Told(preview, text), ReplyMarkup = markup?.OnlyInline(room) };
        };
    }

    public static Func<ChatRoom, Message, Message> OfMarkup(ApiParameters parameters)
    {
        var markup = ReplyMarkup.Parse(parameters);
        return (room, message) => message with { ReplyMarkup = markup?.OnlyInline(room) };
    }
}
