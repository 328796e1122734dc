using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.WebhookProcessor.Bookings.Index;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using PhStudio.Messaging.WebhookProcessor.Tests.Bookings;
using PhStudio.Messaging.WebhookProcessor.Texts;
using static PhStudio.Messaging.WebhookProcessor.Tests.Bookings.BookingHarness;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Customers;

/// <summary>A customer who blocks the bot, and one who takes that back, by Telegram's own word.</summary>
public sealed class CustomerStandingTests
{
    private const string Customer = "9900000099";
    private const string Blocked = """{"status":"kicked"}""";
    private const string Unblocked = """{"status":"member"}""";

    [Theory, InlineData(true), InlineData(false)]
    public async Task The_cards_of_the_bookings_ahead_say_it_at_once_and_no_others(bool redis)
    {
        await using var app = await ProcessorApp.StartAsync(settings: redis ? [("REDIS_URL", RealServers.NewRedis())] : []);
        var ahead = app.Services.GetRequiredService<StudioClock>().Today.AddDays(30);
        var mine = Created("open") with { Date = ahead, ClientChatId = Customer };
        await app.BookAsync(mine);
        await app.BookAsync(mine with { BookingId = "upcoming" });
        await app.BookAsync(mine with { BookingId = "over", Date = ahead.AddDays(-60), AllowPast = true });
        await app.BookAsync(mine with { BookingId = "another's", ClientChatId = "9900000098" });
        foreach (var id in new[] { "upcoming", "over" })
        {
            await app.Bus.Publish(new ConfirmBooking { BookingId = id, By = "Ольга" }, TestContext.Current.CancellationToken);
        }

        await Eventually.TrueAsync("the bookings to be listed", async () => (await app.Services.GetRequiredService<IBookingIndexSource>().CurrentAsync(TestContext.Current.CancellationToken)).Where(_ => true) is { Count: 4 } rows && rows.Count(row => row.Summary.State == "confirmed") == 2);
        app.Forget();

        await app.BringAsync(Telegram.Standing(Blocked, chat: Customer));
        foreach (var id in new[] { "open", "upcoming" })
        {
            await app.PublishesAsync<EditMessage>(e => e.BookingId == id && e.Values!.ContainsKey("client_unreachable"), $"the card of {id} that says so");
        }

        Assert.Equal(["open", "upcoming"], app.Published<EditMessage>().Where(e => e.Values!.ContainsKey("client_unreachable")).Select(e => e.BookingId).Order());
        app.Forget();
        await app.BringAsync(Telegram.Standing(Blocked, chat: Customer)); // Once more.
        // Of one second the one that is read last would count, and they may be read in either order.
        await app.BringAsync(Telegram.Standing(Unblocked, chat: Customer, date: 1796122980));
        foreach (var id in new[] { "open", "upcoming" })
        {
            await app.PublishesAsync<EditMessage>(e => e.BookingId == id && !e.Values!.ContainsKey("client_unreachable"), $"the card of {id} that does not any more");
            Assert.Equal(["client_not_reached", "client_reached"], (await app.StateAsync(id))!.Audit!.Select(entry => entry.What).Where(what => what.Contains("reached", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Who_does_it_again_and_again_is_followed_within_the_limits_of_strangers()
    {
        await using var app = await ProcessorApp.StartAtAsync(new FakeTimeProvider(new DateTimeOffset(2026, 12, 1, 11, 2, 0, TimeSpan.Zero)));
        await app.BookAsync(Created("PH-1") with { ClientChatId = Customer });
        await app.BookAsync(Created("PH-2") with { ClientChatId = "9900000098" });
        await Eventually.TrueAsync("the bookings to be listed", async () => (await app.Services.GetRequiredService<IBookingIndexSource>().CurrentAsync(TestContext.Current.CancellationToken)).Count == 2);

        for (var change = 1; change <= 5; change++)
        {
            await app.BringAsync(Telegram.Standing(change % 2 == 1 ? Blocked : Unblocked, chat: Customer));
            await Eventually.TrueAsync($"change {change}", async () => await ChangesAsync(app) == change);
        }

        await app.BringAsync(Telegram.Standing(Unblocked, chat: Customer));
        await app.BringAsync(Telegram.Standing(Blocked, chat: "9900000098"));
        await app.PublishesAsync<EditMessage>(e => e.BookingId == "PH-2", "what came after them");

        Assert.Equal(5, await ChangesAsync(app));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_read_in_another_order_than_it_happened_changes_nothing(bool isUnblockedLast)
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1") with { ClientChatId = Customer });
        var at = harness.Time.GetUtcNow();

        await harness.HappensAsync(Changed(isBlocked: !isUnblockedLast, at.AddSeconds(2)));
        await harness.HappensAsync(Changed(isBlocked: isUnblockedLast, at.AddSeconds(1)));
        await (isUnblockedLast
            ? harness.HappensAsync(new MessageFailed { MessageId = Guid.NewGuid(), ChatId = Customer, Reason = FailureReason.Blocked, FailedAt = at, Attempts = 1, BookingId = "PH-1", Template = "customer_confirmed", OrderedAt = at })
            : harness.HappensAsync(new MessageSent { MessageId = Guid.NewGuid(), ChatId = Customer, TelegramMessageId = 1, SentAt = at, BookingId = "PH-1", Template = "customer_confirmed" }));

        Assert.Equal(!isUnblockedLast, harness.Booking("PH-1").IsClientLost);
    }

    [Fact]
    public async Task A_message_that_came_shows_that_an_older_word_of_a_block_is_none()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1") with { ClientChatId = Customer });
        var at = harness.Time.GetUtcNow();

        await harness.HappensAsync(new MessageSent { MessageId = Guid.NewGuid(), ChatId = Customer, TelegramMessageId = 1, SentAt = at.AddSeconds(2), BookingId = "PH-1", Template = "customer_confirmed" });
        await harness.HappensAsync(Changed(isBlocked: true, at.AddSeconds(1)));

        Assert.False(harness.Booking("PH-1").IsClientLost);
    }

    [Fact]
    public async Task Telegrams_word_holds_for_the_whole_second_that_it_names()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1") with { ClientChatId = Customer });
        var at = harness.Time.GetUtcNow();
        await harness.HappensAsync(new MessageFailed { MessageId = Guid.NewGuid(), ChatId = Customer, Reason = FailureReason.Blocked, FailedAt = at.AddMilliseconds(200), Attempts = 1, BookingId = "PH-1", Template = "customer_confirmed", OrderedAt = at });
        Assert.True(harness.Booking("PH-1").IsClientLost);

        await harness.HappensAsync(Changed(isBlocked: false, at)); // Half a second later.
        Assert.False(harness.Booking("PH-1").IsClientLost);
        await harness.HappensAsync(Changed(isBlocked: true, at.AddSeconds(-1)));

        Assert.False(harness.Booking("PH-1").IsClientLost);
        Assert.Equal(at.AddMilliseconds(200), harness.Booking("PH-1").Client!.HeardAt);
    }

    [Fact]
    public async Task However_often_it_changes_the_audit_and_the_edits_of_an_hour_are_few_and_the_last_word_is_noted()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1") with { ClientChatId = Customer });
        var at = harness.Time.GetUtcNow();

        for (var change = 1; change <= 21; change++)
        {
            await harness.HappensAsync(Changed(isBlocked: change % 2 == 1, at.AddSeconds(change)));
        }

        Assert.True(harness.Booking("PH-1").IsClientLost);
        Assert.Equal(6, harness.Booking("PH-1").Audit.Count(entry => entry.What is "client_not_reached" or "client_reached"));
        Assert.Equal(6, harness.Published<EditMessage>().Count());
        harness.Time.Advance(TimeSpan.FromHours(1));
        await harness.HappensAsync(Changed(isBlocked: false, at.AddHours(1)));
        Assert.Equal("client_reached", harness.Booking("PH-1").Audit[^1].What);
    }

    private static CustomerChatChanged Changed(bool isBlocked, DateTimeOffset at) => new() { CorrelationId = BookingCorrelation.Of("PH-1"), ChatId = Customer, IsBlocked = isBlocked, At = at };

    private static async Task<int> ChangesAsync(ProcessorApp app) => (await app.StateAsync("PH-1"))!.Audit!.Count(entry => entry.What is "client_not_reached" or "client_reached");
}
