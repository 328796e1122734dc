using System.ComponentModel.DataAnnotations;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Problems;
using PhStudio.Messaging.Gateway.Publishing;
using PhStudio.Messaging.ServiceDefaults.Bus;

namespace PhStudio.Messaging.Gateway.Bookings;

/// <summary>Bookings in, decisions out, for platforms that are not on the bus.</summary>
internal static class BookingsApi
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static void MapBookings(this IEndpointRouteBuilder routes)
    {
        var bookings = routes.MapGroup("/bookings");
        bookings.MapPost("", Create);
        bookings.MapGet("{id}", Get);
        bookings.MapPatch("{id}", Move);
        bookings.MapGet("{id}/link", Link);
        bookings.MapPost("{id}/confirm", Confirm);
        bookings.MapPost("{id}/reject", Reject);
        bookings.MapPost("{id}/cancel", Cancel);
        bookings.MapPost("{id}/refuse-undo", Keep);
    }

    private static async Task<IResult> Create(NewBooking body, ConfirmedPublisher publisher, CancellationToken cancellation)
    {
        var errors = MessageChecks.Of(body);
        if (errors.Count > 0)
            return ProblemAnswers.WrongFields(errors);
        var booking = body.ToEvent();
        errors = MessageChecks.Of(booking);
        if (errors.Count > 0)
            return ProblemAnswers.WrongFields(errors);

        await publisher.AcceptAsync(booking, cancellation);
        return TypedResults.Accepted($"/bookings/{Uri.EscapeDataString(booking.BookingId)}", new AcceptedBooking(booking.BookingId, "accepted"));
    }

    private static Task<IResult> Get(string id, ConfirmedPublisher publisher, CancellationToken cancellation) =>
        Ask(new GetBooking { BookingId = FromRoute(id) }, publisher, cancellation);

    private static async Task<IResult> Move(string id, NewDate body, ConfirmedPublisher publisher, CancellationToken cancellation)
    {
        var errors = MessageChecks.Of(body);
        return errors.Count > 0
            ? ProblemAnswers.WrongFields(errors)
            : await Ask(new BookingRescheduled { BookingId = FromRoute(id), Date = body.Date!.Value, TimeSlots = body.TimeSlots! }, publisher, cancellation);
    }

    private static async Task<IResult> Link(string id, ConfirmedPublisher publisher, CancellationToken cancellation)
    {
        var question = new GetBookingLink { BookingId = FromRoute(id) };
        var errors = MessageChecks.Of(question);
        if (errors.Count > 0)
            return ProblemAnswers.WrongFields(errors);

        return await publisher.AskAsync(question, Patience, answers => answers.On<BookingLink>().On<BookingNotFound>(), cancellation) switch
        {
            BookingLink link => TypedResults.Ok(link),
            BookingNotFound missing => ProblemAnswers.NotFound($"booking \"{missing.BookingId}\""),
            _ => throw new NoAnswerException("The service that writes links did not answer in time; ask again."),
        };
    }

    private static Task<IResult> Confirm(string id, Decision decision, ConfirmedPublisher publisher, CancellationToken cancellation) =>
        Ask(new ConfirmBooking { BookingId = FromRoute(id), By = decision.By ?? "" }, publisher, cancellation);

    private static Task<IResult> Reject(string id, Decision decision, ConfirmedPublisher publisher, CancellationToken cancellation) =>
        Ask(new RejectBooking { BookingId = FromRoute(id), By = decision.By ?? "", Reason = decision.Reason }, publisher, cancellation);

    private static Task<IResult> Cancel(string id, Decision decision, ConfirmedPublisher publisher, CancellationToken cancellation) =>
        Ask(new CancelBooking { BookingId = FromRoute(id), By = decision.By ?? "", Reason = decision.Reason }, publisher, cancellation);

    private static Task<IResult> Keep(string id, Decision? words, ConfirmedPublisher publisher, CancellationToken cancellation) =>
        Ask(new RefuseUndo { BookingId = FromRoute(id), By = words?.By, Reason = words?.Reason }, publisher, cancellation);

    private static async Task<IResult> Ask<T>(T question, ConfirmedPublisher publisher, CancellationToken cancellation) where T : class
    {
        var errors = MessageChecks.Of(question);
        if (errors.Count > 0)
            return ProblemAnswers.WrongFields(errors);

        return await publisher.AskAsync(question, Patience, answers => answers.On<BookingState>().On<BookingNotFound>(), cancellation) switch
        {
            BookingState { Applied: true } booking => TypedResults.Ok(booking),
            BookingState booking => DecidedBefore(booking),
            BookingNotFound missing => ProblemAnswers.NotFound($"booking \"{missing.BookingId}\""),
            _ => throw new NoAnswerException("The service that decides did not answer in time. An order is carried out when it is back; ask GET /bookings/{id} then."),
        };
    }

    private static IResult DecidedBefore(BookingState booking) => TypedResults.Problem(
        $"The booking is {booking.State.Replace('_', ' ')}{(booking.DecidedBy is null ? "" : $": decided by {booking.DecidedBy}")}{(booking.DecidedAt is { } at ? $" at {at:yyyy-MM-ddTHH:mm:ssK}" : "")}.",
        statusCode: StatusCodes.Status409Conflict,
        title: booking.State == "awaiting_decision" ? "Not decided" : "Decided before",
        extensions: new Dictionary<string, object?>
        {
            ["booking_id"] = booking.BookingId,
            ["state"] = booking.State,
            ["decided_by"] = booking.DecidedBy,
            ["decided_at"] = booking.DecidedAt,
            ["reason"] = booking.Reason,
        });

    // An id such as PH-2026/17 comes as PH-2026%2F17, and the router leaves that one escape as it is.
    private static string FromRoute(string id) => id.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    private sealed record AcceptedBooking(string BookingId, string Status);

    private sealed record NewDate
    {
        [Required]
        public DateOnly? Date { get; init; }

        [Required]
        public IReadOnlyList<string>? TimeSlots { get; init; }
    }

    private sealed record Decision
    {
        [StringLength(200, MinimumLength = 1)]
        public string? By { get; init; }

        [StringLength(500)]
        public string? Reason { get; init; }
    }
}
