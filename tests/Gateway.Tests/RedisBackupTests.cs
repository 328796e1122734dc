using System.Text.Json.Nodes;
using PhStudio.Messaging.Gateway.Operations.Backup;
using PhStudio.Messaging.ServiceDefaults.Redis;
using StackExchange.Redis;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>The half of a backup that is in Redis.</summary>
public sealed class RedisBackupTests
{
    [Fact]
    public async Task A_key_that_a_backup_has_twice_is_restored_once()
    {
        await using var source = await ConnectionMultiplexer.ConnectAsync(RedisUrl.Parse(RealServers.NewRedis()));
        await using var target = await ConnectionMultiplexer.ConnectAsync(RedisUrl.Parse(RealServers.NewRedis()));
        await source.GetDatabase().StringSetAsync("kept", "value");
        var lines = new List<JsonNode>();
        await new RedisBackup(source, TimeProvider.System).SaveAsync(line => { lines.Add(line); return Task.CompletedTask; }, TestContext.Current.CancellationToken);

        var restore = new RedisBackup(target, TimeProvider.System);
        await restore.LoadAsync(Assert.Single(lines));
        await restore.LoadAsync(lines[0]);

        Assert.Equal("value", await target.GetDatabase().StringGetAsync("kept"));
    }
}
