using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.Gateway.Messages;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Bookings;

/// <summary>Bookings in, decisions out, for platforms that are not on the bus.</summary>
internal static class BookingsApi
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public static void MapBookings(this IEndpointRouteBuilder routes)
    {
        var bookings = routes.MapGroup("/bookings");
        bookings.MapPost("", CreateAsync).RequireRole(Role.Book);
        bookings.MapGet("{id}", GetAsync).RequireRole(Role.Read, Role.Book);
        bookings.MapPatch("{id}", ChangeAsync).RequireRole(Role.Book);
        bookings.MapGet("{id}/link", LinkAsync).RequireRole(Role.Book);
        bookings.MapPost("{id}/link", RenewLinkAsync).RequireRole(Role.Decide, Role.Book);
        bookings.MapPost("{id}/confirm", ConfirmAsync).RequireRole(Role.Decide);
        bookings.MapPost("{id}/reject", RejectAsync).RequireRole(Role.Decide);
        bookings.MapPost("{id}/cancel", CancelAsync).RequireRole(Role.Decide, Role.Book);
        bookings.MapPost("{id}/refuse-undo", RefuseUndoAsync).RequireRole(Role.Decide, Role.Book);
        bookings.MapPost("{id}/reopen", ReopenAsync).RequireRole(Role.Decide);
    }

    private static async Task<IResult> CreateAsync(HttpRequest request, ConfirmedPublisher publisher, IAcceptedContent accepted, UploadedPhotos uploads, StudioDay days, CancellationToken cancellationToken)
    {
        // WebhookProcessor, which may be down until tomorrow, does not check the day again: what was accepted stays accepted.
        var (booking, files) = await BookingForm.ReadAsync(request, cancellationToken);
        if (days.PastDay(booking) is { } past)
        {
            return ProblemResults.WrongFields(past);
        }

        booking = booking with { Via = "http", AllowPast = true };
        var fields = MessageContent.Of(booking);
        var key = ContentKey(booking.BookingId);
        if (await accepted.DifferencesAsync(key, fields, () => MessageContent.AsItCame(booking)) is { Count: > 0 } differing)
        {
            return ProblemResults.OtherContent("booking", booking.BookingId, differing);
        }

        if (await uploads.KeepAsync(files, booking.PhotoUrls, "photo_urls") is { } refusal)
        {
            return refusal;
        }

        // Also for a caller who hangs up now: what was published is remembered.
        cancellationToken.ThrowIfCancellationRequested();
        await publisher.AcceptAsync(booking, CancellationToken.None);
        AuditNote.Set(request.HttpContext, booking.BookingId);
        await accepted.RememberAsync(key, fields);
        return TypedResults.Accepted($"{request.PathBase}/bookings/{Uri.EscapeDataString(booking.BookingId)}", new AcceptedBooking(booking.BookingId, "accepted"));
    }

    private static async Task<IResult> GetAsync(RoutedId routed, ConfirmedPublisher publisher, BookingMessages messages, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(new GetBooking { BookingId = routed.Value }, publisher, cancellationToken);
        return answer is Ok<BookingState> { Value: { } booking } ? TypedResults.Ok(await messages.AddAsync(booking)) : answer;
    }

    private static async Task<IResult> ChangeAsync(RoutedId routed, HttpRequest request, Caller caller, ConfirmedPublisher publisher, IAcceptedContent accepted, StudioDay days, CancellationToken cancellationToken)
    {
        var order = await RequestBody.ReadKnownAsync<BookingChanged>(request, BookingPatch.Id, routed.Value, BookingPatch.IsValue, cancellationToken);
        if (BookingPatch.Problem(order) is { } problem)
        {
            return ProblemResults.WrongFields(problem);
        }
        if (days.PastDay(order) is { } past)
        {
            return ProblemResults.WrongFields(past);
        }

        order = order with { AllowPast = true, By = caller.By(order.By) };
        IResult? answer = null;
        try
        {
            return answer = BookingPatch.IsMove(order)
                ? await AskAsync(new BookingRescheduled { BookingId = routed.Value, Date = order.Date!.Value, TimeSlots = order.TimeSlots!, AllowPast = true, By = order.By }, publisher, cancellationToken, request.HttpContext)
                : await AskAsync(order, publisher, cancellationToken, request.HttpContext);
        }
        finally
        {
            // It may come again as it was and as it is, which only the service that decides can tell apart. An order that was not answered may be carried out yet.
            if (answer is null or Ok<BookingState>)
            {
                await accepted.LeaveAsync(ContentKey(routed.Value));
            }
        }
    }

    private static async Task<IResult> LinkAsync(RoutedId routed, ConfirmedPublisher publisher, CancellationToken cancellationToken)
    {
        var question = new GetBookingLink { BookingId = routed.Value };
        var errors = MessageValidator.Of(question);
        if (errors.Count > 0)
        {
            return ProblemResults.WrongFields(errors);
        }

        return await publisher.AskQuestionAsync(question, answers => answers.On<BookingLink>().On<BookingNotFound>(), cancellationToken) switch
        {
            BookingLink link => TypedResults.Ok(link),
            BookingNotFound missing => ProblemResults.NotFound($"booking \"{missing.BookingId}\""),
            _ => throw new NoAnswerException("The service that writes links did not answer in time; ask again."),
        };
    }

    // Two questions: the first is answered when the older links are invalid. Where the second is not answered, GET has the new link.
    private static async Task<IResult> RenewLinkAsync(RoutedId routed, HttpRequest request, Caller caller, ConfirmedPublisher publisher, CancellationToken cancellationToken)
    {
        var words = await RequestBody.ReadOptionalAsync<Decision>(request, cancellationToken);
        var renewed = await AskAsync(new RenewBookingLink { BookingId = routed.Value, By = caller.By(words?.By), Reason = words?.Reason }, publisher, cancellationToken, request.HttpContext);
        return renewed is Ok<BookingState> ? await LinkAsync(routed, publisher, cancellationToken) : renewed;
    }

    private static async Task<IResult> ConfirmAsync(RoutedId routed, HttpRequest request, Caller caller, ConfirmedPublisher publisher, CancellationToken cancellationToken)
    {
        var words = await RequestBody.ReadAsync<Confirmation>(request, cancellationToken);
        return await AskAsync(new ConfirmBooking { BookingId = routed.Value, By = caller.By(words.By) ?? "", Reason = words.Reason, AdditionalInfo = words.AdditionalInfo }, publisher, cancellationToken, request.HttpContext);
    }

    private static async Task<IResult> RejectAsync(RoutedId routed, HttpRequest request, Caller caller, ConfirmedPublisher publisher, CancellationToken cancellationToken)
    {
        var words = await RequestBody.ReadAsync<Decision>(request, cancellationToken);
        return await AskAsync(new RejectBooking { BookingId = routed.Value, By = caller.By(words.By) ?? "", Reason = words.Reason }, publisher, cancellationToken, request.HttpContext);
    }

    private static async Task<IResult> CancelAsync(RoutedId routed, HttpRequest request, Caller caller, ConfirmedPublisher publisher, CancellationToken cancellationToken)
    {
        var words = await RequestBody.ReadAsync<Decision>(request, cancellationToken);
        return await AskAsync(new CancelBooking { BookingId = routed.Value, By = caller.By(words.By) ?? "", Reason = words.Reason }, publisher, cancellationToken, request.HttpContext);
    }

    private static async Task<IResult> RefuseUndoAsync(RoutedId routed, HttpRequest request, Caller caller, ConfirmedPublisher publisher, CancellationToken cancellationToken)
    {
        var words = await RequestBody.ReadOptionalAsync<RefusedUndo>(request, cancellationToken);
        return await AskAsync(new RefuseUndo { BookingId = routed.Value, By = caller.By(words?.By), Reason = words?.Reason, Sequence = words?.Sequence }, publisher, cancellationToken, request.HttpContext);
    }

    private static async Task<IResult> ReopenAsync(RoutedId routed, HttpRequest request, Caller caller, ConfirmedPublisher publisher, CancellationToken cancellationToken)
    {
        var words = await RequestBody.ReadOptionalAsync<Decision>(request, cancellationToken);
        return await AskAsync(new ReopenBooking { BookingId = routed.Value, By = caller.By(words?.By), Reason = words?.Reason }, publisher, cancellationToken, request.HttpContext);
    }

    private static async Task<IResult> AskAsync<T>(T question, ConfirmedPublisher publisher, CancellationToken cancellationToken, HttpContext? changing = null) where T : class
    {
        var errors = MessageValidator.Of(question);
        if (errors.Count > 0)
        {
            return ProblemResults.WrongFields(errors);
        }

        var answer = changing is null
            ? await publisher.AskQuestionAsync(question, answers => answers.On<BookingState>().On<BookingNotFound>(), cancellationToken)
            : await publisher.AskForChangeAsync(question, Timeout, answers => answers.On<BookingState>().On<BookingNotFound>().On<BookingChangeRefused>(), cancellationToken, accepted: () => AuditNote.BegunAsync(changing));
        return answer switch
        {
            BookingState { Applied: true } booking => Changed(changing, booking, question),
            BookingState booking => DecidedBefore(booking),
            BookingNotFound missing => ProblemResults.NotFound($"booking \"{missing.BookingId}\""),
            BookingChangeRefused refused => ProblemResults.WrongFields(refused.Fields.GroupBy(field => field.Field).ToDictionary(field => field.Key, field => field.Select(wrong => wrong.Rule).ToArray())),
            _ => throw new NoAnswerException("The service that decides did not answer in time. An order is carried out when it is back; ask GET /bookings/{id} then."),
        };
    }

    private static string ContentKey(string bookingId) => $"booking:{bookingId}";

    private static IResult Changed<T>(HttpContext? changing, BookingState booking, T order)
    {
        if (changing is not null)
        {
            var (before, after) = BeforeAndAfter.Of(booking, BeforeAndAfter.NameOf(order));
            AuditNote.Set(changing, booking.BookingId, before, after);
        }

        return TypedResults.Ok(booking);
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

    internal sealed record AcceptedBooking(string BookingId, string Status);

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
