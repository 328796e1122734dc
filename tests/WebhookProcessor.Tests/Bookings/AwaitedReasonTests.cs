using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Conversations;
using PhStudio.Messaging.WebhookProcessor.Tests.App;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

/// <summary>Which of several questions for a reason a text answers.</summary>
public sealed class AwaitedReasonTests
{
    private const string Reasons = """{"ru":["Занято","Нет мастера"],"en":["Fully booked","No photographer"]}""";

    [Fact]
    public async Task An_order_to_ask_that_comes_again_leaves_the_question_that_was_asked_last_the_newest()
    {
        await using var app = await ProcessorApp.StartAsync();
        var until = TimeProvider.System.GetUtcNow().AddMinutes(5);
        foreach (var (asked, at) in new[] { ("PH-1", until), ("PH-2", until.AddSeconds(9)), ("PH-1", until) })
        {
            var before = Prompts();
            await app.Bus.Publish(Asked(asked, at), TestContext.Current.CancellationToken);
            await Eventually.TrueAsync("the question to be ordered", () => Prompts() > before);
        }

        var session = await app.Services.GetRequiredService<ISessions>().GetAsync("7", 7);

        Assert.Equal(("PH-2", "PH-1"), (session.Awaited!.BookingId, Assert.Single(session.Earlier).BookingId));

        int Prompts() => app.Published<SendMessage>().Count(m => m.Template == "reason_prompt");
    }

    [Fact]
    public async Task A_text_of_ones_own_may_show_something_else_than_the_booking_as_code()
    {
        await using var app = await ProcessorApp.StartAsync(settings: ("REJECT_REASONS", Reasons));
        await ReasonTests.AskedForAReasonAsync(app, "PX-1");

        // The id of a booking whose question stands no more.
        await app.BringAsync(Telegram.Text("Чужая", replyTo: "Причина отказа: `PX-1-2`."));
        await app.BringAsync(Telegram.Text("Студия на ремонте", replyTo: "Причина отказа: PX-1? Осталось `5 минут`."));

        Assert.Equal("Студия на ремонте", (await app.PublishesAsync<BookingRejected>(_ => true, "BookingRejected")).Reason);
    }

    private static ReasonAwaited Asked(string booking, DateTimeOffset until) => new()
    {
        Booking = BookingCorrelation.Of(booking),
        BookingId = booking,
        ChatId = "7",
        UserId = 7,
        UserName = "Анна",
        Language = "ru",
        KeyboardVersion = 0,
        Until = until,
    };
}
