using PhStudio.Messaging.TelegramEmulator.Hosting;
using Telegram.Bot;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;
using static PhStudio.Messaging.TelegramEmulator.Tests.Support.RunningEmulator;

namespace PhStudio.Messaging.TelegramEmulator.Tests.BotApi;

/// <summary>Chats that somebody speaks as (docs/telegram.md 36), as a client that other people wrote reads them.</summary>
public sealed class SenderChatTests
{
    private const long Channel = -1_009_000_000_009;

    [Fact]
    public async Task An_anonymous_administrator_a_channel_and_its_carried_post_have_the_chat_that_speaks()
    {
        await using var emulator = await StartAsync();
        var bot = new TelegramBotClient(new TelegramBotClientOptions(EmulatorOptions.DemoToken, emulator.Url), cancellationToken: TestContext.Current.CancellationToken);
        await emulator.ControlAsync("chats", new { id = Channel, type = "channel", title = "News" });

        await emulator.ControlAsync($"chats/{Staff}/messages", new { sender_chat = Staff, text = "anonymous" });
        await emulator.ControlAsync($"chats/{Staff}/messages", new { sender_chat = Channel, text = "as the channel" });
        await emulator.ControlAsync($"chats/{Staff}/messages", new { sender_chat = Channel, automatic = true, text = "carried" });
        await emulator.ControlAsync($"chats/{Channel}/messages", new { text = "post" });
        var updates = await bot.GetUpdates(cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([UpdateType.Message, UpdateType.Message, UpdateType.Message, UpdateType.ChannelPost], updates.Select(update => update.Type));
        var messages = updates.Select(update => update.Message ?? update.ChannelPost!).ToList();
        Assert.Equal([1_087_968_824, 136_817_688, 777_000, null], messages.Select(message => message.From?.Id));
        Assert.Equal([Staff, Channel, Channel, Channel], messages.Select(message => message.SenderChat!.Id));
        Assert.Equal([false, false, true, false], messages.Select(message => message.IsAutomaticForward));
        Assert.Equal(Channel, Assert.IsType<MessageOriginChannel>(messages[2].ForwardOrigin).Chat.Id);
    }

    [Fact]
    public async Task What_a_chat_said_is_forwarded_as_the_chats()
    {
        await using var emulator = await StartAsync();
        var bot = new TelegramBotClient(new TelegramBotClientOptions(EmulatorOptions.DemoToken, emulator.Url), cancellationToken: TestContext.Current.CancellationToken);
        await emulator.ControlAsync("chats", new { id = Channel, type = "channel", title = "News" });
        await emulator.ControlAsync($"chats/{Staff}/messages", new { sender_chat = Staff, text = "anonymous" });
        await emulator.ControlAsync($"chats/{Staff}/messages", new { sender_chat = Channel, automatic = true, text = "carried" });
        await emulator.ControlAsync($"chats/{Channel}/messages", new { text = "post" });

        var carried = (await emulator.UpdatesAsync())[1].GetProperty("message");
        var anonymous = await bot.ForwardMessage(Maria, Staff, 1, cancellationToken: TestContext.Current.CancellationToken);
        var edited = await bot.EditMessageText(Channel, 1, "changed", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((Channel, 1), (carried.GetProperty("forward_from_chat").GetProperty("id").GetInt64(), carried.GetProperty("forward_from_message_id").GetInt32()));
        Assert.True(carried.TryGetProperty("forward_date", out _));
        Assert.Equal(Staff, Assert.IsType<MessageOriginChat>(anonymous.ForwardOrigin).SenderChat.Id);
        Assert.Equal("changed", edited.Text);
    }

    [Theory]
    [InlineData(Maria, Staff, "sender_chat is of groups")]
    [InlineData(Staff, Maria, "must be the group itself")]
    public async Task Nobody_else_speaks_as_a_chat(long chat, long speaker, string words)
    {
        await using var emulator = await StartAsync();

        using var answer = await emulator.Http.PostAsync($"/emulator/chats/{chat}/messages", System.Net.Http.Json.JsonContent.Create(new { sender_chat = speaker, text = "x" }), TestContext.Current.CancellationToken);

        Assert.False(answer.IsSuccessStatusCode);
        Assert.Contains(words, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
