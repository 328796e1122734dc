using PhStudio.Messaging.ServiceDefaults.Redis;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.TestKit.Servers;

namespace PhStudio.Messaging.ServiceDefaults.Tests.Redis;

/// <summary>A Redis Cluster of three masters is named at the start, instead of failing the first booking.</summary>
public sealed class RedisClusterTests
{
    [Fact]
    public async Task A_cluster_is_refused_in_a_sentence_that_says_what_to_use()
    {
        var (secondBus, thirdBus) = (FreePort.Next(), FreePort.Next());
        await using var first = await StartAsync(FreePort.Next());
        await using var second = await StartAsync(secondBus);
        await using var third = await StartAsync(thirdBus);
        Assert.Equal("+OK", await first.CommandAsync("CLUSTER ADDSLOTSRANGE 0 5460"));
        Assert.Equal("+OK", await second.CommandAsync("CLUSTER ADDSLOTSRANGE 5461 10922"));
        Assert.Equal("+OK", await third.CommandAsync("CLUSTER ADDSLOTSRANGE 10923 16383"));
        Assert.Equal("+OK", await first.CommandAsync($"CLUSTER MEET 127.0.0.1 {second.Port} {secondBus}"));
        Assert.Equal("+OK", await first.CommandAsync($"CLUSTER MEET 127.0.0.1 {third.Port} {thirdBus}"));

        await Eventually.TrueAsync("the cluster to serve", async () => !(await first.CommandAsync("GET anything")).StartsWith("-CLUSTERDOWN", StringComparison.Ordinal));

        // Why: a script with keys of two slots, as those of a chat's limit and of the bot's are.
        Assert.Contains("CROSSSLOT", await first.CommandAsync("EVAL \"return 1\" 2 sender:1:limit sender:1:limit:-1001"));
        var refusal = await new RedisLogin(RedisUrl.Parse(first.Url)).RefusalAsync();
        Assert.StartsWith("REDIS_URL is set but leads to a Redis Cluster", refusal);
        Assert.Contains("Sentinel", refusal);
    }

    private static Task<RedisServer> StartAsync(int bus) => RedisServer.StartAsync("--cluster-enabled", "yes", "--cluster-port", $"{bus}", "--cluster-announce-ip", "127.0.0.1");
}
