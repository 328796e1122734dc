using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.WarmUps;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.WebhookProcessor.Tests.App;

namespace PhStudio.Messaging.WebhookProcessor.Tests;

/// <summary>What WebhookProcessor does at its start so that the first booking does not wait for it.</summary>
public sealed class WarmUpTests
{
    [Fact]
    public async Task Each_step_succeeds_and_nothing_of_it_is_sent_counted_traced_or_logged()
    {
        await using var app = await ProcessorApp.StartAsync();

        using (var telemetry = new ThreadTelemetry())
        {
            var steps = app.Services.GetRequiredService<WarmUp>().Steps;
            Assert.NotEmpty(steps);
            foreach (var step in steps)
            {
                step.Run(app.Services);
            }

            Assert.Empty(telemetry.Names);
        }

        await app.Bus.Publish(SampleMessages.Booking with { BookingId = "real" });
        await app.PublishesAsync<SendMessage>(order => order.BookingId == "real", "the card of the real booking");
        Assert.All(app.Published<SendMessage>(), order => Assert.Equal("real", order.BookingId));
        Assert.Empty(app.Lines.Lines);
    }
}
