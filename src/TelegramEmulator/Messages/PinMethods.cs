using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Chats;
using PhStudio.Messaging.TelegramEmulator.Live;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Messages;

/// <summary>The Bot API's methods that put messages at the head of their chat, and take them from there.</summary>
internal sealed class PinMethods(ChatBook chats, EventStream events, ServiceMessages service)
{
    public ApiAnswer Pin(ApiParameters parameters)
    {
        UnofferedParameters.RefuseBusiness(parameters);
        var room = chats.RequireReachable(parameters);
        var id = Find(parameters, room, "message to pin");
        _ = MayPin(ChatBook.Opened(room));
        var pinned = room.Find(id)!;
        if (pinned.Happened is not null)
        {
            throw TelegramRefusal.BadRequest("service messages can't be pinned");
        }

        if (!room.Pinned.Contains(id))
        {
            service.Add(room, message => ThreadRules.Follow(message, pinned, room) with { PinnedMessage = pinned.WithoutReply() });
        }

        return Set(room, id, isPinned: true);
    }

    /// <summary>Without an id the newest pinned one.</summary>
    public ApiAnswer Unpin(ApiParameters parameters)
    {
        UnofferedParameters.RefuseBusiness(parameters);
        var room = MayPin(chats.RequireReachable(parameters));
        return parameters.MessageId() is not null ? Set(room, Find(parameters, room, "message to unpin"), isPinned: false)
            : room.Pinned.LastOrDefault() is > 0 and var newest ? Set(room, newest, isPinned: false)
            : throw TelegramRefusal.BadRequest("message to unpin not found");
    }

    public ApiAnswer UnpinAll(ApiParameters parameters)
    {
        UnpinAll(MayPin(chats.RequireOpen(parameters)), thread: null);
        return ApiAnswer.True();
    }

    /// <summary>The same in a forum's topic without a number.</summary>
    public ApiAnswer UnpinAllGeneral(ChatRoom room)
    {
        foreach (var id in room.Pinned.Where(id => room.Find(id)?.MessageThreadId is null))
        {
            room.Pin(id, isPinned: false);
        }

        events.ChatsChanged();
        return ApiAnswer.True();
    }

    /// <summary>Takes down what is pinned in one topic, or everywhere where none is named.</summary>
    public void UnpinAll(ChatRoom room, int? thread)
    {
        foreach (var id in room.Pinned.Where(id => thread is null || room.Find(id)?.MessageThreadId == thread))
        {
            room.Pin(id, isPinned: false);
        }

        events.ChatsChanged();
    }

    private static int Find(ApiParameters parameters, ChatRoom room, string what) =>
        parameters.MessageId() is { } id && room.Find(id) is not null ? id : throw TelegramRefusal.BadRequest($"{what} not found");

    private ApiAnswer Set(ChatRoom room, int id, bool isPinned)
    {
        ChatBook.Opened(room).Pin(id, isPinned);
        events.ChatsChanged();
        return ApiAnswer.True();
    }

    /// <exception cref="TelegramRefusal">The bot is a plain member of the group.</exception>
    private ChatRoom MayPin(ChatRoom room) => room.IsPrivate || chats.IsAdministrator(room) ? room : throw TelegramRefusal.BadRequest("not enough rights to manage pinned messages in the chat");
}
