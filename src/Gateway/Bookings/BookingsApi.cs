using Microsoft.AspNetCore.Http.HttpResults;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.Gateway.Messages;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Bookings;

/// <summary>Bookings in, for platforms that are not on the bus.</summary>
internal static class BookingsApi
{
    public static void MapBookings(this IEndpointRouteBuilder routes)
    {
        var bookings = routes.MapGroup("/bookings");
        bookings.MapPost("", CreateAsync).RequireRole(Role.Book);
        bookings.MapGet("{id}", GetAsync).RequireRole(Role.Read, Role.Book);
        bookings.MapPatch("{id}", ChangeAsync).RequireRole(Role.Book);
        bookings.MapGet("{id}/link", LinkAsync).RequireRole(Role.Book);
        bookings.MapPost("{id}/link", RenewLinkAsync).RequireRole(Role.Decide, Role.Book);
        bookings.MapDecisions();
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
        var answer = await BookingQuestion.AskAsync(new GetBooking { BookingId = routed.Value }, publisher, cancellationToken);
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
                ? await BookingQuestion.AskAsync(new BookingRescheduled { BookingId = routed.Value, Date = order.Date!.Value, TimeSlots = order.TimeSlots!, AllowPast = true, By = order.By }, publisher, cancellationToken, request.HttpContext)
                : await BookingQuestion.AskAsync(order, publisher, cancellationToken, request.HttpContext);
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
        var words = await RequestBody.ReadOptionalAsync<DecisionsApi.Decision>(request, cancellationToken);
        var renewed = await BookingQuestion.AskAsync(new RenewBookingLink { BookingId = routed.Value, By = caller.By(words?.By), Reason = words?.Reason }, publisher, cancellationToken, request.HttpContext);
        return renewed is Ok<BookingState> ? await LinkAsync(routed, publisher, cancellationToken) : renewed;
    }

    private static string ContentKey(string bookingId) => $"booking:{bookingId}";

    internal sealed record AcceptedBooking(string BookingId, string Status);
}
