using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using MassTransit;
using MassTransit.RetryPolicies;
using PhStudio.Messaging.RedisIntegration.Messages;
using PhStudio.Messaging.RedisIntegration.Scripts;
using PhStudio.Messaging.RedisIntegration.Telemetry;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Sagas;

/// <summary>
/// The sagas of one type in Redis: one string of JSON per saga, as MassTransit.Redis writes it, read and swapped by one command each.
/// Safe for any number of processes.
/// </summary>
internal sealed class RedisSagaStore<TSaga>(Lazy<IDatabase> database, RedisSagaRepositoryOptions options, TimeProvider time)
    where TSaga : class, ISagaVersion
{
    private static readonly string SagaName = TypeCache<TSaga>.ShortName;

    private static readonly RedisScript SwapScript = RedisScript.Load<RedisScript>("saga-swap.lua");

    private readonly SagaPartitioner _gate = new();

    public RedisSagaRepositoryOptions Options => options;

    public IDatabase Database => database.Value;

    /// <summary>Waits until this message may work on the saga: a place in the line of this process, and in pessimistic mode the lock over all processes.</summary>
    public async Task<IAsyncDisposable> AccessAsync(Guid correlationId, CancellationToken cancellationToken)
    {
        var place = await _gate.EnterAsync(correlationId, cancellationToken).ConfigureAwait(false);
        if (options.ConcurrencyMode == ConcurrencyMode.Optimistic)
        {
            return place;
        }

        try
        {
            var fairLock = options.RetryPolicy is { } policy
                ? await policy.Retry(() => LockAsync(correlationId, cancellationToken), cancellationToken).ConfigureAwait(false)
                : await LockAsync(correlationId, cancellationToken).ConfigureAwait(false);
            return new SagaAccess(place, fairLock);
        }
        catch
        {
            await place.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The saga and the digest of its value, or nothing.</summary>
    /// <exception cref="RedisSagaFormatException">Something else stands under its key.</exception>
    public async Task<(TSaga Saga, RedisValue Digest)?> LoadAsync(Guid correlationId, CancellationToken cancellationToken)
    {
        var key = options.SagaKey(correlationId);
        using var span = SagaMetrics.Span(SagaName, "load", correlationId);
        var started = Stopwatch.GetTimestamp();

        var value = await GetAsync(key, correlationId, cancellationToken).ConfigureAwait(false);

        SagaMetrics.Took(SagaName, "load", started);
        SagaMetrics.Loaded(SagaName, value.HasValue);

        return value.HasValue ? (Read(key, correlationId, value), Digest(value)) : null;
    }

    public SagaWrite Write(TSaga saga, RedisValue expectedDigest) =>
        new(options.SagaKey(saga.CorrelationId), expectedDigest, JsonSerializer.SerializeToUtf8Bytes(saga, CompactJson.Format),
            (long)(options.Expiry?.TotalMilliseconds ?? 0), options.ExpiryMode == SagaExpiryMode.Absolute);

    public SagaWrite Delete(Guid correlationId, RedisValue expectedDigest) =>
        new(options.SagaKey(correlationId), expectedDigest, SagaWrite.Deleted, 0, KeepExpiry: false);

    /// <summary>Makes the write if the saga is still as expected; false when it is not, and then nothing was written.</summary>
    public async Task<bool> TrySwapAsync(SagaWrite write, string operation, Guid correlationId, CancellationToken cancellationToken)
    {
        using var span = SagaMetrics.Span(SagaName, operation, correlationId);
        var started = Stopwatch.GetTimestamp();
        var arguments = new List<RedisValue>(SagaWrite.ArgumentCount);
        write.AddTo(arguments);

        var swapped = (bool)await GuardedAsync(write.Key, correlationId,
            () => SwapScript.EvaluateAsync(Database, [write.Key], [.. arguments], cancellationToken)).ConfigureAwait(false);

        SagaMetrics.Took(SagaName, operation, started);
        return swapped;
    }

    public static RedisSagaConcurrencyException Conflict(string operation, Guid correlationId)
    {
        SagaMetrics.Conflicted(SagaName);
        return new RedisSagaConcurrencyException($"The saga changed in Redis since it was loaded, {operation} refused", typeof(TSaga), correlationId);
    }

    public static RedisValue Digest(RedisValue value) => Convert.ToHexStringLower(SHA1.HashData((byte[])value!));

    private Task<IAsyncDisposable> LockAsync(Guid correlationId, CancellationToken cancellationToken) =>
        new FairLock(database, options.LockKey(correlationId), options.LockTimeout, options.LockRetryTimeout, static () => SagaMetrics.LostLock(SagaName))
            .TakeAsync(time, cancellationToken);

    private Task<RedisValue> GetAsync(string key, Guid correlationId, CancellationToken cancellationToken) =>
        GuardedAsync(key, correlationId, () => Database.StringGetAsync(key).WaitAsync(cancellationToken));

    private static TSaga Read(string key, Guid correlationId, RedisValue value)
    {
        TSaga? saga;
        try
        {
            saga = JsonSerializer.Deserialize<TSaga>((byte[])value!, CompactJson.Format);
        }
        catch (JsonException exception)
        {
            throw new RedisSagaFormatException(key, "it is no JSON of it", typeof(TSaga), correlationId, exception);
        }

        if (saga is null || saga.CorrelationId != correlationId)
        {
            throw new RedisSagaFormatException(key, "its correlation id is another one", typeof(TSaga), correlationId);
        }

        return saga;
    }

    private static async Task<T> GuardedAsync<T>(RedisKey key, Guid correlationId, Func<Task<T>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (RedisServerException exception) when (exception.Message.Contains("WRONGTYPE", StringComparison.Ordinal))
        {
            throw new RedisSagaFormatException(key!, "it is no string", typeof(TSaga), correlationId, exception);
        }
    }
}
