using Microsoft.Extensions.Logging.Abstractions;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.RedisIntegration.Connections;
using PhStudio.Messaging.ServiceDefaults.Redis;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.WebhookProcessor.Bookings.Index;
using StackExchange.Redis;
using StackExchange.Redis.KeyspaceIsolation;
using static PhStudio.Messaging.WebhookProcessor.Tests.Stores.BookingIndexTests;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Stores;

/// <summary>The index of a process whose Redis lost its newest writes to a failover.</summary>
public sealed class LostIndexTests : IDisposable
{
    private readonly RedisConnectionMonitor _redis =
        new(RedisUrl.Parse(RealServers.Redis), RedisConnectionMonitorOptions.Default, NullLogger<RedisConnectionMonitor>.Instance);

    public void Dispose() => _redis.Dispose();

    [Fact]
    public async Task A_process_notices_that_a_failover_lost_changes_that_it_had_read()
    {
        var prefix = $"{Guid.NewGuid():N}:";
        var database = _redis.Connection.GetDatabase().WithKeyPrefix(prefix);
        var lists = new RedisBookingLists(database, TimeProvider.System);
        using var index = Index(database, lists);
        await lists.PutAsync(Listed("PH-1", minute: 1));
        Assert.Single((await ReadAsync(index, new ListBookings())).Bookings);
        var replica = await DumpAsync(prefix);
        await lists.PutAsync(Listed("PH-2", minute: 2));
        Assert.Equal(2, (await ReadAsync(index, new ListBookings())).Bookings.Count);

        await RestoreAsync(prefix, replica); // The replica that takes over never heard of PH-2, and its number is given again.
        await lists.PutAsync(Listed("PH-3", minute: 3));
        await lists.PutAsync(Listed("PH-4", minute: 4));

        Assert.Equal(["PH-4", "PH-3", "PH-1"], (await ReadAsync(index, new ListBookings())).Bookings.Select(booking => booking.BookingId));
    }

    private async Task<Dictionary<RedisKey, byte[]>> DumpAsync(string prefix)
    {
        var dumped = new Dictionary<RedisKey, byte[]>();
        await foreach (var key in _redis.Connection.GetServers()[0].KeysAsync(_redis.Connection.GetDatabase().Database, $"{prefix}*"))
        {
            dumped[key] = (await _redis.Connection.GetDatabase().KeyDumpAsync(key))!;
        }

        return dumped;
    }

    private async Task RestoreAsync(string prefix, Dictionary<RedisKey, byte[]> dumped)
    {
        var database = _redis.Connection.GetDatabase();
        await database.KeyDeleteAsync([.. (await DumpAsync(prefix)).Keys]);
        foreach (var (key, content) in dumped)
        {
            await database.KeyRestoreAsync(key, content);
        }
    }
}
