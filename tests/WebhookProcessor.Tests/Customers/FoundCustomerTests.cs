using MassTransit;
using PhStudio.Messaging.Contracts;
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
    public async Task A_customer_is_found_by_what_a_correction_replaced(bool redis)
    {
        await using var app = await StartAsync(redis);
        await app.BookAsync(BookingHarness.Created("PH-1") with { ClientPhone = "+7 900 111-11-11", ClientChatId = "98" });
        await app.Bus.Publish(new BookingChanged { BookingId = "PH-1", ClientPhone = "+7 900 222-22-22", ClientChatId = "99" }, TestContext.Current.CancellationToken);

        await FoundAsync(app, new FindPerson { Phone = "8 900 222 22 22" }, "PH-1");
        await FoundAsync(app, new FindPerson { ClientChatId = "99" }, "PH-1");
        await FoundAsync(app, new FindPerson { Phone = "8 900 111 11 11" }, "PH-1");
        await FoundAsync(app, new FindPerson { ClientChatId = "98" }, "PH-1");
    }

    private static Task<ProcessorApp> StartAsync(bool redis) =>
        ProcessorApp.StartAsync(bus => bus.AddConsumer<KnownBot>(), redis ? [("REDIS_URL", RealServers.NewRedis())] : []);

    private static Task FoundAsync(ProcessorApp app, FindPerson person, string booking) => Eventually.TrueAsync($"{booking} to be found by {person}", async () =>
        (await app.Bus.CreateRequestClient<FindPerson>(RequestTimeout.After(s: 20)).GetResponse<PersonFound>(person)).Message.BookingIds.SequenceEqual([booking]));

    private static async Task<IReadOnlyList<string>> ListedAsync(ProcessorApp app, string chat) =>
        [.. (await app.Bus.CreateRequestClient<ListBookings>(RequestTimeout.After(s: 20)).GetResponse<BookingPage>(new ListBookings { Chat = chat })).Message.Bookings.Select(booking => booking.BookingId)];
}
