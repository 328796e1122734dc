namespace PhStudio.Messaging.TelegramEmulator.Control;

/// <summary>A control call that cannot be done, with the sentence that says why.</summary>
internal sealed class ControlException(int status, string detail) : Exception(detail)
{
    public int Status { get; } = status;

    public static ControlException NotFound(string detail) => new(StatusCodes.Status404NotFound, detail);

    public static ControlException Invalid(string detail) => new(StatusCodes.Status400BadRequest, detail);
}

/// <summary>Turns what went wrong in a control call into problem details (RFC 9457).</summary>
internal static class ControlErrors
{
    public static IApplicationBuilder UseControlErrors(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        try
        {
            await next(http);
        }
        catch (ControlException refused) when (!http.Response.HasStarted)
        {
            await TypedResults.Problem(refused.Message, statusCode: refused.Status).ExecuteAsync(http);
        }
        catch (BadHttpRequestException unreadable) when (!http.Response.HasStarted)
        {
            await TypedResults.Problem(unreadable.InnerException?.Message ?? unreadable.Message, statusCode: unreadable.StatusCode).ExecuteAsync(http);
        }
    });
}
