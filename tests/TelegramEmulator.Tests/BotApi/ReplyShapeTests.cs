using PhStudio.Messaging.TelegramEmulator.Tests.Support;
using static PhStudio.Messaging.TelegramEmulator.Tests.Support.RunningEmulator;

namespace PhStudio.Messaging.TelegramEmulator.Tests.BotApi;

/// <summary>What a message says of the one that it answers to, as the server's JsonMessage writes it.</summary>
public sealed class ReplyShapeTests
{
    private const long Forum = -1007;

    [Fact]
    public async Task A_persons_reply_in_a_supergroup_stands_in_a_thread_that_is_no_topic()
    {
        await using var emulator = await StartAsync();
        var id = await emulator.SendAsync(Staff, "asked");

        await emulator.ControlAsync($"chats/{Staff}/messages", new { from = Anna, text = "answer", reply_to = id });
        await emulator.ControlAsync($"chats/{Staff}/messages", new { from = Boris, text = "answer to that", reply_to = id + 1 });
        await emulator.ControlAsync($"chats/{Maria}/messages", new { from = Maria, text = "alone", reply_to = await emulator.SendAsync(Maria, "asked") });

        var messages = (await emulator.UpdatesAsync()).Select(update => update.GetProperty("message")).ToList();
        Assert.Equal((id, id), (messages[0].GetProperty("message_thread_id").GetInt32(), messages[1].GetProperty("message_thread_id").GetInt32()));
        Assert.False(messages[1].TryGetProperty("is_topic_message", out _));
        Assert.False(messages[2].TryGetProperty("message_thread_id", out _));
    }

    [Fact]
    public async Task What_is_written_in_a_topic_comes_as_an_answer_to_the_message_that_began_it()
    {
        await using var emulator = await StartAsync();
        await emulator.ControlAsync("chats", new { id = Forum, title = "Forum", topics = new[] { new { id = 5, name = "Five" } }, people = new[] { new { id = Anna, first_name = "Anna" } } });
        var topic = (await emulator.BotAsync("createForumTopic", new { chat_id = Forum, name = "New" })).Result.GetProperty("message_thread_id").GetInt32();

        await emulator.ControlAsync($"chats/{Forum}/messages", new { from = Anna, text = "hello", thread_id = topic });
        var update = (await emulator.UpdatesAsync())[^1].GetProperty("message").GetProperty("reply_to_message");

        Assert.Equal((topic, "New"), (update.GetProperty("message_id").GetInt32(), update.GetProperty("forum_topic_created").GetProperty("name").GetString()));
        Assert.False(update.TryGetProperty("reply_to_message", out _));
    }

    [Fact]
    public async Task Within_another_message_and_after_an_edit_a_message_answers_to_nothing()
    {
        await using var emulator = await StartAsync();
        var first = await emulator.SendAsync(Staff, "first");
        var second = (await emulator.BotAsync("sendMessage", new { chat_id = Staff, text = "second", reply_parameters = new { message_id = first, quote = "first" } })).Result.GetProperty("message_id").GetInt32();

        var third = await emulator.BotAsync("sendMessage", new { chat_id = Staff, text = "third", reply_parameters = new { message_id = second } });
        var edited = await emulator.BotAsync("editMessageText", new { chat_id = Staff, message_id = second, text = "changed" });
        await emulator.BotAsync("pinChatMessage", new { chat_id = Staff, message_id = second });
        var pinned = (await emulator.BotAsync("getChat", new { chat_id = Staff })).Result.GetProperty("pinned_message");

        foreach (var message in new[] { third.Result.GetProperty("reply_to_message"), edited.Result, pinned })
        {
            Assert.Equal(second, message.GetProperty("message_id").GetInt32());
            Assert.False(message.TryGetProperty("reply_to_message", out _));
            Assert.Equal("first", message.GetProperty("quote").GetProperty("text").GetString());
        }
    }
}
