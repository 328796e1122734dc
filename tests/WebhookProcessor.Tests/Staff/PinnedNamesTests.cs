using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Staff;

/// <summary>A staff chat that the settings call by a public name, which strangers take over.</summary>
public sealed class PinnedNamesTests
{
    [Fact]
    public async Task Only_the_chat_that_had_the_name_first_decides()
    {
        await using var app = await ProcessorApp.StartAsync(settings: ("TELEGRAM_CHAT_ID", "@studio"));
        await app.BookAsync(BookingHarness.Created("PH-1"));

        await app.BringAsync(Named(Telegram.Text("/booking PH-1", chat: "-100901")));
        await app.PublishesAsync<SendMessage>(m => m is { ChatId: "-100901", Template: "booking_details" }, "the booking, in the staff chat");
        await app.BringAsync(Named(Telegram.Text("/booking PH-1", chat: "-100902")));
        await app.BringAsync(Named(Telegram.Text("/today", chat: "-100901")));
        await app.PublishesAsync<SendMessage>(m => m is { ChatId: "-100901", Template: not "booking_details" }, "the answer to the staff");

        Assert.DoesNotContain(app.Published<SendMessage>(), m => m.ChatId == "-100902");
    }

    private static string Named(string update)
    {
        var root = System.Text.Json.Nodes.JsonNode.Parse(update)!;
        root["message"]!["chat"]!["username"] = "Studio";
        return root.ToJsonString();
    }
}
