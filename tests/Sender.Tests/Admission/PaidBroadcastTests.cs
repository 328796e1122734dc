using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.TelegramEmulator.Limits;

namespace PhStudio.Messaging.Sender.Tests.Admission;

/// <summary><c>TELEGRAM_ALLOW_PAID_BROADCAST</c>: a thousand messages a second, for what those above thirty cost (docs/telegram.md 16).</summary>
public sealed class PaidBroadcastTests
{
    private const long First = 75_000;

    [Fact]
    public async Task With_it_the_bots_limit_is_a_thousand_and_every_request_says_that_it_is_paid_for()
    {
        await using var telegram = await Emulator.StartAsync(new SendLimits());
        await using var sender = await SenderApp.StartAsync(telegram, new Dictionary<string, string?> { ["TELEGRAM_ALLOW_PAID_BROADCAST"] = "true" });

        await SendAsync(telegram, sender, 200);

        Assert.Equal(1000, sender.Services.GetRequiredService<LimitOptions>().BotRequests);
        // Telegram refuses the thirty-first of a second that is not paid for.
        Assert.Equal(["200"], (await telegram.CallsAsync("sendMessage")).Keys);
    }

    [Fact]
    public async Task Without_it_the_limit_is_thirty_and_no_request_says_so_even_where_the_limit_is_set_higher()
    {
        await using var telegram = await Emulator.StartAsync(new SendLimits());
        await using var usual = await SenderApp.StartAsync(telegram);
        await using var higher = await SenderApp.StartAsync(telegram, new Dictionary<string, string?> { ["TELEGRAM_RATE_LIMIT_REQUESTS"] = "1000" });

        await SendAsync(telegram, higher, 60);

        Assert.Equal(30, usual.Services.GetRequiredService<LimitOptions>().BotRequests);
        Assert.Contains("429", (await telegram.CallsAsync("sendMessage")).Keys);
    }

    [Fact]
    public async Task A_limit_that_is_set_holds_with_it_too()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, new Dictionary<string, string?> { ["TELEGRAM_ALLOW_PAID_BROADCAST"] = "true", ["TELEGRAM_RATE_LIMIT_REQUESTS"] = "100" });

        Assert.Equal(100, sender.Services.GetRequiredService<LimitOptions>().BotRequests);
    }

    private static async Task SendAsync(Emulator telegram, SenderApp sender, int count)
    {
        await telegram.AddPeopleAsync(First, count);
        var ids = await Task.WhenAll(Enumerable.Range(0, count).Select(i => sender.SendAsync(First + i, "Hello")));
        foreach (var id in ids)
        {
            await sender.Told.SentAsync(id);
        }
    }
}
