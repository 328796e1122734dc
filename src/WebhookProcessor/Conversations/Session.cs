
namespace PhStudio.Messaging.WebhookProcessor.Conversations;

/// <summary>What is remembered of one person in one chat.</summary>
public sealed record Session
{
    /// <summary>The form of what is stored; another one is read as nothing.</summary>
    public const int CurrentFormat = 1;

    private const int MaxEarlier = 20;

    /// <summary>How long a session of this chat is kept.</summary>
    public static TimeSpan Memory(string chatId) => TimeSpan.FromDays(chatId == UserLanguages.EveryChat ? 365 : 30);

    /// <summary>The form that this was stored in.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The language that the person chose; null for that of the app.</summary>
    public string? Language { get; init; }

    /// <summary>The text that is awaited; null when none is.</summary>
    public AwaitedReason? Awaited { get; init; }

    /// <summary>The texts that were awaited before it and still may come, as replies to their own questions; the newest last.</summary>
    public IReadOnlyList<AwaitedReason> Earlier { get; init; } = [];

    /// <summary>In the session of the group itself: every reason that is awaited there, since an anonymous administrator's answer does not say whose it is.</summary>
    public IReadOnlyList<AskedInGroup> AskedInGroup { get; init; } = [];

    /// <summary>The update whose text was taken last: read once more, it is no answer to the next question.</summary>
    public long? Taken { get; init; }

    /// <summary>The bookings that the pages of /pending have shown so far: the next page shows others, also when the list has changed in between.</summary>
    public IReadOnlyList<Guid> Shown { get; init; } = [];

    /// <summary>The topic in which they were shown: the button for the next page may not say where it stands (docs/telegram.md 41).</summary>
    public int? ShownIn { get; init; }

    /// <summary>Every text that is awaited of this person here; the newest last.</summary>
    public IEnumerable<AwaitedReason> Questions() => Earlier.Append(Awaited).OfType<AwaitedReason>();

    /// <summary>
    /// With one more question. An order to ask may come again after a later one: the newest is what was asked last. A question stays beside a later one of its kind, also where it was taken back:
    /// a reply to its prompt must not count for the other.
    /// </summary>
    public Session Asking(AwaitedReason awaited)
    {
        List<AwaitedReason> asked = [.. Questions().Append(awaited).Reverse().OrderByDescending(one => one.Until).DistinctBy(one => (one.Booking, one.IsNote, one.Press)).Take(MaxEarlier + 1).Reverse()];
        return this with { Awaited = asked[^1], Earlier = [.. asked.SkipLast(1)] };
    }

    /// <summary>The same in the session of a group.</summary>
    public Session AskingInGroup(AskedInGroup awaited) => this with
    {
        AskedInGroup = [.. AskedInGroup.Append(awaited).Reverse().OrderByDescending(one => one.Reason.Until).DistinctBy(one => (one.UserId, one.Reason.Booking, one.Reason.IsNote, one.Reason.Press)).Take(MaxEarlier).Reverse()],
    };

    /// <summary>Without a question that was answered, and those that its answer ends. In a private chat what is written next answers the newest of those that stay.</summary>
    /// <param name="asked">The question.</param>
    /// <param name="updateId">The update that brought the answer.</param>
    /// <param name="written">When it was written: what counted no more then is awaited no more.</param>
    public Session Answered(AskedInGroup asked, long updateId, DateTimeOffset written)
    {
        List<AwaitedReason> left = [.. Questions().Where(other => !asked.Reason.Ends(other))];
        var next = left.LastOrDefault(one => one.Until >= written);
        return this with
        {
            Awaited = next,
            Earlier = [.. left.Where(one => one != next)],
            AskedInGroup = [.. AskedInGroup.Where(other => other.UserId != asked.UserId || !asked.Reason.Ends(other.Reason))],
            Taken = updateId,
        };
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
public sealed record AwaitedReason(Guid Booking, string BookingId, ushort KeyboardVersion, DateTimeOffset Until, string? Press = null, bool IsNote = false, string? Prompt = null)
{
    /// <summary>For how long a text counts.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    /// <summary>True for a question that the answer to this one ends: itself, and what was asked about the booking before it. What is asked meanwhile stands.</summary>
    public bool Ends(AwaitedReason other) => Booking == other.Booking && other.Until <= Until;

    /// <summary>How far from a moment it was asked.</summary>
    public TimeSpan From(DateTimeOffset moment) => (moment - (Until - Timeout)).Duration();
}

/// <summary>A reason that is awaited in a group.</summary>
/// <param name="Reason">Of which booking.</param>
/// <param name="UserId">Who was asked.</param>
public sealed record AskedInGroup(AwaitedReason Reason, long UserId);
