using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.TestKit;

namespace PhStudio.Messaging.Sender.Tests.Delivery;

/// <summary>
/// When a failing message is tried again, by a clock that the test moves. The limits' and the circuit's times are those of
/// <c>LimiterBehaviour</c> and <c>CircuitBehaviour</c>.
/// </summary>
public sealed class ScheduleTests
{
    private const long Anna = 4001;
    private const long Boris = 4002;

    /// <summary>Seconds, such that nothing else in the Sender waits as long as the pauses drawn around it, its double and its fourfold.</summary>
    private const double Backoff = 1.4;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    [Fact]
    public async Task Retries_come_after_once_twice_and_four_times_the_backoff_and_redeliveries_after_one_five_fifteen_and_sixty_minutes()
    {
        // The moment of a redelivery is MassTransit's own clock's: the moved one begins there, and runs ahead.
        var time = new WatchedTime(TimeProvider.System.GetUtcNow());
        await using var broker = await VirtualHost.CreateAsync();
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, Settings, broker.Url, broker.Redis, time);
        var schedule = sender.Services.GetRequiredService<IScheduledMessages>();
        sender.Errors.Expect("DeliveryFailedException: Unavailable: HTTP 500");
        await telegram.AddPeopleAsync(Anna, 2);
        await telegram.FaultAsync(new { kind = "server_error", method = "sendMessage", chat_id = Anna });

        var (attempts, pauses) = (0, 0);
        var id = await sender.SendAsync(Anna, "Hello");
        foreach (var redelivery in (double[])[0, 1, 5, 15, 60])
        {
            if (redelivery > 0)
            {
                var waiting = await Eventually.GetAsync("the redelivery", () => schedule.ListAsync(), messages => messages.Count == 1);
                Assert.Equal(redelivery, (waiting[0].Due - TimeProvider.System.GetUtcNow()).TotalMinutes, 0.2);
                await ComesAtAsync(waiting[0].Due, attempts);
            }

            await AttemptsAsync(++attempts);
            foreach (var pause in (double[])[Backoff, 2 * Backoff, 4 * Backoff])
            {
                pauses++;
                var drawn = (await Eventually.GetAsync($"pause {pauses}", () => Task.FromResult(Drawn(time)), all => all.Count == pauses))[^1];
                Assert.InRange(drawn.TotalSeconds, pause * 0.75, pause * 1.25);
                await ComesAtAsync(time.GetUtcNow() + drawn, attempts);
                await AttemptsAsync(++attempts);
            }
        }

        Assert.Equal((FailureReason.Unavailable, 20), ((await sender.Told.FailedAsync(id)).Reason, attempts));

        // Nobody knows how long nothing happens: what is due by then is done when a message ordered afterwards is through.
        async Task ComesAtAsync(DateTimeOffset moment, int before)
        {
            time.Advance(moment - time.GetUtcNow() - Tick);
            await sender.Told.SentAsync(await sender.SendAsync(Boris, "Meanwhile"));
            Assert.Equal(before, await FailuresAsync());
            time.Advance(Tick + Tick);
        }

        Task AttemptsAsync(int count) => Eventually.GetAsync($"attempt {count}", FailuresAsync, failures => failures == count);

        async Task<int> FailuresAsync() => (int)(await telegram.CallsAsync("sendMessage")).GetValueOrDefault("500");
    }

    [Fact]
    public async Task The_chance_in_a_pause_is_drawn_anew_for_each_failure()
    {
        var time = new WatchedTime(TimeProvider.System.GetUtcNow());
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, Settings, time: time);
        await telegram.AddPeopleAsync(Anna, 20);
        await telegram.FaultAsync(new { kind = "server_error", method = "sendMessage" });

        for (var i = 0; i < 20; i++)
        {
            await sender.SendAsync(Anna + i, "Hello");
        }

        var drawn = await Eventually.GetAsync("twenty first pauses", () => Task.FromResult(Drawn(time)), pauses => pauses.Count >= 20);

        // By chance two may be the same to the millisecond.
        Assert.InRange(drawn.Distinct().Count(), 10, 20);
        Assert.All(drawn, pause => Assert.InRange(pause.TotalSeconds, Backoff * 0.75, Backoff * 1.25));
    }

    /// <summary>The waits that the backoff alone can have asked for.</summary>
    private static List<TimeSpan> Drawn(WatchedTime time) =>
        [.. time.Asked.Where(wait => Array.Exists([1, 2, 4], times => wait.TotalSeconds >= times * Backoff * 0.75 && wait.TotalSeconds <= times * Backoff * 1.25))];

    private static Dictionary<string, string?> Settings => new()
    {
        ["SENDER_RETRY_PAUSE"] = "1.4",
        ["TELEGRAM_API_TIMEOUT"] = "40",
        ["SENDER_REDELIVERY_MINUTES"] = "1,5,15,60",
        ["SENDER_CIRCUIT_FAILURES"] = "1000",
        ["SENDER_PRIVATE_INTERVAL_MS"] = "0",
        ["TELEGRAM_RATE_LIMIT_REQUESTS"] = "0",
    };
}
