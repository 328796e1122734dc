using System.Net.Http.Json;
using PhStudio.Messaging.TelegramEmulator.Hosting;
using PhStudio.Messaging.TelegramEmulator.Tests.Support;
using static PhStudio.Messaging.TelegramEmulator.Tests.Support.RunningEmulator;

namespace PhStudio.Messaging.TelegramEmulator.Tests.BotApi;

/// <summary>A bot in privacy mode, a plain member of its groups.</summary>
public class PrivacyTests
{
    [Theory]
    [InlineData("talk among people", false)]
    [InlineData("/help", true)]
    [InlineData("/help@{bot} now", true)]
    [InlineData("/help@AnotherBot", false)]
    [InlineData("see /help", false)]
    [InlineData("ask @{bot}", true)]
    [InlineData("ask @AnotherBot", false)]
    public async Task A_group_brings_it_commands_and_mentions(string text, bool isBrought)
    {
        await using var emulator = await StartAsync();
        await PrivacyAsync(emulator, isOn: true);

        var written = await emulator.ControlAsync($"chats/{Staff}/messages", new { from = Anna, text = text.Replace("{bot}", await NameAsync(emulator), StringComparison.Ordinal) });

        Assert.Equal(isBrought, written.TryGetProperty("update_id", out _));
        Assert.Equal(isBrought ? 1 : 0, (await emulator.UpdatesAsync()).Count);
    }

    [Fact]
    public async Task A_reply_to_it_is_brought_and_one_to_somebody_else_is_not()
    {
        await using var emulator = await StartAsync();
        await PrivacyAsync(emulator, isOn: true);
        var ours = await emulator.SendAsync(Staff, "Confirmed?");
        var theirs = (await emulator.ControlAsync($"chats/{Staff}/messages", new { from = Anna, text = "hello" })).GetProperty("message_id").GetInt32();

        var toUs = await emulator.ControlAsync($"chats/{Staff}/messages", new { from = Boris, text = "yes", reply_to = ours });
        var toThem = await emulator.ControlAsync($"chats/{Staff}/messages", new { from = Boris, text = "hello", reply_to = theirs });

        Assert.Equal((true, false), (toUs.TryGetProperty("update_id", out _), toThem.TryGetProperty("update_id", out _)));
    }

    [Fact]
    public async Task It_is_no_administrator_and_a_private_chat_is_as_before()
    {
        await using var emulator = await StartAsync();
        var theirs = (await emulator.ControlAsync($"chats/{Staff}/messages", new { from = Anna, text = "hello" })).GetProperty("message_id").GetInt32();
        var ours = await emulator.SendAsync(Staff, "Confirmed?");
        await PrivacyAsync(emulator, isOn: true);

        var me = (await emulator.BotAsync("getMe")).Result;
        var member = await emulator.BotAsync("getChatMember", new { chat_id = Staff, user_id = me.GetProperty("id").GetInt64() });
        var administrators = await emulator.BotAsync("getChatAdministrators", new { chat_id = Staff });
        var unasked = await emulator.BotAsync("sendMessage", new { chat_id = Staff, text = "for one", ephemeral_message_parameters = new { receiver_user_id = Anna } });
        var inPrivate = await emulator.ControlAsync($"chats/{Maria}/messages", new { text = "talk" });

        Assert.False(me.GetProperty("can_read_all_group_messages").GetBoolean());
        Assert.Equal(("member", 1), (member.Result.GetProperty("status").GetString(), administrators.Result.GetArrayLength()));
        Assert.Equal((400, 400, 400, true), (await StatusAsync("deleteMessage", theirs), await StatusAsync("pinChatMessage", ours), unasked.Status, (await emulator.BotAsync("deleteMessage", new { chat_id = Staff, message_id = ours })).Ok));
        Assert.True(inPrivate.TryGetProperty("update_id", out _));

        async Task<int> StatusAsync(string method, int message) => (await emulator.BotAsync(method, new { chat_id = Staff, message_id = message })).Status;
    }

    [Fact]
    public async Task Switched_off_or_after_a_reset_it_reads_everything()
    {
        await using var emulator = await StartAsync();
        await PrivacyAsync(emulator, isOn: true);
        await PrivacyAsync(emulator, isOn: false);
        Assert.True((await emulator.ControlAsync($"chats/{Staff}/messages", new { from = Anna, text = "talk" })).TryGetProperty("update_id", out _));

        await PrivacyAsync(emulator, isOn: true);
        await emulator.ControlAsync("reset", new { });

        Assert.False((await emulator.ReadAsync("privacy")).GetProperty("on").GetBoolean());
        Assert.True((await emulator.ControlAsync($"chats/{Staff}/messages", new { from = Anna, text = "talk" })).TryGetProperty("update_id", out _));
    }

    private static async Task PrivacyAsync(RunningEmulator emulator, bool isOn)
    {
        using var response = await emulator.Http.PutAsJsonAsync("/emulator/privacy", new { on = isOn }, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode);
    }

    private static async Task<string> NameAsync(RunningEmulator emulator) => (await emulator.BotAsync("getMe")).Result.GetProperty("username").GetString()!;
}
