using System.Text.Json;
using System.Text.RegularExpressions;

namespace PhStudio.Messaging.InfraTests.Broker;

/// <summary>What holds for each queue of the broker (<c>infra/rabbitmq/definitions.json</c>).</summary>
public sealed class BrokerPoliciesTests
{
    [Theory]
    [InlineData("telegram_dlq", "phstudio-failed", 60)]
    [InlineData("send-normal_error", "phstudio-failed", 60)]
    [InlineData("send-normal", "phstudio", null)]
    [InlineData("dead-letters", "phstudio-dead", 30)]
    public async Task Each_queue_has_the_policy_of_its_kind(string queue, string policy, int? days)
    {
        using var definitions = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "infra", "rabbitmq", "definitions.json"), TestContext.Current.CancellationToken));

        // Of those whose pattern fits the one with the highest priority holds.
        var holds = definitions.RootElement.GetProperty("policies").EnumerateArray()
            .Where(each => Regex.IsMatch(queue, each.GetProperty("pattern").GetString()!))
            .MaxBy(each => each.GetProperty("priority").GetInt32());

        Assert.Equal(policy, holds.GetProperty("name").GetString());
        Assert.Equal(days, holds.GetProperty("definition").TryGetProperty("message-ttl", out var age) ? (int)TimeSpan.FromMilliseconds(age.GetInt64()).TotalDays : null);
        // Leaders that all lie on the node that came up first fall with it.
        Assert.Equal("balanced", holds.GetProperty("definition").GetProperty("queue-leader-locator").GetString());
    }
}
