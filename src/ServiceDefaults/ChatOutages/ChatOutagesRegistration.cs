using Microsoft.Extensions.Hosting;
using PhStudio.Messaging.ServiceDefaults.Redis;

namespace PhStudio.Messaging.ServiceDefaults.ChatOutages;

/// <summary>Registers the list of staff chats that nothing reaches.</summary>
public static class ChatOutagesRegistration
{
    /// <summary>In Redis where the host has it. In Standalone both services that use it share one.</summary>
    public static void AddChatOutages(this IHostApplicationBuilder builder) => builder.AddSharedStore<IChatOutages, RedisChatOutages, InMemoryChatOutages>();
}
