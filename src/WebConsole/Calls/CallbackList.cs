namespace PhStudio.Messaging.WebConsole.Calls;

/// <summary>The answer of <c>GET /outcomes</c>.</summary>
public sealed record CallbackList(IReadOnlyList<CallbackItem> Outcomes, string? Next);

public sealed record CallbackItem(string Id, string Type, string? BookingId, string State, int Attempts, int? Status, int? DurationMs, string? Error, DateTimeOffset FirstAt, DateTimeOffset LastAt);
