using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.TestKit;

namespace PhStudio.Messaging.Sender.Tests.Content;

/// <summary>Orders that somebody writes by hand, in plain JSON: their values are held to the rules of a call.</summary>
public sealed class PlainValuesTests
{
    private const string Right = """ "booking_id":"PH-1","service":"Portrait","date":"2099-12-24","time_slots":["10:00"],"client_name":"Anna","client_phone":"+7","people_count":2,"total_price":4500 """;

    [Theory]
    [InlineData("\"total_price\":4500", "\"total_price\":-5", "value total_price must ")]
    [InlineData("\"people_count\":2", "\"people_count\":-3", "value people_count must be a whole number from 1 to 1000")]
    [InlineData("\"client_name\":\"Anna\"", "\"client_name\":\"\\u200B\"", "value client_name is missing")]
    [InlineData("\"total_price\":4500", "\"total_price\":4500,\"curency\":\"EUR\"", "value curency is not known here; the nearest known value is currency")]
    public async Task What_a_call_is_refused_for_fails_by_its_value_and_is_not_sent(string right, string wrong, string detail)
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, rabbitMq: broker.Url, redis: broker.Redis);
        var (sent, refused, later, edit) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());

        await OrderAsync("SendMessage", sent, "", Right);
        await sender.Told.SentAsync(sent);
        await OrderAsync("SendMessage", refused, "", Right.Replace(right, wrong, StringComparison.Ordinal));
        await OrderAsync("SendMessage", later, $"\"send_at\":\"{TimeProvider.System.GetUtcNow().AddDays(2):yyyy-MM-ddTHH:mm:ssZ}\",", Right.Replace(right, wrong, StringComparison.Ordinal));
        await broker.PublishAsync("PhStudio.Messaging.Contracts:EditMessage",
            $$$"""{"message_id":"{{{edit}}}","target_message_id":"{{{sent}}}","created_at":"2026-12-01T10:00:00Z","template":"booking_notification","values":{{{{Right.Replace(right, wrong, StringComparison.Ordinal)}}}}}""");

        foreach (var id in new[] { refused, later, edit })
        {
            var failed = await sender.Told.FailedAsync(id);
            Assert.Equal(FailureReason.Template, failed.Reason);
            Assert.Contains(detail, failed.Detail, StringComparison.Ordinal);
        }

        Assert.Single(await telegram.MessagesAsync(Emulator.Staff));

        async Task OrderAsync(string type, Guid id, string more, string values) => Assert.True(await broker.PublishAsync($"PhStudio.Messaging.Contracts:{type}",
            $$$"""{"message_id":"{{{id}}}","chat_id":{{{Emulator.Staff}}},"template":"booking_notification",{{{more}}}"created_at":"2026-12-01T10:00:00Z","values":{{{{values}}}}}""", routingKey: "normal"));
    }

    [Fact]
    public async Task An_edit_that_comes_before_its_message_is_refused_before_it_waits()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, rabbitMq: broker.Url, redis: broker.Redis);
        var (card, edit) = (Guid.NewGuid(), Guid.NewGuid());

        await broker.PublishAsync("PhStudio.Messaging.Contracts:EditMessage",
            $$$"""{"message_id":"{{{edit}}}","target_message_id":"{{{card}}}","created_at":"2026-12-01T10:00:00Z","template":"booking_notification","values":{{{{Right.Replace("4500", "-5", StringComparison.Ordinal)}}}}}""");
        await sender.Told.OfAsync<MessageFailed>(failed => failed.MessageId == edit && failed.Reason == FailureReason.Template);
        await sender.Told.SentAsync(await sender.SendAsync(Emulator.Staff, "the card", change: message => message with { MessageId = card }));

        Assert.Empty(await telegram.CallsAsync("editMessageText"));
    }

    [Fact]
    public async Task What_is_in_its_chat_does_not_fail_by_other_values_under_its_id()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, rabbitMq: broker.Url, redis: broker.Redis);
        var id = Guid.NewGuid();

        await OrderAsync("4500");
        await sender.Told.SentAsync(id);
        await OrderAsync("-5"); // As if an earlier delivery of it had not been acknowledged.
        await Eventually.TrueAsync("what is told of it", () => sender.Told.All<MessageSent>().Count(sent => sent.MessageId == id) + sender.Told.All<MessageFailed>().Count == 2);

        Assert.Empty(sender.Told.All<MessageFailed>());
        Assert.Single(await telegram.MessagesAsync(Emulator.Staff));

        async Task OrderAsync(string price) => Assert.True(await broker.PublishAsync("PhStudio.Messaging.Contracts:SendMessage",
            $$$"""{"message_id":"{{{id}}}","chat_id":{{{Emulator.Staff}}},"template":"booking_notification","created_at":"2026-12-01T10:00:00Z","values":{{{{Right.Replace("4500", price, StringComparison.Ordinal)}}}}}""",
            routingKey: "normal", headers: new Dictionary<string, string> { ["PhStudio-Begun"] = "true" }));
    }
}
