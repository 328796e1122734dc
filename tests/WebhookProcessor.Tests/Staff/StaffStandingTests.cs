using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.ChatOutages;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.WebhookProcessor.Staff;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using static PhStudio.Messaging.WebhookProcessor.Tests.Bookings.BookingHarness;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Staff;

/// <summary>Telegram's own news of the bot's place in a staff chat: nothing has to fail there first.</summary>
public sealed class StaffStandingTests
{
    private const string Fallback = "-1099";

    [Theory]
    [InlineData("""{"status":"kicked"}""", FailureReason.Kicked)]
    [InlineData("""{"status":"left"}""", FailureReason.Kicked)]
    [InlineData("""{"status":"restricted","can_send_messages":false}""", FailureReason.Forbidden)]
    public async Task What_is_open_in_a_chat_from_which_the_bot_is_removed_is_asked_elsewhere_and_all_are_told(string standing, FailureReason reason)
    {
        await using var app = await ProcessorApp.StartAsync(settings: ("STAFF_FALLBACK_CHAT", Fallback));
        app.Errors.Expect("The staff chat \"-1001\" cannot be reached since");
        await app.BookAsync(Created("PH-1"));
        var decided = await app.BookAsync(Created("PH-2"));
        await app.AskAsync(Telegram.Press(Telegram.Confirm(decided)));
        var update = Telegram.Standing(standing);

        await app.BringAsync(update);
        var there = await app.PublishesAsync<SendMessage>(m => m is { ChatId: Fallback, BookingId: "PH-1" }, "the question in the fallback");
        var told = await app.PublishesAsync<ChatUnreachable>(_ => true, "the word to the platform");
        await app.BringAsync(update); // Once more.
        await app.BringAsync(Telegram.Standing(standing, chat: "-1002")); // No chat of the staff's.
        Assert.Equal("✅ Подтверждено", (await app.AskAsync(Telegram.Press(Telegram.Confirm(there), chat: Fallback))).Text);
        await app.BringAsync(Telegram.Standing("""{"status":"member"}"""));

        await app.PublishesAsync<SendMessage>(m => m is { ChatId: Fallback, Template: "chat_reachable" }, "the end");
        await Eventually.TrueAsync("the outage to be over", async () => (await Outages(app).AllAsync()).Count == 0);
        Assert.Equal((ProcessorApp.StaffChat, reason, "booking_notification"), (told.ChatId, told.Reason, there.Template));
        Assert.Single(app.Published<ChatUnreachable>());
        Assert.Single(app.Published<SendMessage>().Where(m => m is { ChatId: Fallback, Template: "chat_unreachable" }).DistinctBy(m => m.MessageId));
        Assert.Single(app.Published<SendMessage>().Where(m => m is { ChatId: Fallback, BookingId: not null }).DistinctBy(m => m.MessageId));
    }

    [Fact]
    public async Task A_group_that_became_a_supergroup_is_told_by_the_number_of_the_settings_once()
    {
        await using var app = await ProcessorApp.StartAsync(settings: ("STAFF_FALLBACK_CHAT", Fallback));
        app.Errors.Expect("cannot be reached");
        var question = await app.BookAsync(Created("PH-1"));
        await app.Services.GetRequiredService<IChatMoves>().MovedAsync(ProcessorApp.StaffChat, "-1009");

        await app.BringAsync(Telegram.Standing("""{"status":"kicked"}""", chat: "-1009"));
        await app.PublishesAsync<SendMessage>(m => m is { ChatId: Fallback, BookingId: "PH-1" }, "the question in the fallback");
        var told = await app.PublishesAsync<ChatUnreachable>(_ => true, "the word to the platform");
        await app.Bus.Publish(new MessageFailed { MessageId = question.MessageId, ChatId = question.ChatId, Reason = FailureReason.Kicked, FailedAt = told.Since.AddMinutes(1), Attempts = 1, BookingId = "PH-1", Template = question.Template, OrderedAt = question.CreatedAt }, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync("the failed message to be noted", async () => (await Outages(app).AllAsync()) is [{ } outage] && outage.FailedAt > told.Since);
        await app.BringAsync(Telegram.Standing("""{"status":"member"}""", chat: "-1009", date: 1796123100));

        await Eventually.TrueAsync("the outage to be over", async () => (await Outages(app).AllAsync()).Count == 0);
        Assert.Equal(ProcessorApp.StaffChat, told.ChatId);
        Assert.Single(app.Published<ChatUnreachable>());
        Assert.Single(app.Published<SendMessage>().Where(m => m is { ChatId: Fallback, BookingId: "PH-1" }).DistinctBy(m => m.MessageId));
    }

    [Theory]
    [InlineData("""{"status":"administrator"}""")]
    [InlineData("""{"status":"restricted","can_send_messages":true}""")]
    public async Task Other_rights_are_no_outage(string standing)
    {
        await using var app = await ProcessorApp.StartAsync(settings: ("STAFF_FALLBACK_CHAT", Fallback));
        app.Errors.Expect("The staff chat \"-1001\" cannot be reached since");
        await app.BookAsync(Created("PH-1"));

        await app.BringAsync(Telegram.Standing(standing));
        await app.BringAsync(Telegram.Standing("""{"status":"kicked"}""", date: 1796123100));

        Assert.Equal(FailureReason.Kicked, (await app.PublishesAsync<ChatUnreachable>(_ => true, "the outage that came after it")).Reason);
        Assert.Single(app.Published<ChatUnreachable>());
    }

    [Fact]
    public async Task A_removal_that_is_read_after_the_return_asks_nothing_elsewhere()
    {
        await using var app = await ProcessorApp.StartAsync(settings: [("STAFF_FALLBACK_CHAT", Fallback), ("STAFF_CHATS", """[{"chat":"-1002","service":"Family"}]""")]);
        app.Errors.Expect("cannot be reached");
        await app.BookAsync(Created("PH-1"));
        await app.BookAsync(Created("PH-2") with { Service = "Family" });
        await Outages(app).EndAsync(ProcessorApp.StaffChat, DateTimeOffset.FromUnixTimeSeconds(1796123000));

        await app.BringAsync(Telegram.Standing("""{"status":"kicked"}""", date: 1796122920));
        await app.BringAsync(Telegram.Standing("""{"status":"kicked"}""", chat: "-1002", date: 1796123100));

        await app.PublishesAsync<SendMessage>(m => m is { ChatId: Fallback, BookingId: "PH-2" }, "the question of the chat that is unavailable");
        Assert.DoesNotContain(app.Published<SendMessage>(), m => m is { ChatId: Fallback, BookingId: "PH-1" });
    }

    [Fact]
    public async Task A_removal_that_is_read_just_after_the_return_asks_nothing_elsewhere()
    {
        var outages = new NeverTold(new InMemoryChatOutages());
        await using var app = await ProcessorApp.StartAsync(bus => bus.AddSingleton<IChatOutages>(outages), [("STAFF_FALLBACK_CHAT", Fallback), ("STAFF_CHATS", """[{"chat":"-1002","service":"Family"}]""")]);
        app.Errors.Expect("The staff chat \"-1002\" cannot be reached since");
        await app.BookAsync(Created("PH-1"));
        await app.BookAsync(Created("PH-2") with { Service = "Family" });

        await app.BringAsync(Telegram.Standing("""{"status":"member"}""", date: 1796123000));
        await Eventually.TrueAsync("the return to be noted", () => outages.IsReached);
        await app.BringAsync(Telegram.Standing("""{"status":"kicked"}""", date: 1796122920));
        await app.BringAsync(Telegram.Standing("""{"status":"kicked"}""", chat: "-1002", date: 1796123100));

        await app.PublishesAsync<SendMessage>(m => m is { ChatId: Fallback, BookingId: "PH-2" }, "the question of the chat that is unavailable");
        Assert.DoesNotContain(app.Published<SendMessage>(), m => m is { ChatId: Fallback, BookingId: "PH-1" });
    }

    // What is told of the return has not arrived yet.
    private sealed class NeverTold(IChatOutages inner) : IChatOutages
    {
        public bool IsReached { get; private set; }

        public Task<IReadOnlyList<ChatOutage>> AllAsync() => inner.AllAsync();

        public Task<ChatOutage?> FailedAsync(string chatId, FailureReason reason, DateTimeOffset at) => inner.FailedAsync(chatId, reason, at);

        public Task ToldAsync(ChatOutage outage, int times) => inner.ToldAsync(outage, times);

        public async Task ReachedAsync(string chatId, DateTimeOffset at)
        {
            await inner.ReachedAsync(chatId, at);
            IsReached = true;
        }

        public Task<bool> EndAsync(string chatId, DateTimeOffset at) => Task.FromResult(false);
    }

    private static IChatOutages Outages(ProcessorApp app) => app.Services.GetRequiredService<IChatOutages>();
}
