using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Gateway.Bookings;

/// <summary>A booking as HTTP callers see it: <see cref="BookingState"/> without what only the status code says.</summary>
internal sealed record BookingAnswer
{
    public required string BookingId { get; init; }

    public required string State { get; init; }

    public string? DecidedBy { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    public string? Reason { get; init; }

    public BookingCreated? Booking { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? StaffNotifiedAt { get; init; }

    public string? NotificationFailure { get; init; }

    public IReadOnlyList<AuditEntry>? Audit { get; init; }

    public static BookingAnswer Of(BookingState state) => new()
    {
        BookingId = state.BookingId,
        State = state.State,
        DecidedBy = state.DecidedBy,
        DecidedAt = state.DecidedAt,
        Reason = state.Reason,
        Booking = state.Booking,
        CreatedAt = state.CreatedAt,
        StaffNotifiedAt = state.StaffNotifiedAt,
        NotificationFailure = state.NotificationFailure,
        Audit = state.Audit,
    };
}
