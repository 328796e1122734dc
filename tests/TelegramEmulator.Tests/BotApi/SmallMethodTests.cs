using static PhStudio.Messaging.TelegramEmulator.Tests.Support.RunningEmulator;

namespace PhStudio.Messaging.TelegramEmulator.Tests.BotApi;

public class SmallMethodTests
{
    [Fact]
    public async Task Several_messages_are_deleted_and_what_is_not_there_is_passed_over()
    {
        await using var emulator = await StartAsync();
        var (one, two) = (await emulator.SendAsync(Staff, "one"), await emulator.SendAsync(Staff, "two"));

        var deleted = await emulator.BotAsync("deleteMessages", new { chat_id = Staff, message_ids = new[] { one, 77 } });
        var none = await emulator.BotAsync("deleteMessages", new { chat_id = Staff, message_ids = Array.Empty<int>() });
        var messages = await emulator.ReadAsync($"chats/{Staff}/messages");

        Assert.True(deleted.Ok, deleted.Description);
        Assert.Equal("Bad Request: message identifiers are not specified", none.Description);
        Assert.Equal([true, false], messages.EnumerateArray().Select(message => message.GetProperty("deleted").GetBoolean()));
        Assert.Equal(two, messages[1].GetProperty("message_id").GetInt32());
    }

    [Fact]
    public async Task A_forwarded_message_says_where_it_comes_from()
    {
        await using var emulator = await StartAsync();
        await emulator.ControlAsync($"chats/{Staff}/messages", new { from = Anna, text = "mine" });
        var secret = (await emulator.BotAsync("sendMessage", new { chat_id = Staff, text = "x", protect_content = true })).Result.GetProperty("message_id").GetInt32();

        var forwarded = await emulator.BotAsync("forwardMessage", new { chat_id = Maria, from_chat_id = Staff, message_id = 1 });
        var refused = await emulator.BotAsync("forwardMessage", new { chat_id = Maria, from_chat_id = Staff, message_id = secret });
        var copied = await emulator.BotAsync("copyMessages", new { chat_id = Maria, from_chat_id = Staff, message_ids = new[] { secret } });
        var absent = await emulator.BotAsync("forwardMessage", new { chat_id = Maria, from_chat_id = Staff, message_id = 99 });

        Assert.True(copied.Ok, copied.Description);
        Assert.Equal("mine", forwarded.Result.GetProperty("text").GetString());
        Assert.Equal(Anna, forwarded.Result.GetProperty("forward_origin").GetProperty("sender_user").GetProperty("id").GetInt64());
        Assert.Equal("Bad Request: the message can't be forwarded", refused.Description);
        Assert.Equal("Bad Request: message to forward not found", absent.Description);
    }

    [Fact]
    public async Task A_message_is_pinned_and_unpinned()
    {
        await using var emulator = await StartAsync();
        var id = await emulator.SendAsync(Staff, "important");

        var pinned = await emulator.BotAsync("pinChatMessage", new { chat_id = Staff, message_id = id });
        var chat = await emulator.ReadAsync($"chats/{Staff}");
        var unpinned = await emulator.BotAsync("unpinChatMessage", new { chat_id = Staff });
        var again = await emulator.BotAsync("unpinChatMessage", new { chat_id = Staff });

        Assert.True(pinned.Ok && unpinned.Ok, pinned.Description);
        Assert.Equal(id, Assert.Single(chat.GetProperty("pinned").EnumerateArray()).GetInt32());
        Assert.Equal("Bad Request: message to unpin not found", again.Description);
    }

    [Fact]
    public async Task A_pin_is_a_message_of_its_own_and_stands_in_the_chat()
    {
        await using var emulator = await StartAsync();
        var id = await emulator.SendAsync(Staff, "important");

        await emulator.BotAsync("pinChatMessage", new { chat_id = Staff, message_id = id });
        var again = await emulator.BotAsync("pinChatMessage", new { chat_id = Staff, message_id = id });
        var ofService = await emulator.BotAsync("pinChatMessage", new { chat_id = Staff, message_id = id + 1 });
        var next = await emulator.SendAsync(Staff, "next");
        var chat = await emulator.BotAsync("getChat", new { chat_id = Staff });

        Assert.True(again.Ok, again.Description);
        Assert.Equal("Bad Request: service messages can't be pinned", ofService.Description);
        Assert.Equal(id + 2, next);
        Assert.Equal("important", chat.Result.GetProperty("pinned_message").GetProperty("text").GetString());
        Assert.Equal("Pinned: important", (await emulator.ReadAsync($"chats/{Staff}/messages"))[1].GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_bot_counts_the_members_and_leaves()
    {
        await using var emulator = await StartAsync();

        var count = await emulator.BotAsync("getChatMemberCount", new { chat_id = Staff });
        var left = await emulator.BotAsync("leaveChat", new { chat_id = Staff });
        var refused = await emulator.BotAsync("sendMessage", new { chat_id = Staff, text = "x" });

        Assert.Equal(6, count.Result.GetInt32());
        Assert.True(left.Ok, left.Description);
        Assert.Equal("Forbidden: bot is not a member of the supergroup chat", refused.Description);
    }
}
