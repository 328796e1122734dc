using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Bot;
using PhStudio.Messaging.Sender.CircuitBreaker;
using PhStudio.Messaging.Sender.Content;
using PhStudio.Messaging.Sender.Delivery;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.Sender.Scheduling;
using PhStudio.Messaging.Sender.Telegram;

namespace PhStudio.Messaging.Sender;

/// <summary>Registers what all Senders share in Redis, each with its fallback in this process while Redis is unavailable.</summary>
internal static class FailoverRegistration
{
    public static void AddRedisFailover(this IServiceCollection services)
    {
        services.AddSingleton<RedisFailover>();

        services.AddSingleton<RedisLimiter>();
        services.AddSingleton<InMemoryLimiter>();
        services.AddSingleton<FailoverLimiter>();
        services.AddSingleton<ILimiter>(provider => provider.GetRequiredService<FailoverLimiter>());
        services.AddSingleton<ISenderRegistry, RedisSenderRegistry>();
        services.AddHostedService<PoolShare>();
        services.AddHostedService(provider => provider.GetRequiredService<SenderHeartbeat>());

        services.AddSingleton<RedisLedger>();
        services.AddSingleton<InMemoryLedger>();
        services.AddSingleton<FailoverLedger>();
        services.AddSingleton<ILedger>(provider => provider.GetRequiredService<FailoverLedger>());
        services.AddHostedService<LedgerSync>();

        services.AddSingleton<RedisChatStore>();
        services.AddSingleton<InMemoryChatStore>();
        services.AddSingleton<FailoverChatStore>();
        services.AddSingleton<IChatStore>(provider => provider.GetRequiredService<FailoverChatStore>());

        services.AddSingleton<RedisAdmissionControl>();
        services.AddSingleton<IAdmissionControl, FailoverAdmissionControl>();

        services.AddSingleton<RedisCircuit>();
        services.AddSingleton<InMemoryCircuit>();
        services.AddSingleton<ICircuit, FailoverCircuit>();

        services.AddSingleton<ISentNotes, RedisSentNotes>();
        services.AddSingleton<IPhotoFiles, RedisPhotoFiles>();
        services.AddSingleton<ILease, RedisLease>();
        services.AddSingleton<IWebhookStore, RedisWebhookStore>();
        services.AddSingleton<IShadowLog, RedisShadowLog>();
    }
}
