using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using static PhStudio.Messaging.WebhookProcessor.Tests.Bookings.BookingHarness;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Commands;

/// <summary>/reopen.</summary>
public sealed class ReopenCommandTests
{
    private static readonly (string, string?) Manager = ("STAFF_ROLES", "500:manager,7:decider");

    [Fact]
    public async Task A_manager_takes_a_cancellation_back_once()
    {
        await using var app = await ProcessorApp.StartAsync(settings: Manager);
        await app.BookAsync(Future("PH-1"));
        await app.Bus.Publish(new BookingCancelled { BookingId = "PH-1" });
        await Eventually.TrueAsync("the cancellation", async () => (await app.StateAsync("PH-1"))!.State == "cancelled");

        await app.BringAsync(Telegram.Text("/reopen PH-1", user: 500, name: "Ольга", updateId: 12));
        var reopened = await app.PublishesAsync<BookingReopened>(_ => true, "the platform's news");
        await app.PublishesAsync<SendMessage>(m => m.Template == "booking_reopened", "the question again");
        await app.BringAsync(Telegram.Text("/reopen PH-1", user: 500, name: "Ольга", updateId: 13));
        var refusal = await app.PublishesAsync<SendMessage>(m => m.Template == "reopen_impossible", "the second time");

        Assert.Equal(("Ольга", "cancelled"), (reopened.ReopenedBy, reopened.Was));
        Assert.Equal("awaiting_decision", refusal.Values!["state"].GetString());
        Assert.Equal(("Ольга", "chat"), Assert.Single((await app.StateAsync("PH-1"))!.Audit!, entry => entry.What == "reopened") is var entry ? (entry.Who, entry.From) : default);
    }

    [Theory]
    [InlineData("/reopen", 500, "command_reopen_usage")]
    [InlineData("/reopen PH-9", 500, "booking_not_found")]
    [InlineData("/reopen PH-1", 500, "reopen_impossible")]
    [InlineData("/reopen PH-1", 7, "command_not_allowed")]
    public async Task What_cannot_be_done_is_said(string command, long user, string template)
    {
        await using var app = await ProcessorApp.StartAsync(settings: Manager);
        await app.BookAsync(Future("PH-1"));

        await app.BringAsync(Telegram.Text(command, user: user));

        await app.PublishesAsync<SendMessage>(m => m.Template == template, "the answer");
        Assert.Equal("awaiting_decision", (await app.StateAsync("PH-1"))!.State);
    }

    private static BookingCreated Future(string id) => Created(id) with { Date = new DateOnly(2099, 12, 24) };
}
