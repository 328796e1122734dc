using System.Collections.Frozen;
using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Chats;
using PhStudio.Messaging.TelegramEmulator.Limits;

namespace PhStudio.Messaging.TelegramEmulator.Faults;

/// <summary>What a fault answers instead of the method.</summary>
internal sealed class FaultEffects(ChatBook chats, LimitGuard limits)
{
    private static readonly FrozenSet<string> NewMethods = FrozenSet.ToFrozenSet(
        ["setMySettings", "editEphemeralMessageText", "editEphemeralMessageReplyMarkup", "deleteEphemeralMessage"]);

    /// <summary>The refusal of a fault; null for one that lets the call be carried out or cuts the connection.</summary>
    public TelegramRefusal? Refusal(Fault fault, string method, long? chat)
    {
        var room = chat is { } id ? chats.Find(id) : null;
        var type = room?.Info.Type ?? "supergroup";
        switch (fault.Kind)
        {
            case FaultKind.TooManyRequests:
                Block(fault, room);
                return TelegramRefusal.TooManyRequests(fault.RetryAfter);
            case FaultKind.ServerError:
                return new TelegramRefusal(fault.Status, fault.Status == 502 ? "Bad Gateway" : "Internal Server Error");
            case FaultKind.Unauthorised:
                return new TelegramRefusal(401, "Unauthorized");
            case FaultKind.Blocked:
                return ChatStanding.Blocked.Refusal(type, null);
            case FaultKind.Deactivated:
                return ChatStanding.Deactivated.Refusal(type, null);
            case FaultKind.Kicked:
                return ChatStanding.Kicked.Refusal(type, null);
            case FaultKind.Migrated:
                var supergroup = chats.Supergroup(room, chat ?? 0, fault.NewChatId);
                return TelegramRefusal.Migrated(supergroup.Id);
            case FaultKind.ChatNotFound:
                return TelegramRefusal.BadRequest("chat not found");
            case FaultKind.ThreadNotFound:
                return TelegramRefusal.BadRequest("message thread not found");
            case FaultKind.Forbidden:
                return TelegramRefusal.BadRequest("not enough rights to send text messages to the chat");
            case FaultKind.Conflict:
                return TelegramRefusal.Conflict("terminated by other getUpdates request; make sure that only one bot instance is running");
            case FaultKind.MethodNotFound:
            case FaultKind.OlderServer when NewMethods.Contains(method):
                return new TelegramRefusal(404, "Not Found: method not found");
            default:
                return null;
        }
    }

    private void Block(Fault fault, ChatRoom? room)
    {
        var wait = TimeSpan.FromSeconds(fault.RetryAfter);
        if (fault.Scope == "bot")
        {
            limits.Block(null, wait);
        }
        else if (fault.Scope == "chat" && room is not null)
        {
            limits.Block(room.Id, wait);
        }
    }
}
