using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using PhStudio.Messaging.ServiceDefaults.Redis;
using StackExchange.Redis;

namespace PhStudio.Messaging.Gateway.Operations.Erasure;

/// <summary>What a call found that is not through.</summary>
/// <param name="Found">The person; null of what another release kept.</param>
/// <param name="Messages">The messages of the person's bookings and chats, as far as they were looked for. A booking that is another customer's since does not lead to them any more.</param>
internal sealed record KeptPerson(PersonFound? Found, IReadOnlyCollection<Guid> Messages);

/// <summary>Who was found by a call that is not through, until the same call is: a booking that it has erased does not name the person any more (docs/decisions/0403).</summary>
internal interface IFoundPeople
{
    /// <summary>For how long a call that broke off can be resumed with it.</summary>
    static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    /// <summary>What an earlier call found; null where none is kept.</summary>
    Task<KeptPerson?> FindAsync(FindPerson who);

    /// <summary>Keeps it.</summary>
    Task KeepAsync(FindPerson who, KeptPerson found);

    /// <summary>The call is through.</summary>
    Task ForgetAsync(FindPerson who);

    /// <summary>The same for every way in which the same is asked.</summary>
    static string KeyOf(FindPerson who) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{(who.Phone is { } phone ? PersonTraces.DigitsOf(phone) : "")}/{who.ClientChatId}")));
}

/// <summary>In the memory of the process.</summary>
internal sealed class InMemoryFoundPeople(TimeProvider time) : IFoundPeople
{
    private readonly ConcurrentDictionary<string, (KeptPerson Found, DateTimeOffset Until)> _kept = new(StringComparer.Ordinal);

    public Task<KeptPerson?> FindAsync(FindPerson who) => Task.FromResult(_kept.TryGetValue(IFoundPeople.KeyOf(who), out var kept) && time.GetUtcNow() < kept.Until ? kept.Found : null);

    public Task KeepAsync(FindPerson who, KeptPerson found)
    {
        foreach (var (key, kept) in _kept.Where(kept => kept.Value.Until <= time.GetUtcNow()))
        {
            _kept.TryRemove(KeyValuePair.Create(key, kept));
        }

        _kept[IFoundPeople.KeyOf(who)] = (found, time.GetUtcNow() + IFoundPeople.Kept);
        return Task.CompletedTask;
    }

    public Task ForgetAsync(FindPerson who) => Task.FromResult(_kept.TryRemove(IFoundPeople.KeyOf(who), out _));
}

/// <summary>In Redis, so that every Gateway can go on with it.</summary>
internal sealed class RedisFoundPeople(IConnectionMultiplexer redis) : IFoundPeople
{
    public async Task<KeptPerson?> FindAsync(FindPerson who) =>
        await redis.GetDatabase().StringGetAsync(Key(who)) is { IsNull: false } kept ? JsonSerializer.Deserialize<KeptPerson>((string)kept!) : null;

    public Task KeepAsync(FindPerson who, KeptPerson found) => redis.GetDatabase().StringSetAsync(Key(who), JsonSerializer.Serialize(found), IFoundPeople.Kept);

    public Task ForgetAsync(FindPerson who) => redis.GetDatabase().KeyDeleteAsync(Key(who));

    private static RedisKey Key(FindPerson who) => $"phstudio:gateway:erasing:{IFoundPeople.KeyOf(who)}";
}

internal static class FoundPeopleRegistration
{
    public static void AddFoundPeople(this IHostApplicationBuilder builder)
    {
        if (builder.UsesRedis())
        {
            builder.Services.AddSingleton<IFoundPeople, RedisFoundPeople>();
        }
        else
        {
            builder.Services.AddSingleton<IFoundPeople, InMemoryFoundPeople>();
        }
    }
}
