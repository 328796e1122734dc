using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.WebhookProcessor.Bookings.Erasure;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using System.Globalization;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

/// <summary>What waited in a queue while its person was erased.</summary>
public sealed class ErasedArrivalTests
{
    private static readonly DateTimeOffset Erased = new(2026, 12, 1, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(-60, 5000, true)]
    [InlineData(0, 5000, true)]
    [InlineData(1, 2, false)]
    [InlineData(null, 3599, true)]
    [InlineData(null, 3600, false)]
    public void What_was_published_before_the_erasure_is_of_before_and_what_does_not_say_so_for_an_hour(int? published, int now, bool isOfBefore) =>
        Assert.Equal(isOfBefore, ErasedArrivals.IsOfBefore(Erased, published is { } seconds ? Erased.AddSeconds(seconds) : null, Erased.AddSeconds(now)));

    [Fact]
    public async Task Plain_JSON_of_before_comes_without_the_person_and_a_booking_of_later_as_it_is()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using var app = await ProcessorApp.StartAsync(consumers: null, ("RABBITMQ_URL", broker.Url), ("REDIS_URL", broker.Redis));
        var (phone, run, now) = (Random.Shared.NextInt64(9_000_000_000, 9_999_999_999).ToString(CultureInfo.InvariantCulture), $"{Guid.NewGuid():N}", TimeProvider.System.GetUtcNow());
        await app.Services.GetRequiredService<IErasures>().AddAsync(new PersonTraces([], [], [phone], [], []));

        await PublishAsync("before", phone, now.AddMinutes(-1));
        await PublishAsync("later", phone, now.AddMinutes(5));
        await PublishAsync("undated", phone, at: null);
        await PublishAsync("nonsense", phone, now.AddYears(50));
        await PublishAsync("another", "1234567", now.AddMinutes(-1));

        Assert.Equal(("erased", "erased", "erased", null), await StoredAsync("before"));
        Assert.Equal(("Anna", $"+7{phone}", "with a dog", phone), await StoredAsync("later"));
        Assert.Equal(("erased", "erased", "erased", null), await StoredAsync("undated"));
        Assert.Equal(("erased", "erased", "erased", null), await StoredAsync("nonsense"));
        Assert.Equal("Anna", (await StoredAsync("another")).Name);

        async Task PublishAsync(string id, string number, DateTimeOffset? at) => Assert.True(await broker.PublishAsync(
            "PhStudio.Messaging.Contracts:BookingCreated",
            $$"""{"booking_id":"{{run}}-{{id}}","service":"Portrait","date":"2099-12-24","time_slots":["10:00"],"client_name":"Anna","client_phone":"+7{{number}}","people_count":1,"total_price":4500,"notes":"with a dog","client_chat_id":"{{number}}"}""",
            at: at));

        async Task<(string? Name, string? Phone, string? Notes, string? Chat)> StoredAsync(string id) =>
            await FindAsync(app, $"{run}-{id}") is { Booking: { } booking } ? (booking.ClientName, booking.ClientPhone, booking.Notes, booking.ClientChatId) : default;
    }

    [Theory]
    [InlineData(2, "erased")]
    [InlineData(-2, "Vera")]
    public async Task A_message_in_an_envelope_says_when_it_was_sent_and_a_correction_and_a_cancellation_lose_the_person_too(int erasedInDays, string name)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddDays(erasedInDays));
        var id = $"E-{Guid.NewGuid():N}";
        await using var app = await ProcessorApp.StartAtAsync(clock, ("DECISION_EXPIRE_AFTER", "0"));
        await app.Services.GetRequiredService<IErasures>().AddAsync(new PersonTraces([id], [], [], [], []));

        await app.Bus.Publish(new BookingCreated { BookingId = id, Service = "Portrait", Date = new DateOnly(2099, 12, 24), TimeSlots = ["10:00"], ClientName = "Anna", ClientPhone = "+7 900 000-00-00", PeopleCount = 1, TotalPrice = 4500 }, TestContext.Current.CancellationToken);
        await FindAsync(app, id);
        await app.Bus.Publish(new BookingChanged { BookingId = id, ClientName = "Vera", PeopleCount = 2 }, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync("the correction", async () => (await FindAsync(app, id)).Booking!.PeopleCount == 2);
        await app.Bus.Publish(new BookingCancelled { BookingId = id, Reason = "Vera is ill", CancelledBy = "Vera" }, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync("the cancellation", async () => (await FindAsync(app, id)).Decision is not null);

        var booking = await FindAsync(app, id);
        Assert.Equal((name, name), (booking.Booking!.ClientName, booking.Decision!.By));
        Assert.Equal(name == "Vera" ? "Vera is ill" : "erased", booking.Decision.Reason);
    }

    private static Task<BookingDecision> FindAsync(ProcessorApp app, string id) => Eventually.GetAsync($"booking {id}", async () =>
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ILoadSagaRepository<BookingDecision>>().Load(BookingCorrelation.Of(id));
    }, found => found?.Booking is not null)!;
}
