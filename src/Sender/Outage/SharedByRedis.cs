using PhStudio.Messaging.Sender.Breaker;
using PhStudio.Messaging.Sender.Chats;
using PhStudio.Messaging.Sender.Clearance;
using PhStudio.Messaging.Sender.Ledger;
using PhStudio.Messaging.Sender.Limits;

namespace PhStudio.Messaging.Sender.Outage;

/// <summary>Registers what all Senders share in Redis, each with what stands in for it in this process while Redis is away.</summary>
internal static class SharedByRedis
{
    public static void AddSharedByRedis(this IServiceCollection services)
    {
        services.AddSingleton<RedisOutage>();

        services.AddSingleton<RedisLimiter>();
        services.AddSingleton<InMemoryLimiter>();
        services.AddSingleton<SharedLimiter>();
        services.AddSingleton<ILimiter>(provider => provider.GetRequiredService<SharedLimiter>());
        services.AddHostedService<Presence>();

        services.AddSingleton<RedisLedger>();
        services.AddSingleton<InMemoryLedger>();
        services.AddSingleton<SharedLedger>();
        services.AddSingleton<ILedger>(provider => provider.GetRequiredService<SharedLedger>());
        services.AddHostedService<CatchUp>();

        services.AddSingleton<RedisChatMemory>();
        services.AddSingleton<InMemoryChatMemory>();
        services.AddSingleton<SharedChatMemory>();
        services.AddSingleton<IChatMemory>(provider => provider.GetRequiredService<SharedChatMemory>());

        services.AddSingleton<RedisClearance>();
        services.AddSingleton<IClearance, SharedClearance>();

        services.AddSingleton<RedisCircuit>();
        services.AddSingleton<InMemoryCircuit>();
        services.AddSingleton<ICircuit, SharedCircuit>();
    }
}
