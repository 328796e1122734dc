using System.Text.Json.Serialization;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Privacy;

namespace PhStudio.Messaging.Gateway.Bookings.Callbacks;

/// <summary>The state of each callback, for thirty days from its first attempt. A failure of the log delays no callback.</summary>
internal interface ICallbackLog
{
    /// <summary>Longer than a callback is tried for.</summary>
    static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>Notes that a callback waits for an earlier one of its booking, unless an attempt of it is known: an operator may have posted it meanwhile.</summary>
    Task WaitsAsync(Callback callback, DateTimeOffset at);

    /// <summary>Notes an attempt.</summary>
    Task NoteAsync(Callback callback, CallbackAttempt attempt);

    /// <summary>One with what is posted; null where it is not known (any more).</summary>
    Task<(CallbackEntry Entry, Callback Callback)?> FindAsync(string id);

    /// <summary>The newest behind a cursor that pass the filter, and the cursor of the page after; null at the end.</summary>
    Task<(IReadOnlyList<CallbackEntry> Callbacks, PageCursor? Next)> ListAsync(CallbackFilter filter, PageCursor? after, int limit);

    /// <summary>How many failed last and are tried again.</summary>
    Task<long> CountFailingAsync();

    /// <summary>Takes a person out of what was posted. Returns how many callbacks were changed.</summary>
    Task<int> EraseAsync(PersonTraces person);

    /// <summary>Removes what is over its time, also where no callback comes any more.</summary>
    Task ForgetAsync(DateTimeOffset now);
}

/// <summary>One attempt.</summary>
/// <param name="At">When it began.</param>
/// <param name="State">What it came to.</param>
/// <param name="Status">What the platform answered; null where it did not.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Error">What went wrong.</param>
internal sealed record CallbackAttempt(DateTimeOffset At, CallbackState State, int? Status, TimeSpan Duration, string? Error);

/// <summary>A callback as operators see it.</summary>
internal sealed record CallbackEntry
{
    /// <summary>The <c>webhook-id</c>.</summary>
    public required string Id { get; init; }

    public required string Type { get; init; }

    public string? BookingId { get; init; }

    public required CallbackState State { get; init; }

    public required int Attempts { get; init; }

    /// <summary>What the platform answered last; null where it did not.</summary>
    public int? Status { get; init; }

    /// <summary>How long the last attempt took.</summary>
    public int? DurationMs { get; init; }

    /// <summary>What went wrong last.</summary>
    public string? Error { get; init; }

    public required DateTimeOffset FirstAt { get; init; }

    public required DateTimeOffset LastAt { get; init; }
}

/// <summary>Where a callback stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CallbackState>))]
internal enum CallbackState // Redis has the numbers: a new one comes last.
{
    /// <summary>For an earlier one of its booking.</summary>
    [JsonStringEnumMemberName("waiting")] Waiting,

    /// <summary>The last attempt failed; it is tried again, for a week.</summary>
    [JsonStringEnumMemberName("failing")] Failing,

    /// <summary>The platform answered 410: it is tried no more.</summary>
    [JsonStringEnumMemberName("refused")] Refused,

    /// <summary>The platform has it.</summary>
    [JsonStringEnumMemberName("delivered")] Delivered,

    /// <summary>It failed for a week: nobody tries any more, and its message lies in the error queue.</summary>
    [JsonStringEnumMemberName("given_up")] GivenUp,
}

/// <summary>Which callbacks are asked for; null is any.</summary>
internal sealed record CallbackFilter(string? BookingId = null, CallbackState? State = null)
{
    /// <summary>True for one that is asked for.</summary>
    public bool Passes(CallbackEntry entry) => (BookingId is null || entry.BookingId == BookingId) && (State is null || entry.State == State);
}
