using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Customers;
using PhStudio.Messaging.WebhookProcessor.Bookings.Messages;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Bookings.Saga;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using System.Runtime.CompilerServices;
using static PhStudio.Messaging.WebhookProcessor.Tests.Bookings.BookingHarness;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

/// <summary>Plays each cell of the table in src/WebhookProcessor/Bookings/Saga/README.md against the machine: the new state and what leaves it.</summary>
public sealed class BookingTableTests
{
    private const string Id = "PH-1";
    private const string ClientChat = "99";
    private const string Reminder = "customer's `DeadlineReached`";
    private static readonly string[] Asked = ["`ConfirmBooking`", "`RejectBooking`", "`CancelBooking`", "`BookingRescheduled` asked", "`BookingChanged` asked", "`RefuseUndo` asked", "`ReopenBooking` asked", "`EraseBooking` asked", "`EraseFormerCustomer` asked", "`RenewBookingLink` asked"];
    private static readonly string[] States = ["Nobody knows it", "AwaitingDecision", "Confirmed", "Rejected", "Cancelled", "Expired"];

    public static TheoryData<string> Rows => [.. TransitionTable.Rows().Select(row => row[0])];

    [Fact]
    public void The_table_has_a_column_for_each_state_and_a_row_for_each_event_of_the_machine()
    {
        Assert.Equal(States, TransitionTable.Header()[1..]);
        var rows = string.Join('\n', TransitionTable.Rows().Select(row => row[0]));
        Assert.All(Members(typeof(Event<>)).Where(e => e.Type != typeof(ButtonPressed)), e => Assert.Contains(e.Type.Name, rows));
        Assert.Equal(States[1..].Order(), typeof(BookingDecisionStateMachine).GetProperties().Where(p => p.PropertyType == typeof(State) && p.Name is not ("Initial" or "Final")).Select(p => p.Name).Order());
    }

    private static IEnumerable<(string Name, Type Type)> Members(Type generic) => typeof(BookingDecisionStateMachine).GetProperties()
        .Where(p => p.PropertyType.IsGenericType && p.PropertyType.GetGenericTypeDefinition() == generic)
        .Select(p => (p.Name, p.PropertyType.GetGenericArguments()[0]));

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task The_machine_does_what_the_row_says(string row)
    {
        var cells = TransitionTable.Rows().Single(r => r[0] == row);

        var seen = new List<string> { row };
        foreach (var state in States)
        {
            seen.Add(await PlayAsync(row, state));
        }

        Assert.Equal(cells, seen);
    }

    private static async Task<string> PlayAsync(string row, string state)
    {
        await using var harness = await BookingHarness.StartAsync(
            row == "last `DeadlineReached`" ? new DeadlineOptions { RemindTimes = 0, EscalateAfter = TimeSpan.Zero } : null,
            RejectReasons.Parse("""{"ru":["Занято"]}"""));
        await EnterAsync(harness, state, row);
        var before = Heard(harness);

        var parked = false;
        if (Asked.Contains(row))
        {
            await OrderAsync(harness, row);
        }
        else
        {
            parked = !await HappenAsync(harness, row);
        }

        var effects = new List<string>();
        var now = await harness.FindAsync(Id) is { } booking ? booking.CurrentState : States[0];
        if (now != state)
        {
            effects.Add($"→ {now}");
        }
        var after = Heard(harness);
        effects.AddRange(after.Where(count => count.Value > before[count.Key]).Select(count => count.Key));
        if (Asked.Contains(row))
        {
            effects.Add("reply");
        }
        if (parked)
        {
            effects.Add("parked");
        }
        return effects.Count == 0 ? "-" : string.Join(", ", effects);
    }

    // In the order in which a cell names them.
    private static Dictionary<string, int> Heard(BookingHarness harness) => new(StringComparer.Ordinal)
    {
        ["outcome"] = harness.Published<BookingConfirmed>().Count + harness.Published<BookingRejected>().Count + harness.Published<BookingExpired>().Count
            + harness.Published<BookingCancelled>().Count(c => c.CancelledAt is not null) + harness.Published<BookingReopened>().Count,
        ["conflict"] = harness.Published<BookingConflict>().Count,
        ["ask"] = harness.Published<SendMessage>().Count(m => m.ChatId != ClientChat),
        ["edit"] = harness.Published<EditMessage>().Count,
        ["client"] = harness.Published<CustomerMessage>().Count + harness.Published<SendMessage>().Count(m => m.ChatId == ClientChat),
        ["popup"] = harness.Published<AnswerCallback>().Count,
    };

    private static async Task EnterAsync(BookingHarness harness, string state, string row)
    {
        if (state == States[0])
        {
            return;
        }
        await harness.HappensAsync(Created(Id) with { ClientChatId = ClientChat });
        if (row is "press Back" or "`ReasonGiven`" or "`ReasonGiven` of a note" or "`ReasonGiven` after Back")
        {
            await harness.HappensAsync(Press(Id, IsOfNote(row) ? ButtonAction.ConfirmNoted : ButtonAction.RejectOther));
        }
        if (row == "`ReasonGiven` after Back")
        {
            await harness.HappensAsync(Press(Id, ButtonAction.Back));
        }
        if (row == Reminder && state == "Confirmed")
        {
            await harness.HappensAsync(Press(Id, ButtonAction.Confirm));
            await harness.NextDeadlineAsync(Id); // The end of the time to take it back.
            return;
        }

        switch (state)
        {
            case "Confirmed":
                await harness.HappensAsync(Press(Id, ButtonAction.Confirm));
                break;
            case "Rejected":
                await harness.HappensAsync(Press(Id, ButtonAction.RejectBecause, argument: RejectReasons.Code("Занято", 0)));
                break;
            case "Cancelled":
                await harness.HappensAsync(new BookingCancelled { BookingId = Id });
                break;
            case "Expired":
                while (harness.Booking(Id).CurrentState != "Expired")
                {
                    await harness.NextDeadlineAsync(Id);
                }
                break;
        }
    }

    private static async Task OrderAsync(BookingHarness harness, string row)
    {
        Task order = row switch
        {
            "`ConfirmBooking`" => harness.Bus.GetRequestClient<ConfirmBooking>().GetResponse<BookingState, BookingNotFound>(new ConfirmBooking { BookingId = Id, By = "Ольга" }),
            "`RejectBooking`" => harness.Bus.GetRequestClient<RejectBooking>().GetResponse<BookingState, BookingNotFound>(new RejectBooking { BookingId = Id, By = "Ольга" }),
            "`RefuseUndo` asked" => harness.Bus.GetRequestClient<RefuseUndo>().GetResponse<BookingState, BookingNotFound>(new RefuseUndo { BookingId = Id }),
            "`BookingRescheduled` asked" => harness.Bus.GetRequestClient<BookingRescheduled>().GetResponse<BookingState, BookingNotFound>(Moved),
            "`EraseBooking` asked" => harness.Bus.GetRequestClient<EraseBooking>().GetResponse<BookingState, BookingNotFound>(new EraseBooking { BookingId = Id }),
            "`EraseFormerCustomer` asked" => harness.Bus.GetRequestClient<EraseFormerCustomer>().GetResponse<BookingState, BookingNotFound>(new EraseFormerCustomer { BookingId = Id }),
            "`RenewBookingLink` asked" => harness.Bus.GetRequestClient<RenewBookingLink>().GetResponse<BookingState, BookingNotFound>(new RenewBookingLink { BookingId = Id }),
            "`ReopenBooking` asked" => harness.Bus.GetRequestClient<ReopenBooking>().GetResponse<BookingState, BookingNotFound>(new ReopenBooking { BookingId = Id, By = "Ольга" }),
            "`BookingChanged` asked" => harness.Bus.GetRequestClient<BookingChanged>().GetResponse<BookingState, BookingNotFound>(Changed),
            _ => harness.Bus.GetRequestClient<CancelBooking>().GetResponse<BookingState, BookingNotFound>(new CancelBooking { BookingId = Id, By = "Ольга" }),
        };
        await order;
        await harness.HappensAsync(new ShowBookingAgain { CorrelationId = Guid.NewGuid(), ChatId = StaffChatId, Language = "ru", Occasion = "none" }); // What the order sent has left by now.
    }

    private static async Task<bool> ForgetAsync(BookingHarness harness) =>
        await harness.TriesAsync(new ForgetBooking { CorrelationId = BookingCorrelation.Of(Id), Revision = (await harness.FindAsync(Id))?.Revision ?? 0 });

    private static Task<bool> HappenAsync(BookingHarness harness, string row) => row switch
    {
        "`BookingCreated`" => harness.TriesAsync(Created(Id) with { ClientChatId = ClientChat }),
        "`BookingCreated` of other content" => harness.TriesAsync(Created(Id) with { ClientChatId = ClientChat, TotalPrice = 9000 }),
        "`BookingCancelled`" => harness.TriesAsync(new BookingCancelled { BookingId = Id }),
        "`ConfirmBooking` unasked" => harness.TriesAsync(new ConfirmBooking { BookingId = Id, By = "Ольга" }),
        "`RejectBooking` unasked" => harness.TriesAsync(new RejectBooking { BookingId = Id, By = "Ольга" }),
        "`CancelBooking` unasked" => harness.TriesAsync(new CancelBooking { BookingId = Id, By = "Ольга" }),
        "`BookingRescheduled`" => harness.TriesAsync(Moved),
        "`BookingChanged`" => harness.TriesAsync(Changed),
        "`EraseBooking`" => harness.TriesAsync(new EraseBooking { BookingId = Id }),
        "`EraseFormerCustomer`" => harness.TriesAsync(new EraseFormerCustomer { BookingId = Id }),
        "`RenewBookingLink`" => harness.TriesAsync(new RenewBookingLink { BookingId = Id }),
        "`ReopenBooking`" => harness.TriesAsync(new ReopenBooking { BookingId = Id, By = "Ольга" }),
        "press Reopen" => harness.TriesAsync(Press(Id, ButtonAction.Reopen, user: 1)),
        "`RefuseUndo`" => harness.TriesAsync(new RefuseUndo { BookingId = Id }),
        "`MessageSent`" => harness.TriesAsync(new MessageSent { MessageId = Question(harness), ChatId = StaffChatId, TelegramMessageId = 5, SentAt = harness.Time.GetUtcNow(), BookingId = Id }),
        "`MessageFailed`" => harness.TriesAsync(new MessageFailed { MessageId = Question(harness), ChatId = StaffChatId, Reason = FailureReason.Kicked, FailedAt = harness.Time.GetUtcNow(), BookingId = Id }),
        "press Confirm" => harness.TriesAsync(Press(Id, ButtonAction.Confirm, user: 1)),
        "press Confirm, outdated" => harness.TriesAsync(Press(Id, ButtonAction.Confirm, version: 9)),
        "press Reject" => harness.TriesAsync(Press(Id, ButtonAction.Reject)),
        "press a reason" => harness.TriesAsync(Press(Id, ButtonAction.RejectBecause, argument: RejectReasons.Code("Занято", 0))),
        "press Other reason" => harness.TriesAsync(Press(Id, ButtonAction.RejectOther)),
        "press With a note" => harness.TriesAsync(Press(Id, ButtonAction.ConfirmNoted)),
        "press Back" => harness.TriesAsync(Press(Id, ButtonAction.Back)),
        "press Later" => harness.TriesAsync(Press(Id, ButtonAction.Later)),
        "press an hour later" => harness.TriesAsync(Press(Id, ButtonAction.Snooze, argument: (ushort)SnoozeChoice.Hour)),
        "press Undo" => harness.TriesAsync(Press(Id, ButtonAction.Undo)),
        "customer presses Cancel" => harness.TriesAsync(Press(Id, ButtonAction.ClientCancel) with { ChatId = ClientChat }),
        "customer means it" => harness.TriesAsync(Press(Id, ButtonAction.ClientCancelYes) with { ChatId = ClientChat }),
        "`ReasonGiven`" or "`ReasonGiven` of a note" or "`ReasonGiven` after Back" => harness.TriesAsync(new ReasonGiven { IsNote = IsOfNote(row), CorrelationId = BookingCorrelation.Of(Id), KeyboardVersion = 0, Reason = "ремонт", UpdateId = 1, ChatId = StaffChatId, UserId = 1, UserName = "Анна", Language = "ru" }),
        "`ForgetBooking`" => ForgetAsync(harness),
        "`ShowBookingAgain`" => harness.TriesAsync(new ShowBookingAgain { CorrelationId = BookingCorrelation.Of(Id), ChatId = StaffChatId, Language = "ru", Occasion = "5" }),
        "`CustomerChatChanged`" => harness.TriesAsync(new CustomerChatChanged { CorrelationId = BookingCorrelation.Of(Id), ChatId = ClientChat, IsBlocked = true }),
        "`LinkOpened`" => harness.TriesAsync(new LinkOpened { CorrelationId = BookingCorrelation.Of(Id), ChatId = ClientChat, Language = "ru", UpdateId = 5 }),
        "next `DeadlineReached`" or "last `DeadlineReached`" => harness.TriesAsync(Next(harness)),
        Reminder => harness.TriesAsync(Next(harness) is { Kind: DeadlineKind.RemindClient } next ? next : Next(harness) with { Kind = DeadlineKind.RemindClient }),
        "old `DeadlineReached`" => harness.TriesAsync(new DeadlineReached { CorrelationId = BookingCorrelation.Of(Id), Kind = DeadlineKind.Expire, At = DateTimeOffset.UnixEpoch }),
        _ => throw new Xunit.Sdk.XunitException($"The row {row} of the table is of no event that this test knows."),
    };

    private static bool IsOfNote(string row) => row.EndsWith("note", StringComparison.Ordinal);

    private static BookingRescheduled Moved => new() { BookingId = Id, Date = new DateOnly(2026, 12, 30), TimeSlots = ["12:00"] };

    private static BookingChanged Changed => new() { BookingId = Id, TotalPrice = 9500 };

    private static Guid Question(BookingHarness harness) => harness.Published<SendMessage>().FirstOrDefault()?.MessageId ?? Guid.NewGuid();

    private static DeadlineReached Next(BookingHarness harness)
    {
        var next = harness.FindAsync(Id).GetAwaiter().GetResult()?.NextDeadline ?? new Deadline(DeadlineKind.Expire, harness.Time.GetUtcNow());
        if (next.At > harness.Time.GetUtcNow())
        {
            harness.Time.SetUtcNow(next.At);
        }

        return new() { CorrelationId = BookingCorrelation.Of(Id), Kind = next.Kind, At = next.At };
    }
}
