using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Customers;

/// <summary>A customer is found, to be listed and to be erased, by every chat and phone number by which the booking knows him or her; from Redis and from memory alike.</summary>
public sealed class FoundCustomerTests
{
    [Theory, InlineData(true), InlineData(false)]
    public async Task A_customer_is_found_by_the_chat_in_which_the_link_was_opened_until_a_new_link_unbinds_it(bool redis)
    {
        await using var app = await StartAsync(redis);
        await app.BookAsync(BookingHarness.Created("PH-1"));
        var link = (await app.Bus.CreateRequestClient<GetBookingLink>(RequestTimeout.After(s: 20)).GetResponse<BookingLink>(new GetBookingLink { BookingId = "PH-1" })).Message;
        await app.BringAsync(Telegram.Text($"/start {link.Url.Split("?start=")[1]}", user: 99, chat: "99"));
        await app.PublishesAsync<SendMessage>(m => m is { ChatId: "99", Template: "customer_state" }, "the customer's state");

        await FoundAsync(app, new FindPerson { ClientChatId = "99" }, "PH-1");
        Assert.Equal(["PH-1"], await ListedAsync(app, "99"));

        await app.Bus.CreateRequestClient<RenewBookingLink>(RequestTimeout.After(s: 20)).GetResponse<BookingState>(new RenewBookingLink { BookingId = "PH-1", By = "Ольга" });
        await Eventually.TrueAsync("the booking to be in no list of that chat", async () => (await ListedAsync(app, "99")).Count == 0);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task By_what_a_correction_replaced_only_what_the_booking_came_with_is_found(bool redis)
    {
        await using var app = await StartAsync(redis);
        await app.BookAsync(BookingHarness.Created("PH-1") with { ClientName = "Anna", ClientPhone = "+7 900 111-11-11", ClientChatId = "98", Notes = "with a dog" });
        await app.Bus.Publish(new BookingChanged { BookingId = "PH-1", ClientName = "Boris", ClientPhone = "+7 900 222-22-22", ClientChatId = "99" }, TestContext.Current.CancellationToken);

        var boris = await FoundAsync(app, new FindPerson { Phone = "8 900 222 22 22" }, "PH-1");
        await FoundAsync(app, new FindPerson { ClientChatId = "99" }, "PH-1");
        var anna = await FormerlyAsync(app, new FindPerson { Phone = "8 900 111 11 11" }, "PH-1");
        await FormerlyAsync(app, new FindPerson { ClientChatId = "98" }, "PH-1");

        Assert.Null(boris.FormerBookingIds);
        Assert.Equal(["Boris", "Anna"], boris.Names);
        Assert.Equal(["Anna"], anna.Names);
        Assert.Equal(["+7 900 111-11-11", "8 900 111 11 11"], anna.Phones);
        Assert.Equal(["98"], anna.ChatIds);
        Assert.Empty(anna.Notes); // Those of the booking still.
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task By_what_stood_between_two_corrections_nothing_is_found_and_the_booking_says_whose_it_is_or_that_it_was_erased(bool redis)
    {
        await using var app = await StartAsync(redis);
        await app.BookAsync(BookingHarness.Created("PH-1") with { ClientName = "Anna", ClientPhone = "+7 900 111-11-11" });
        await app.Bus.Publish(new BookingChanged { BookingId = "PH-1", ClientName = "Boris", ClientPhone = "+7 900 222-22-22" }, TestContext.Current.CancellationToken);
        await FoundAsync(app, new FindPerson { Phone = "+7 900 222-22-22" }, "PH-1");

        await app.Bus.Publish(new BookingChanged { BookingId = "PH-1", ClientName = "Clara", ClientPhone = "+7 900 333-33-33" }, TestContext.Current.CancellationToken);

        await AsksAsync(app, new FindPerson { Phone = "+7 900 222-22-22" }, found => found is { BookingIds: [], FormerBookingIds: null });
        Assert.Equal("Clara", (await NowAsync(app)).ClientName);

        await app.Bus.CreateRequestClient<EraseBooking>(RequestTimeout.After(s: 20)).GetResponse<BookingState>(new EraseBooking { BookingId = "PH-1" });
        Assert.Equal(PersonTraces.Erased, (await NowAsync(app)).ClientName);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_booking_is_found_by_the_supergroup_that_its_card_is_in_since_the_group_became_one(bool redis)
    {
        await using var app = await StartAsync(redis);
        var card = await app.BookAsync(BookingHarness.Created("PH-1"));
        await app.Bus.Publish(new MessageSent { MessageId = card.MessageId, ChatId = "-1009", TelegramMessageId = 55, SentAt = card.CreatedAt, BookingId = "PH-1" }, TestContext.Current.CancellationToken);

        await Eventually.TrueAsync("the booking in the list of the supergroup", async () => (await ListedAsync(app, "-1009")) is ["PH-1"]);
        Assert.Equal(["PH-1"], await ListedAsync(app, card.ChatId));
    }

    private static async Task<BookingCreated> NowAsync(ProcessorApp app) =>
        (await app.Bus.CreateRequestClient<GetBooking>(RequestTimeout.After(s: 20)).GetResponse<BookingState>(new GetBooking { BookingId = "PH-1" })).Message.Booking!;

    private static Task<ProcessorApp> StartAsync(bool redis) =>
        ProcessorApp.StartAsync(bus => bus.AddConsumer<KnownBot>(), redis ? [("REDIS_URL", RealServers.NewRedis())] : []);

    private static Task<PersonFound> FoundAsync(ProcessorApp app, FindPerson person, string booking) => AsksAsync(app, person, found => found.BookingIds.SequenceEqual([booking]));

    private static Task<PersonFound> FormerlyAsync(ProcessorApp app, FindPerson person, string booking) => AsksAsync(app, person, found => found is { BookingIds: [], FormerBookingIds: [var former] } && former == booking);

    private static Task<PersonFound> AsksAsync(ProcessorApp app, FindPerson person, Func<PersonFound, bool> isFound) => Eventually.GetAsync($"the booking to be found by {person}", async () =>
        (await app.Bus.CreateRequestClient<FindPerson>(RequestTimeout.After(s: 20)).GetResponse<PersonFound>(person)).Message, isFound);

    private static async Task<IReadOnlyList<string>> ListedAsync(ProcessorApp app, string chat) =>
        [.. (await app.Bus.CreateRequestClient<ListBookings>(RequestTimeout.After(s: 20)).GetResponse<BookingPage>(new ListBookings { Chat = chat })).Message.Bookings.Select(booking => booking.BookingId)];
}
