
namespace PhStudio.Messaging.WebhookProcessor.Conversations;

/// <summary>What is remembered of one person in one chat.</summary>
public sealed record Session
{
    /// <summary>The form of what is stored; another one is read as nothing.</summary>
    public const int CurrentFormat = 1;

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

    /// <summary>The bookings that the pages of /pending have shown so far: the next page shows others, also when the list has changed in between.</summary>
    public IReadOnlyList<Guid> Shown { get; init; } = [];

    /// <summary>The topic in which they were shown: the button for the next page may not say where it stands (docs/telegram.md 41).</summary>
    public int? ShownIn { get; init; }
}

/// <summary>The next text is the reason of a rejection, or the note with a confirmation.</summary>
/// <param name="Booking">The booking's saga.</param>
/// <param name="BookingId">The platform's own id of it.</param>
/// <param name="KeyboardVersion">The keyboard on which it began.</param>
/// <param name="Until">Until when.</param>
/// <param name="Press">The press that asked.</param>
/// <param name="IsNote">Whether it is the note.</param>
public sealed record AwaitedReason(Guid Booking, string BookingId, ushort KeyboardVersion, DateTimeOffset Until, string? Press = null, bool IsNote = false)
{
    /// <summary>For how long a text counts.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    /// <summary>True where the same is asked again. Who is asked for a reason and for a note too may answer either.</summary>
    public bool IsReplacedBy(AwaitedReason later) => Booking == later.Booking && IsNote == later.IsNote;

    /// <summary>True for a question that the answer to this one ends: itself, and what was asked about the booking before it. What is asked meanwhile stands.</summary>
    public bool Ends(AwaitedReason other) => Booking == other.Booking && other.Until <= Until;

    /// <summary>How far from a moment it was asked.</summary>
    public TimeSpan From(DateTimeOffset moment) => (moment - (Until - Timeout)).Duration();
}

/// <summary>A reason that is awaited in a group.</summary>
/// <param name="Reason">Of which booking.</param>
/// <param name="UserId">Who was asked.</param>
public sealed record AskedInGroup(AwaitedReason Reason, long UserId);
