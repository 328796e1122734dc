using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.CircuitBreaker;
using PhStudio.Messaging.Sender.Telegram;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.TestKit;

namespace PhStudio.Messaging.Sender.Tests.CircuitBreaker;

/// <summary>What one Sender tells the circuit.</summary>
public sealed class TelegramCircuitBreakerTests
{
    [Fact]
    public async Task What_went_well_before_the_first_failure_does_not_keep_the_circuit_closed()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, new Dictionary<string, string?> { ["SENDER_CIRCUIT_FAILURES"] = "8" });
        var breaker = sender.Services.GetRequiredService<TelegramCircuitBreaker>();
        for (var i = 0; i < 1000; i++)
        {
            await breaker.NoteAsync(new TelegramOutcome.Delivered(i));
        }

        for (var i = 0; i < 8; i++)
        {
            await breaker.NoteAsync(new TelegramOutcome.Transient("HTTP 502"));
        }

        Assert.Equal(CircuitState.Open, breaker.State);
    }

    [Fact]
    public async Task A_broker_that_is_away_holds_up_nobody_who_reports_a_failure_and_is_told_when_it_is_back()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, new Dictionary<string, string?> { ["SENDER_CIRCUIT_FAILURES"] = "8", ["SENDER_CIRCUIT_PAUSE"] = "0.1" });
        sender.Errors.Expect("the connection was closed");
        var breaker = sender.Services.GetRequiredService<TelegramCircuitBreaker>();
        var trouble = new BrokerTrouble<TelegramCircuitChanged>();
        using var connected = sender.Services.GetRequiredService<IBus>().ConnectPublishObserver(trouble);
        trouble.GoAway();
        trouble.LeaveUnconfirmed(1);

        for (var i = 0; i < 8; i++)
        {
            await breaker.NoteAsync(new TelegramOutcome.Transient("HTTP 502")).WaitAsync(Eventually.Timeout, TestContext.Current.CancellationToken);
        }

        // The probe closes it again while the broker is still away.
        await Eventually.TrueAsync("the circuit to close", () => breaker.State == CircuitState.Closed);
        trouble.ComeBack();
        await sender.Told.OfAsync<TelegramCircuitChanged>(changed => changed.State == "closed");

        Assert.Equal(["open", "closed"], sender.Told.All<TelegramCircuitChanged>().Select(changed => changed.State));
    }

    [Fact]
    public async Task The_metric_shows_where_the_circuit_stands()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, new Dictionary<string, string?> { ["SENDER_CIRCUIT_FAILURES"] = "8", ["SENDER_CIRCUIT_PAUSE"] = "1000" });
        var breaker = sender.Services.GetRequiredService<TelegramCircuitBreaker>();
        var before = Gauge.Of(sender, "sender.circuit");

        for (var i = 0; i < 8; i++)
        {
            await breaker.NoteAsync(new TelegramOutcome.Transient("HTTP 502"));
        }

        Assert.Equal((0, 1), (before, Gauge.Of(sender, "sender.circuit")));
    }

    [Fact]
    public async Task What_goes_well_among_the_failures_keeps_the_circuit_closed()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, new Dictionary<string, string?> { ["SENDER_CIRCUIT_FAILURES"] = "8" });
        var breaker = sender.Services.GetRequiredService<TelegramCircuitBreaker>();

        for (var i = 0; i < 50; i++)
        {
            await breaker.NoteAsync(new TelegramOutcome.Transient("HTTP 502"));
            await breaker.NoteAsync(new TelegramOutcome.Delivered(i));
            await breaker.NoteAsync(new TelegramOutcome.Delivered(i));
        }

        Assert.Equal(CircuitState.Closed, breaker.State);
    }
}
