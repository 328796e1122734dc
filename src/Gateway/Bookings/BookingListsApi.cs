using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Bookings;

/// <summary>Which bookings there are, as pages and as a table for a spreadsheet. WebhookProcessor, which has them, is asked.</summary>
internal static class BookingListsApi
{
    private const int RowsAtOnce = 500;

    public static void MapBookingLists(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/bookings", ListAsync).RequireRole(Role.Read);
        routes.MapGet("/bookings.csv", TableAsync).RequireRole(Role.Read);
    }

    private static async Task<IResult> ListAsync(HttpRequest request, ConfirmedPublisher publisher, StudioDay days, CancellationToken cancellationToken)
    {
        var query = new ListQuery(request, days);
        var question = Read(query) with { Limit = query.Limit, After = query.After(PageCursor.IsOfIds) };
        if (query.Refusal() is { } refusal)
        {
            return refusal;
        }

        var page = await AskAsync(question, publisher, cancellationToken);
        return TypedResults.Ok(new ListedBookings(page.Bookings, PageCursor.Of(page.Next)?.ToString(), page.Counts.ToDictionary(count => count.State, count => count.Count), page.OldestWaiting, page.Overdue));
    }

    /// <summary>All that pass the filters, page by page, so that any number needs the memory of one page. A failure on the way aborts the answer, so that half a table is not taken for a whole one.</summary>
    private static async Task<IResult> TableAsync(HttpContext context, ConfirmedPublisher publisher, StudioDay days, CancellationToken cancellationToken)
    {
        var query = new ListQuery(context.Request, days, isPaged: false);
        var question = Read(query) with { Limit = RowsAtOnce };
        if (query.Refusal() is { } refusal)
        {
            return refusal;
        }

        var page = await AskAsync(question, publisher, cancellationToken);
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"bookings.csv\"";
        await using var writer = await BookingTable.BeginAsync(context.Response.Body);
        while (true)
        {
            await BookingTable.WriteAsync(writer, page.Bookings, cancellationToken);
            if (page.Next is null)
            {
                return TypedResults.Empty;
            }

            page = await AskAsync(question with { After = page.Next }, publisher, cancellationToken);
        }
    }

    private static ListBookings Read(ListQuery query) => new()
    {
        State = query.OneOf("state", "awaiting_decision", "confirmed", "rejected", "cancelled", "expired"),
        From = query.From(),
        To = query.To(),
        DecidedFrom = query.From("decided_from"),
        DecidedTo = query.To("decided_to"),
        DecidedBy = query.Text("decided_by"),
        Chat = query.Text("chat"),
        Date = query.Day("date"),
        Search = query.Text("q"),
    };

    private static async Task<BookingPage> AskAsync(ListBookings question, ConfirmedPublisher publisher, CancellationToken cancellationToken) =>
        await publisher.AskQuestionAsync(question, answers => answers.On<BookingPage>(), cancellationToken) as BookingPage
        ?? throw new NoAnswerException("The service that has the bookings did not answer in time; ask again.");

    internal sealed record ListedBookings(IReadOnlyList<BookingSummary> Bookings, string? Next, IReadOnlyDictionary<string, int> Counts, DateTimeOffset? OldestWaiting, int? Overdue);
}
