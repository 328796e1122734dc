using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Chats;
using PhStudio.Messaging.TelegramEmulator.Live;

namespace PhStudio.Messaging.TelegramEmulator.Messages;

/// <summary>The Bot API's methods that send texts and tell what the bot is doing.</summary>
internal sealed class MessageMethods(ChatBook chats, MessageSending sending, EphemeralMethods ephemeral, EventStream events)
{
    public ApiAnswer Send(ApiParameters parameters)
    {
        // Telegram reads all fields first: the text's, then the reply's, then the markup's. Then it looks at the chat, and at what they say last.
        var preview = LinkPreview.Read(parameters);
        var parsed = MessageText.Parse(parameters);
        var reply = ReplyParameters.Parse(parameters);
        var markup = ReplyMarkup.Parse(parameters);
        var target = parameters.OlderServer ? null : ephemeral.Target(parameters);
        var (room, message) = sending.Start(parameters, reply, target?.Room);
        message = markup?.On(message, room) ?? message;
        var text = MessageText.Checked(parsed, chats, preview);
        message = message with { Text = text.Text, Entities = text.Told, LinkPreviewOptions = LinkPreview.Told(preview, text) };
        return target is not null ? ephemeral.Send(target, message) : ApiAnswer.Of(sending.Put(parameters, room, message, markup), sent: true);
    }

    public ApiAnswer ChatAction(ApiParameters parameters)
    {
        if (parameters.Text("action")?.ToLowerInvariant() is not ("cancel" or "typing" or "upload_photo" or "record_video" or "upload_video" or "record_audio" or "record_voice" or "upload_audio" or "upload_voice"
            or "upload_document" or "choose_sticker" or "pick_up_location" or "find_location" or "record_video_note" or "upload_video_note"))
        {
            throw TelegramRefusal.BadRequest("wrong parameter action in request");
        }

        UnofferedParameters.RefuseBusiness(parameters);
        var room = chats.RequireOpen(parameters);
        if (room.Info.Type is "group" or "channel" && parameters.Number("message_thread_id", 0, 0, int.MaxValue) > 0)
        {
            throw TelegramRefusal.BadRequest("chat is not a forum");
        }

        events.ChatAction(room.Id);
        return ApiAnswer.True();
    }
}
