using System.Text.Json;
using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Chats;
using PhStudio.Messaging.TelegramEmulator.Limits;
using PhStudio.Messaging.TelegramEmulator.Live;
using PhStudio.Messaging.TelegramEmulator.Presses;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Messages;

/// <summary>For whom an ephemeral message is, and the message in whose place it stands for them.</summary>
internal sealed record EphemeralTarget(ChatRoom Room, User Receiver, int? InPlaceOf);

/// <summary>
/// Messages that one member of a group sees (docs/telegram.md 39). They are kept apart from the messages of the chat, so that nothing here
/// can show one to anybody else. The words of the refusals are our guess: no server with an open source knows these messages.
/// </summary>
internal sealed class EphemeralMethods(ChatBook chats, PressBook presses, LimitGuard limits, EventStream events, TimeProvider clock)
{
    private const string Parameter = "ephemeral_message_parameters";

    /// <summary>For whom a message is meant alone; null for a message that everybody sees.</summary>
    public EphemeralTarget? Target(ApiParameters parameters)
    {
        if (parameters.Has("receiver_user_id") || parameters.Has("callback_query_id"))
        {
            // The form of 10.2, which is gone: taken as unknown it would show everybody what one person is to see.
            throw TelegramRefusal.BadRequest($"receiver_user_id and callback_query_id must be given in {Parameter}");
        }

        if (parameters.Json(Parameter, "ephemeral message parameters") is not { } given)
        {
            return null;
        }

        if (given.ValueKind != JsonValueKind.Object)
        {
            throw TelegramRefusal.BadRequest("object expected as ephemeral message parameters");
        }

        var press = Text(given, "callback_query_id") is { Length: > 0 } query
            ? presses.Open(query) ?? throw TelegramRefusal.BadRequest("query is too old and response timeout expired or query ID is invalid")
            : null;
        var room = press is not null && !parameters.Has("chat_id") ? chats.RequireOpen(press.Message.Chat.Id) : chats.RequireOpen(parameters);
        if (press is null && room.IsPrivate)
        {
            throw TelegramRefusal.BadRequest("ephemeral messages can be sent to groups and as answers to callback queries only");
        }

        if (press is null && !chats.IsAdministrator(room))
        {
            throw TelegramRefusal.BadRequest("not enough rights to send ephemeral messages to the chat");
        }

        var receiver = Receiver(given, room, press);
        var inPlace = given.TryGetProperty("replace_callback_query_message", out var flag) && flag.ValueKind == JsonValueKind.True;
        return !inPlace ? new EphemeralTarget(room, receiver, null)
            : press is null || press.Message.EphemeralMessageId is not null ? throw TelegramRefusal.BadRequest("there is no message of a callback query to replace")
            : new EphemeralTarget(room, receiver, press.Message.MessageId);
    }

    public ApiAnswer Send(EphemeralTarget target, Message message)
    {
        InlineButtons.Accept(message.ReplyMarkup);
        limits.ChargeEphemeral(target.Room);
        var sent = target.Room.AddEphemeral(id => new EphemeralMessage(message with { MessageId = 0, EphemeralMessageId = id, ReceiverUser = target.Receiver }, target.InPlaceOf));
        events.EphemeralChanged(sent);
        return ApiAnswer.Of(sent.Message);
    }

    public ApiAnswer EditText(ApiParameters parameters) => Change(parameters, NewContent.OfText(parameters, chats));

    public ApiAnswer EditMarkup(ApiParameters parameters) => Change(parameters, NewContent.OfMarkup(parameters));

    public ApiAnswer Delete(ApiParameters parameters)
    {
        var room = chats.RequireOpen(parameters);
        var found = Find(parameters, room, "message to delete not found");
        room.DeleteEphemeral(found.Message.EphemeralMessageId!.Value);
        events.EphemeralDeleted(found.Message);
        return ApiAnswer.True();
    }

    private ApiAnswer Change(ApiParameters parameters, Func<ChatRoom, Message, Message> edit)
    {
        var room = chats.RequireOpen(parameters);
        var found = Find(parameters, room, "message to edit not found").Message;
        InlineButtons.Accept(edit(room, found).ReplyMarkup);
        var id = found.EphemeralMessageId!.Value;
        limits.ChargeEphemeral(room);
        var changed = room.ChangeEphemeral(id, current => current is null
            ? throw TelegramRefusal.BadRequest("message to edit not found")
            : current with { Message = edit(room, current.Message) with { EditDate = clock.GetUtcNow().ToUnixTimeSeconds() } });
        events.EphemeralChanged(changed);
        return ApiAnswer.True();
    }

    /// <summary>The message that a call names; its receiver must be named too.</summary>
    private static EphemeralMessage Find(ApiParameters parameters, ChatRoom room, string otherwise)
    {
        var receiver = parameters.Number("receiver_user_id") ?? throw TelegramRefusal.BadRequest("invalid receiver_user_id specified");
        var found = parameters.MessageId("ephemeral_message_id") is { } id ? room.FindEphemeral(id) : null;
        return found is not null && found.Message.ReceiverUser!.Id == receiver ? found : throw TelegramRefusal.BadRequest(otherwise);
    }

    private static User Receiver(JsonElement given, ChatRoom room, Press? press)
    {
        var named = long.TryParse(Text(given, "receiver_user_id"), out var number) ? number : press?.From.Id ?? throw TelegramRefusal.BadRequest("invalid receiver_user_id specified");
        return press is not null && (press.From.Id != named || press.Message.Chat.Id != room.Id) ? throw TelegramRefusal.BadRequest("the callback query is of another user or chat")
            : room.Person(named) ?? press?.From ?? throw TelegramRefusal.BadRequest("receiver user not found");
    }

    private static string? Text(JsonElement of, string name) => !of.TryGetProperty(name, out var value) ? null : value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();
}
