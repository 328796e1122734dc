using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Bookings;

/// <summary>Asks the service that decides, and turns its answer into one over HTTP.</summary>
internal static class BookingQuestion
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>Asks, or orders.</summary>
    /// <param name="question">The question, or the order.</param>
    /// <param name="publisher">Carries it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="changing">The call that changes something, for its record; null for a question.</param>
    public static async Task<IResult> AskAsync<T>(T question, ConfirmedPublisher publisher, CancellationToken cancellationToken, HttpContext? changing = null) where T : class
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
}
