using System.Text.Json.Serialization;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Messages;
using PhStudio.Messaging.WebhookProcessor.Bookings.Saga;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Model;

/// <summary>What is stored of one booking's decision. Only <see cref="BookingDecisionStateMachine"/> and its steps change it.</summary>
public sealed class BookingDecision : SagaStateMachineInstance, ISagaVersion
{
    /// <summary><see cref="BookingCorrelation.Of"/> the booking's id.</summary>
    public Guid CorrelationId { get; set; }

    /// <summary>Counted by the store: of two writers that read the same version, one writes.</summary>
    public int Version { get; set; }

    /// <summary>The name of a state of the machine.</summary>
    public string CurrentState { get; set; } = "";

    /// <summary>The platform's own id of the booking.</summary>
    public string BookingId { get; set; } = "";

    /// <summary>The booking's current values; null while only a decision about it came.</summary>
    public BookingCreated? Booking { get; set; }

    /// <summary>The booking as it first came, once it was moved; null while it was not.</summary>
    public BookingCreated? CameAs { get; set; }

    /// <summary>When what stands in its fields was wished for, as far as a move or a correction said so.</summary>
    public List<FieldWish> Wishes { get; set; } = [];

    /// <summary>When the booking was first known.</summary>
    public DateTimeOffset FirstHeardAt { get; set; }

    /// <summary>Every message about the booking that has, or had, buttons.</summary>
    public List<MessageCopy> Copies { get; set; } = [];

    /// <summary>Copies that are edited no more but by an erasure, since they name the customer: earlier reminders of a person, and what more than <c>MessageCopies.Max</c> lists showed.</summary>
    public List<MessageCopy> Retired { get; set; } = [];

    /// <summary>The decision that stands; null while none does.</summary>
    public Decision? Decision { get; set; }

    /// <summary>How many decisions were made or taken back: names the outcome's message, so that it can only be published once.</summary>
    public int Revision { get; set; }

    /// <summary>The outcome that the platform was told last; null while none was.</summary>
    public ToldOutcome? LastTold { get; set; }

    /// <summary>The current keyboard's number; it rises when a decision is taken back, and older buttons are outdated.</summary>
    public ushort KeyboardVersion { get; set; }

    /// <summary>How many times the copies were edited: names the edits.</summary>
    public int Edits { get; set; }

    /// <summary>The time stamp of the last edit: of two edits of one message the later one stays, so they must never be equal.</summary>
    public DateTimeOffset LastEditAt { get; set; }

    /// <summary>When the first message about it reached a staff chat.</summary>
    public DateTimeOffset? StaffNotifiedAt { get; set; }

    /// <summary>Why staff could not be told.</summary>
    public string? NotificationFailure { get; set; }

    /// <summary>True where no message about it ever reached a staff chat, and one could not be delivered.</summary>
    [JsonIgnore]
    public bool IsUnseen => StaffNotifiedAt is null && NotificationFailure is not null;

    /// <summary>When a message about it reached a staff chat after none could be delivered: the wait for a decision begins then.</summary>
    public DateTimeOffset? SeenLateAt { get; set; }

    /// <summary>Since when it has waited for a decision: since it came, or since the last one was taken back.</summary>
    public DateTimeOffset OpenSince { get; set; }

    /// <summary>The next thing that happens by itself; null when nothing does.</summary>
    public Deadline? NextDeadline { get; set; }

    /// <summary>How many times staff were reminded in this wait.</summary>
    public int RemindersSent { get; set; }

    /// <summary>When staff were last reminded in this wait.</summary>
    public DateTimeOffset? RemindedAt { get; set; }

    /// <summary>Who wants to be reminded later in this wait.</summary>
    public List<Snooze> Snoozes { get; set; } = [];

    /// <summary>Whether the managers were notified in this wait.</summary>
    public bool Escalated { get; set; }

    /// <summary>The revision at which they were: names their messages. Null where they were not, or by a release that did not note it.</summary>
    public int? EscalatedAt { get; set; }

    /// <summary>Whether the platform said that the decision cannot be taken back.</summary>
    public bool UndoRefused { get; set; }

    /// <summary>Whether the button that takes the decision back was removed again.</summary>
    public bool UndoEnded { get; set; }

    /// <summary>What the last decision had been that was taken back.</summary>
    public Outcome? LastOutcome { get; set; }

    /// <summary>The press that took the last decision back: a repetition gets the same answer.</summary>
    public string? UndoneBy { get; set; }

    /// <summary>The people whose next text is the reason of a rejection.</summary>
    public List<AskedReason> ReasonsAsked { get; set; } = [];

    /// <summary>The customer's chat with the bot, once it is known.</summary>
    public Customer? Client { get; set; }

    /// <summary>The version of the customer's link that binds; goes up when older links are made invalid.</summary>
    public ushort LinkVersion { get; set; }

    /// <summary>Our id of the last message to the customer: its buttons are changed where a press does not name its message.</summary>
    public Guid? ClientMessageId { get; set; }

    /// <summary>When the customer was last told how the booking stands.</summary>
    public DateTimeOffset? ClientToldAt { get; set; }

    /// <summary>Whether the last news did not reach the customer, who blocked the bot or left Telegram.</summary>
    public bool IsClientLost { get; set; }

    /// <summary>News for the customer that wait for the end of the quiet hours; null for none.</summary>
    public HeldNews? HeldNews { get; set; }

    /// <summary>When staff are asked, where quiet hours hold the question back; null once they were.</summary>
    public DateTimeOffset? AskAt { get; set; }

    /// <summary>When the held question was asked; null where none was held. Reminders and the escalation count from here.</summary>
    public DateTimeOffset? AskedAt { get; set; }

    /// <summary>Whether the customer was reminded of the session.</summary>
    public bool ClientReminded { get; set; }

    /// <summary>The audit, oldest first.</summary>
    public List<AuditEntry> Audit { get; set; } = [];

    /// <summary>The trace in which the booking came (W3C form), so that a press days later can be linked to it.</summary>
    public string? TraceParent { get; set; }

    /// <summary>When the session was to be before it was moved last; null where it never was.</summary>
    public FormerSession? Former { get; set; }

    /// <summary>Notes that the platform is told of this revision, and answers the outcome before it, where that may still be on its way.</summary>
    public int? TellAfter(DateTimeOffset now)
    {
        var last = LastTold;
        LastTold = new ToldOutcome(Revision, now);
        return last is not null && last.Sequence < Revision && now - last.At < ToldOutcome.OnItsWay ? last.Sequence : null;
    }

    /// <summary>No decision stands: the wait begins again, and every older button is outdated.</summary>
    public void BeginAgain(DateTimeOffset now)
    {
        Decision = null;
        Revision++;
        KeyboardVersion++;
        OpenSince = now;
        RemindersSent = 0;
        RemindedAt = null;
        Escalated = false;
        EscalatedAt = null;
        Snoozes = [];
        AskedAt = null;
    }
}
