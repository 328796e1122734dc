using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.TestKit;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>What shows that a chat's limit is used up by calls that come to nothing.</summary>
public sealed class RepeatedRefusalsTests : IDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _time = new();
    private readonly SenderMetrics _metrics = new();
    private readonly RepeatedRefusals _repeated;

    public RepeatedRefusalsTests() => _repeated = new RepeatedRefusals(_metrics, _time);

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public void A_chat_that_answers_429_after_each_wait_is_counted()
    {
        _repeated.NoteLimited("5", Wait);
        for (var round = 0; round < 3; round++)
        {
            _time.Advance(Wait);
            _repeated.NoteLimited("5", Wait);
        }

        Assert.Equal(3, _repeated.Recent);
    }

    [Fact]
    public void Calls_that_were_under_way_together_one_of_another_chat_and_one_after_a_success_are_not()
    {
        _repeated.NoteLimited("5", Wait);
        _repeated.NoteLimited("5", Wait);
        _time.Advance(Wait);
        _repeated.NoteLimited("6", Wait);
        _repeated.NoteTaken("5");
        _repeated.NoteLimited("5", Wait);

        Assert.Equal(0, _repeated.Recent);
    }

    [Fact]
    public async Task A_message_to_a_chat_that_always_answers_429_is_seen_in_the_status_and_keeps_waiting()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await telegram.FaultAsync(new { kind = "too_many_requests", method = "sendMessage", retry_after = 1 });

        var message = await sender.SendAsync(Emulator.Staff, "not now");
        await Eventually.TrueAsync("the count", async () => (await sender.RequestAsync<GetBotStatus, BotStatus>(new GetBotStatus())).Message.RefusedAgain > 0);
        await telegram.ClearFaultsAsync();

        await sender.Told.SentAsync(message);
    }
}
