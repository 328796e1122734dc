using Microsoft.Extensions.Hosting;
using PhStudio.Messaging.ServiceDefaults.Redis;

namespace PhStudio.Messaging.ServiceDefaults.ChatPins;

/// <summary>Registers the list of staff chats that the settings call by a public name.</summary>
public static class ChatPinsRegistration
{
    /// <summary>In Redis where the host has it. In Standalone both services that use it share one.</summary>
    public static void AddChatPins(this IHostApplicationBuilder builder) => builder.AddSharedStore<IChatPins, RedisChatPins, InMemoryChatPins>();
}
