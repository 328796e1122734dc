using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Customers;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using static PhStudio.Messaging.WebhookProcessor.Tests.Bookings.BookingHarness;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

/// <summary>A booking that the platform corrects: cards, replies, the customer, the audit.</summary>
public sealed class CorrectionTests
{
    [Fact]
    public async Task The_card_shows_the_new_values_and_a_reply_says_what_changed_from_what_to_what()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1"));
        var question = Assert.Single(harness.Booking("PH-1").Copies);
        await harness.HappensAsync(new MessageSent { MessageId = question.MessageId, ChatId = StaffChatId, TelegramMessageId = 77, SentAt = harness.Time.GetUtcNow(), BookingId = "PH-1" });

        await harness.HappensAsync(new BookingChanged { BookingId = "PH-1", TotalPrice = 9500, Currency = "USD", PeopleCount = 2, Location = "Центр", By = "Ольга" });

        var card = Assert.Single(harness.Published<EditMessage>());
        Assert.Equal(("booking_notification", 9500, "Центр"), (card.Template, card.Values!["total_price"].GetDecimal(), card.Values["location"].GetString()));
        var told = Assert.Single(harness.Published<SendMessage>(), m => m.Template == "booking_changed");
        Assert.Equal((77, Priority.High), (told.ReplyParameters!.Value.GetProperty("message_id").GetInt32(), told.Priority));
        Assert.Equal((5000, "RUB", 9500, "USD"), (told.Values!["former_total_price"].GetDecimal(), told.Values["former_currency"].GetString(), told.Values["total_price"].GetDecimal(), told.Values["currency"].GetString()));
        Assert.Equal("Центр", told.Values["location"].GetString());
        Assert.DoesNotContain(told.Values.Keys, name => name is "people_count" or "former_people_count" or "client_phone" or "former_location" or "date"); // Only what changed.
    }

    [Fact]
    public async Task What_changed_replies_to_a_card_that_is_still_on_its_way_once_that_is_there()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1"));
        var question = Assert.Single(harness.Booking("PH-1").Copies);

        await harness.HappensAsync(new BookingChanged { BookingId = "PH-1", TotalPrice = 9500 });
        await harness.HappensAsync(new BookingRescheduled { BookingId = "PH-1", Date = new DateOnly(2026, 12, 25), TimeSlots = ["12:00"] });
        await harness.HappensAsync(new MessageSent { MessageId = question.MessageId, ChatId = StaffChatId, TelegramMessageId = 77, SentAt = harness.Time.GetUtcNow(), BookingId = "PH-1" });
        await harness.HappensAsync(new BookingRescheduled { BookingId = "PH-1", Date = new DateOnly(2026, 12, 26), TimeSlots = ["12:00"] });

        var told = harness.Published<SendMessage>().Where(m => m.Template is "booking_changed" or "booking_moved").DistinctBy(m => m.MessageId).ToList();
        Assert.Equal([("booking_changed", question.MessageId, true), ("booking_moved", question.MessageId, true), ("booking_moved", null, false)], told.Select(m => (m.Template!, m.After, m.RepliesToAfter)));
        Assert.Equal([null, null, 77], told.Select(m => m.ReplyParameters?.GetProperty("message_id").GetInt32()));
    }

    [Fact]
    public async Task The_audit_says_what_changed_and_keeps_nothing_of_a_person()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1"));

        await harness.HappensAsync(new BookingChanged { BookingId = "PH-1", ClientPhone = "+7 911 222-33-44", Notes = "С собакой", Service = "Семья", By = "Ольга" });

        var entry = harness.Booking("PH-1").Audit[^1];
        Assert.Equal(("changed", "Ольга", "bus"), (entry.What, entry.Who, entry.From));
        Assert.Equal(
            [new FieldChange { Field = "service", Before = "Портрет", After = "Семья" }, new FieldChange { Field = "client_phone" }, new FieldChange { Field = "notes" }],
            entry.Changes!);
    }

    [Fact]
    public async Task What_stands_already_is_no_news_to_anybody()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1") with { ClientChatId = "99" });

        var answer = await harness.Bus.GetRequestClient<BookingChanged>().GetResponse<BookingState>(new BookingChanged { BookingId = "PH-1", TotalPrice = 5000.00m, Service = "Портрет", Currency = "RUB", Notes = "" });

        Assert.True(answer.Message.Applied);
        Assert.Empty(harness.Published<EditMessage>());
        Assert.DoesNotContain(harness.Booking("PH-1").Audit, entry => entry.What == "changed");
    }

    [Theory]
    [InlineData("JPY", 8000, 8000.5, null, "must be a whole number of JPY")]
    [InlineData("RUB", 8000.5, null, "JPY", "must be a whole number of JPY")]
    [InlineData(null, 8000, 12.345, null, "must have at most 2 decimals, as RUB has")]
    public async Task A_price_must_fit_the_bookings_own_currency(string? currency, double price, double? newPrice, string? newCurrency, string rule)
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1") with { Currency = currency, TotalPrice = (decimal)price });
        var change = new BookingChanged { BookingId = "PH-1", TotalPrice = (decimal?)newPrice, Currency = newCurrency, Service = "Семья" };

        var refused = (await harness.Bus.GetRequestClient<BookingChanged>().GetResponse<BookingChangeRefused>(change)).Message;
        await harness.Bus.Bus.Publish(change, TestContext.Current.CancellationToken);

        Assert.Equal([new RefusedField { Field = "total_price", Rule = rule }], refused.Fields);
        var fault = await Eventually.GetAsync(
            "the fault", () => Task.FromResult(harness.Bus.Published.Select<Fault<BookingChanged>>(_ => true, new CancellationToken(canceled: true)).FirstOrDefault()), got => got is not null);
        Assert.Equal($"BookingChanged: total_price {rule}", fault!.Context.Message.Exceptions[0].Message);
        Assert.Equal(((decimal)price, "Портрет"), (harness.Booking("PH-1").Booking!.TotalPrice, harness.Booking("PH-1").Booking!.Service));
    }

    [Fact]
    public async Task A_price_may_have_the_decimals_of_the_bookings_own_currency()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1") with { Currency = "KWD", TotalPrice = 12.345m });

        await harness.HappensAsync(new BookingChanged { BookingId = "PH-1", TotalPrice = 12.346m });

        Assert.Equal(12.346m, harness.Booking("PH-1").Booking!.TotalPrice);
    }

    [Theory]
    [InlineData("99", "en")]
    [InlineData(null, "de")] // Who opened the link has the language of the app.
    public async Task A_corrected_language_is_that_of_the_customer_whom_the_platform_named(string? named, string expected)
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1") with { ClientChatId = named, ClientLanguage = "ru" });
        await harness.HappensAsync(new LinkOpened { CorrelationId = BookingCorrelation.Of("PH-1"), ChatId = "99", Language = "de", UpdateId = 5 });

        await harness.HappensAsync(new BookingChanged { BookingId = "PH-1", ClientLanguage = "en" });
        await harness.HappensAsync(new ConfirmBooking { BookingId = "PH-1", By = "Ольга" });

        Assert.Equal(expected, Assert.Single(harness.Published<CustomerMessage>(), m => m.Order.Template == "customer_confirmed").Order.Language);
    }

    [Fact]
    public async Task A_button_of_before_decides_nothing()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1"));
        await harness.HappensAsync(new BookingChanged { BookingId = "PH-1", TotalPrice = 9500 });

        await harness.HappensAsync(Press("PH-1", ButtonAction.Confirm, version: 0));
        Assert.Equal("AwaitingDecision", harness.Booking("PH-1").CurrentState);

        await harness.HappensAsync(Press("PH-1", ButtonAction.Confirm, version: 1));
        Assert.Equal("Confirmed", harness.Booking("PH-1").CurrentState);
    }

    [Theory]
    [InlineData("price", "customer_changed")]
    [InlineData("phone", null)]
    [InlineData("chat", "customer_state")]
    public async Task The_customer_is_told_where_it_concerns_the_session(string what, string? template)
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1") with { ClientChatId = "99" });
        var change = new BookingChanged { BookingId = "PH-1" };

        await harness.HappensAsync(what switch
        {
            "price" => change with { TotalPrice = 9500 },
            "phone" => change with { ClientPhone = "+7 911 222-33-44" },
            _ => change with { ClientChatId = "100", ClientLanguage = "en" },
        });

        var chat = what == "chat" ? "100" : "99";
        Assert.Equal(template is null ? [] : [(template, chat)], harness.Published<CustomerMessage>().Select(m => (m.Order.Template!, m.Order.ChatId)));
        Assert.Equal(chat, harness.Booking("PH-1").Client!.ChatId);
    }

    [Fact]
    public async Task A_correction_with_another_day_moves_the_session_too()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1") with { ClientChatId = "99" });

        await harness.HappensAsync(new BookingChanged { BookingId = "PH-1", Date = new DateOnly(2026, 12, 25), PeopleCount = 3 });

        var told = Assert.Single(harness.Published<SendMessage>(), m => m.Template == "booking_changed");
        Assert.Equal(("2026-12-24", "2026-12-25", 2, 3), (told.Values!["former_date"].GetString(), told.Values["date"].GetString(), told.Values["former_people_count"].GetInt32(), told.Values["people_count"].GetInt32()));
        Assert.Equal(new DateOnly(2026, 12, 24), harness.Booking("PH-1").Former!.Date);
        Assert.Equal("customer_changed", Assert.Single(harness.Published<CustomerMessage>()).Order.Template);
    }

    [Fact]
    public async Task The_first_and_the_corrected_content_posted_again_are_no_conflict()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1"));
        await harness.HappensAsync(new BookingChanged { BookingId = "PH-1", TotalPrice = 9500 });

        await harness.HappensAsync(Created("PH-1"));
        await harness.HappensAsync(Created("PH-1") with { TotalPrice = 9500 });
        Assert.Empty(harness.Published<BookingConflict>());

        await harness.HappensAsync(Created("PH-1") with { TotalPrice = 1 });
        Assert.Single(harness.Published<BookingConflict>());
    }

    [Fact]
    public void An_empty_text_takes_the_place_and_the_notes_away()
    {
        var correction = Correction.Of(Created("PH-1") with { Location = "Центр", Notes = "С собакой" }, new BookingChanged { BookingId = "PH-1", Location = "", Notes = "" });

        Assert.Equal((null, null), (correction.After.Location, correction.After.Notes));
        Assert.Equal([new FieldChange { Field = "location", Before = "Центр" }, new FieldChange { Field = "notes" }], correction.Fields);
    }
}
