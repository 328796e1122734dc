using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.TestKit.Servers;
using PhStudio.Messaging.WebhookProcessor.Platform;
using PhStudio.Messaging.WebhookProcessor.Staff;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using PhStudio.Messaging.WebhookProcessor.Tests.Bookings;
using PhStudio.Messaging.WebhookProcessor.Updates;
using StackExchange.Redis;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Failures;

/// <summary>What waits for Redis outside of the endpoint's retries.</summary>
public sealed class OutageRetryTests
{
    [Fact]
    public async Task A_stop_in_a_pause_is_a_stop_and_not_the_outage()
    {
        using var stop = new CancellationTokenSource();
        var asked = 0;

        var waits = OutageRetry.WaitAsync<int>(() => ++asked == 3 ? Away(stop.CancelAsync()) : Away(Task.CompletedTask), () => TimeSpan.Zero, stop.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waits);
        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task After_twenty_minutes_in_all_and_for_any_other_fault_it_does_not_wait()
    {
        await Assert.ThrowsAsync<RedisConnectionException>(() => OutageRetry.WaitAsync<int>(() => Away(Task.CompletedTask), () => TimeSpan.FromMinutes(20), TestContext.Current.CancellationToken));

        var asked = 0;
        await Assert.ThrowsAsync<InvalidOperationException>(() => OutageRetry.WaitAsync<int>(() => ++asked == 2 ? throw new InvalidOperationException() : Away(Task.CompletedTask), () => TimeSpan.Zero, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_press_that_waits_for_Redis_when_the_service_stops_goes_back_to_its_queue()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using var redis = await RedisServer.StartAsync();
        await using (var app = await ProcessorApp.StartAsync(settings: [("RABBITMQ_URL", broker.Url), ("REDIS_URL", redis.Url)]))
        {
            var question = await app.BookAsync(BookingHarness.Created("PH-1"));
            await app.Services.GetRequiredService<IChatMoves>().MovedAsync(ProcessorApp.StaffChat, "-100901");
            await redis.KillAsync();

            await app.BringAsync(Telegram.Press(Telegram.Confirm(question), chat: "-100901"));
            await Eventually.TrueAsync("it to wait", () => app.Lines.Lines.Any(line => line.Contains("Retrying", StringComparison.Ordinal)));
        }

        Assert.Empty(await broker.MessagesAsync(Routes.TelegramPresses + "_error"));
        Assert.Single(await broker.MessagesAsync(Routes.TelegramPresses));
    }

    [Fact]
    public async Task Who_waits_in_a_chat_goes_on_in_order_and_leaves_no_line_behind()
    {
        var chats = new WaitingChats();
        var first = await chats.EnterAsync("-1", TestContext.Current.CancellationToken);
        var second = chats.EnterAsync("-1", TestContext.Current.CancellationToken);
        using var gone = new CancellationTokenSource();
        var given = chats.EnterAsync("-1", gone.Token);
        using var other = await chats.EnterAsync("-2", TestContext.Current.CancellationToken);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);

        Assert.False(second.IsCompleted);
        Assert.True(chats.IsBusy("-1"));
        first.Dispose();
        (await second).Dispose();

        Assert.False(chats.IsBusy("-1"));
    }

    private static async Task<int> Away(Task first)
    {
        await first;
        throw new RedisConnectionException(ConnectionFailureType.UnableToConnect, CommandFlags.None, "away");
    }
}
