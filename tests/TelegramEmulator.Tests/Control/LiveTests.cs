using static PhStudio.Messaging.TelegramEmulator.Tests.Support.RunningEmulator;

namespace PhStudio.Messaging.TelegramEmulator.Tests.Control;

public class LiveTests
{
    [Fact]
    public async Task Everything_that_happens_is_told_as_it_happens()
    {
        await using var emulator = await StartAsync();
        using var reader = new StreamReader(await emulator.Http.GetStreamAsync("/emulator/events"));
        Assert.Equal("ready", await NextAsync(reader));

        var id = await emulator.SendAsync(Staff, "x", Keyboard(("Go", "go")));
        var press = await emulator.PressAsync(Staff, id, Anna, new { button = 0 });
        await emulator.BotAsync("answerCallbackQuery", new { callback_query_id = press.GetProperty("callback_query_id").GetString() });
        await emulator.BotAsync("editMessageText", new { chat_id = Staff, message_id = id, text = "y" });
        await emulator.BotAsync("deleteMessage", new { chat_id = Staff, message_id = id });

        var told = new List<string?>();
        for (var i = 0; i < 5; i++)
        {
            told.Add(await NextAsync(reader));
        }

        Assert.Equal(["message_added", "pressed", "press_answered", "message_edited", "message_deleted"], told);
    }

    private static async Task<string?> NextAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                return line["event: ".Length..];
            }
        }

        return null;
    }
}
