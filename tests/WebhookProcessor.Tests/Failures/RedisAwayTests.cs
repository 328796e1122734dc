using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.TestKit.Servers;
using PhStudio.Messaging.WebhookProcessor.Staff;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Failures;

public sealed class RedisAwayTests
{
    [Fact]
    public async Task A_press_while_Redis_is_away_is_applied_once_when_it_is_back()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using var redis = await RedisServer.StartAsync();
        await using var app = await ProcessorApp.StartAsync(settings: [("RABBITMQ_URL", broker.Url), ("REDIS_URL", redis.Url)]);
        var question = await app.BookAsync(BookingHarness.Created("PH-1"));
        var moved = await app.BookAsync(BookingHarness.Created("PH-2"));
        await Eventually.TrueAsync("the bookings to be stored", async () => (await app.StateAsync("PH-1"))?.State == "awaiting_decision" && (await app.StateAsync("PH-2"))?.State == "awaiting_decision");
        await app.BringAsync("""{"update_id":901,"message":{"message_id":5,"chat":{"id":-1001},"from":{"id":7},"migrate_to_chat_id":-100901}}""");
        await Eventually.TrueAsync("the group's new number to be known", async () => await app.Services.GetRequiredService<IChatMoves>().BeforeAsync("-100901") is not null);

        await redis.KillAsync();
        await app.BringAsync(Telegram.Press(Telegram.Confirm(question), id: "while-away"));
        await app.BringAsync(Telegram.Press(Telegram.Confirm(moved), chat: "-100901", id: "moved-while-away"));
        await Eventually.TrueAsync("a first attempt of both without Redis", () => app.Lines.Lines.Any(line => line.Contains("R-RETRY", StringComparison.Ordinal)) && app.Lines.Lines.Any(line => line.Contains("Retrying", StringComparison.Ordinal)));
        Assert.Empty(app.Published<BookingConfirmed>());
        await redis.StartAgainAsync();

        await app.PublishesAsync<BookingConfirmed>(confirmed => confirmed.BookingId == "PH-1", "the press to be applied");
        await app.PublishesAsync<BookingConfirmed>(confirmed => confirmed.BookingId == "PH-2", "the press in the group that moved to be applied");
        await app.PublishesAsync<EditMessage>(e => e is { BookingId: "PH-1", Template: "booking_confirmation" }, "the copy to be edited");
        Assert.Equal("✅ Подтверждено", (await app.PublishesAsync<AnswerCallback>(a => a.CallbackQueryId == "while-away", "the answer")).Text);
        Assert.Equal("✅ Подтверждено", (await app.PublishesAsync<AnswerCallback>(a => a.CallbackQueryId == "moved-while-away", "the answer in the group that moved")).Text);
        Assert.Equal(["PH-1", "PH-2"], app.Published<BookingConfirmed>().Select(confirmed => confirmed.BookingId).Order());
    }

    [Fact]
    public async Task A_press_that_is_refused_is_answered_while_Redis_is_away()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using var redis = await RedisServer.StartAsync();
        await using var app = await ProcessorApp.StartAsync(settings: [("RABBITMQ_URL", broker.Url), ("REDIS_URL", redis.Url), ("STAFF_ROLES", "7:decider,9:viewer")]);
        var question = await app.BookAsync(BookingHarness.Created("PH-1"));

        await redis.KillAsync();

        Assert.Equal("⛔ Эта кнопка поддельная", (await app.AskAsync(Telegram.Press("forged"))).Text);
        Assert.True((await app.AskAsync(Telegram.Press(Telegram.Confirm(question), user: 9))).ShowAlert);
        await app.BringAsync(Telegram.Press("forged", id: "polled"));
        Assert.Equal("⛔ Эта кнопка поддельная", (await app.PublishesAsync<AnswerCallback>(a => a.CallbackQueryId == "polled", "the answer over the Sender")).Text);
    }
}
