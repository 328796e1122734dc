using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Staff;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using static PhStudio.Messaging.WebhookProcessor.Tests.Bookings.BookingHarness;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

/// <summary>The platform acts on a decision, and says so; and when nobody could take it back anyway.</summary>
public sealed class RefuseUndoTests
{
    [Fact]
    public async Task A_platform_that_asks_is_told_that_the_decision_stays_however_often_it_asks()
    {
        await using var harness = await WaitingAsync();
        await harness.HappensAsync(Press("PH-1", ButtonAction.Confirm));

        var first = await RefuseAsync(harness, "PH-1");
        var again = await RefuseAsync(harness, "PH-1");
        await harness.HappensAsync(Press("PH-1", ButtonAction.Undo));

        Assert.Equal(("confirmed", true), (first!.State, first.Applied));
        Assert.Equal(("confirmed", true), (again!.State, again.Applied));
        Assert.Equal("Confirmed", harness.Booking("PH-1").CurrentState);
        Assert.Single(harness.Booking("PH-1").Audit, a => a.What == "undo_refused");
    }

    [Fact]
    public async Task Where_an_undo_or_a_cancellation_was_faster_the_platform_is_told()
    {
        await using var harness = await WaitingAsync();
        await harness.HappensAsync(Press("PH-1", ButtonAction.Confirm));
        await harness.HappensAsync(Press("PH-1", ButtonAction.Undo));

        var reopened = await RefuseAsync(harness, "PH-1");
        await harness.HappensAsync(new BookingCancelled { BookingId = "PH-1" });
        var cancelled = await RefuseAsync(harness, "PH-1");

        Assert.Equal(("awaiting_decision", false), (reopened!.State, reopened.Applied));
        Assert.Equal(("cancelled", false), (cancelled!.State, cancelled.Applied));
    }

    [Fact]
    public async Task A_platform_that_names_the_outcome_it_means_is_refused_where_another_one_stands()
    {
        await using var harness = await WaitingAsync();
        await harness.HappensAsync(Press("PH-1", ButtonAction.Confirm));
        await harness.HappensAsync(new BookingChanged { BookingId = "PH-1", TotalPrice = 5500 });
        var meant = harness.Published<BookingConfirmed>()[^1].Sequence;
        await harness.HappensAsync(Press("PH-1", ButtonAction.Undo, version: harness.Booking("PH-1").KeyboardVersion));
        await harness.HappensAsync(Press("PH-1", ButtonAction.Reject, version: harness.Booking("PH-1").KeyboardVersion));

        var before = await RefuseAsync(harness, "PH-1", meant);
        var isRefused = harness.Booking("PH-1").UndoRefused;
        await harness.HappensAsync(new BookingChanged { BookingId = "PH-1", ClientName = "Пётр" });
        var standing = await RefuseAsync(harness, "PH-1", harness.Published<BookingRejected>()[^1].Sequence);

        Assert.Equal(("rejected", false, false), (before!.State, before.Applied, isRefused));
        Assert.Equal(("rejected", true, true), (standing!.State, standing.Applied, harness.Booking("PH-1").UndoRefused));
    }

    [Fact]
    public async Task Of_a_booking_that_nobody_knows_the_platform_is_told_so()
    {
        await using var harness = await WaitingAsync();

        Assert.Null(await RefuseAsync(harness, "PH-9"));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("3:decider", false)]
    [InlineData("3:manager", true)]
    public async Task A_decision_over_HTTP_has_an_Undo_only_where_a_manager_can_press_it(string? roles, bool shown)
    {
        await using var harness = await BookingHarness.StartAsync(roles: StaffRoles.Parse(roles));
        await harness.HappensAsync(Created("PH-1"));

        await harness.Bus.GetRequestClient<ConfirmBooking>().GetResponse<BookingState>(new ConfirmBooking { BookingId = "PH-1", By = "Ольга" });
        await harness.HappensAsync(new ShowBookingAgain { CorrelationId = Guid.NewGuid(), ChatId = StaffChatId, Language = "ru", Occasion = "none" }); // What the order sent has left by now.

        Assert.Equal(shown, Telegram.Live(harness.Published<EditMessage>()[^1].ReplyMarkup).Any());
        Assert.Equal(shown, harness.Booking("PH-1").NextDeadline is not null);
    }

    private static async Task<BookingHarness> WaitingAsync()
    {
        var harness = await BookingHarness.StartAsync();
        await harness.HappensAsync(Created("PH-1"));
        return harness;
    }

    private static async Task<BookingState?> RefuseAsync(BookingHarness harness, string id, int? sequence = null)
    {
        var answer = await harness.Bus.GetRequestClient<RefuseUndo>().GetResponse<BookingState, BookingNotFound>(new RefuseUndo { BookingId = id, Reason = "напечатано", Sequence = sequence });
        return answer.Is(out Response<BookingState>? state) ? state.Message : null;
    }
}
