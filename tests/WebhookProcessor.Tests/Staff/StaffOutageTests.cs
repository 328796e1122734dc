using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.ChatOutages;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.WebhookProcessor.Bookings.Customers;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Staff.Outages;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using static PhStudio.Messaging.WebhookProcessor.Tests.Bookings.BookingHarness;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Staff;

/// <summary>A staff chat that nothing reaches: who is asked and told instead, and how often.</summary>
public sealed class StaffOutageTests
{
    private const string Fallback = "-1099";
    private static readonly DateTimeOffset At = new(2026, 12, 1, 11, 2, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(Fallback, null, Fallback)]
    [InlineData(Fallback, "500:manager", Fallback)]
    [InlineData(null, "500:manager,7:decider,600:manager", "500", "600")]
    public async Task The_fallback_gets_the_question_with_buttons_that_work_there(string? fallback, string? roles, params string[] instead)
    {
        await using var app = await ProcessorApp.StartAsync(settings: [("STAFF_FALLBACK_CHAT", fallback), ("STAFF_ROLES", roles)]);
        app.Errors.Expect("The staff chat \"-1001\" cannot be reached since");
        var question = await app.BookAsync(Created("PH-1"));

        await app.Bus.Publish(Failed(question));

        foreach (var chat in instead)
        {
            await app.PublishesAsync<SendMessage>(m => m.ChatId == chat && m.BookingId == "PH-1", $"the question in {chat}");
        }

        Assert.Equal(instead, app.Published<SendMessage>().Where(m => m.BookingId == "PH-1" && m.ChatId != ProcessorApp.StaffChat).Select(m => m.ChatId).Order(StringComparer.Ordinal));
        var there = app.Published<SendMessage>().First(m => m.ChatId == instead[0] && m.BookingId == "PH-1");
        var user = fallback is null ? 500 : roles is null ? 7 : 500;
        Assert.Equal("✅ Подтверждено", (await app.AskAsync(Telegram.Press(Telegram.Confirm(there), user: user, chat: instead[0]))).Text);

        // What never came to the staff chat is not edited there.
        await app.PublishesAsync<EditMessage>(e => e.TargetMessageId == there.MessageId && e.Template == "booking_confirmation", "the card of the fallback");
        Assert.DoesNotContain(app.Published<EditMessage>(), e => e.TargetMessageId == question.MessageId);
    }

    [Fact]
    public async Task Where_the_fallback_cannot_be_reached_either_the_managers_are_asked()
    {
        await using var app = await ProcessorApp.StartAsync(settings: [("STAFF_FALLBACK_CHAT", Fallback), ("STAFF_ROLES", "500:manager")]);
        app.Errors.Expect("The staff chat \"-1001\" cannot be reached since")
            .Expect("The staff chat \"-1099\" cannot be reached since");
        await app.Bus.Publish(Failed(await app.BookAsync(Created("PH-1"))));

        await app.Bus.Publish(Failed(await app.PublishesAsync<SendMessage>(m => m is { ChatId: Fallback, BookingId: "PH-1" }, "the question in the fallback")));

        await app.PublishesAsync<SendMessage>(m => m is { ChatId: "500", BookingId: "PH-1" }, "the question to the manager");
        await app.PublishesAsync<SendMessage>(m => m is { ChatId: "500", Template: "chat_unreachable" } && m.Values!["chat_id"].GetString() == Fallback, "that the fallback cannot be reached");
    }

    [Fact]
    public async Task The_fallback_and_the_platform_are_told_once_and_once_a_day_and_of_the_end()
    {
        await using var app = await ProcessorApp.StartAsync(settings: ("STAFF_FALLBACK_CHAT", Fallback));
        app.Errors.Expect("The staff chat \"-1001\" cannot be reached since");
        var first = await app.BookAsync(Created("PH-1"));

        await app.Bus.Publish(Failed(first));
        var notice = await app.PublishesAsync<SendMessage>(m => m.Template == "chat_unreachable", "the notice");
        await app.Bus.Publish(Failed(await app.BookAsync(Created("PH-2"))));
        await app.PublishesAsync<SendMessage>(m => m is { ChatId: Fallback, BookingId: "PH-2" }, "the second question in the fallback");
        await Eventually.TrueAsync("the outage to be told", async () => (await OutagesAsync(app)).Single().Told == 1);

        await app.Bus.Publish(new OutageReminder { ChatId = ProcessorApp.StaffChat, Since = At, Told = 1 });
        await app.PublishesAsync<ChatUnreachable>(c => c.Reminder == 1, "the reminder of the platform");
        await Eventually.TrueAsync("the reminder to be told", async () => (await OutagesAsync(app)).Single().Told == 2);
        await app.Bus.Publish(new OutageReminder { ChatId = ProcessorApp.StaffChat, Since = At, Told = 1 }); // The same again.

        await app.Bus.Publish(new ChatReachable { ChatId = ProcessorApp.StaffChat, At = At });
        await app.PublishesAsync<SendMessage>(m => m is { ChatId: Fallback, Template: "chat_reachable" }, "the end");
        await Eventually.TrueAsync("the outage to be over", async () => (await OutagesAsync(app)).Count == 0);

        Assert.Equal((Fallback, Priority.Critical, "kicked"), (notice.ChatId, notice.Priority, notice.Values!["chat_problem"].GetString()));
        Assert.Equal([0, 1], app.Published<ChatUnreachable>().Select(c => c.Reminder));
        Assert.Equal(2, app.Published<SendMessage>().Count(m => m.Template == "chat_unreachable"));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_refusal_that_is_heard_of_after_the_end_begins_nothing(bool redis)
    {
        await using var app = await ProcessorApp.StartAsync(settings: redis ? [("REDIS_URL", RealServers.NewRedis()), ("STAFF_FALLBACK_CHAT", Fallback)] : [("STAFF_FALLBACK_CHAT", Fallback)]);
        app.Errors.Expect("The staff chat \"-1001\" cannot be reached since");
        var question = await app.BookAsync(Created("PH-1"));
        await app.Bus.Publish(Failed(question));
        await app.PublishesAsync<ChatUnreachable>(c => c.ChatId == ProcessorApp.StaffChat, "the outage");
        await app.Bus.Publish(new ChatReachable { ChatId = ProcessorApp.StaffChat, At = At.AddMinutes(1) });
        await Eventually.TrueAsync("the outage to be over", async () => (await OutagesAsync(app)).Count == 0);
        await app.Bus.Publish(new ChatReachable { ChatId = Fallback, At = At.AddMinutes(1) }); // Before anything was heard of its refusal.
        await app.PublishesAsync<SendMessage>(m => m is { ChatId: Fallback, Template: "chat_reachable" }, "the end");

        await app.Bus.Publish(Failed(question) with { MessageId = Guid.NewGuid(), BookingId = null });
        await Eventually.TrueAsync("the late refusals to begin nothing", async () => await Outages(app).FailedAsync(Fallback, FailureReason.Kicked, At) is null);
        await app.Bus.Publish(Failed(question) with { MessageId = Guid.NewGuid(), BookingId = null, FailedAt = At.AddMinutes(2) });

        await Eventually.TrueAsync("the next outage", async () => (await OutagesAsync(app)).Count == 1);
        Assert.Equal(At.AddMinutes(2), (await OutagesAsync(app)).Single().Since);
    }

    [Fact]
    public async Task An_end_that_is_heard_of_after_a_later_refusal_is_no_end()
    {
        await using var app = await ProcessorApp.StartAsync(settings: ("STAFF_FALLBACK_CHAT", Fallback));
        app.Errors.Expect("The staff chat \"-1001\" cannot be reached since");
        await app.Bus.Publish(Failed(await app.BookAsync(Created("PH-1"))));
        await app.PublishesAsync<ChatUnreachable>(c => c.ChatId == ProcessorApp.StaffChat, "the outage");

        await app.Bus.Publish(new ChatReachable { ChatId = ProcessorApp.StaffChat, At = At.AddHours(-1) });
        await app.Bus.Publish(new ChatReachable { ChatId = Fallback, At = At.AddHours(-1) });
        await Eventually.TrueAsync("the late ends to be heard of", async () => await Outages(app).FailedAsync(Fallback, FailureReason.Kicked, At.AddHours(-2)) is null);

        Assert.Equal([ProcessorApp.StaffChat], (await OutagesAsync(app)).Select(outage => outage.ChatId));
        Assert.DoesNotContain(app.Published<SendMessage>(), m => m.Template == "chat_reachable");
    }

    [Fact]
    public async Task Another_chat_and_a_refusal_of_the_message_alone_are_no_outage()
    {
        await using var app = await ProcessorApp.StartAsync(settings: ("STAFF_FALLBACK_CHAT", Fallback));
        app.Errors.Expect("The staff chat \"-1001\" cannot be reached since");
        var question = await app.BookAsync(Created("PH-1"));

        await app.Bus.Publish(Failed(question) with { Reason = FailureReason.TooLong });
        await app.Bus.Publish(Failed(question) with { MessageId = Guid.NewGuid(), ChatId = "99", BookingId = null });
        await app.Bus.Publish(Failed(await app.BookAsync(Created("PH-2"))));
        await Eventually.TrueAsync("the one outage", async () => (await OutagesAsync(app)).Count == 1);

        Assert.DoesNotContain(app.Published<SendMessage>(), m => m is { ChatId: Fallback, BookingId: "PH-1" });
        Assert.Equal([ProcessorApp.StaffChat], (await OutagesAsync(app)).Select(outage => outage.ChatId));
    }

    [Fact]
    public async Task A_question_that_is_moved_back_from_the_error_queue_is_brought_up_to_date()
    {
        await using var app = await ProcessorApp.StartAsync(settings: ("STAFF_FALLBACK_CHAT", Fallback));
        app.Errors.Expect("The staff chat \"-1001\" cannot be reached since");
        var question = await app.BookAsync(Created("PH-1"));
        await app.Bus.Publish(Failed(question));
        var there = await app.PublishesAsync<SendMessage>(m => m is { ChatId: Fallback, BookingId: "PH-1" }, "the question in the fallback");
        await app.AskAsync(Telegram.Press(Telegram.Confirm(there), chat: Fallback));

        await app.Bus.Publish(new MessageSent { MessageId = question.MessageId, ChatId = question.ChatId, TelegramMessageId = 70, SentAt = At, BookingId = "PH-1", Template = question.Template, OrderedAt = question.CreatedAt });

        var edit = await app.PublishesAsync<EditMessage>(e => e.TargetMessageId == question.MessageId, "the card of the staff chat");
        Assert.Equal("booking_confirmation", edit.Template);
    }

    [Fact]
    public async Task A_customer_who_is_not_reached_shows_on_the_card_until_one_is()
    {
        await using var app = await ProcessorApp.StartAsync();
        var question = await app.BookAsync(Created("PH-1") with { ClientChatId = "99" });
        await app.Bus.Publish(new MessageSent { MessageId = question.MessageId, ChatId = question.ChatId, TelegramMessageId = 70, SentAt = At, BookingId = "PH-1", Template = question.Template, OrderedAt = question.CreatedAt });
        await app.AskAsync(Telegram.Press(Telegram.Confirm(question), message: 70));
        var news = await app.PublishesAsync<SendMessage>(m => m is { ChatId: "99", Template: "customer_confirmed" }, "the customer's news");

        await app.Bus.Publish(Failed(news) with { Reason = FailureReason.Blocked });
        var edit = await app.PublishesAsync<EditMessage>(e => e.Values!.ContainsKey("client_unreachable"), "the card that says so");
        app.Forget();
        await app.Bus.Publish(new MessageSent { MessageId = news.MessageId, ChatId = "99", TelegramMessageId = 5, SentAt = At, BookingId = "PH-1", Template = news.Template, OrderedAt = news.CreatedAt });
        var later = await app.PublishesAsync<EditMessage>(e => e.TargetMessageId == question.MessageId, "the card that does not any more");

        Assert.Equal((question.MessageId, "booking_confirmation"), (edit.TargetMessageId, edit.Template));
        Assert.False(later.Values!.ContainsKey("client_unreachable"));
        Assert.Equal(["client_not_reached", "client_reached"], (await app.StateAsync("PH-1"))!.Audit!.Select(entry => entry.What).Where(what => what.Contains("reached", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_card_says_that_the_customer_is_not_reached_until_the_new_link_is_opened()
    {
        await using var harness = await StartAsync();
        await harness.HappensAsync(Created("PH-1"));
        await harness.HappensAsync(new LinkOpened { CorrelationId = BookingCorrelation.Of("PH-1"), ChatId = "99", Language = "ru", UpdateId = 5 });
        await harness.HappensAsync(Failed(harness.Published<CustomerMessage>()[^1].Order) with { Reason = FailureReason.Blocked });
        Assert.True(harness.Published<EditMessage>()[^1].Values!.ContainsKey("client_unreachable"));

        await harness.HappensAsync(new RenewBookingLink { BookingId = "PH-1" });
        await harness.HappensAsync(new LinkOpened { CorrelationId = BookingCorrelation.Of("PH-1"), ChatId = "98", Language = "ru", UpdateId = 6, LinkVersion = 1 });
        var state = harness.Published<CustomerMessage>()[^1].Order;
        await harness.HappensAsync(new MessageSent { MessageId = state.MessageId, ChatId = "98", TelegramMessageId = 5, SentAt = At, BookingId = "PH-1", Template = state.Template, OrderedAt = state.CreatedAt });

        Assert.False(harness.Published<EditMessage>()[^1].Values!.ContainsKey("client_unreachable"));
    }

    [Fact]
    public async Task The_command_status_names_the_chat()
    {
        await using var app = await ProcessorApp.StartAsync(bus => bus.AddConsumer<KnownBot>());
        app.Errors.Expect("The staff chat \"-1001\" cannot be reached since");
        await app.Bus.Publish(Failed(await app.BookAsync(Created("PH-1"))));
        await Eventually.TrueAsync("the outage", async () => (await OutagesAsync(app)).Count == 1);

        await app.BringAsync(Telegram.Text("/status"));

        var answer = await app.PublishesAsync<SendMessage>(m => m.Template == "command_status", "the answer");
        Assert.Contains(ProcessorApp.StaffChat, answer.Values!["problem"].GetString());
    }

    private static Task<IReadOnlyList<ChatOutage>> OutagesAsync(ProcessorApp app) => Outages(app).AllAsync();

    private static IChatOutages Outages(ProcessorApp app) => (IChatOutages)app.Services.GetService(typeof(IChatOutages))!;

    private static MessageFailed Failed(SendMessage order) => new()
    {
        MessageId = order.MessageId, ChatId = order.ChatId, Reason = FailureReason.Kicked, Detail = "Forbidden: bot was kicked from the supergroup chat", FailedAt = At, Attempts = 1,
        BookingId = order.BookingId, Template = order.Template, OrderedAt = order.CreatedAt,
    };
}
