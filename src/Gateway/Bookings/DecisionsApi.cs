using System.ComponentModel.DataAnnotations;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Hosting;

namespace PhStudio.Messaging.Gateway.Bookings;

/// <summary>Decisions on bookings, and what takes them back.</summary>
internal static class DecisionsApi
{
    public static void MapDecisions(this IEndpointRouteBuilder bookings)
    {
        bookings.MapPost("{id}/confirm", ConfirmAsync).RequireRole(Role.Decide);
        bookings.MapPost("{id}/reject", RejectAsync).RequireRole(Role.Decide);
        bookings.MapPost("{id}/cancel", CancelAsync).RequireRole(Role.Decide, Role.Book);
        bookings.MapPost("{id}/refuse-undo", RefuseUndoAsync).RequireRole(Role.Decide, Role.Book);
        bookings.MapPost("{id}/reopen", ReopenAsync).RequireRole(Role.Decide);
    }

    private static async Task<IResult> ConfirmAsync(RoutedId routed, HttpRequest request, Caller caller, ConfirmedPublisher publisher, CancellationToken cancellationToken)
    {
        var words = await RequestBody.ReadAsync<Confirmation>(request, cancellationToken);
        return await BookingQuestion.AskAsync(new ConfirmBooking { BookingId = routed.Value, By = caller.By(words.By) ?? "", Reason = words.Reason, AdditionalInfo = words.AdditionalInfo }, publisher, cancellationToken, request.HttpContext);
    }

    private static async Task<IResult> RejectAsync(RoutedId routed, HttpRequest request, Caller caller, ConfirmedPublisher publisher, CancellationToken cancellationToken)
    {
        var words = await RequestBody.ReadAsync<Decision>(request, cancellationToken);
        return await BookingQuestion.AskAsync(new RejectBooking { BookingId = routed.Value, By = caller.By(words.By) ?? "", Reason = words.Reason }, publisher, cancellationToken, request.HttpContext);
    }

    private static async Task<IResult> CancelAsync(RoutedId routed, HttpRequest request, Caller caller, ConfirmedPublisher publisher, CancellationToken cancellationToken)
    {
        var words = await RequestBody.ReadAsync<Decision>(request, cancellationToken);
        return await BookingQuestion.AskAsync(new CancelBooking { BookingId = routed.Value, By = caller.By(words.By) ?? "", Reason = words.Reason }, publisher, cancellationToken, request.HttpContext);
    }

    private static async Task<IResult> RefuseUndoAsync(RoutedId routed, HttpRequest request, Caller caller, ConfirmedPublisher publisher, CancellationToken cancellationToken)
    {
        var words = await RequestBody.ReadOptionalAsync<RefusedUndo>(request, cancellationToken);
        return await BookingQuestion.AskAsync(new RefuseUndo { BookingId = routed.Value, By = caller.By(words?.By), Reason = words?.Reason, Sequence = words?.Sequence }, publisher, cancellationToken, request.HttpContext);
    }

    private static async Task<IResult> ReopenAsync(RoutedId routed, HttpRequest request, Caller caller, ConfirmedPublisher publisher, CancellationToken cancellationToken)
    {
        var words = await RequestBody.ReadOptionalAsync<Decision>(request, cancellationToken);
        return await BookingQuestion.AskAsync(new ReopenBooking { BookingId = routed.Value, By = caller.By(words?.By), Reason = words?.Reason }, publisher, cancellationToken, request.HttpContext);
    }

    internal sealed record Confirmation
    {
        [StringLength(200, MinimumLength = 1)]
        public string? By { get; init; }

        [StringLength(500)]
        public string? Reason { get; init; }

        [StringLength(1000)]
        public string? AdditionalInfo { get; init; }
    }

    internal sealed record Decision
    {
        [StringLength(200, MinimumLength = 1)]
        public string? By { get; init; }

        [StringLength(500)]
        public string? Reason { get; init; }
    }

    internal sealed record RefusedUndo
    {
        [StringLength(200, MinimumLength = 1)]
        public string? By { get; init; }

        [StringLength(500)]
        public string? Reason { get; init; }

        [Range(1, int.MaxValue)]
        public int? Sequence { get; init; }
    }
}
