using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Tests.Apps;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>Photos with a message: where the text stands, and what is edited.</summary>
public sealed class PhotoTests
{
    private const string One = "https://pictures.example/one.jpg";
    private const string Two = "https://pictures.example/two.jpg?size=l&x=1";

    private static readonly JsonElement Buttons = JsonElement.Parse("""{"inline_keyboard":[[{"text":"Like","callback_data":"like"}]]}""");

    [Fact]
    public async Task A_photo_has_the_text_below_it_with_its_buttons_and_an_edit_changes_them()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);

        var id = await sender.SendAsync(Emulator.Staff, "<b>Window</b> light", change: message => message with { Photos = [One], ReplyMarkup = Buttons });
        var sent = await sender.Told.SentAsync(id);
        var before = Assert.Single(await telegram.MessagesAsync(Emulator.Staff));
        await sender.PublishAsync(new EditMessage { MessageId = Guid.NewGuid(), TargetMessageId = id, Text = "<i>Evening</i> light", CreatedAt = TimeProvider.System.GetUtcNow() });
        var after = await Eventually.GetAsync("the new caption", () => telegram.MessagesAsync(Emulator.Staff), messages => messages[0].GetProperty("text").GetString() == "Evening light");

        Assert.Equal("Window light", before.GetProperty("text").GetString());
        Assert.Equal(1, before.GetProperty("photo").GetArrayLength());
        Assert.True(before.TryGetProperty("reply_markup", out _));
        Assert.Equal("italic", after[0].GetProperty("entities")[0].GetProperty("type").GetString());
        Assert.False(after[0].TryGetProperty("reply_markup", out _));
        Assert.Equal((1L, null), (sent.TelegramMessageId, sent.TelegramMessageIds));
        Assert.Empty(await telegram.CallsAsync("sendMessage"));
        Assert.Equal(["200"], (await telegram.CallsAsync("editMessageCaption")).Keys);
    }

    [Fact]
    public async Task Several_photos_are_one_album_whose_first_has_the_text_and_all_are_deleted_together()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);

        var id = await sender.SendAsync(Emulator.Staff, "Two ideas", change: message => message with { Photos = [One, Two] });
        var sent = await sender.Told.SentAsync(id);
        var album = await telegram.MessagesAsync(Emulator.Staff);
        var deleted = await sender.RequestAsync<DeleteMessage, MessageDeleted>(new DeleteMessage { MessageId = id });

        Assert.Equal(["Two ideas", ""], album.Select(message => message.GetProperty("text").GetString()));
        Assert.Single(album.Select(message => message.GetProperty("media_group_id").GetString()).Distinct());
        Assert.Equal(1, sent.TelegramMessageId);
        Assert.Equal([1, 2], sent.TelegramMessageIds);
        Assert.Equal(DeletionOutcome.Deleted, deleted.Message.Outcome);
        Assert.Empty(await telegram.TextsAsync(Emulator.Staff));
    }

    [Fact]
    public async Task A_text_too_long_for_a_caption_and_the_buttons_of_an_album_follow_the_photos()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        var text = new string('x', 1025);

        var longer = await sender.Told.SentAsync(await sender.SendAsync(Emulator.Staff, text, change: message => message with { Photos = [One], ReplyMarkup = Buttons }));
        var fitting = await sender.Told.SentAsync(await sender.SendAsync(Emulator.Staff, text[1..], change: message => message with { Photos = [One] }));
        var album = await sender.Told.SentAsync(await sender.SendAsync(Emulator.Staff, "Which one?", change: message => message with { Photos = [One, Two], ReplyMarkup = Buttons }));

        Assert.Equal([1, 2], longer.TelegramMessageIds);
        Assert.Equal(3, fitting.TelegramMessageId);
        Assert.Equal((6L, "4,5,6"), (album.TelegramMessageId, string.Join(',', album.TelegramMessageIds!)));
        var messages = await telegram.MessagesAsync(Emulator.Staff);
        Assert.Equal(["", text, text[1..], "", "", "Which one?"], messages.Select(message => message.GetProperty("text").GetString()));
        Assert.Equal([2, 6], messages.Where(message => message.TryGetProperty("reply_markup", out _)).Select(message => message.GetProperty("message_id").GetInt32()));
    }

    [Fact]
    public async Task Photos_need_no_text_but_the_buttons_of_an_album_do()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);

        await sender.Told.SentAsync(await sender.SendAsync(Emulator.Staff, "", change: message => message with { Text = null, Photos = [One, Two] }));
        var id = await sender.SendAsync(Emulator.Staff, "", change: message => message with { Text = null, Photos = [One, Two], ReplyMarkup = Buttons });
        var failed = await sender.Told.OfAsync<MessageFailed>(fact => fact.MessageId == id);

        Assert.Equal(["", ""], await telegram.TextsAsync(Emulator.Staff));
        Assert.Equal(FailureReason.Invalid, failed.Reason);
    }

    [Fact]
    public async Task A_reply_to_the_message_before_names_it_where_it_is_there()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        var card = await sender.SendAsync(Emulator.Staff, "the card");

        await sender.Told.SentAsync(await sender.SendAsync(Emulator.Staff, "", change: message => message with { Text = null, Photos = [One, Two], After = card, RepliesToAfter = true }));

        var messages = await telegram.MessagesAsync(Emulator.Staff);
        Assert.Equal("the card", messages[1].GetProperty("reply_to_message").GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_reply_waits_for_its_message_when_a_busy_group_holds_it_up_for_long()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        var card = Guid.NewGuid();
        var album = new SendMessage { MessageId = Guid.NewGuid(), ChatId = $"{Emulator.Staff}", Photos = [One, Two], After = card, RepliesToAfter = true, Priority = Priority.Normal, CreatedAt = TimeProvider.System.GetUtcNow() };

        // It has looked for longer than any message waits that replies to nothing.
        await sender.PublishAsync(album, context => context.Headers.Set("PhStudio-Comebacks", 21));
        await sender.Told.SentAsync(await sender.SendAsync(Emulator.Staff, "something else"));
        await sender.SendAsync(Emulator.Staff, "the card", change: message => message with { MessageId = card });
        await sender.Told.SentAsync(album.MessageId);

        var messages = await telegram.MessagesAsync(Emulator.Staff);
        Assert.Equal("the card", messages[2].GetProperty("reply_to_message").GetProperty("text").GetString());
    }

    [Fact]
    public async Task An_edit_finds_out_that_a_message_of_others_is_a_photo_and_one_too_long_for_a_caption_is_shortened()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        var id = await sender.SendAsync(Emulator.Staff, "before", change: message => message with { Photos = [One] });
        await sender.Told.SentAsync(id);
        var stranger = new EditMessage { MessageId = Guid.NewGuid(), TargetMessageId = Guid.NewGuid(), ChatId = $"{Emulator.Staff}", TelegramMessageId = 1, Text = "after", CreatedAt = TimeProvider.System.GetUtcNow() };

        await sender.PublishAsync(stranger);
        await Eventually.GetAsync("the new caption", () => telegram.TextsAsync(Emulator.Staff), texts => texts is ["after"]);
        var tooLong = stranger with { MessageId = Guid.NewGuid(), TargetMessageId = id, Text = $"<b>{new string('x', 1025)}</b>", CreatedAt = TimeProvider.System.GetUtcNow() };
        var answer = await sender.RequestAsync<EditMessage, MessageSent>(tooLong);

        Assert.Equal("shortened", answer.Message.Remark);
        Assert.Equal([new string('x', 1023) + "…"], await telegram.TextsAsync(Emulator.Staff));
        // Of what is not known as a photo that is found out only by the refusal.
        await sender.RequestAsync<EditMessage, MessageSent>(stranger with { MessageId = Guid.NewGuid(), TargetMessageId = Guid.NewGuid(), Text = new string('y', 5000), CreatedAt = TimeProvider.System.GetUtcNow() });
        Assert.Equal([new string('y', 1023) + "…"], await telegram.TextsAsync(Emulator.Staff));
        var text = await sender.Told.SentAsync(await sender.SendAsync(Emulator.Staff, "text"));
        await sender.RequestAsync<EditMessage, MessageSent>(
            new EditMessage { MessageId = Guid.NewGuid(), TargetMessageId = text.MessageId, Text = "[5.0](https://x.y) " + new string('z', 5000), ParseMode = "MarkdownV2", CreatedAt = TimeProvider.System.GetUtcNow() });
        Assert.Equal($"5.0 {new string('z', 4091)}…", (await telegram.TextsAsync(Emulator.Staff))[1]);
    }
}
