using System.IO.Compression;
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

    [Fact]
    public async Task What_is_no_whole_backup_is_refused_by_a_sentence()
    {
        await using var broker = await VirtualHost.CreateAsync();
        var settings = new Dictionary<string, string?> { ["RABBITMQ_URL"] = broker.Url, ["REDIS_URL"] = RealServers.NewRedis() };
        var folder = Directory.CreateTempSubdirectory().FullName;
        var (whole, cut, other) = (Path.Combine(folder, "whole"), Path.Combine(folder, "cut"), Path.Combine(folder, "other"));
        try
        {
            await using (var target = new StreamWriter(new GZipStream(File.Create(whole), CompressionLevel.NoCompression)))
            {
                await target.WriteAsync(string.Concat(Enumerable.Range(0, 5000).Select(at => $$"""{"key":"a2VwdA==","dump":"{{at}}"}""" + "\n")));
            }

            await File.WriteAllBytesAsync(cut, (await File.ReadAllBytesAsync(whole, TestContext.Current.CancellationToken))[..^100], TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(other, "no backup", TestContext.Current.CancellationToken);
            foreach (var (file, sentence) in new[] { (whole, "has no end"), (cut, "has no end"), (other, "has no end"), (folder, "denied") })
            {
                await using var errors = new StringWriter();
                Assert.Equal(1, await BackupCommand.RunAsync(["backup", "load", file], TextWriter.Null, errors, settings));
                Assert.Contains(sentence, errors.ToString(), StringComparison.Ordinal);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
