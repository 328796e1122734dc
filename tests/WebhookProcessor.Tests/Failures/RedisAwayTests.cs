using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.TestKit.Servers;
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
        await using var app = await ProcessorApp.Start(settings: [("RABBITMQ_URL", broker.Url), ("REDIS_URL", redis.Url)]);
        var question = await app.Book(BookingHarness.Created("PH-1"));
        await Eventually.True("the booking to be stored", async () => (await app.State("PH-1"))?.State == "awaiting_decision");

        await redis.KillAsync();
        await app.Bring(Telegram.Press(Telegram.Confirm(question), id: "while-away"));
        await app.Bring(Telegram.Press("forged", id: "forged-while-away"));
        Assert.Empty(app.Published<BookingConfirmed>());
        await redis.StartAgainAsync();

        await app.Publishes<BookingConfirmed>(_ => true, "the press to be applied");
        await app.Publishes<EditMessage>(e => e.Template == "booking_confirmation", "the copy to be edited");
        Assert.Equal("✅ Подтверждено", (await app.Publishes<AnswerCallback>(a => a.CallbackQueryId == "while-away", "the answer")).Text);
        Assert.Equal("⛔ Эта кнопка поддельная", (await app.Publishes<AnswerCallback>(a => a.CallbackQueryId == "forged-while-away", "the answer to the forged one")).Text);
        Assert.Single(app.Published<BookingConfirmed>());
    }
}
