using MassTransit;

namespace PhStudio.Messaging.RedisIntegration.Sagas;

/// <summary>How one type of saga is kept; made by the configurator, read by the store.</summary>
internal sealed record RedisSagaRepositoryOptions
{
    public required ConcurrencyMode ConcurrencyMode { get; init; }
    public required string KeyPrefix { get; init; }
    public required string LockSuffix { get; init; }
    public required TimeSpan LockTimeout { get; init; }
    public required TimeSpan LockRetryTimeout { get; init; }
    public IRetryPolicy? RetryPolicy { get; init; }
    public required TimeSpan? Expiry { get; init; }
    public required SagaExpiryMode ExpiryMode { get; init; }

    public string SagaKey(Guid correlationId) => $"{KeyPrefix}{correlationId:D}";

    public string LockKey(Guid correlationId) => $"{SagaKey(correlationId)}{LockSuffix}";
}
