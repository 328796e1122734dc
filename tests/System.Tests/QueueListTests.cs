using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.SystemTests;

/// <summary>The operator's list of queues is the list of the services' endpoints.</summary>
public sealed class QueueListTests
{
    [Fact]
    public async Task Every_queue_that_a_service_consumes_is_listed_and_its_error_queue_is_shown_and_can_be_moved_back()
    {
        await using var cluster = await Cluster.StartAsync();
        // One message that is published here is no JSON.
        cluster.Errors.Expect("The body must be one JSON object");
        var listed = Routes.Queues().Order().ToList();
        // Every process takes from it what a queue gave up: that is no endpoint of a service.
        const string Returns = "dead-letter-returns";

        // Beside them each service has an endpoint for its answers, which goes with it. RabbitMQ counts consumers now and then.
        await Eventually.GetAsync($"a consumer of each of {string.Join(", ", listed)}", async () => (await cluster.Broker.ConsumedQueuesAsync()).Where(queue => queue != Returns && !queue.Contains("_bus_", StringComparison.Ordinal)).Order().ToList(), consumed => consumed.SequenceEqual(listed));
        foreach (var queue in listed)
        {
            using var moved = await cluster.Gateway.PostAsync($"/queues/{queue}_error/replay", content: null);
            Assert.Equal((HttpStatusCode.OK, queue), (moved.StatusCode, queue));
        }

        // What no consumer can read is parked at once.
        Assert.True(await cluster.Broker.PublishAsync(Routes.SenderChatNews, "this is no JSON"));
        await Eventually.GetAsync("the parked body in the status", async () => (await cluster.Gateway.GetFromJsonAsync<JsonElement>("/status")).GetProperty("queues"),
            queues => queues.TryGetProperty($"{Routes.SenderChatNews}_error", out var depth) && depth.GetInt32() == 1);
    }
}
