using MassTransit;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Customers;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Customers;

public class CustomerTests
{
    protected virtual bool Polls => false;

    [Fact]
    public async Task Who_opens_the_link_gets_the_state_then_the_outcome()
    {
        await using var app = (await ProcessorApp.StartAsync(bus => bus.AddConsumer<KnownBot>())).Updated(Polls);
        var question = await app.BookAsync(BookingHarness.Created("PH-1"));
        var token = await LinkAsync(app, "PH-1");

        await app.BringAsync(Telegram.Text($"/start {token}", user: 99, chat: "99", language: "en"));
        var state = await app.PublishesAsync<SendMessage>(m => m.ChatId == "99", "the state");
        await app.AskAsync(Telegram.Press(Telegram.Confirm(question)));
        var outcome = await app.PublishesAsync<SendMessage>(m => m.ChatId == "99" && m.Template == "customer_confirmed", "the outcome");

        Assert.Equal(("customer_state", "en", "awaiting_decision"), (state.Template, state.Language, state.Values!["state"].GetString()));
        Assert.Equal(["🚫 Cancel the booking"], Telegram.Labels(outcome.ReplyMarkup));
    }

    [Fact]
    public async Task A_link_that_was_opened_during_an_outage_is_taken_after_it()
    {
        await using var app = (await ProcessorApp.StartAsync(bus => bus.AddConsumer<KnownBot>())).Updated(Polls);
        await app.BookAsync(BookingHarness.Created("PH-1"));
        var token = await LinkAsync(app, "PH-1");
        var longAgo = TimeProvider.System.GetUtcNow().AddHours(-20);

        await app.BringAsync(Telegram.Text("/start", user: 98, chat: "98", date: longAgo));
        await app.BringAsync(Telegram.Text($"/start {token}", user: 99, chat: "99", date: longAgo));

        await app.PublishesAsync<SendMessage>(m => m is { ChatId: "99", Template: "customer_state" }, "the state");
        Assert.DoesNotContain(app.Published<SendMessage>(), m => m.ChatId == "98");
    }

    [Fact]
    public async Task A_language_that_the_customer_chooses_later_holds_for_what_comes_and_its_button()
    {
        await using var app = (await ProcessorApp.StartAsync()).Updated(Polls);
        var question = await app.BookAsync(BookingHarness.Created("PH-1") with { ClientChatId = "99", ClientLanguage = "ru" });

        await app.BringAsync(Telegram.Text("/language en", user: 99, chat: "99"));
        await app.PublishesAsync<SendMessage>(m => m.Template == "language_set", "the choice");
        await app.AskAsync(Telegram.Press(Telegram.Confirm(question)));

        var outcome = await app.PublishesAsync<SendMessage>(m => m is { ChatId: "99", Template: "customer_confirmed" }, "the outcome");
        Assert.Equal("en", outcome.Language);
        Assert.Equal(["🚫 Cancel the booking"], Telegram.Labels(outcome.ReplyMarkup));
    }

    [Fact]
    public async Task A_link_works_once_and_a_forged_one_never()
    {
        await using var app = (await ProcessorApp.StartAsync(bus => bus.AddConsumer<KnownBot>())).Updated(Polls);
        await app.BookAsync(BookingHarness.Created("PH-1"));
        var token = await LinkAsync(app, "PH-1");

        await app.BringAsync(Telegram.Text($"/start {token}", user: 99, chat: "99"));
        await app.PublishesAsync<SendMessage>(m => m is { ChatId: "99", Template: "customer_state" }, "the first opener's state");
        await app.BringAsync(Telegram.Text($"/start {token}", user: 98, chat: "98"));
        await app.BringAsync(Telegram.Text($"/start {token[..^1]}{(token[^1] == 'A' ? 'B' : 'A')}", user: 97, chat: "97"));

        var second = await app.PublishesAsync<SendMessage>(m => m is { ChatId: "98", Template: "customer_link_invalid" }, "the refusal of the second opener");
        var forger = await app.PublishesAsync<SendMessage>(m => m is { ChatId: "97", Template: "customer_link_invalid" }, "the refusal of the forger");
        Assert.All([second, forger], refusal => Assert.Equal((true, true), (refusal.Transient, refusal.FailureHandled)));
    }

    [Fact]
    public async Task A_new_link_ends_the_older_ones_and_unbinds_the_person_of_one()
    {
        await using var app = (await ProcessorApp.StartAsync(bus => bus.AddConsumer<KnownBot>())).Updated(Polls);
        var question = await app.BookAsync(BookingHarness.Created("PH-1"));
        var old = await LinkAsync(app, "PH-1");
        await app.BringAsync(Telegram.Text($"/start {old}", user: 99, chat: "99"));
        await app.PublishesAsync<SendMessage>(m => m is { ChatId: "99", Template: "customer_state" }, "the state for the wrong person");

        await app.Bus.CreateRequestClient<RenewBookingLink>(RequestTimeout.After(s: 20)).GetResponse<BookingState>(new RenewBookingLink { BookingId = "PH-1", By = "Ольга" });
        var token = await LinkAsync(app, "PH-1");
        await app.BringAsync(Telegram.Text($"/start {old}", user: 97, chat: "97"));
        await app.PublishesAsync<SendMessage>(m => m is { ChatId: "97", Template: "customer_link_invalid" }, "the refusal of the older link");
        await app.BringAsync(Telegram.Text($"/start {token}", user: 98, chat: "98"));
        await app.PublishesAsync<SendMessage>(m => m is { ChatId: "98", Template: "customer_state" }, "the state for the right person");
        await app.AskAsync(Telegram.Press(Telegram.Confirm(question)));
        await app.PublishesAsync<SendMessage>(m => m is { ChatId: "98", Template: "customer_confirmed" }, "the outcome");

        var state = await app.StateAsync("PH-1");
        Assert.Equal(["client_bound", "link_renewed", "link_refused", "client_bound"], state!.Audit!.Select(entry => entry.What).Where(what => what.StartsWith("client_", StringComparison.Ordinal) || what.StartsWith("link_", StringComparison.Ordinal)));
        Assert.Equal("Ольга", state.Audit!.Single(entry => entry.What == "link_renewed").Who);
        Assert.DoesNotContain(app.Published<SendMessage>(), m => m is { ChatId: "99", Template: "customer_confirmed" });
    }

    [Fact]
    public async Task A_new_link_leaves_the_customer_whom_the_platform_named()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(BookingHarness.Created("PH-1") with { ClientChatId = "99" });

        await harness.HappensAsync(new RenewBookingLink { BookingId = "PH-1" });

        Assert.Equal(("99", (ushort)1), (harness.Booking("PH-1").Client?.ChatId, harness.Booking("PH-1").LinkVersion));
    }

    [Fact]
    public async Task A_link_that_was_opened_too_late_binds_nobody()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 12, 1, 11, 2, 0, TimeSpan.Zero));
        await using var app = await ProcessorApp.StartAtAsync(clock, bus => bus.AddConsumer<KnownBot>());
        await app.BookAsync(BookingHarness.Created("PH-1"));
        var token = await LinkAsync(app, "PH-1");

        clock.Advance(TimeSpan.FromDays(7));
        await app.BringAsync(Telegram.Text($"/start {token}", user: 99, chat: "99"));

        await app.PublishesAsync<SendMessage>(m => m is { ChatId: "99", Template: "customer_link_invalid" }, "the refusal");
        var fresh = await LinkAsync(app, "PH-1");
        await app.BringAsync(Telegram.Text($"/start {fresh}", user: 98, chat: "98"));
        await app.PublishesAsync<SendMessage>(m => m is { ChatId: "98", Template: "customer_state" }, "the state for anybody who opens a fresh one");
    }

    [Fact]
    public async Task The_customer_cancels_with_two_presses_and_the_platform_and_the_staff_hear_of_it()
    {
        await using var app = (await ProcessorApp.StartAsync()).Updated(Polls);
        var question = await app.BookAsync(BookingHarness.Created("PH-1") with { ClientChatId = "99", ClientLanguage = "ru" });
        await app.AskAsync(Telegram.Press(Telegram.Confirm(question)));
        var outcome = await app.PublishesAsync<SendMessage>(m => m.ChatId == "99", "the outcome");

        await app.AskAsync(Telegram.Press(Telegram.Button(outcome.ReplyMarkup, 0), user: 99, chat: "99", name: "Клиент"));
        var asked = await app.PublishesAsync<EditMessage>(e => e.Template == "customer_cancel_question", "the question");
        var answer = await app.AskAsync(Telegram.Press(Telegram.Button(asked.ReplyMarkup, 0), user: 99, chat: "99", name: "Клиент"));

        Assert.Equal("🚫 Отменено", answer.Text);
        Assert.Equal("Клиент", (await app.PublishesAsync<BookingCancelled>(_ => true, "BookingCancelled")).CancelledBy);
        await app.PublishesAsync<EditMessage>(e => e.Template == "booking_cancellation", "the staff's message");
        var state = await app.StateAsync("PH-1");
        Assert.Equal(("cancelled", "customer"), (state!.State, state.Audit![^1].From));
    }

    [Fact]
    public async Task The_customers_button_does_nothing_in_another_chat()
    {
        await using var app = (await ProcessorApp.StartAsync()).Updated(Polls);
        var question = await app.BookAsync(BookingHarness.Created("PH-1") with { ClientChatId = "99" });
        await app.AskAsync(Telegram.Press(Telegram.Confirm(question)));
        var outcome = await app.PublishesAsync<SendMessage>(m => m.ChatId == "99", "the outcome");

        var answer = await app.AskAsync(Telegram.Press(Telegram.Button(outcome.ReplyMarkup, 0), user: 98, chat: "98"));

        Assert.Equal("⛔ Эта кнопка поддельная", answer.Text);
        Assert.Equal("confirmed", (await app.StateAsync("PH-1"))!.State);
    }

    [Fact]
    public async Task The_customer_is_reminded_of_a_confirmed_session()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(BookingHarness.Created("PH-1") with { ClientChatId = "99" });
        await harness.HappensAsync(BookingHarness.Press("PH-1", ButtonAction.Confirm));
        await harness.NextDeadlineAsync("PH-1"); // The end of the time to take it back.

        await harness.NextDeadlineAsync("PH-1");

        Assert.Equal(["customer_confirmed", "customer_reminder"], harness.Published<CustomerMessage>().Select(m => m.Order.Template));
        Assert.Null(harness.Booking("PH-1").NextDeadline);
    }

    [Fact]
    public void A_token_has_the_version_of_its_link_and_none_that_was_changed_is_believed()
    {
        var now = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);
        var tokens = new LinkToken(ProcessorApp.Key);
        var token = tokens.Write(BookingCorrelation.Of("PH-1"), now.AddHours(1), version: 300);

        Assert.Matches("^[A-Za-z0-9_-]{1,64}$", token);
        Assert.Equal((BookingCorrelation.Of("PH-1"), (ushort)300), tokens.Read(token, now));
        Assert.Null(tokens.Read(token, now.AddHours(1)));
        Assert.Null(tokens.Read(token[..56], now));
        for (var place = 0; place < token.Length; place++)
        {
            var changed = token.ToCharArray();
            changed[place] = changed[place] == 'A' ? 'Q' : 'A';
            Assert.Null(tokens.Read(new string(changed), now));
        }
    }

    [Fact]
    public void A_token_is_believed_until_it_expires_and_no_changed_one_is()
    {
        var now = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);
        var tokens = new LinkToken(ProcessorApp.Key);
        var token = tokens.Write(BookingCorrelation.Of("PH-1"), now.AddHours(1));

        Assert.Matches("^[A-Za-z0-9_-]{1,64}$", token);
        Assert.Equal((BookingCorrelation.Of("PH-1"), (ushort)0), tokens.Read(token, now));
        Assert.Equal((BookingCorrelation.Of("PH-1"), (ushort)0), new LinkToken(new string('n', 32), ProcessorApp.Key).Read(token, now));
        Assert.Null(tokens.Read(token, now.AddHours(1)));
        Assert.Null(new LinkToken(new string('n', 32)).Read(token, now));
        for (var place = 0; place < token.Length; place++)
        {
            var changed = token.ToCharArray();
            changed[place] = changed[place] == 'A' ? 'B' : 'A';
            Assert.Null(tokens.Read(new string(changed), now));
        }
    }

    internal static async Task<string> LinkAsync(ProcessorApp app, string id)
    {
        var link = await app.Bus.CreateRequestClient<GetBookingLink>(RequestTimeout.After(s: 20)).GetResponse<BookingLink>(new GetBookingLink { BookingId = id });
        Assert.StartsWith("https://t.me/StudioBot?start=", link.Message.Url);
        return link.Message.Url.Split('=')[1];
    }
}
