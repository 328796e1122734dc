using System.Globalization;
using System.Text.Json;
using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Chats;

namespace PhStudio.Messaging.TelegramEmulator.Messages;

/// <summary>Parameters for features that this bot does not have. Ignoring them would be a false success.</summary>
internal static class UnofferedParameters
{
    /// <summary>The bot has no business account.</summary>
    public static void RefuseBusiness(ApiParameters parameters)
    {
        if (!parameters.Has("business_connection_id"))
        {
            return;
        }

        throw TelegramRefusal.BadRequest(!parameters.Has("chat_id") ? "chat identifier is empty"
            : !long.TryParse(parameters.Text("chat_id"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? "chat identifier must be a valid Integer"
            : "business connection not found");
    }

    /// <summary>Effects are for private chats, and suggested posts for the direct messages of channels.</summary>
    public static void RefuseEffects(ApiParameters parameters, ChatRoom room)
    {
        if (parameters.Number("message_effect_id") is not (null or 0))
        {
            throw TelegramRefusal.BadRequest(room.IsPrivate ? "EFFECT_ID_INVALID" : "can't use message effects in the chat");
        }

        if (parameters.Json("suggested_post_parameters", "suggested post parameters") is { } post)
        {
            throw TelegramRefusal.BadRequest(post.ValueKind == JsonValueKind.Object ? "suggested posts can be sent only to channel direct messages" : "object expected as suggested post parameters");
        }
    }

    /// <summary>Rich messages have a grammar of their own, which is not implemented.</summary>
    public static void RefuseRich(ApiParameters parameters)
    {
        if (parameters.Has("rich_message"))
        {
            throw TelegramRefusal.BadRequest("not enough rights to send the rich message to the chat");
        }
    }
}
