using System.Text.Json;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.TestKit;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>What becomes of a text whose markup Telegram cannot read.</summary>
public sealed class MarkupTests
{
    [Theory]
    [InlineData("List<String> & if (a<b && c>d) {}", "List<String> & if (a<b && c>d) {}")]
    [InlineData("<b>5 < 6</b>", "5 < 6")]
    [InlineData("one<br>two<p>three</p>four", "one\ntwo\nthree\nfour")]
    [InlineData("<h1>Hello</h1><ul><li>10&nbsp;000</li></ul>", "Hello\n10\u00a0000")]
    public async Task What_is_no_tag_of_Telegrams_is_text_and_is_not_refused(string text, string seen)
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);

        var sent = await sender.Told.SentAsync(await sender.SendAsync(Emulator.Staff, text));

        Assert.Null(sent.Remark);
        Assert.Equal([seen], await telegram.TextsAsync(Emulator.Staff));
    }

    [Theory]
    [InlineData("HTML", "<a href=\"https://pictures.example/0123456789\">x</a> ", "<b>broken")]
    [InlineData("MarkdownV2", "[x](https://pictures.example/0123456789) ", "*broken")]
    public async Task A_text_that_fits_and_cannot_be_read_is_sent_plain_without_the_addresses_that_do_not_fit(string parseMode, string link, string broken)
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);

        var id = await sender.SendAsync(Emulator.Staff, string.Concat(Enumerable.Repeat(link, 500)) + broken, change: message => message with { ParseMode = parseMode });

        var told = await Eventually.GetAsync("its end", () => Task.FromResult<object?>(sender.Told.All<MessageSent>().FirstOrDefault() ?? (object?)sender.Told.All<MessageFailed>().FirstOrDefault()), end => end is not null);
        Assert.Equal((id, "plain_text"), told is MessageSent sent ? (sent.MessageId, sent.Remark) : default);
        Assert.StartsWith("x x x", Assert.Single(await telegram.TextsAsync(Emulator.Staff)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_in_any_text_has_no_preview_unless_its_order_asks_for_one()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);

        var plain = await sender.Told.SentAsync(await sender.SendAsync(Emulator.Staff, "https://studio.example/a"));
        var asked = await sender.Told.SentAsync(await sender.SendAsync(Emulator.Staff, "https://studio.example/b", change: order => order with { LinkPreviewOptions = JsonElement.Parse("""{"is_disabled":false,"show_above_text":true}""") }));

        Assert.Equal("""{"is_disabled":true}""", await PreviewOfAsync(plain));
        Assert.Equal("""{"show_above_text":true}""", await PreviewOfAsync(asked));

        // A forwarded message has the preview of its original.
        async Task<string> PreviewOfAsync(MessageSent sent)
        {
            using var http = new HttpClient();
            var answer = JsonElement.Parse(await http.GetStringAsync(new Uri($"{telegram.Address}/bot{telegram.Token}/forwardMessage?chat_id={Emulator.Staff}&from_chat_id={Emulator.Staff}&message_id={sent.TelegramMessageId}")));
            return answer.GetProperty("result").GetProperty("link_preview_options").GetRawText();
        }
    }

    [Fact]
    public async Task Markup_that_Telegram_cannot_read_goes_as_plain_text_and_says_so()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);

        var sent = await sender.Told.SentAsync(await sender.SendAsync(Emulator.Staff, "<b>5 &lt; 6</i> yes"));

        Assert.Equal("plain_text", sent.Remark);
        Assert.Contains("can't parse entities", sent.Detail, StringComparison.Ordinal);
        Assert.Equal(["<b>5 < 6</i> yes"], await telegram.TextsAsync(Emulator.Staff));
    }

    [Theory]
    [InlineData("MarkdownV2", "*Hello* Anna, price 10.5", "Hello Anna, price 10.5")]
    [InlineData("Markdown", "*Hello* first_name", "Hello first_name")]
    public async Task Marks_that_Telegram_cannot_read_are_not_shown(string parseMode, string text, string seen)
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);

        var sent = await sender.Told.SentAsync(await sender.SendAsync(Emulator.Staff, text, change: message => message with { ParseMode = parseMode }));

        Assert.Equal("plain_text", sent.Remark);
        Assert.Equal([seen], await telegram.TextsAsync(Emulator.Staff));
    }

    [Fact]
    public async Task A_text_with_unreadable_markup_is_refused_once_however_often_it_must_wait_for_its_group()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, new Dictionary<string, string?> { ["SENDER_GROUP_INTERVAL_MS"] = "1200", ["SENDER_GROUP_BURST"] = "1", ["SENDER_GROUP_PER_MINUTE"] = "0" });
        var before = await Task.WhenAll(Enumerable.Range(1, 2).Select(number => sender.SendAsync(Emulator.Staff, $"Text {number}")));

        var bad = await Task.WhenAll(Enumerable.Range(1, 2).Select(number => sender.SendAsync(Emulator.Staff, $"only {number} <b>bad")));
        foreach (var message in bad)
        {
            Assert.Equal("plain_text", (await sender.Told.SentAsync(message)).Remark);
        }

        foreach (var message in before)
        {
            await sender.Told.SentAsync(message);
        }

        Assert.Equal(2, (await telegram.CallsAsync("sendMessage"))["400"]);
        Assert.Equal(["Text 1", "Text 2", "only 1 <b>bad", "only 2 <b>bad"], (await telegram.TextsAsync(Emulator.Staff)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_edit_with_unreadable_markup_is_refused_once_however_often_it_must_wait_for_its_group()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, new Dictionary<string, string?> { ["SENDER_GROUP_INTERVAL_MS"] = "1200", ["SENDER_GROUP_BURST"] = "1", ["SENDER_GROUP_PER_MINUTE"] = "0" });
        var shown = await sender.Told.SentAsync(await sender.SendAsync(Emulator.Staff, "Shown"));

        await sender.PublishAsync(new EditMessage { MessageId = Guid.NewGuid(), TargetMessageId = shown.MessageId, Text = "only <b>bad", CreatedAt = TimeProvider.System.GetUtcNow() });

        await Eventually.TrueAsync("the edit", async () => (await telegram.TextsAsync(Emulator.Staff)).Contains("only <b>bad"));
        Assert.Equal(1, (await telegram.CallsAsync("editMessageText"))["400"]);
    }

    [Fact]
    public async Task An_edit_of_a_photo_of_others_is_refused_once_however_often_it_must_wait_for_its_group_and_the_next_one_is_not()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, new Dictionary<string, string?> { ["SENDER_GROUP_INTERVAL_MS"] = "1200", ["SENDER_GROUP_BURST"] = "1", ["SENDER_GROUP_PER_MINUTE"] = "0" });
        await sender.Told.SentAsync(await sender.SendAsync(Emulator.Staff, "before", change: message => message with { Photos = ["https://pictures.example/1.jpg"] }));
        var edit = new EditMessage { MessageId = Guid.NewGuid(), TargetMessageId = Guid.NewGuid(), ChatId = $"{Emulator.Staff}", TelegramMessageId = 1, Text = "after", CreatedAt = TimeProvider.System.GetUtcNow() };

        await sender.PublishAsync(edit);
        await Eventually.TrueAsync("the edit", async () => (await telegram.TextsAsync(Emulator.Staff)).Contains("after"));
        await sender.PublishAsync(edit with { MessageId = Guid.NewGuid(), Text = "and again", CreatedAt = edit.CreatedAt.AddSeconds(1) });
        await Eventually.TrueAsync("the next edit", async () => (await telegram.TextsAsync(Emulator.Staff)).Contains("and again"));

        Assert.Equal(1, (await telegram.CallsAsync("editMessageText"))["400"]);
    }

    [Fact]
    public async Task The_requests_of_an_edit_are_bounded_together_also_over_its_waits()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        var shown = await sender.Told.SentAsync(await sender.SendAsync(Emulator.Staff, "Shown"));
        await telegram.FaultAsync(new { kind = "server_error", method = "editMessageText" });
        var edit = new EditMessage { MessageId = Guid.NewGuid(), TargetMessageId = shown.MessageId, Text = "never", CreatedAt = TimeProvider.System.GetUtcNow() };

        await sender.PublishAsync(edit, context => context.Headers.Set("PhStudio-Requests", 1_000));

        var failed = await sender.Told.OfAsync<MessageFailed>(fact => fact.MessageId == edit.MessageId);
        Assert.StartsWith("given up after 1001 requests", failed.Detail, StringComparison.Ordinal);
        Assert.Equal(1, (await telegram.CallsAsync("editMessageText"))["500"]);
    }
}
