using System.Text.Json.Serialization;

namespace PhStudio.Messaging.WebhookProcessor.Conversations;

/// <summary>What is remembered of one person in one chat.</summary>
public sealed record Session
{
    /// <summary>The form of what is stored; another one is read as nothing.</summary>
    public const int CurrentFormat = 1;

    private const int MaxEarlier = 20;
    private const int MaxTaken = 20;

    /// <summary>How long a session of this chat is kept.</summary>
    public static TimeSpan Memory(string chatId) => TimeSpan.FromDays(chatId == UserLanguages.EveryChat ? 365 : 30);

    /// <summary>The form that this was stored in.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The language that the person chose; null for that of the app.</summary>
    public string? Language { get; init; }

    /// <summary>The newest text that is awaited; null when none is.</summary>
    public AwaitedReason? Awaited { get; init; }

    /// <summary>The other texts that still may come; the newest last.</summary>
    public IReadOnlyList<AwaitedReason> Earlier { get; init; } = [];

    /// <summary>In the session of the group itself: every reason that is awaited there, since an anonymous administrator's answer does not say whose it is.</summary>
    public IReadOnlyList<AskedInGroup> AskedInGroup { get; init; } = [];

    /// <summary>The update whose text was taken last: read once more, it is no answer to the next question.</summary>
    public long? Taken { get; init; }

    /// <summary>Those before it; the newest last.</summary>
    public IReadOnlyList<long> TakenBefore { get; init; } = [];

    /// <summary>The bookings that the pages of /pending have shown so far: the next page shows others, also when the list has changed in between.</summary>
    public IReadOnlyList<Guid> Shown { get; init; } = [];

    /// <summary>The topic in which they were shown: the button for the next page may not say where it stands (docs/telegram.md 41).</summary>
    public int? ShownIn { get; init; }

    /// <summary>Every text that is awaited of this person here; the newest last.</summary>
    public IEnumerable<AwaitedReason> Questions() => Earlier.Append(Awaited).OfType<AwaitedReason>().OrderBy(one => one.Until);

    /// <summary>The question that a text answers which replies to none: the newest that had been asked when it was written. A text may be read long after, and a later question is not what it answers.</summary>
    /// <param name="written">When it was written.</param>
    public AwaitedReason? AskedBefore(DateTimeOffset written) => Questions().LastOrDefault(one => !one.OnlyReplies && one.WasAsked(written));

    /// <summary>True for an update whose text was taken.</summary>
    public bool HasTaken(long updateId) => Taken == updateId || TakenBefore.Contains(updateId);

    /// <summary>
    /// With one more question. An order to ask may come again after a later one: the newest is what was asked last. A question stays beside a later one of its kind, also where it was taken back:
    /// a reply to its prompt must not count for the other.
    /// </summary>
    public Session Asking(AwaitedReason awaited)
    {
        var known = Questions().FirstOrDefault(awaited.IsSame);
        return With(Questions().Append(awaited with { OnlyReplies = known?.OnlyReplies ?? false }).Reverse().OrderByDescending(one => one.Until).DistinctBy(one => (one.Booking, one.IsNote, one.Press)).Take(MaxEarlier + 1).Reverse());
    }

    /// <summary>Somebody took back what was asked about a booking: the questions stay for their own replies, and a text that replies to none answers another one.</summary>
    /// <param name="booking">The booking's saga.</param>
    /// <param name="at">When: what is asked later stands.</param>
    public Session TakingBack(Guid booking, DateTimeOffset at) => With(Questions().Select(one => one.Booking == booking && one.AskedAt <= at ? one with { OnlyReplies = true } : one));

    /// <summary>The same in the session of a group. Past twenty those go first whose time is over, and then the older ones of the person who has the most: nobody pushes out what others are asked.</summary>
    public Session AskingInGroup(AskedInGroup awaited)
    {
        List<AskedInGroup> asked = [.. AskedInGroup.Append(awaited).Reverse().OrderByDescending(one => one.Reason.Until).DistinctBy(one => (one.UserId, one.Reason.Booking, one.Reason.IsNote, one.Reason.Press))];
        var now = asked[0].Reason.AskedAt;
        var kept = asked.GroupBy(one => one.UserId).SelectMany(own => own.Select((one, newer) => (Asked: one, Newer: newer)))
            .OrderBy(one => one.Asked.Reason.Until < now).ThenBy(one => one.Newer).ThenByDescending(one => one.Asked.Reason.Until).Take(MaxEarlier);
        return this with { AskedInGroup = [.. kept.Select(one => one.Asked).Reverse().OrderBy(one => one.Reason.Until)] };
    }

    /// <summary>
    /// Without a question that was answered, and those that its answer ends. In a private chat what is written next answers the newest of those that stay and whose time is not over:
    /// that a text is too late is told of one question, and of an older one to a reply only.
    /// </summary>
    /// <param name="asked">The question.</param>
    /// <param name="updateId">The update that brought the answer.</param>
    /// <param name="written">When that was written.</param>
    public Session Answered(AskedInGroup asked, long updateId, DateTimeOffset written)
    {
        return With(Questions().Where(other => !asked.Reason.Ends(other)).Select(one => one.Until < written ? one with { OnlyReplies = true } : one)) with
        {
            AskedInGroup = [.. AskedInGroup.Where(other => other.UserId != asked.UserId || !asked.Reason.Ends(other.Reason))],
            Taken = updateId,
            TakenBefore = Taken is { } before ? [.. TakenBefore.Append(before).TakeLast(MaxTaken - 1)] : TakenBefore,
        };
    }

    // Apart, as a release of before reads them.
    private Session With(IEnumerable<AwaitedReason> questions)
    {
        List<AwaitedReason> all = [.. questions];
        var next = all.FindLast(one => !one.OnlyReplies);
        return this with { Awaited = next, Earlier = [.. all.Where(one => one != next)] };
    }
}

/// <summary>The next text is the reason of a rejection, or the note with a confirmation.</summary>
/// <param name="Booking">The booking's saga.</param>
/// <param name="BookingId">The platform's own id of it.</param>
/// <param name="KeyboardVersion">The keyboard on which it began.</param>
/// <param name="Until">Until when.</param>
/// <param name="Press">The press that asked.</param>
/// <param name="IsNote">Whether it is the note.</param>
/// <param name="Prompt">By what its prompt is recognised (<c>PromptText</c>); null from a release that did not say.</param>
/// <param name="OnlyReplies">Whether it was taken back, or was over when another one was answered: only a reply means it.</param>
public sealed record AwaitedReason(Guid Booking, string BookingId, ushort KeyboardVersion, DateTimeOffset Until, string? Press = null, bool IsNote = false, string? Prompt = null, bool OnlyReplies = false)
{
    /// <summary>For how long a text counts.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    // Telegram's time has whole seconds, and two clocks differ a little.
    private static readonly TimeSpan ClockDifference = TimeSpan.FromSeconds(5);

    /// <summary>True for a question that the answer to this one ends: itself, and what was asked about the booking before it. What is asked meanwhile stands.</summary>
    public bool Ends(AwaitedReason other) => Booking == other.Booking && other.Until <= Until;

    /// <summary>When it was asked.</summary>
    [JsonIgnore]
    public DateTimeOffset AskedAt => Until - Timeout;

    /// <summary>True where it had been asked by this moment: what was written before it does not answer it.</summary>
    public bool WasAsked(DateTimeOffset written) => AskedAt <= written + ClockDifference;

    /// <summary>True for the same question, which an order that came again asks once more.</summary>
    public bool IsSame(AwaitedReason other) => (Booking, IsNote, Press, Until) == (other.Booking, other.IsNote, other.Press, other.Until);

    /// <summary>How far from a moment it was asked.</summary>
    public TimeSpan From(DateTimeOffset moment) => (moment - AskedAt).Duration();
}

/// <summary>A reason that is awaited in a group.</summary>
/// <param name="Reason">Of which booking.</param>
/// <param name="UserId">Who was asked.</param>
public sealed record AskedInGroup(AwaitedReason Reason, long UserId);
