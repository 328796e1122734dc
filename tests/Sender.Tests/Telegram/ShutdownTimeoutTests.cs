using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using PhStudio.Messaging.Sender.Tests.Apps;

namespace PhStudio.Messaging.Sender.Tests.Telegram;

public sealed class ShutdownTimeoutTests
{
    [Theory]
    [InlineData("5", 30, 30)]
    [InlineData("30", 35, 38)]
    [InlineData("300", 305, 308)]
    public async Task A_stop_has_time_for_a_request_that_takes_as_long_as_it_may(string apiTimeout, int bus, int host)
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, new Dictionary<string, string?> { ["TELEGRAM_API_TIMEOUT"] = apiTimeout });

        var stop = sender.Services.GetRequiredService<IOptions<MassTransitHostOptions>>().Value.StopTimeout;
        var shutdown = sender.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout;

        Assert.Equal((bus, host), (stop!.Value.TotalSeconds, shutdown.TotalSeconds));
    }
}
