using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Sender.Breaker;
using PhStudio.Messaging.Sender.Telegram;
using PhStudio.Messaging.Sender.Tests.Apps;

namespace PhStudio.Messaging.Sender.Tests.Breaker;

/// <summary>What one Sender tells the circuit.</summary>
public sealed class BreakerTests
{
    [Fact]
    public async Task What_went_well_before_the_first_failure_does_not_keep_the_circuit_closed()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, new Dictionary<string, string?> { ["SENDER_CIRCUIT_FAILURES"] = "8" });
        var breaker = sender.Services.GetRequiredService<Sender.Breaker.Breaker>();
        for (var i = 0; i < 1000; i++)
        {
            await breaker.Note(new Outcome.Delivered(i));
        }

        for (var i = 0; i < 8; i++)
        {
            await breaker.Note(new Outcome.Transient("HTTP 502"));
        }

        Assert.Equal(CircuitState.Open, breaker.State);
    }

    [Fact]
    public async Task What_goes_well_among_the_failures_keeps_the_circuit_closed()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, new Dictionary<string, string?> { ["SENDER_CIRCUIT_FAILURES"] = "8" });
        var breaker = sender.Services.GetRequiredService<Sender.Breaker.Breaker>();

        for (var i = 0; i < 50; i++)
        {
            await breaker.Note(new Outcome.Transient("HTTP 502"));
            await breaker.Note(new Outcome.Delivered(i));
            await breaker.Note(new Outcome.Delivered(i));
        }

        Assert.Equal(CircuitState.Closed, breaker.State);
    }
}
