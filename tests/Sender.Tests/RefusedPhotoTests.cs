using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Tests.Apps;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>Photos that Telegram does not take, in passing or for good: the others and the text arrive.</summary>
public sealed class RefusedPhotoTests
{
    private const string One = "https://pictures.example/one.jpg";
    private const string Two = "https://pictures.example/two.jpg?size=l&x=1";

    /// <summary>Nobody listens there.</summary>
    private const string Unreachable = "http://127.0.0.1:9/a_b.jpg?x=1&y=2";

    // A message that waits for its chat forgets Telegram's words, which these tests read.
    private static readonly Dictionary<string, string?> Lifted = new() { ["TELEGRAM_RATE_LIMIT_REQUESTS"] = "0", ["SENDER_GROUP_INTERVAL_MS"] = "0", ["SENDER_GROUP_PER_MINUTE"] = "0" };

    private static readonly string NeverUploaded = PhotoForm.Upload + new string('0', 64);

    [Theory]
    [InlineData("HTML", "See <b>this</b>", "See this")]
    [InlineData("MarkdownV2", "See *this*", "See this")]
    [InlineData("none", "See this", "See this")]
    public async Task A_single_one_becomes_its_address_in_the_text_after_three_requests(string parseMode, string text, string shown)
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, Lifted);

        var sent = await SendAsync(sender, text, [Unreachable], parseMode);

        Assert.Equal(("without_photos", 4), (sent.Remark, sent.Attempts));
        Assert.Contains("ailed to get HTTP URL content", sent.Detail, StringComparison.Ordinal);
        Assert.Equal([$"{shown}\n\n🖼 {Unreachable}"], await telegram.TextsAsync(Emulator.Staff));
        Assert.Equal(3, (await telegram.CallsAsync("sendPhoto"))["400"]);
    }

    [Theory]
    [InlineData("HTML")]
    [InlineData("none")]
    public async Task One_of_an_album_becomes_its_address_below_the_others(string parseMode)
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, Lifted);

        var sent = await SendAsync(sender, "See this", [One, Unreachable, Two], parseMode);

        Assert.Equal(("without_some_photos", 4, "1,2"), (sent.Remark, sent.Attempts, string.Join(',', sent.TelegramMessageIds!)));
        Assert.Contains("#2", sent.Detail, StringComparison.Ordinal);
        Assert.Equal([$"See this\n\n🖼 {Unreachable}", ""], await telegram.TextsAsync(Emulator.Staff));
        Assert.Equal([1, 1], (await telegram.MessagesAsync(Emulator.Staff)).Select(message => message.GetProperty("photo").GetArrayLength()));
    }

    [Fact]
    public async Task All_but_one_leave_one_photo_and_none_leaves_the_text()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, Lifted);

        var one = await SendAsync(sender, "one", [Unreachable, NeverUploaded, Two]);
        var none = await SendAsync(sender, "none", [Unreachable, Unreachable + "0"]);

        Assert.Equal(("without_some_photos", null), (one.Remark, one.TelegramMessageIds));
        Assert.Equal("without_photos", none.Remark);
        Assert.Equal([$"one\n\n🖼 {Unreachable}\n🖼 ✗", $"none\n\n🖼 {Unreachable}\n🖼 {Unreachable}0"], await telegram.TextsAsync(Emulator.Staff));
    }

    [Fact]
    public async Task Addresses_that_do_not_fit_below_a_photo_leave_the_text_with_all_of_them()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, Lifted);
        var text = new string('x', 1010);

        var sent = await SendAsync(sender, text, [Unreachable, Two]);

        Assert.Equal("without_photos", sent.Remark);
        Assert.Equal([$"{text}\n\n🖼 {Unreachable}\n🖼 {Two}"], await telegram.TextsAsync(Emulator.Staff));
    }

    [Fact]
    public async Task What_could_not_be_fetched_in_passing_is_sent_as_ordered()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, Lifted);
        await using var pictures = await RecoveringPictureServer.StartAsync(failures: 2);

        var sent = await SendAsync(sender, "both", [pictures.Picture, Two]);

        Assert.Equal((null, 3), (sent.Remark, sent.Attempts));
        Assert.Equal([300, 800], (await telegram.MessagesAsync(Emulator.Staff)).Select(message => message.GetProperty("photo")[0].GetProperty("width").GetInt32()));
    }

    [Fact]
    public async Task Without_retries_it_becomes_its_address_at_once()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, new Dictionary<string, string?>(Lifted) { ["SENDER_RETRIES"] = "0" });

        var sent = await SendAsync(sender, "text", [Unreachable]);

        Assert.Equal(("without_photos", 2), (sent.Remark, sent.Attempts));
    }

    [Fact]
    public async Task What_was_learned_of_a_photo_is_not_learned_again_by_a_later_attempt()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, Lifted);
        await telegram.FaultAsync(new { kind = "server_error", method = "sendPhoto", count = 1 });

        var sent = await SendAsync(sender, "text", [Unreachable, Two]);

        Assert.Equal("without_some_photos", sent.Remark);
        Assert.Equal(3, (await telegram.CallsAsync("sendMediaGroup"))["400"]);
        Assert.Equal([$"text\n\n🖼 {Unreachable}"], await telegram.TextsAsync(Emulator.Staff));
    }

    private static async Task<MessageSent> SendAsync(SenderApp sender, string text, string[] photos, string parseMode = "HTML") =>
        await sender.Told.SentAsync(await sender.SendAsync(Emulator.Staff, text, change: message => message with { Photos = photos, ParseMode = parseMode }));
}
