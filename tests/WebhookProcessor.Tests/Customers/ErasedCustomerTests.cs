using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Customers;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using PhStudio.Messaging.WebhookProcessor.Tests.Bookings;
using System.Text.Json;
using static PhStudio.Messaging.WebhookProcessor.Tests.Bookings.BookingHarness;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Customers;

/// <summary>What a stored booking still says of a customer who was erased, or who is its customer no longer.</summary>
public sealed class ErasedCustomerTests
{
    private const long User = 9900000099;
    private const string Chat = "9900000099";
    private const string Name = "Zinaida";

    [Fact]
    public async Task A_customer_who_cancelled_by_the_button_is_nowhere_in_the_booking_after_the_erasure()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1") with { ClientChatId = Chat });
        await harness.HappensAsync(Press("PH-1", ButtonAction.ClientCancelYes, user: User, name: Name) with { ChatId = Chat });

        await harness.HappensAsync(new EraseBooking { BookingId = "PH-1" });

        var booking = harness.Booking("PH-1");
        Assert.Equal(("Cancelled", Outcome.Cancelled), (booking.CurrentState, booking.Decision!.Outcome));
        AssertNotIn(booking);
    }

    [Fact]
    public void What_an_earlier_release_left_of_an_erased_customer_goes_with_the_next_order_and_then_nothing_changes()
    {
        var at = new DateTimeOffset(2026, 12, 1, 11, 2, 0, TimeSpan.Zero);
        var booking = new BookingDecision
        {
            BookingId = "PH-1",
            Booking = ErasedBooking.Without(Created("PH-1")),
            Decision = new Decision { Outcome = Outcome.Cancelled, By = "erased", From = DecisionSource.Customer, At = at, Cause = $"{Chat}/5/{Chat}/9/0/0" },
            Audit = [new AuditEntry { At = at, What = "client_bound", Who = Name, From = DecisionSource.Customer, ChatId = Chat }],
        };

        Assert.Equal((true, false), (ErasedBooking.Erase(booking), ErasedBooking.Erase(booking)));
        AssertNotIn(booking);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Who_is_the_customer_no_longer_is_not_in_the_history(bool byLink)
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1"));
        await harness.HappensAsync(Opened() with { ChatId = Chat, UserName = Name });
        await harness.HappensAsync(Press("PH-1", ButtonAction.Confirm));
        while (!harness.Booking("PH-1").ClientReminded)
        {
            await harness.NextDeadlineAsync("PH-1");
        }

        await (byLink ? harness.HappensAsync(new RenewBookingLink { BookingId = "PH-1", By = "Ольга" }) : harness.HappensAsync(new BookingChanged { BookingId = "PH-1", ClientChatId = "98" }));

        AssertNotIn(harness.Booking("PH-1"));
        Assert.Equal([("client_bound", "erased", "erased"), ("client_reminded", null, "erased")], harness.Booking("PH-1").Audit.Where(entry => entry.What.StartsWith("client_", StringComparison.Ordinal)).Select(entry => (entry.What, entry.Who, entry.ChatId)));
        Assert.Equal(("Анна", StaffChatId), harness.Booking("PH-1").Audit.Where(entry => entry.What == "confirmed").Select(entry => (entry.Who, entry.ChatId)).Single());
    }

    [Fact]
    public async Task A_customer_who_cancelled_and_is_the_customer_no_longer_is_not_in_the_decision()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1"));
        await harness.HappensAsync(Opened() with { ChatId = Chat, UserName = Name });
        await harness.HappensAsync(Press("PH-1", ButtonAction.ClientCancelYes, user: User, name: Name) with { ChatId = Chat });

        await harness.HappensAsync(new RenewBookingLink { BookingId = "PH-1" });

        AssertNotIn(harness.Booking("PH-1"));
    }

    [Fact]
    public async Task A_correction_that_names_the_chat_of_the_customer_who_is_bound_erases_nothing_of_the_customer()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1"));
        await harness.HappensAsync(Opened() with { ChatId = Chat, UserName = Name, Language = "en" });
        await harness.HappensAsync(Press("PH-1", ButtonAction.ClientCancelYes, user: User, name: Name) with { ChatId = Chat });
        var (cause, client) = (harness.Booking("PH-1").Decision!.Cause, harness.Booking("PH-1").Client);

        await harness.HappensAsync(new BookingChanged { BookingId = "PH-1", ClientChatId = Chat });

        var booking = harness.Booking("PH-1");
        Assert.Equal((Name, User, cause, client), (booking.Decision!.By, booking.Decision.ByUserId, booking.Decision.Cause, booking.Client));
        Assert.Equal((Name, Chat), booking.Audit.Where(entry => entry.What == "client_bound").Select(entry => (entry.Who, entry.ChatId)).Single());
    }

    [Fact]
    public async Task A_link_of_an_erased_customer_binds_nobody_and_leaves_nothing()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1"));
        await harness.HappensAsync(new EraseBooking { BookingId = "PH-1" });

        await harness.HappensAsync(Opened() with { ChatId = Chat, UserName = Name });

        Assert.Null(harness.Booking("PH-1").Client);
        AssertNotIn(harness.Booking("PH-1"));
        Assert.Contains(harness.Published<SendMessage>(), m => m is { ChatId: Chat, Template: "customer_link_invalid" });
    }

    [Fact]
    public async Task Of_a_former_customer_goes_what_the_booking_came_with_and_the_customer_of_today_stays()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1") with { ClientName = Name, ClientPhone = "+7 900 111-11-11", ClientChatId = Chat });
        await harness.HappensAsync(new BookingChanged { BookingId = "PH-1", ClientName = "Boris", ClientPhone = "+7 900 222-22-22", ClientChatId = "98" });
        await harness.HappensAsync(new ConfirmBooking { BookingId = "PH-1", By = "Ольга", AdditionalInfo = $"Not {Name}, but Boris" });
        var (edits, told) = (harness.Published<EditMessage>().Count, harness.Published<CustomerMessage>().Count);

        await harness.HappensAsync(new EraseFormerCustomer { BookingId = "PH-1" });
        await harness.HappensAsync(new EraseBooking { BookingId = "PH-1", FormerOnly = true });

        var booking = harness.Booking("PH-1");
        AssertNotIn(booking);
        Assert.DoesNotContain("111-11", JsonSerializer.Serialize(booking));
        Assert.Equal(("Boris", "+7 900 222-22-22", "98", "98"), (booking.Booking!.ClientName, booking.Booking.ClientPhone, booking.Booking.ClientChatId, booking.Client!.ChatId));
        Assert.Equal("Not erased, but Boris", booking.Decision!.AdditionalInfo);
        Assert.Single(booking.Audit, entry => entry.What == "former_erased");
        Assert.Equal((edits, told), (harness.Published<EditMessage>().Count, harness.Published<CustomerMessage>().Count));
    }

    [Fact]
    public async Task Staff_who_have_the_customers_name_stay_with_what_they_did()
    {
        await using var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1") with { ClientName = "Анна" });
        await harness.HappensAsync(Press("PH-1", ButtonAction.Confirm));
        await harness.HappensAsync(Created("PH-2") with { ClientName = Name });
        await harness.HappensAsync(new CancelBooking { BookingId = "PH-2", By = Name });

        await harness.HappensAsync(new EraseBooking { BookingId = "PH-1" });
        await harness.HappensAsync(new EraseBooking { BookingId = "PH-2" });

        Assert.Equal(("Анна", "Анна"), (harness.Booking("PH-1").Decision!.By, harness.Booking("PH-1").Audit.Single(entry => entry.What == "confirmed").Who));
        Assert.Equal("erased", harness.Booking("PH-1").Booking!.ClientName);
        AssertNotIn(harness.Booking("PH-2"));
    }

    [Theory]
    [InlineData("ru", "удалено")]
    [InlineData("de", "gelöscht")]
    public async Task Staff_read_of_an_erased_customer_in_their_language(string language, string erased)
    {
        await using var app = await ProcessorApp.StartAtAsync(new FakeTimeProvider(new DateTimeOffset(2026, 12, 24, 5, 0, 0, TimeSpan.Zero)), ("DEFAULT_LANGUAGE", language));
        await app.BookAsync(Created("PH-1") with { ClientName = Name });
        await app.BookAsync(Created("PH-2") with { ClientChatId = Chat, ClientName = Name });
        await app.Bus.Publish(new ConfirmBooking { BookingId = "PH-2", By = "Ольга" }, TestContext.Current.CancellationToken);
        var news = await app.PublishesAsync<SendMessage>(m => m is { ChatId: Chat, Template: "customer_confirmed" }, "the customer's news");
        await app.AskAsync(Telegram.Press(Telegram.Button(news.ReplyMarkup, 0), user: User, chat: Chat, name: Name));
        var asked = await app.PublishesAsync<EditMessage>(e => e.Template == "customer_cancel_question", "the question");
        await app.AskAsync(Telegram.Press(Telegram.Button(asked.ReplyMarkup, 0), user: User, chat: Chat, name: Name));
        await app.PublishesAsync<EditMessage>(e => e.Template == "booking_cancellation", "the cancelled card");
        app.Forget();

        await app.Bus.Publish(new EraseBooking { BookingId = "PH-1" }, TestContext.Current.CancellationToken);
        await app.Bus.Publish(new EraseBooking { BookingId = "PH-2" }, TestContext.Current.CancellationToken);
        var card = await app.PublishesAsync<EditMessage>(e => e is { BookingId: "PH-2", Template: "booking_cancellation" }, "the card without the person");
        await app.PublishesAsync<EditMessage>(e => e.BookingId == "PH-1", "the other card without the person");
        await app.BringAsync(Telegram.Text("/today", language: language));
        var list = await app.PublishesAsync<SendMessage>(m => m.Text is not null, "the sessions of today");

        Assert.Contains($", {erased}, ", list.Text);
        Assert.Contains($": {erased}, ", Telegram.Disabled(card.ReplyMarkup).Single().Label);
        Assert.Equal(("erased", "erased"), (card.Values!["client_name"].GetString(), card.Values["decided_by"].GetString())); // The Sender, which knows the text, says it.
        Assert.Equal("erased", (await app.StateAsync("PH-2"))!.DecidedBy);
    }

    private static LinkOpened Opened() => new() { CorrelationId = BookingCorrelation.Of("PH-1"), ChatId = "", Language = "ru", UpdateId = 5 };

    private static void AssertNotIn(BookingDecision booking)
    {
        var stored = JsonSerializer.Serialize(booking);
        Assert.DoesNotContain(Chat, stored);
        Assert.DoesNotContain(Name, stored);
    }
}
