using Microsoft.Extensions.Time.Testing;
using static PhStudio.Messaging.TelegramEmulator.Tests.Support.RunningEmulator;

namespace PhStudio.Messaging.TelegramEmulator.Tests.BotApi;

public class PressTests
{
    [Fact]
    public async Task A_press_is_an_update_and_its_answer_is_the_popup()
    {
        await using var emulator = await StartAsync();
        var message = await emulator.SendAsync(Staff, "New booking", Keyboard(("✅ Confirm", "c:1"), ("Reject", "r:1")));

        var waiting = emulator.PressAsync(Staff, message, Boris, new { button = "confirm" }, "?wait=120");
        IReadOnlyList<System.Text.Json.JsonElement> updates = [];
        await Eventually.TrueAsync("the update of the press", async () => (updates = await emulator.UpdatesAsync()).Count == 1);
        var query = updates[0].GetProperty("callback_query");
        var answered = await emulator.BotAsync("answerCallbackQuery", new { callback_query_id = query.GetProperty("id").GetString(), text = "Confirmed", show_alert = true });
        var popup = await waiting;

        Assert.True(answered.Ok, answered.Description);
        Assert.Equal("c:1", query.GetProperty("data").GetString());
        Assert.Equal(Boris, query.GetProperty("from").GetProperty("id").GetInt64());
        Assert.Equal("New booking", query.GetProperty("message").GetProperty("text").GetString());
        Assert.Equal(("Confirmed", true, true), (popup.GetProperty("text").GetString(), popup.GetProperty("show_alert").GetBoolean(), popup.GetProperty("answered").GetBoolean()));
    }

    [Fact]
    public async Task A_press_can_be_answered_once_and_for_15_seconds()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var emulator = await StartAsync(clock);
        var message = await emulator.SendAsync(Staff, "x", Keyboard(("Go", "go")));
        var first = (await emulator.PressAsync(Staff, message, Anna, new { button = 0 })).GetProperty("callback_query_id").GetString();
        var late = (await emulator.PressAsync(Staff, message, Anna, new { button = 0 })).GetProperty("callback_query_id").GetString();

        Assert.True((await emulator.BotAsync("answerCallbackQuery", new { callback_query_id = first })).Ok);
        var second = await emulator.BotAsync("answerCallbackQuery", new { callback_query_id = first });
        clock.Advance(TimeSpan.FromSeconds(15.1));
        var tooLate = await emulator.BotAsync("answerCallbackQuery", new { callback_query_id = late });

        const string TooOld = "Bad Request: query is too old and response timeout expired or query ID is invalid";
        Assert.Equal((400, TooOld), (second.Status, second.Description));
        Assert.Equal((400, TooOld), (tooLate.Status, tooLate.Description));
    }

    [Fact]
    public async Task A_press_can_come_under_several_update_ids_be_forged_and_lose_its_message()
    {
        await using var emulator = await StartAsync();
        var message = await emulator.SendAsync(Staff, "x", Keyboard(("Go", "go")));

        var repeated = await emulator.PressAsync(Staff, message, Anna, new { button = 0, updates = 3 });
        await emulator.PressAsync(Staff, message, Anna, new { data = "forged", inaccessible = true });
        var updates = await emulator.UpdatesAsync();

        Assert.Equal(updates.Take(3).Select(update => update.GetProperty("update_id").GetInt32()), repeated.GetProperty("update_ids").EnumerateArray().Select(id => id.GetInt32()));
        Assert.Single(updates.Take(3).Select(update => update.GetProperty("callback_query").GetProperty("id").GetString()).Distinct());
        Assert.Equal("forged", updates[3].GetProperty("callback_query").GetProperty("data").GetString());
        Assert.Equal(0, updates[3].GetProperty("callback_query").GetProperty("message").GetProperty("date").GetInt64());
        Assert.False(updates[3].GetProperty("callback_query").GetProperty("message").TryGetProperty("text", out _));
    }

    [Fact]
    public async Task A_popup_longer_than_200_characters_is_refused()
    {
        await using var emulator = await StartAsync();
        var message = await emulator.SendAsync(Staff, "x", Keyboard(("Go", "go")));
        var id = (await emulator.PressAsync(Staff, message, Anna, new { button = 0 })).GetProperty("callback_query_id").GetString();

        Assert.False((await emulator.BotAsync("answerCallbackQuery", new { callback_query_id = id, text = new string('я', 201) })).Ok);
        Assert.True((await emulator.BotAsync("answerCallbackQuery", new { callback_query_id = id, text = new string('я', 200) })).Ok);
    }
}
