using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Platform;
using PhStudio.Messaging.WebhookProcessor.Tests.App;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Failures;

public sealed class SenderAwayTests
{
    [Fact]
    public async Task A_command_that_names_the_bot_waits_until_the_Sender_knows_its_name()
    {
        await using var app = await ProcessorApp.StartAsync(bus =>
        {
            bus.AddSingleton<Asked>();
            bus.AddConsumer<LateBot>();
        });

        await app.BringAsync(Telegram.Text("/help@StudioBot"));

        await app.PublishesAsync<SendMessage>(m => m.Template == "command_help", "the answer");
        Assert.Empty(app.Published<Fault<TelegramUpdateReceived>>());
    }

    [Fact]
    public void A_Sender_that_does_not_answer_is_an_outage() =>
        Assert.True(OutageRetry.IsOutage(new RequestTimeoutException("x")));

    private sealed class Asked
    {
        public int Times;
    }

    // More often than an ordinary fault is tried again.
    private sealed class LateBot(Asked asked) : IConsumer<GetBotStatus>
    {
        public Task Consume(ConsumeContext<GetBotStatus> context) => context.RespondAsync(
            Interlocked.Increment(ref asked.Times) < 6
                ? new BotStatus { Connected = false, Updates = "polling" }
                : new BotStatus { Connected = true, BotUserName = "StudioBot", Updates = "polling" });
    }
}
