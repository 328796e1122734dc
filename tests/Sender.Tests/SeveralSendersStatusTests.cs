using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.Sender.Tests.Apps;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>What several Senders on a real RabbitMQ and a real Redis tell of themselves: one answers for all.</summary>
public sealed class SeveralSendersStatusTests : IAsyncLifetime
{
    private VirtualHost _broker = null!;
    private Emulator _telegram = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await VirtualHost.CreateAsync();
        _telegram = await Emulator.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _telegram.DisposeAsync();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task What_waits_in_the_hands_of_all_is_told_by_each_and_goes_with_its_Sender()
    {
        await using var one = await StartAsync();
        using var held = Take(one);
        DateTimeOffset oldest;
        await using (var two = await StartAsync())
        {
            oldest = one.Services.GetRequiredService<InFlightMessages>().Since!.Value;
            using var more = Take(two);
            using var most = Take(two);

            // Either of the two may answer: each has one of two questions on average.
            for (var i = 0; i < 4; i++)
            {
                await Eventually.GetAsync("what both hold", () => StatusAsync(one), status => status.InHand == 3 && (status.InHandSince - oldest)?.Duration() < TimeSpan.FromMilliseconds(2));
            }
        }

        await Eventually.GetAsync("what is left", () => StatusAsync(one), status => status.InHand == 1);
    }

    [Fact]
    public async Task What_waits_for_an_answer_of_Telegram_is_counted_over_both()
    {
        await _telegram.AddPeopleAsync(70_000, 8);
        await using var one = await StartAsync();
        await using var two = await StartAsync();
        await _telegram.FaultAsync(new { kind = "delay", method = "sendMessage", delay_ms = 8000 });

        for (var i = 0; i < 8; i++)
        {
            await one.SendAsync(70_000 + i, "Hello");
        }

        await Eventually.GetAsync("eight messages in hand", () => StatusAsync(two), status => status is { InHand: 8, InHandSince: not null });
    }

    [Fact]
    public async Task The_Sender_and_its_caller_hear_the_same_of_Telegram()
    {
        await using var sender = await StartAsync();
        await Eventually.GetAsync("a ready Sender", () => ReadyAsync(sender), ready => ready.Contains("\"telegram\":{\"status\":\"healthy\"", StringComparison.Ordinal));
        Assert.Null((await StatusAsync(sender)).TelegramProblem);

        await _telegram.FaultAsync(new { kind = "server_error", method = "getMe" });
        var status = await StatusAsync(sender);
        var ready = await ReadyAsync(sender);
        Assert.Equal((false, status.Error), (status.Connected, status.TelegramProblem));
        Assert.Contains("\"telegram\":{\"status\":\"unhealthy", ready, StringComparison.Ordinal);

        await _telegram.ClearFaultsAsync();
        await Eventually.GetAsync("a ready Sender", () => ReadyAsync(sender), text => text.Contains("\"telegram\":{\"status\":\"healthy\"", StringComparison.Ordinal));
        Assert.Null((await StatusAsync(sender)).TelegramProblem);
    }

    private static IDisposable Take(SenderApp sender) => sender.Services.GetRequiredService<InFlightMessages>().TryTake(new SendMessage { MessageId = Guid.NewGuid(), ChatId = "1", Text = "x", CreatedAt = TimeProvider.System.GetUtcNow() })!;

    private static async Task<BotStatus> StatusAsync(SenderApp sender) => (await sender.RequestAsync<GetBotStatus, BotStatus>(new GetBotStatus())).Message;

    private static async Task<string> ReadyAsync(SenderApp sender)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync($"{sender.Address}/health/ready");
        return await answer.Content.ReadAsStringAsync();
    }

    private Task<SenderApp> StartAsync() => SenderApp.StartAsync(_telegram, new Dictionary<string, string?> { ["TELEGRAM_API_TIMEOUT"] = "30" }, _broker.Url, _broker.Redis);
}
