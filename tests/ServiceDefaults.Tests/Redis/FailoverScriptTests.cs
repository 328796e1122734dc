using System.Diagnostics;
using System.Globalization;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.TestKit.Servers;
using PhStudio.Messaging.TestKit.Whole;
using StackExchange.Redis;

namespace PhStudio.Messaging.ServiceDefaults.Tests.Redis;

/// <summary>infra/redis/failover on real servers, with a stand-in for docker that leads to them.</summary>
public sealed class FailoverScriptTests : IDisposable
{
    private const string StandIn = """
        #!/usr/bin/env bash
        # docker compose exec -T SERVICE PROGRAM...
        service=$4
        shift 4
        case $service in
          sentinel-1)
            shift 3
            answer=$(redis-cli -p "$SENTINEL_PORT" "${@/phstudio/mymaster}")
            case "$*" in *GET-MASTER-ADDR-BY-NAME*) echo "server-$(tail -n 1 <<<"$answer")" ;; *) echo "$answer" ;; esac ;;
          server-*)
            shift 4
            redis-cli -p "${service#server-}" "$@" ;;
          *) exit 1 ;;
        esac
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("phstudio-failover-").FullName;

    [Fact]
    public async Task It_makes_another_server_the_primary_while_writes_go_on_and_loses_none()
    {
        await using var redis = await ReplicatedRedis.StartAsync(replicas: 2, "--min-replicas-to-write", "1", "--min-replicas-max-lag", "3");
        await redis.WatchAsync();
        await using var writer = await RedisWriter.StartAsync(redis.Url);
        var before = await redis.MasterAsync();

        var (code, said) = await RunAsync(redis);

        Assert.True(code == 0, said);
        var after = await redis.MasterAsync();
        Assert.NotEqual(before, after);
        Assert.Equal("up", await before.InfoAsync("master_link_status"));
        await writer.GoesOnAsync(TimeSpan.FromSeconds(60), after);
        Assert.Empty(await writer.LostAsync(after));
        Assert.Equal(["1", "1", "1"], await Task.WhenAll(redis.Servers.Select(WantedReplicasAsync)));
    }

    [Fact]
    public async Task Without_a_replica_it_changes_nothing_and_says_so()
    {
        await using var redis = await ReplicatedRedis.StartAsync(replicas: 1);
        await redis.WatchAsync();
        await redis.Servers[1].PromoteAsync();
        await Eventually.TrueAsync("the replica to leave", async () => await redis.Servers[0].InfoAsync("connected_slaves") == "0");

        var (code, said) = await RunAsync(redis);

        Assert.Equal(1, code);
        Assert.Contains("No replica follows", said, StringComparison.Ordinal);
        Assert.Equal("0", await WantedReplicasAsync(redis.Servers[0]));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<string> WantedReplicasAsync(RedisServer server)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"{server.Address},allowAdmin=true");
        return (string)(await connection.GetDatabase().ExecuteAsync("CONFIG", "GET", "min-replicas-to-write"))[1]!;
    }

    private async Task<(int Code, string Said)> RunAsync(ReplicatedRedis redis)
    {
        var docker = Path.Combine(_folder, "docker");
        await File.WriteAllTextAsync(docker, StandIn.ReplaceLineEndings("\n"), TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(docker, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var start = new ProcessStartInfo(Path.Combine(Repository.Root, "infra", "redis", "failover")) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{_folder}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["SENTINEL_PORT"] = new Uri(redis.Url).Port.ToString(CultureInfo.InvariantCulture);
        using var script = Process.Start(start)!;
        var (output, error) = (script.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), script.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (script.ExitCode, await output + await error);
    }
}
