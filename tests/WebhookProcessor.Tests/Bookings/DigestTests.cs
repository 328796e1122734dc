using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.WebhookProcessor.Bookings.Digest;
using PhStudio.Messaging.WebhookProcessor.Bookings.Index;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Staff;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using PhStudio.Messaging.WebhookProcessor.Texts;
using StackExchange.Redis;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

/// <summary>The digest of the day, and what /week says.</summary>
public sealed class DigestTests
{
    private static readonly (string, string?)[] Settings =
    [
        ("STUDIO_TIME_ZONE", "UTC"), ("DEFAULT_LANGUAGE", "en"), ("STAFF_ROLES", "7:manager"), ("DECISION_EXPIRE_AFTER", "0"), ("DECISION_REMIND_AFTER", "0"), ("DECISION_ESCALATE_AFTER", "0"),
        ("STAFF_CHATS", """[{"chat":"-1002","thread":5,"language":"de"},{"chat":"-1002","thread":6},{"chat":"-1001","service":"Portrait","thread":9}]"""),
    ];

    private static readonly DateTimeOffset Eve = new(2026, 12, 1, 18, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Morning = new(2026, 12, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Each_staff_chat_is_told_once_what_was_booked_yesterday_what_waits_and_what_is_today()
    {
        var clock = new FakeTimeProvider(Eve);
        await using var app = await ProcessorApp.StartAtAsync(clock, [.. Settings, ("DIGEST_AT", "09:00")]);
        var confirmed = await app.BookAsync(Booking("PH-today", new DateOnly(2026, 12, 2)));
        await app.AskAsync(Telegram.Press(Telegram.Confirm(confirmed), chat: confirmed.ChatId));
        clock.Advance(TimeSpan.FromMinutes(1));
        await app.BookAsync(Booking("PH-later", new DateOnly(2026, 12, 20)));
        await KnownAsync(app, 2);

        app.Forget();
        clock.SetUtcNow(Morning);
        await TimePassesAsync("both chats to be told", () => app.Published<SendMessage>().Count >= 2);
        Assert.Equal([("-1001", null, "en"), ("-1002", 5, "de")], app.Published<SendMessage>().Select(m => (m.ChatId, m.ThreadId, m.Language)).OrderBy(m => m.ChatId));
        var english = app.Published<SendMessage>().Single(m => m.Language == "en");
        Assert.Equal(Morning.AddHours(6), english.ExpiresAt);
        Assert.Equal("""
            📋 <b>Today is 2 December 2026</b>

            📥 <b>Came yesterday: 2 bookings</b>
            • <b>20 December 2026, 10:00</b> Family, &lt;b&gt;Анна, ⏳ awaiting a decision <code>PH-later</code>
            • <b>2 December 2026, 10:00</b> Family, &lt;b&gt;Анна, ✅ confirmed <code>PH-today</code>

            ⏳ <b>Undecided: 1 booking</b>
            1. <b>20 December 2026, 10:00</b> Family, &lt;b&gt;Анна <code>PH-later</code>

            📅 <b>2 December 2026: 1 session</b>
            🕐 <b>10:00</b> Family, &lt;b&gt;Анна, ✅ confirmed <code>PH-today</code>
            """.ReplaceLineEndings("\n"), english.Text);

        clock.SetUtcNow(Morning.AddDays(1));
        await TimePassesAsync("the digest of the next day", () => app.Published<SendMessage>().Count >= 4);
        Assert.Equal(4, app.Published<SendMessage>().Count);

        Task TimePassesAsync(string awaited, Func<bool> isThere) => Eventually.TrueAsync(awaited, () =>
        {
            clock.Advance(TimeSpan.FromSeconds(20));
            return isThere();
        });
    }

    [Fact]
    public async Task Two_processes_order_the_same_messages_and_a_restart_none()
    {
        var clock = new FakeTimeProvider(Eve);
        await using var app = await ProcessorApp.StartAtAsync(clock, Settings);
        clock.SetUtcNow(Morning);
        var (one, other, restarted) = (Digest(app, new InMemoryDigestDays()), Digest(app, new InMemoryDigestDays()), Digest(app, app.Services.GetRequiredService<IDigestDays>()));

        Assert.True(await one.RunOnceAsync(TestContext.Current.CancellationToken));
        Assert.True(await other.RunOnceAsync(TestContext.Current.CancellationToken));
        await Eventually.TrueAsync("both orders", () => app.Published<SendMessage>().Count == 4);
        Assert.Equal(2, app.Published<SendMessage>().DistinctBy(m => m.MessageId).Count());

        await app.Services.GetRequiredService<IDigestDays>().SentAsync(new DateOnly(2026, 12, 2));
        Assert.False(await restarted.RunOnceAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_Redis_missed_comes_when_it_is_back_on_its_own()
    {
        var clock = new FakeTimeProvider(Eve);
        await using var app = await ProcessorApp.StartAtAsync(clock, Settings);
        var days = new DaysThatFail { Failures = 2 };
        using var digest = Digest(app, days);
        await digest.StartAsync(TestContext.Current.CancellationToken);

        clock.SetUtcNow(Morning);
        await Eventually.TrueAsync("the digest after two failures", () =>
        {
            clock.Advance(TimeSpan.FromSeconds(20));
            return app.Published<SendMessage>().Any(m => m.ChatId == "-1002");
        });

        Assert.Equal(0, days.Failures);
        await digest.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_manager_asks_for_the_week_and_others_may_not()
    {
        var clock = new FakeTimeProvider(Eve);
        await using var app = await ProcessorApp.StartAtAsync(clock, Settings);
        await app.BookAsync(Booking("PH-old", new DateOnly(2026, 12, 30)));
        clock.Advance(TimeSpan.FromDays(7));
        var question = await app.BookAsync(Booking("PH-1", new DateOnly(2026, 12, 14)));
        await app.AskAsync(Telegram.Press(Telegram.Confirm(question), chat: question.ChatId));
        await app.BookAsync(Booking("PH-2", new DateOnly(2026, 12, 8)));
        await app.BookAsync(Booking("PH-3", new DateOnly(2026, 12, 15)));
        await KnownAsync(app, 4);
        await app.Bus.Publish(new ConfirmBooking { BookingId = "PH-3", By = "platform" }, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync("the third to be listed as confirmed", async () => (await app.Services.GetRequiredService<IBookingIndexSource>().CurrentAsync(TestContext.Current.CancellationToken)).Where(row => row.Summary is { BookingId: "PH-3", State: "confirmed" }).Count == 1);
        app.Forget();

        await app.BringAsync(Telegram.Text("/week", user: 8, chat: "-1002", language: "en"));
        await app.PublishesAsync<SendMessage>(m => m.Template == "command_not_allowed", "the refusal");
        await app.BringAsync(Telegram.Text("/week", user: 7, chat: "-1002", language: "en"));

        var answer = await app.PublishesAsync<SendMessage>(m => m.Text is not null, "the week");
        Assert.Equal("""
            🗓 <b>2 December 2026 – 8 December 2026</b>
            📥 Came: 3
            ✅ Confirmed: 2
            ❌ Rejected: 0
            🚫 Cancelled: 0
            ⌛ Expired: 0
            ⏳ Undecided now: 2
            👤 the booking system: 1 decision
            👤 Анна: 1 decision

            📅 <b>8 December 2026: 1 session</b>
            🕐 <b>10:00</b> Family, &lt;b&gt;Анна, ⏳ awaiting a decision <code>PH-2</code>

            📅 <b>14 December 2026: 1 session</b>
            🕐 <b>10:00</b> Family, &lt;b&gt;Анна, ✅ confirmed <code>PH-1</code>
            """.ReplaceLineEndings("\n"), answer.Text);
    }

    // A process of its own, beside the one of the test, which sends no digest.
    [Fact]
    public async Task A_broker_that_is_away_ends_nothing_and_the_digest_comes_later()
    {
        var clock = new FakeTimeProvider(Eve);
        await using var app = await ProcessorApp.StartAtAsync(clock, Settings);
        clock.SetUtcNow(Morning);
        var bus = RefusingBus.Create<IBus>(out var told);
        using var digest = Digest(app, new InMemoryDigestDays(), bus);

        await digest.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.TrueAsync("the digest", () =>
        {
            clock.Advance(TimeSpan.FromSeconds(20));
            return told.Published.Count == 2 || digest.ExecuteTask!.IsCompleted;
        });

        Assert.False(digest.ExecuteTask!.IsCompleted);
        await digest.StopAsync(TestContext.Current.CancellationToken);
    }

    private static DailyDigest Digest(ProcessorApp app, IDigestDays days, IBus? bus = null) => new(
        new DigestPlan(new DigestOptions(new TimeOnly(9, 0)), new DeadlineOptions(), app.Services.GetRequiredService<StudioClock>()), app.Services.GetRequiredService<DigestText>(), days, app.Services.GetRequiredService<IBookingIndexSource>(), app.Services.GetRequiredService<StaffChats>(), bus ?? app.Bus,
        app.Services.GetRequiredService<TimeProvider>(), NullLogger<DailyDigest>.Instance);

    private static Task KnownAsync(ProcessorApp app, int count) => Eventually.TrueAsync(
        $"{count} bookings in the index", async () => (await app.Services.GetRequiredService<IBookingIndexSource>().CurrentAsync(TestContext.Current.CancellationToken)).Count == count);

    private static BookingCreated Booking(string id, DateOnly date) => new()
    {
        BookingId = id, Service = "Family", Date = date, TimeSlots = ["10:00"], ClientName = "<b>Анна", ClientPhone = "+7 900 000-00-00", PeopleCount = 1, TotalPrice = 4500, AllowPast = true,
    };

    private sealed class DaysThatFail : IDigestDays
    {
        public int Failures { get; set; }

        public Task<bool> WasSentAsync(DateOnly day)
        {
            if (Failures == 0)
            {
                return Task.FromResult(false);
            }

            Failures--;
            throw new RedisConnectionException(ConnectionFailureType.UnableToConnect, CommandFlags.None, "away");
        }

        public Task SentAsync(DateOnly day) => Task.CompletedTask;
    }
}
