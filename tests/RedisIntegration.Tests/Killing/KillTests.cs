using PhStudio.Messaging.RedisIntegration.Bench;
using PhStudio.Messaging.RedisIntegration.Bench.Killing;
using PhStudio.Messaging.RedisIntegration.Tests.Servers;

namespace PhStudio.Messaging.RedisIntegration.Tests.Killing;

/// <summary>
/// A real process that consumes, changes state, publishes three and schedules one is killed with kill -9 at random moments.
/// Once with orders that go to the scheduler's queue, once with orders that are written within the commit. Here a few times, or as often as KILLS says; the figures of two hundred stand in the library's README.
/// </summary>
public class KillTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("no")]
    [InlineData("yes")]
    public async Task Killed_at_random_moments_it_applies_each_message_once_and_loses_no_consequence(string schedulesInCommit)
    {
        var kills = int.TryParse(Environment.GetEnvironmentVariable("KILLS"), out var asked) ? asked : 6;
        var arguments = Arguments.Of("kill", RealRedis.Address, RealServers.RabbitMq, ("in-commit", schedulesInCommit));

        var result = await KillExperiment.RunAsync(arguments, kills, TimeSpan.FromSeconds(60), output.WriteLine);

        output.WriteLine($"{result}");
        Assert.Equal(result.Payments, result.AppliedOnce);
        Assert.Equal(result.Expected, result.Arrived);
        Assert.Equal(0, result.DuplicatesWithOtherId);
    }
}
