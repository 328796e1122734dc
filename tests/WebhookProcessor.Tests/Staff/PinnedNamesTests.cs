using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.ChatPins;
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

    [Fact]
    public async Task Telegram_is_asked_for_the_number_of_a_name_and_cards_go_to_the_number()
    {
        await using var app = await ProcessorApp.StartAsync(bus => bus.AddConsumer<Numbers>(), ("TELEGRAM_CHAT_ID", "@studio"));
        await Eventually.TrueAsync("the number", async () => (await app.Services.GetRequiredService<IChatPins>().AllAsync()).Count == 1);

        var card = await app.BookAsync(BookingHarness.Created("PH-2"));
        await app.AskAsync(Telegram.Press(Telegram.Confirm(card), chat: "-100901"));

        Assert.Equal("-100901", card.ChatId);
        Assert.Equal("confirmed", (await app.StateAsync("PH-2"))!.State);
    }

    [Fact]
    public async Task A_name_that_is_another_chats_now_gets_no_card()
    {
        await using var app = await ProcessorApp.StartAsync(bus => bus.AddConsumer<Numbers>(), ("TELEGRAM_CHAT_ID", "@studio"));
        await Eventually.TrueAsync("the number", async () => (await app.Services.GetRequiredService<IChatPins>().AllAsync()).Count == 1);
        await app.BringAsync(Named(Telegram.Text("/today", chat: "-100902")));
        await Eventually.GetAsync("the refusal", app.Services.GetRequiredService<IChatPins>().AllAsync, pins => pins.Any(pin => pin.Refused is not null));

        var card = await app.BookAsync(BookingHarness.Created("PH-3"));

        Assert.Equal("-100901", card.ChatId);
        Assert.Equal([new ChatPin("@studio", "-100901", Refused: "-100902")], await app.Services.GetRequiredService<IChatPins>().AllAsync());
        Assert.Contains(app.Lines.Lines, line => line.Contains("-100902", StringComparison.Ordinal) && line.Contains("it is refused", StringComparison.Ordinal));
    }

    /// <summary>The Sender, who says which number a name has.</summary>
    private sealed class Numbers : IConsumer<GetChatRights>
    {
        public Task Consume(ConsumeContext<GetChatRights> context) =>
            context.RespondAsync(new ChatRightsList { Chats = [.. context.Message.ChatIds.Select(chat => new ChatRights { ChatId = chat, Number = "-100901", Type = "supergroup" })] });
    }

    private static string Named(string update)
    {
        var root = System.Text.Json.Nodes.JsonNode.Parse(update)!;
        root["message"]!["chat"]!["username"] = "Studio";
        return root.ToJsonString();
    }
}
