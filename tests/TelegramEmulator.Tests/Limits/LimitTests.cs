using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.TelegramEmulator.Limits;
using static PhStudio.Messaging.TelegramEmulator.Tests.Support.RunningEmulator;

namespace PhStudio.Messaging.TelegramEmulator.Tests.Limits;

public class LimitTests
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddYears(56));

    [Fact]
    public async Task A_silent_group_takes_20_and_then_one_every_3_seconds_edits_included()
    {
        await using var emulator = await StartAsync(_clock, new SendLimits { ChatBurst = 100 });
        var id = await emulator.SendAsync(Staff, "0");
        for (var i = 1; i < 19; i++)
        {
            await emulator.SendAsync(Staff, $"{i}");
        }

        Assert.True((await emulator.BotAsync("editMessageText", new { chat_id = Staff, message_id = id, text = "edited" })).Ok);
        var refused = await emulator.BotAsync("sendMessage", new { chat_id = Staff, text = "20" });
        _clock.Advance(TimeSpan.FromSeconds(3));
        var later = await emulator.BotAsync("sendMessage", new { chat_id = Staff, text = "20" });
        var again = await emulator.BotAsync("editMessageText", new { chat_id = Staff, message_id = id, text = "edited again" });

        Assert.Equal((429, 3, "Too Many Requests: retry after 3"), (refused.Status, refused.RetryAfterHeader!.Value, refused.Description));
        Assert.Equal(3, refused.Parameters.GetProperty("retry_after").GetInt32());
        Assert.True(later.Ok, later.Description);
        Assert.Equal(429, again.Status);
    }

    [Fact]
    public async Task Sending_on_during_a_429_prolongs_it()
    {
        await using var emulator = await StartAsync(_clock, new SendLimits { ChatBurst = 1, ChatPerSecond = 0.1 });
        await emulator.SendAsync(Maria, "one");

        var first = await emulator.BotAsync("sendMessage", new { chat_id = Maria, text = "two" });
        _clock.Advance(TimeSpan.FromSeconds(9));
        var early = await emulator.BotAsync("sendMessage", new { chat_id = Maria, text = "two" });
        _clock.Advance(TimeSpan.FromSeconds(9));
        var stillEarly = await emulator.BotAsync("sendMessage", new { chat_id = Maria, text = "two" });
        _clock.Advance(TimeSpan.FromSeconds(10));
        var patient = await emulator.BotAsync("sendMessage", new { chat_id = Maria, text = "two" });

        Assert.Equal([10, 10, 10], new[] { first, early, stillEarly }.Select(answer => answer.RetryAfterHeader ?? 0));
        Assert.True(patient.Ok, patient.Description);
    }

    [Fact]
    public async Task The_bot_takes_30_a_second_over_all_chats_and_more_when_paid()
    {
        await using var emulator = await StartAsync(_clock, new SendLimits());
        await emulator.ControlAsync("chats", new { private_chats = 40, first_id = 1000 });
        for (var i = 0; i < 30; i++)
        {
            await emulator.SendAsync(1000 + i, "x");
        }

        var refused = await emulator.BotAsync("sendMessage", new { chat_id = 1030, text = "x" });
        var paid = await emulator.BotAsync("sendMessage", new { chat_id = 1031, text = "x", allow_paid_broadcast = true });

        Assert.Equal((429, 1), (refused.Status, refused.RetryAfterHeader!.Value));
        Assert.True(paid.Ok, paid.Description);
    }

    [Fact]
    public async Task A_private_chat_takes_a_short_burst_and_then_one_a_second()
    {
        await using var emulator = await StartAsync(_clock, new SendLimits());
        for (var i = 0; i < 5; i++)
        {
            await emulator.SendAsync(Maria, $"{i}");
        }

        for (var i = 5; i < 8; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await emulator.SendAsync(Maria, $"{i}");
        }

        Assert.Equal(429, (await emulator.BotAsync("sendMessage", new { chat_id = Maria, text = "8" })).Status);
    }

    [Fact]
    public async Task Limits_can_be_switched_off_while_it_runs()
    {
        await using var emulator = await StartAsync(_clock, new SendLimits { ChatBurst = 1 });
        await emulator.SendAsync(Staff, "one");
        Assert.Equal(429, (await emulator.BotAsync("sendMessage", new { chat_id = Staff, text = "two" })).Status);

        using var put = await emulator.Http.PutAsync("/emulator/limits", new StringContent("""{"enabled":false}""", System.Text.Encoding.UTF8, "application/json"));

        Assert.True(put.IsSuccessStatusCode);
        await emulator.SendAsync(Staff, "two");
    }
}
