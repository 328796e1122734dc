using System.Collections.Concurrent;
using System.Text.Json;
using PhStudio.Messaging.ServiceDefaults.Redis;
using PhStudio.Messaging.ServiceDefaults.Wire;
using StackExchange.Redis;

namespace PhStudio.Messaging.Gateway.Hosting;

/// <summary>
/// What was accepted under an id, so that the same id with other content can be refused. A hint: where it is missing, because Redis is unavailable or
/// two calls come at once, the first content that arrives behind the Gateway is kept.
/// </summary>
internal interface IAcceptedContent
{
    /// <summary>The fields that were accepted under an id; null where none are known, and empty where it was left to others.</summary>
    Task<IReadOnlyDictionary<string, string>?> FindAsync(string id);

    /// <summary>Remembers the fields of an id, unless some are known.</summary>
    Task RememberAsync(string id, IReadOnlyDictionary<string, string> fields);

    /// <summary>Leaves it to what is behind the Gateway what may come under an id from now on.</summary>
    Task LeaveAsync(string id);

    /// <summary>Forgets what was accepted under these ids.</summary>
    Task ForgetAsync(IReadOnlyCollection<string> ids);
}

/// <summary>In the memory of the process; remembers the newest 100,000 ids.</summary>
internal sealed class InMemoryAcceptedContent : IAcceptedContent
{
    private const int Max = 100_000;

    private static readonly Dictionary<string, string> Nothing = [];

    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, string>> _fields = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();

    public Task<IReadOnlyDictionary<string, string>?> FindAsync(string id) => Task.FromResult(_fields.GetValueOrDefault(id));

    public Task RememberAsync(string id, IReadOnlyDictionary<string, string> fields)
    {
        if (_fields.TryAdd(id, fields))
        {
            _order.Enqueue(id);
            if (_order.Count > Max && _order.TryDequeue(out var oldest))
            {
                _fields.TryRemove(oldest, out _);
            }
        }

        return Task.CompletedTask;
    }

    public async Task LeaveAsync(string id)
    {
        await RememberAsync(id, Nothing);
        _fields[id] = Nothing;
    }

    public Task ForgetAsync(IReadOnlyCollection<string> ids)
    {
        foreach (var id in ids)
        {
            _fields.TryRemove(id, out _);
        }

        return Task.CompletedTask;
    }
}

/// <summary>In Redis, for 30 days.</summary>
internal sealed partial class RedisAcceptedContent(IConnectionMultiplexer redis, ILogger<RedisAcceptedContent> logger) : IAcceptedContent
{
    /// <summary>How long it is remembered.</summary>
    public static readonly TimeSpan Expiry = TimeSpan.FromDays(30);

    public async Task<IReadOnlyDictionary<string, string>?> FindAsync(string id)
    {
        try
        {
            var value = await redis.GetDatabase().StringGetAsync(Key(id)).WaitAsync(Deadlines.Note);
            return value.IsNull ? null : JsonSerializer.Deserialize<Dictionary<string, string>>((string)value!);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            Log.NotLookedUp(logger, e.GetType().Name);
            return null;
        }
    }

    public Task RememberAsync(string id, IReadOnlyDictionary<string, string> fields) => WriteAsync(id, fields, When.NotExists);

    public Task LeaveAsync(string id) => WriteAsync(id, new Dictionary<string, string>(), When.Always);

    private async Task WriteAsync(string id, IReadOnlyDictionary<string, string> fields, When when)
    {
        try
        {
            await redis.GetDatabase().StringSetAsync(Key(id), Write(fields), Expiry, when).WaitAsync(Deadlines.Note);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            Log.NotLookedUp(logger, e.GetType().Name);
        }
    }

    public Task ForgetAsync(IReadOnlyCollection<string> ids) => redis.GetDatabase().KeyDeleteAsync([.. ids.Select(Key)]);

    /// <summary>The fields as they stand there.</summary>
    public static RedisValue Write(IReadOnlyDictionary<string, string> fields) => JsonSerializer.SerializeToUtf8Bytes(fields);

    /// <summary>Where they stand.</summary>
    public static RedisKey Key(string id) => $"phstudio:gateway:accepted:{id}";

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Whether an id was used before could not be looked up: {Error}")]
        public static partial void NotLookedUp(ILogger logger, string error);
    }
}

internal static class AcceptedContentRegistration
{
    public static void AddAcceptedContent(this IHostApplicationBuilder builder)
    {
        if (builder.UsesRedis())
        {
            builder.Services.AddSingleton<IAcceptedContent, RedisAcceptedContent>();
        }
        else
        {
            builder.Services.AddSingleton<IAcceptedContent, InMemoryAcceptedContent>();
        }
    }

    /// <summary>The fields in which an order differs from the one that was accepted under its id, however a release wrote that; empty where it may be accepted. The store is asked once: asked again it may be unavailable, and answer for neither.</summary>
    public static async Task<IReadOnlyList<string>> DifferencesAsync(this IAcceptedContent accepted, string id, IReadOnlyDictionary<string, string> fields, Func<IReadOnlyDictionary<string, string>> asItCame)
    {
        if (await accepted.FindAsync(id) is not { Count: > 0 } known || MessageContent.Differences(known, fields) is not { Count: > 0 } differing)
        {
            return [];
        }

        return [.. differing.Intersect(MessageContent.Differences(known, asItCame()), StringComparer.Ordinal)];
    }
}
