using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.ServiceDefaults.WarmUps;
using PhStudio.Messaging.TestKit;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>What the Sender does at its start so that the first message does not wait for it.</summary>
public sealed class WarmUpTests
{
    [Fact]
    public async Task Each_step_succeeds_and_nothing_of_it_reaches_Telegram_or_is_counted_or_traced()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);

        using (var telemetry = new ThreadTelemetry())
        {
            var steps = sender.Services.GetRequiredService<WarmUp>().Steps;
            Assert.NotEmpty(steps);
            foreach (var step in steps)
            {
                step.Run(sender.Services);
            }

            Assert.Empty(telemetry.Names);
        }

        Assert.Empty(await telegram.SendsAsync());
    }
}
