using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.WebhookProcessor.Staff;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Staff;

/// <summary>A staff group that becomes a supergroup, as its updates tell.</summary>
public sealed class StaffMovesTests
{
    [Theory]
    [InlineData("""{"update_id":901,"message":{"message_id":5,"chat":{"id":-1001},"from":{"id":7},"migrate_to_chat_id":-100901}}""")]
    [InlineData("""{"update_id":902,"message":{"message_id":1,"chat":{"id":-100901},"from":{"id":1087968824,"is_bot":true},"sender_chat":{"id":-100901},"migrate_from_chat_id":-1001}}""")]
    public async Task Commands_and_buttons_go_on_under_the_new_number_before_anything_is_sent(string move)
    {
        await using var app = await ProcessorApp.StartAsync();
        var question = await app.BookAsync(BookingHarness.Created("PH-1"));

        await app.BringAsync(move);
        await app.BringAsync(Telegram.Text("/help", chat: "-100901"));
        await app.PublishesAsync<SendMessage>(m => m is { ChatId: "-100901", Template: "command_help" }, "the answer in the supergroup");
        var answer = await app.AskAsync(Telegram.Press(Telegram.Confirm(question), chat: "-100901"));

        Assert.Equal("✅ Подтверждено", answer.Text);
        var listed = await app.Bus.CreateRequestClient<ListStaffChats>(RequestTimeout.After(s: 20)).GetResponse<StaffChatList>(new ListStaffChats(), TestContext.Current.CancellationToken);
        Assert.Equal(["-100901"], listed.Message.ChatIds);
    }

    [Fact]
    public async Task Another_groups_move_makes_nothing_a_staff_chat()
    {
        await using var app = await ProcessorApp.StartAsync();

        await app.BringAsync("""{"update_id":903,"message":{"message_id":5,"chat":{"id":-5},"from":{"id":66},"migrate_to_chat_id":-100905}}""");
        await app.BringAsync("""{"update_id":904,"message":{"message_id":5,"chat":{"id":-1001},"from":{"id":7},"migrate_to_chat_id":-100906}}""");
        await app.BringAsync("""{"update_id":905,"message":{"message_id":1,"chat":{"id":-100906},"from":{"id":66},"migrate_from_chat_id":-5}}""");
        await app.BringAsync(Telegram.Text("/help", chat: "-100905"));
        await app.BringAsync(Telegram.Text("/help", chat: "-100906"));

        await app.PublishesAsync<SendMessage>(m => m.ChatId == "-100906", "the answer to staff");
        Assert.Single(app.Published<SendMessage>());
    }

    /// <summary>Only a basic group becomes a supergroup, so a supergroup that is said to move does not.</summary>
    [Theory]
    [InlineData("-1001234567890", false)]
    [InlineData("-1000000000001", false)]
    [InlineData("-999999999999", true)]
    public async Task A_supergroup_of_the_staff_does_not_move(string staffChat, bool moves)
    {
        await using var app = await ProcessorApp.StartAsync(settings: ("TELEGRAM_CHAT_ID", staffChat));

        await app.BringAsync($$$"""{"update_id":906,"message":{"message_id":5,"chat":{"id":{{{staffChat}}}},"from":{"id":66},"migrate_to_chat_id":-1009876543210}}""");
        await Eventually.TrueAsync("the move in the update", async () => !moves || await app.Services.GetRequiredService<IChatMoves>().AfterAsync(staffChat) is not null);
        await app.Bus.Publish(new ChatMigrated { OldChatId = staffChat, NewChatId = "-1009876543211" }, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync("the move on the bus", () => moves || app.Lines.Lines.Any(line => line.Contains("cannot move", StringComparison.Ordinal)));
        await app.BringAsync(Telegram.Text("/help", chat: "-1009876543210"));
        await app.BringAsync(Telegram.Text("/help", chat: "-1009876543211"));
        await app.BringAsync(Telegram.Text("/help", chat: staffChat));

        await app.PublishesAsync<SendMessage>(m => m.ChatId == staffChat, "the answer to staff");
        Assert.Equal(moves ? ["-1009876543210"] : [], app.Published<SendMessage>().Select(m => m.ChatId).Where(chat => chat != staffChat));
    }
}
