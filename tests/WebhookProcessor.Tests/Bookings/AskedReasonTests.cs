using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Messages;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using static PhStudio.Messaging.WebhookProcessor.Tests.Bookings.BookingHarness;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

/// <summary>Whose next text is the reason, and who takes that back.</summary>
public sealed class AskedReasonTests
{
    [Fact]
    public async Task Back_takes_back_the_question_for_another_reason()
    {
        await using var harness = await AskedAsync(user: 1);

        await harness.HappensAsync(Press("PH-1", ButtonAction.Back, user: 1));
        await harness.HappensAsync(Typed(user: 1));

        Assert.Equal("AwaitingDecision", harness.Booking("PH-1").CurrentState);
        Assert.DoesNotContain(harness.Published<SendMessage>(), m => m.Template == "reason_too_late"); // People talk in groups.
    }

    [Fact]
    public async Task Who_asks_again_after_Back_is_heard()
    {
        await using var harness = await AskedAsync(user: 1);

        await harness.HappensAsync(Press("PH-1", ButtonAction.Back, user: 1));
        await harness.HappensAsync(Press("PH-1", ButtonAction.Reject, user: 1));
        await harness.HappensAsync(Press("PH-1", ButtonAction.RejectOther, user: 1));
        await harness.HappensAsync(Typed(user: 1));

        Assert.Equal(("Rejected", "ремонт"), (harness.Booking("PH-1").CurrentState, harness.Booking("PH-1").Decision!.Reason));
    }

    [Fact]
    public async Task A_text_that_answered_a_question_taken_back_is_no_answer_to_the_next()
    {
        await using var harness = await AskedAsync(user: 1);
        var first = harness.Booking("PH-1").ReasonsAsked[0].Presses![0];

        await harness.HappensAsync(Press("PH-1", ButtonAction.Back, user: 1));
        await harness.HappensAsync(Press("PH-1", ButtonAction.Reject, user: 1));
        await harness.HappensAsync(Press("PH-1", ButtonAction.RejectOther, user: 1));
        var second = harness.Booking("PH-1").ReasonsAsked[0].Presses![0];
        await harness.HappensAsync(Typed(user: 1) with { Press = first });
        Assert.Equal("AwaitingDecision", harness.Booking("PH-1").CurrentState);
        await harness.HappensAsync(Typed(user: 1) with { Press = second });

        Assert.Equal("Rejected", harness.Booking("PH-1").CurrentState);
    }

    [Fact]
    public async Task A_text_that_answers_the_first_of_two_presses_counts()
    {
        await using var harness = await AskedAsync(user: 1);

        await harness.HappensAsync(Press("PH-1", ButtonAction.RejectOther, user: 1));
        await harness.HappensAsync(Typed(user: 1) with { Press = harness.Booking("PH-1").ReasonsAsked[0].Presses![0] });

        Assert.Equal("Rejected", harness.Booking("PH-1").CurrentState);
    }

    [Fact]
    public async Task A_release_that_knows_no_notes_finds_no_reason_asked_by_a_press_for_a_note()
    {
        await using var harness = await AskedAsync(user: 1);
        var note = Press("PH-1", ButtonAction.ConfirmNoted, user: 1);
        await harness.HappensAsync(note);
        await harness.HappensAsync(Press("PH-1", ButtonAction.RejectOther, user: 1));

        var asked = Assert.Single(harness.Booking("PH-1").ReasonsAsked);

        Assert.Equal((2, false), (asked.Presses!.Count, asked.Presses.Contains(note.CallbackQueryId))); // It compares these with the answer's.
        await harness.HappensAsync(Typed(user: 1) with { Press = note.CallbackQueryId });
        Assert.Equal("Confirmed", harness.Booking("PH-1").CurrentState);
    }

    [Fact]
    public async Task Somebody_elses_Back_takes_back_nothing_of_mine()
    {
        await using var harness = await AskedAsync(user: 1);

        await harness.HappensAsync(Press("PH-1", ButtonAction.Back, user: 2, name: "Борис"));
        await harness.HappensAsync(Typed(user: 1));

        Assert.Equal("Rejected", harness.Booking("PH-1").CurrentState);
    }

    [Fact]
    public async Task A_text_of_somebody_who_was_not_asked_is_no_reason()
    {
        await using var harness = await AskedAsync(user: 1);

        await harness.HappensAsync(Typed(user: 2));
        Assert.Equal("AwaitingDecision", harness.Booking("PH-1").CurrentState);
        await harness.HappensAsync(Typed(user: 1) with { ChatId = "-1002" });
        Assert.Equal("AwaitingDecision", harness.Booking("PH-1").CurrentState);
    }

    private static async Task<BookingHarness> AskedAsync(long user)
    {
        var harness = await BookingHarness.StartAsync(reasons: RejectReasons.Parse("""{"ru":["Занято"]}"""));
        await harness.HappensAsync(Created("PH-1"));
        await harness.HappensAsync(Press("PH-1", ButtonAction.Reject, user));
        await harness.HappensAsync(Press("PH-1", ButtonAction.RejectOther, user));
        return harness;
    }

    private static ReasonGiven Typed(long user) => new()
    {
        CorrelationId = BookingCorrelation.Of("PH-1"), KeyboardVersion = 0, Reason = "ремонт", UpdateId = 1, ChatId = StaffChatId, UserId = user, UserName = "Анна", Language = "ru",
    };
}
