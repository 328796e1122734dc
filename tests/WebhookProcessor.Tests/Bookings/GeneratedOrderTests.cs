using FsCheck;
using FsCheck.Fluent;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.WebhookProcessor.Bookings.Messages;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Telegram;

using static PhStudio.Messaging.WebhookProcessor.Tests.Bookings.BookingHarness;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

/// <summary>
/// Events of a booking in generated orders, each any number of times: it ends in a drawn state, what was published is what was
/// decided, each thing once, and every copy shows the end. <c>ORDERS=10000</c> tries that many orders.
/// </summary>
public sealed class GeneratedOrderTests
{
    private const string Id = "PH-1";
    private const string ClientChat = "99";

    private static readonly (string Name, Func<BookingHarness, Task> Happens)[] Events =
    [
        ("created", h => h.HappensAsync(Created(Id) with { ClientChatId = ClientChat })),
        ("sent", async h => await h.HappensAsync(Sent(h, await QuestionsAsync(h)))),
        ("failed", async h => await h.HappensAsync(Failed(h, await QuestionsAsync(h)))),
        ("confirm pressed", async h => await h.HappensAsync(Press(Id, ButtonAction.Confirm, user: 1, version: await VersionAsync(h)))),
        ("reject pressed", async h => await h.HappensAsync(Press(Id, ButtonAction.Reject, user: 2, version: await VersionAsync(h)))),
        ("reason pressed", async h => await h.HappensAsync(Press(Id, ButtonAction.RejectBecause, user: 2, version: await VersionAsync(h), argument: RejectReasons.Code("Занято", 0)))),
        ("reason typed", async h => await h.HappensAsync(new ReasonGiven
        {
            CorrelationId = BookingCorrelation.Of(Id), KeyboardVersion = (await VersionAsync(h))!.Value, Reason = "ремонт", UpdateId = 1, ChatId = StaffChatId, UserId = 2, UserName = "Борис", Language = "ru",
        })),
        ("other pressed", async h => await h.HappensAsync(Press(Id, ButtonAction.RejectOther, user: 2, version: await VersionAsync(h)))),
        ("with a note pressed", async h => await h.HappensAsync(Press(Id, ButtonAction.ConfirmNoted, user: 2, version: await VersionAsync(h)))),
        ("note typed", async h => await h.HappensAsync(new ReasonGiven
        {
            CorrelationId = BookingCorrelation.Of(Id), KeyboardVersion = (await VersionAsync(h))!.Value, Reason = "Вход со двора", IsNote = true, UpdateId = 2, ChatId = StaffChatId, UserId = 2, UserName = "Борис", Language = "ru",
        })),
        ("back pressed", async h => await h.HappensAsync(Press(Id, ButtonAction.Back, user: 2, version: await VersionAsync(h)))),
        ("later pressed", async h => await h.HappensAsync(Press(Id, ButtonAction.Later, user: 2, version: await VersionAsync(h)))),
        ("an hour later pressed", async h => await h.HappensAsync(Press(Id, ButtonAction.Snooze, user: 2, version: await VersionAsync(h), argument: (ushort)SnoozeChoice.Hour))),
        ("old button pressed", h => h.HappensAsync(Press(Id, ButtonAction.Confirm, user: 3, version: 60_000))),
        ("undo pressed by 1", async h => await h.HappensAsync(Press(Id, ButtonAction.Undo, user: 1, version: await VersionAsync(h)))),
        ("undo pressed by 2", async h => await h.HappensAsync(Press(Id, ButtonAction.Undo, user: 2, version: await VersionAsync(h)))),
        ("reopened", h => h.HappensAsync(new ReopenBooking { BookingId = Id, By = "Ольга" })),
        ("undo refused", h => h.HappensAsync(new RefuseUndo { BookingId = Id })),
        ("confirmed by the platform", h => h.HappensAsync(new ConfirmBooking { BookingId = Id, By = "platform" })),
        ("rejected by the platform", h => h.HappensAsync(new RejectBooking { BookingId = Id, By = "platform" })),
        ("cancelled by order", h => h.HappensAsync(new CancelBooking { BookingId = Id, By = "operator" })),
        ("withdrawn", h => h.HappensAsync(new BookingCancelled { BookingId = Id })),
        ("moved", h => MovedAsync(h, 30)),
        ("moved elsewhere", h => MovedAsync(h, 28)),
        ("customer asks to cancel", h => h.HappensAsync(Press(Id, ButtonAction.ClientCancel, user: 99) with { ChatId = ClientChat })),
        ("customer does not mean it", h => h.HappensAsync(Press(Id, ButtonAction.ClientCancelNo, user: 99) with { ChatId = ClientChat })),
        ("cancelled by the customer", h => h.HappensAsync(Press(Id, ButtonAction.ClientCancelYes, user: 99) with { ChatId = ClientChat })),
        ("link opened", h => h.HappensAsync(new LinkOpened { CorrelationId = BookingCorrelation.Of(Id), ChatId = ClientChat, Language = "ru", UpdateId = 5 })),
        ("bot blocked", h => h.HappensAsync(new CustomerChatChanged { CorrelationId = BookingCorrelation.Of(Id), ChatId = ClientChat, IsBlocked = true })),
        ("shown again", h => h.HappensAsync(new ShowBookingAgain { CorrelationId = BookingCorrelation.Of(Id), ChatId = StaffChatId, Language = "ru", Occasion = "5" })),
        // A decision without its booking is forgotten at its deadline, and what comes then is another booking's life: RetentionTests has that.
        ("deadline", async h => { if (await h.FindAsync(Id) is { Booking: not null, NextDeadline: not null })
        {
            await h.NextDeadlineAsync(Id);
        } }),
    ];

    [Fact]
    public void Every_order_of_events_ends_in_a_drawn_state_with_each_outcome_published_once()
    {
        var count = Count.Of("ORDERS", 60);
        var orders = Arb.From(
            ArbMap.Default.ArbFor<byte[]>().Generator.Resize(14).Select(bytes => bytes.Select(b => b % Events.Length).ToArray()),
            order => order.Select((_, left) => order.Where((_, i) => i != left).ToArray()));

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(count), Prop.ForAll(orders, order => PlayAsync(order).GetAwaiter().GetResult()));
    }

    private static async Task<bool> PlayAsync(int[] order)
    {
        await using var harness = await BookingHarness.StartAsync(reasons: order.Length % 2 == 0 ? RejectReasons.None : RejectReasons.Parse("""{"ru":["Занято"]}"""));
        foreach (var index in order)
        {
            await Events[index].Happens(harness);
        }
        await harness.HappensAsync(new ShowBookingAgain { CorrelationId = Guid.NewGuid(), ChatId = StaffChatId, Language = "ru", Occasion = "none" }); // All that was ordered has left by now.

        var story = string.Join(", ", order.Select(i => Events[i].Name));
        if (await harness.FindAsync(Id) is not { } booking)
        {
            Assert.True(harness.Published<SendMessage>().All(m => m.Template == "customer_link_invalid"), story);
            return true;
        }

        Assert.Contains(booking.CurrentState, (string[])["AwaitingDecision", "Confirmed", "Rejected", "Cancelled", "Expired"]);
        Assert.True(BookingStates.Name(booking).Replace("_", "", StringComparison.Ordinal) == booking.CurrentState.ToLowerInvariant(), story);

        // What was published is what the audit says, in number; all with ids of their own.
        int Audited(string what) => booking.Audit.Count(a => a.What == what);
        Assert.True(Audited("confirmed") == harness.Published<BookingConfirmed>().Count, story);
        Assert.True(Audited("rejected") == harness.Published<BookingRejected>().Count, story);
        Assert.True(Audited("expired") == harness.Published<BookingExpired>().Count, story);
        Assert.True(Audited("undone") + Audited("reopened") == harness.Published<BookingReopened>().Count, story);
        Assert.True(Audited("cancelled") <= Audited("reopened") + 1, story); // There is no other way back from it.
        // The platform needs no echo of its own withdrawal; of any other cancellation it hears, from the same who.
        var cancelled = booking.Audit.Where(a => a is { What: "cancelled", Who: not "platform" }).Select(a => a.Who);
        Assert.True(cancelled.SequenceEqual(harness.Published<BookingCancelled>().Where(c => c.CancelledAt is not null).Select(c => c.CancelledBy)), story);

        // One outcome stands: between two of them, one was taken back or the booking was cancelled.
        var decisions = booking.Audit.Count(a => a.What is "confirmed" or "rejected" or "expired");
        Assert.True(decisions <= booking.Audit.Count(a => a.What is "undone" or "reopened") + 1, story);

        // Every copy that is in its chat was last brought to what stands now.
        foreach (var copy in booking.Copies.Where(copy => !copy.IsLost))
        {
            var last = harness.Published<EditMessage>().Where(e => e.TargetMessageId == copy.MessageId).MaxBy(e => e.CreatedAt);
            var shows = last?.Template ?? "booking_notification";
            var shouldShow = booking.CurrentState switch
            {
                "Confirmed" => "booking_confirmation",
                "Rejected" => "booking_rejection",
                "Cancelled" => "booking_cancellation",
                "Expired" => "booking_expiration",
                _ => "booking_notification",
            };
            Assert.True(shows == shouldShow, $"{story}: a copy shows {shows} in {booking.CurrentState}");
        }

        Assert.True(harness.Published<EditMessage>().DistinctBy(e => (e.TargetMessageId, e.CreatedAt)).Count() == harness.Published<EditMessage>().Count, story);
        return true;
    }

    // One that overtakes its booking is tried again and parked: OrderTests has that.
    private static async Task MovedAsync(BookingHarness harness, int day)
    {
        if (await harness.FindAsync(Id) is not null)
        {
            await harness.HappensAsync(new BookingRescheduled { BookingId = Id, Date = new DateOnly(2026, 12, day), TimeSlots = ["12:00"] });
        }
    }

    private static async Task<ushort?> VersionAsync(BookingHarness harness) => (await harness.FindAsync(Id))?.KeyboardVersion ?? 0;

    private static async Task<Guid> QuestionsAsync(BookingHarness harness) => (await harness.FindAsync(Id))?.Copies.FirstOrDefault()?.MessageId ?? Guid.NewGuid();

    private static MessageSent Sent(BookingHarness harness, Guid id) => new() { MessageId = id, ChatId = StaffChatId, TelegramMessageId = 77, SentAt = harness.Time.GetUtcNow(), BookingId = Id };

    private static MessageFailed Failed(BookingHarness harness, Guid id) => new() { MessageId = id, ChatId = StaffChatId, Reason = FailureReason.Kicked, FailedAt = harness.Time.GetUtcNow(), BookingId = Id };
}
