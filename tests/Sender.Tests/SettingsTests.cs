using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.CircuitBreaker;
using PhStudio.Messaging.Sender.Delivery;
using PhStudio.Messaging.Sender.Tests.Apps;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>Each setting reaches its own option.</summary>
public sealed class SettingsTests
{
    [Fact]
    public async Task What_is_kept_and_what_is_counted_together_is_as_long_as_its_setting_says()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, new Dictionary<string, string?>
        {
            ["RETENTION_MESSAGES_DAYS"] = "3", ["SENDER_LEDGER_DAYS"] = "4", ["SENDER_CIRCUIT_WINDOW"] = "5", ["SENDER_CIRCUIT_FAILURES"] = "6", ["SENDER_CIRCUIT_PAUSE"] = "7",
        });

        var circuit = sender.Services.GetRequiredService<CircuitOptions>();
        Assert.Equal(
            [3, 4, 5, 6, 7],
            [sender.Services.GetRequiredService<SentNotesOptions>().Expiry.TotalDays, sender.Services.GetRequiredService<LedgerOptions>().Expiry.TotalDays, circuit.Window.TotalSeconds, circuit.Failures, circuit.Pause.TotalSeconds]);
    }
}
