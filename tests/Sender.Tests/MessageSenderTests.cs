using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Content;
using PhStudio.Messaging.Sender.Delivery;
using PhStudio.Messaging.Sender.Tests.Apps;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>The whole Sender in memory, against the emulator.</summary>
public sealed class MessageSenderTests
{
    private const long Anna = 4001;

    [Fact]
    public async Task A_message_that_is_to_be_read_after_another_waits_for_it_and_not_for_ever()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, new Dictionary<string, string?> { ["SENDER_GROUP_BURST"] = "20", ["TELEGRAM_RATE_LIMIT_REQUESTS"] = "0" });
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());

        var third = await sender.SendAsync(Emulator.Staff, "three", change: message => message with { After = second });
        await sender.SendAsync(Emulator.Staff, "two", change: message => message with { MessageId = second, After = first });
        await sender.SendAsync(Emulator.Staff, "one", change: message => message with { MessageId = first });
        await sender.Told.SentAsync(third);
        Assert.Equal(["one", "two", "three"], await telegram.TextsAsync(Emulator.Staff));

        // Once more, and that was the last of twenty looks: ten seconds.
        var last = new SendMessage { MessageId = Guid.NewGuid(), ChatId = $"{Emulator.Staff}", Text = "after nothing", After = Guid.NewGuid(), CreatedAt = TimeProvider.System.GetUtcNow() };
        await sender.PublishAsync(last, context => context.Headers.Set(DelayedRedelivery.CountHeader, 19));
        await sender.Told.SentAsync(last.MessageId);
    }

    [Fact]
    public async Task An_answer_of_many_messages_keeps_its_order_however_busy_its_group_is()
    {
        await using var telegram = await Emulator.StartAsync();
        // Ten seconds of looks are over before the group takes the last of them.
        await using var sender = await SenderApp.StartAsync(telegram, new Dictionary<string, string?> { ["SENDER_GROUP_INTERVAL_MS"] = "1600", ["SENDER_GROUP_BURST"] = "1", ["SENDER_GROUP_PER_MINUTE"] = "0", ["TELEGRAM_RATE_LIMIT_REQUESTS"] = "0" });
        var ids = Enumerable.Range(0, 12).Select(_ => Guid.NewGuid()).ToList();

        foreach (var place in Enumerable.Range(0, ids.Count).Reverse())
        {
            await sender.SendAsync(Emulator.Staff, $"{place}", change: message => message with { MessageId = ids[place], After = place == 0 ? null : ids[place - 1] });
        }

        await Eventually.TrueAsync("the answer", async () => (await telegram.TextsAsync(Emulator.Staff)).Count == ids.Count, TimeSpan.FromMinutes(2));
        Assert.Equal(Enumerable.Range(0, ids.Count).Select(place => $"{place}"), await telegram.TextsAsync(Emulator.Staff));
    }

    [Fact]
    public async Task A_message_does_not_wait_for_one_whose_time_is_over()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        // It is on its way, and waits for what never comes, to its end.
        var before = await sender.SendAsync(Emulator.Staff, "over", change: message => message with { After = Guid.NewGuid(), ExpiresAt = TimeProvider.System.GetUtcNow().AddSeconds(1) });
        await sender.Told.OfAsync<MessageExpired>(fact => fact.MessageId == before);

        var last = new SendMessage { MessageId = Guid.NewGuid(), ChatId = $"{Emulator.Staff}", Text = "after it", After = before, CreatedAt = TimeProvider.System.GetUtcNow() };
        await sender.PublishAsync(last, context => context.Headers.Set(DelayedRedelivery.CountHeader, 20));

        await sender.Told.SentAsync(last.MessageId);
    }

    [Fact]
    public async Task A_message_does_not_wait_for_one_whose_only_delivery_gave_its_claim_back()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await telegram.AddPeopleAsync(Anna);
        await telegram.FaultAsync(new { kind = "too_many_requests", chat_id = Emulator.Staff, count = 1, retry_after = 900 });
        var before = await sender.SendAsync(Emulator.Staff, "over", change: message => message with { ExpiresAt = TimeProvider.System.GetUtcNow().AddMinutes(1) });
        await sender.Told.OfAsync<MessageExpired>(fact => fact.MessageId == before);

        var last = new SendMessage { MessageId = Guid.NewGuid(), ChatId = $"{Anna}", Text = "after it", After = before, CreatedAt = TimeProvider.System.GetUtcNow() };
        await sender.PublishAsync(last, context => context.Headers.Set(DelayedRedelivery.CountHeader, 20));

        await sender.Told.SentAsync(last.MessageId);
    }

    [Fact]
    public async Task A_message_reaches_its_chat_and_everybody_is_told()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await telegram.AddPeopleAsync(Anna);

        var id = await sender.SendAsync(Anna, "Hello <b>Anna</b>");
        var sent = await sender.Told.SentAsync(id);

        Assert.Equal(["Hello Anna"], await telegram.TextsAsync(Anna));
        Assert.Equal((Anna.ToString(), 1), (sent.ChatId, sent.Attempts));
        Assert.Equal((await telegram.MessagesAsync(Anna))[0].GetProperty("message_id").GetInt64(), sent.TelegramMessageId);
    }

    [Fact]
    public async Task Telegrams_own_entities_and_reply_are_passed_on()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await telegram.AddPeopleAsync(Anna);
        var first = await sender.Told.SentAsync(await sender.SendAsync(Anna, "first"));

        await sender.Told.SentAsync(await sender.SendAsync(Anna, "a < b", change: message => message with
        {
            Entities = System.Text.Json.JsonElement.Parse("""[{"type":"bold","offset":0,"length":1}]"""),
            ReplyParameters = System.Text.Json.JsonElement.Parse($$"""{"message_id":{{first.TelegramMessageId}}}"""),
        }));

        var reply = (await telegram.MessagesAsync(Anna))[1];
        Assert.Equal(("a < b", "bold", first.TelegramMessageId),
            (reply.GetProperty("text").GetString(), reply.GetProperty("entities")[0].GetProperty("type").GetString(), reply.GetProperty("reply_to_message").GetProperty("message_id").GetInt64()));
    }

    [Theory]
    [InlineData(Priority.Low)]
    [InlineData(Priority.Normal)]
    [InlineData(Priority.High)]
    [InlineData(Priority.Critical)]
    public async Task Each_priority_has_a_lane_that_is_served(Priority priority)
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);

        await sender.Told.SentAsync(await sender.SendAsync(Emulator.Staff, "Hello", priority));
    }

    [Fact]
    public async Task The_same_message_ordered_many_times_at_once_is_sent_once()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await telegram.AddPeopleAsync(Anna);
        var id = Guid.NewGuid();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => sender.SendAsync(Anna, "Once", change: message => message with { MessageId = id })));
        await sender.Told.SentAsync(id);
        await sender.Told.SentAsync(await sender.SendAsync(Anna, "After"));

        Assert.Equal(["Once", "After"], await telegram.TextsAsync(Anna));
    }

    [Fact]
    public async Task An_asker_gets_the_fact_and_a_repeated_question_the_same_one()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        var order = new SendMessage { MessageId = Guid.NewGuid(), ChatId = Emulator.Staff.ToString(), Text = "Hello", CreatedAt = TimeProvider.System.GetUtcNow() };

        var first = await sender.RequestAsync<SendMessage, MessageSent>(order);
        var again = await sender.RequestAsync<SendMessage, MessageSent>(order);

        Assert.Equal(first.Message.TelegramMessageId, again.Message.TelegramMessageId);
        Assert.Single(await telegram.TextsAsync(Emulator.Staff));
        Assert.Single(sender.Told.All<MessageSent>());
    }

    [Fact]
    public async Task A_template_shows_what_a_person_typed_as_those_very_characters()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        var values = System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, System.Text.Json.JsonElement>>("""
            {"booking_id":"B-1","service":"Portrait","date":"2026-12-24","time_slots":["10:00"],"client_name":"<b>Анна & Co</b>","client_phone":"+7 900 000-00-00","people_count":2,"total_price":5000,"currency":"RUB"}
            """);

        await sender.Told.SentAsync(await sender.SendAsync(Emulator.Staff, "", change: message => message with { Text = null, Template = "booking_notification", Values = values }));

        Assert.Contains("<b>Анна & Co</b>", Assert.Single(await telegram.TextsAsync(Emulator.Staff)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_message_is_not_sent()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);

        var id = await sender.SendAsync(Emulator.Staff, "Late", change: message => message with { ExpiresAt = message.CreatedAt.AddSeconds(-1) });
        await sender.Told.OfAsync<MessageExpired>(fact => fact.MessageId == id);

        Assert.Empty(await telegram.TextsAsync(Emulator.Staff));
    }

    [Fact]
    public async Task A_long_text_comes_in_parts_with_the_buttons_under_the_last()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        var text = "<b>" + string.Join('\n', Enumerable.Range(0, 1000).Select(i => $"line {i:0000}")) + "</b>";
        var buttons = System.Text.Json.JsonSerializer.SerializeToElement(new { inline_keyboard = new[] { new[] { new { text = "Yes", callback_data = "y" } } } });

        var id = await sender.SendAsync(Emulator.Staff, text, change: message => message with { ReplyMarkup = buttons });
        var sent = await sender.Told.SentAsync(id);
        var messages = await telegram.MessagesAsync(Emulator.Staff);

        Assert.Equal(3, messages.Count);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"line {i:0000}"), messages.SelectMany(message => message.GetProperty("text").GetString()!.Split('\n')));
        Assert.Equal(sent.TelegramMessageId, messages[2].GetProperty("message_id").GetInt64());
        Assert.All(messages.Take(2), message => Assert.DoesNotContain("Yes", message.GetRawText(), StringComparison.Ordinal));
        Assert.Contains("Yes", messages[2].GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_of_more_than_ten_parts_fails_before_the_first_is_sent()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        sender.Errors.Expect("TooLong: longer than 10 messages");
        // Two of these paragraphs are longer than one message.
        var text = string.Join("\n\n", Enumerable.Repeat(new string('a', 2100), MessageSplitter.MaxParts + 1));

        var failed = await sender.Told.FailedAsync(await sender.SendAsync(Emulator.Staff, text));
        await sender.Told.SentAsync(await sender.SendAsync(Emulator.Staff, text[..^2102]));

        Assert.Equal(FailureReason.TooLong, failed.Reason);
        Assert.Equal(MessageSplitter.MaxParts, (await telegram.TextsAsync(Emulator.Staff)).Count);
    }
}
