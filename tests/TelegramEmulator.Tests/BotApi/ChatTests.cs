using PhStudio.Messaging.TelegramEmulator.Hosting;
using PhStudio.Messaging.TelegramEmulator.Tests.Support;
using static PhStudio.Messaging.TelegramEmulator.Tests.Support.RunningEmulator;

namespace PhStudio.Messaging.TelegramEmulator.Tests.BotApi;

public class ChatTests
{
    [Fact]
    public async Task The_bot_knows_itself_its_chats_and_their_people()
    {
        await using var emulator = await StartAsync();

        var me = await emulator.BotAsync("getMe");
        var chat = await emulator.BotAsync("getChat", new { chat_id = Staff });
        var boris = await emulator.BotAsync("getChatMember", new { chat_id = Staff, user_id = Boris });
        var administrators = await emulator.BotAsync("getChatAdministrators", new { chat_id = Staff });

        Assert.Equal(long.Parse(EmulatorOptions.DemoToken.Split(':')[0]), me.Result.GetProperty("id").GetInt64());
        Assert.Equal("Photo studio staff", chat.Result.GetProperty("title").GetString());
        Assert.Equal(("member", "Борис"), (boris.Result.GetProperty("status").GetString(), boris.Result.GetProperty("user").GetProperty("first_name").GetString()));
        Assert.Equal([Anna, me.Result.GetProperty("id").GetInt64()], administrators.Result.EnumerateArray().Select(one => one.GetProperty("user").GetProperty("id").GetInt64()));
    }

    [Fact]
    public async Task A_menu_is_kept_for_each_language()
    {
        await using var emulator = await StartAsync();

        await emulator.BotAsync("setMyCommands", new { commands = new[] { new { command = "status", description = "Bookings" } } });
        await emulator.BotAsync("setMyCommands", new { commands = new[] { new { command = "status", description = "Заявки" } }, language_code = "ru" });
        await emulator.BotAsync("deleteMyCommands", new { language_code = "en" });

        Assert.Equal(("Bookings", "Заявки", null), (await DescriptionAsync(emulator, null), await DescriptionAsync(emulator, "ru"), await DescriptionAsync(emulator, "de")));
    }

    [Fact]
    public async Task A_copy_has_the_text_and_no_buttons()
    {
        await using var emulator = await StartAsync();
        var original = await emulator.SendAsync(Staff, "x", Keyboard(("Go", "go")));

        var copied = await emulator.BotAsync("copyMessage", new { chat_id = Maria, from_chat_id = Staff, message_id = original });
        var copy = (await emulator.ReadAsync($"chats/{Maria}/messages"))[0];

        Assert.Equal(1, copied.Result.GetProperty("message_id").GetInt32());
        Assert.Equal("x", copy.GetProperty("text").GetString());
        Assert.False(copy.TryGetProperty("reply_markup", out _));
    }

    [Fact]
    public async Task The_bot_is_told_that_it_was_blocked_and_let_in_again()
    {
        await using var emulator = await StartAsync();

        await emulator.ControlAsync($"chats/{Maria}/standing", new { standing = "blocked" });
        await emulator.ControlAsync($"chats/{Maria}/standing", new { standing = "open" });

        Assert.Equal(["kicked", "member"], (await emulator.UpdatesAsync()).Select(update => update.GetProperty("my_chat_member").GetProperty("new_chat_member").GetProperty("status").GetString()));
    }

    [Fact]
    public async Task The_bot_is_told_as_which_member_it_left_and_came()
    {
        await using var emulator = await StartAsync();

        await emulator.ControlAsync($"chats/{Staff}/standing", new { standing = "kicked" });
        await emulator.ControlAsync($"chats/{Staff}/standing", new { standing = "open" });
        await emulator.BotAsync("leaveChat", new { chat_id = Staff });

        var told = (await emulator.UpdatesAsync()).Select(update => update.GetProperty("my_chat_member")).ToList();
        Assert.Equal(["administrator", "kicked", "administrator"], told.Select(member => member.GetProperty("old_chat_member").GetProperty("status").GetString()));
        Assert.Equal(["kicked", "administrator", "left"], told.Select(member => member.GetProperty("new_chat_member").GetProperty("status").GetString()));
        Assert.True(told[1].GetProperty("new_chat_member").GetProperty("can_pin_messages").GetBoolean());
    }

    [Theory]
    [InlineData("editMessageText", 77, "Bad Request: message to edit not found")]
    [InlineData("editMessageText", 1, "Forbidden: bot was blocked by the user")]
    [InlineData("pinChatMessage", 77, "Bad Request: message to pin not found")]
    [InlineData("unpinChatMessage", 77, "Bad Request: message to unpin not found")]
    [InlineData("pinChatMessage", 1, "Forbidden: bot was blocked by the user")]
    [InlineData("deleteMessage", 77, "Bad Request: message to delete not found")]
    [InlineData("deleteMessage", 1, null)]
    public async Task That_a_person_blocked_the_bot_is_found_out_after_the_message_was_looked_for(string method, int message, string? words)
    {
        await using var emulator = await StartAsync();
        await emulator.SendAsync(Maria, "first");
        await emulator.ControlAsync($"chats/{Maria}/standing", new { standing = "blocked" });

        var answer = await emulator.BotAsync(method, new { chat_id = Maria, message_id = message, text = "y" });

        Assert.Equal(words, answer.Description);
    }

    private static async Task<string?> DescriptionAsync(RunningEmulator emulator, string? language)
    {
        var commands = (await emulator.BotAsync("getMyCommands", new { language_code = language ?? "" })).Result.EnumerateArray().ToList();
        return commands.Count == 0 ? null : commands[0].GetProperty("description").GetString();
    }
}
