using PhStudio.Messaging.ServiceDefaults.Redis;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.TestKit.Servers;
using StackExchange.Redis;

namespace PhStudio.Messaging.ServiceDefaults.Tests.Redis;

/// <summary>What a real Redis says to the user and password of <c>REDIS_URL</c> before the start.</summary>
public sealed class RedisLoginTests
{
    private const string Right = "right-of-the-login-tests";

    private static readonly string[] OpenToEverybody = ["--user", "default", "on", "nopass", "~*", "+@all", "--user", "app", "on", $">{Right}", "~*", "+@all"];
    private static readonly string[] WithoutAcl = [.. OpenToEverybody, "--user", "small", "on", $">{Right}", "~*", "+@all", "-acl"];

    [Theory]
    [InlineData("nobody:hunter2@", "does not take the user and password")]
    [InlineData("app:hunter2@", "does not take the user and password")]
    [InlineData("hunter2@", "lets everybody in")]
    [InlineData($"app:{Right}@", null)]
    [InlineData("", null)]
    public async Task An_open_default_user_hides_no_wrong_password(string user, string? reason) => await AssertSaysAsync(OpenToEverybody, user, reason);

    [Theory]
    [InlineData("app:hunter2@", "does not take the user and password")]
    [InlineData("hunter2@", "does not take the user and password")]
    [InlineData("", "asks for a password and none stands there")]
    [InlineData($"{Right}@", null)]
    [InlineData($"default:{Right}@", null)]
    public async Task A_closed_default_user_is_told_from_a_Redis_that_is_away(string user, string? reason) => await AssertSaysAsync(["--requirepass", Right], user, reason);

    [Theory]
    [InlineData($"small:{Right}@", null)]
    [InlineData("small:hunter2@", "does not take the user and password")]
    public async Task A_user_that_may_not_ask_who_it_is_is_known_by_its_password(string user, string? reason) => await AssertSaysAsync(WithoutAcl, user, reason);

    /// <summary>The default user is for the servers among themselves and for the Sentinel; it may write nothing.</summary>
    private static readonly string[] KnownToTheServers =
    [
        "--user", "default", "on", "nopass", "~*", "&*", "-@all", "+ping", "+info", "+replicaof", "+slaveof", "+config", "+replconf", "+psync", "+role", "+client", "+publish", "+subscribe", "+multi", "+exec", "+auth", "+hello",
        "--user", "app", "on", $">{Right}", "~*", "&*", "+@all",
    ];

    /// <summary>Sentinels without a password before servers with one, as compose.cluster.yaml has them.</summary>
    [Fact]
    public async Task Sentinels_that_do_not_know_the_servers_user_lead_to_them()
    {
        await using var redis = await ReplicatedRedis.StartAsync(replicas: 1, KnownToTheServers);
        await redis.WatchAsync();
        var configuration = RedisUrl.Parse(redis.UrlOf($"app:{Right}@"));

        var refusal = await new RedisLogin(configuration).RefusalAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(configuration);
        var wrong = await new RedisLogin(RedisUrl.Parse(redis.UrlOf("app:hunter2@"))).RefusalAsync();

        Assert.Null(refusal);
        await Eventually.TrueAsync("a write as that user", async () => await connection.GetDatabase().StringSetAsync("login", "1"));
        Assert.StartsWith("REDIS_URL is set but Redis does not take the user and password", wrong, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Redis_that_is_away_refuses_nobody() =>
        Assert.Null(await new RedisLogin(RedisUrl.Parse($"redis://app:hunter2@127.0.0.1:{FreePort.Next()}")).RefusalAsync());

    private static async Task AssertSaysAsync(string[] settings, string user, string? reason)
    {
        await using var redis = await RedisServer.StartAsync(settings);

        var refusal = await new RedisLogin(RedisUrl.Parse($"redis://{user}{redis.Address}")).RefusalAsync();

        if (reason is null)
        {
            Assert.Null(refusal);
            return;
        }

        Assert.StartsWith("REDIS_URL is set but ", refusal, StringComparison.Ordinal);
        Assert.Contains(reason, refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refusal, StringComparison.Ordinal);
    }
}
