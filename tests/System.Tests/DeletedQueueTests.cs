namespace PhStudio.Messaging.SystemTests;

/// <summary>Somebody deletes a queue of ours while everything runs: it comes back with its consumer, and what was accepted afterwards arrives.</summary>
public sealed class DeletedQueueTests
{
    [Fact]
    public async Task Bookings_go_on_after_their_queue_was_deleted()
    {
        await using var cluster = await Cluster.StartAsync();
        await cluster.Gateway.PostBookingAsync("before");
        await cluster.AwaitMessagesAsync(1);

        await cluster.Broker.DeleteQueueAsync("booking-decision");

        for (var i = 0; i < 5; i++)
        {
            await cluster.Gateway.PostBookingAsync($"after/{i}");
        }

        await cluster.AwaitMessagesAsync(6);
    }
}
