using System.Text.Json;
using MassTransit;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Routing;
using PhStudio.Messaging.ServiceDefaults.Replay;
using PhStudio.Messaging.ServiceDefaults.Wire;
using StackExchange.Redis;

namespace PhStudio.Messaging.Gateway.Hosting;

/// <summary>Every refusal is a problem document (RFC 9457) that names the field, the rule and the form of the value.</summary>
internal static class ProblemResults
{
    private const string TooLarge = "This call takes at most 1 MiB; with files POST /send and POST /bookings take 50 MiB; POST /send/batch 100 MiB.";

    public static void AddProblems(this IHostApplicationBuilder builder)
    {
        builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = Explain);
        builder.Services.AddExceptionHandler<Handler>();
        // Otherwise a body that cannot be read is a bare 400 outside development.
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.DictionaryKeyPolicy = null;
            json.SerializerOptions.DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull;
            json.SerializerOptions.AllowDuplicateProperties = false;
        });
        builder.Services.Configure<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBodySize = 1 << 20);
    }

    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
    }

    /// <summary>422 with one entry for each wrong field.</summary>
    public static IResult WrongFields(IReadOnlyDictionary<string, string[]> errors) => TypedResults.Problem(
        string.Join("; ", errors.Select(error => $"{error.Key} {string.Join(", ", error.Value)}")) + ".",
        statusCode: StatusCodes.Status422UnprocessableEntity,
        title: "A field is missing or wrong",
        extensions: new Dictionary<string, object?> { ["errors"] = errors });

    /// <summary>409 for an id under which something else was accepted.</summary>
    public static IResult OtherContent(string what, string id, IReadOnlyList<string> differing) => TypedResults.Problem(
        $"The {what} \"{id}\" was accepted before with other content: {string.Join(", ", differing)}. The first stands.",
        statusCode: StatusCodes.Status409Conflict,
        title: "The id is taken",
        extensions: new Dictionary<string, object?> { ["differs"] = differing });

    /// <summary>507 for files that the store has no room for.</summary>
    public static IResult NoRoom() => TypedResults.Problem(
        "The photos were not kept: those of other messages fill the room that UPLOADS_MAX_MB gives them. Name the photo by its address, send it later, or raise UPLOADS_MAX_MB.",
        statusCode: StatusCodes.Status507InsufficientStorage,
        title: "No room for the photos");

    /// <summary>503 for what does not answer now.</summary>
    public static IResult Unavailable(string title, string detail) => new AskAgain(TypedResults.Problem(detail, statusCode: StatusCodes.Status503ServiceUnavailable, title: title));

    /// <summary>404 for an id that nobody knows.</summary>
    public static IResult NotFound(string what) => TypedResults.Problem($"There is no {what}.", statusCode: StatusCodes.Status404NotFound, title: "Not found");

    // The framework's own refusals have a status and no sentence.
    private static void Explain(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        if (problem.Detail is not null)
        {
            return;
        }
        if (problem.Status == StatusCodes.Status405MethodNotAllowed)
        {
            HeadCalls.Allow(context.HttpContext.Response);
        }

        (problem.Title, problem.Detail) = problem.Status switch
        {
            StatusCodes.Status404NotFound => ("Not found", "There is no such address; README.md lists the calls."),
            StatusCodes.Status405MethodNotAllowed => ("Wrong method", "This address takes another method; README.md lists the calls."),
            StatusCodes.Status413PayloadTooLarge => ("The body is too large", TooLarge),
            StatusCodes.Status415UnsupportedMediaType => ("Not JSON", "Send the body with Content-Type: application/json."),
            StatusCodes.Status400BadRequest => ("The request cannot be read", "The address or a header cannot be read."),
            _ => (problem.Title, problem.Detail),
        };
    }

    private sealed class AskAgain(IResult problem) : IResult
    {
        public const string Seconds = "1";

        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.RetryAfter = Seconds;
            return problem.ExecuteAsync(httpContext);
        }
    }

    private sealed class Handler(IProblemDetailsService problems) : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
        {
            var (status, title, detail, errors) = Describe(exception);
            if (status == 0)
            {
                return false;
            }

            context.Response.StatusCode = status;
            if (status == StatusCodes.Status503ServiceUnavailable)
            {
                context.Response.Headers.RetryAfter = AskAgain.Seconds;
            }
            var problem = new ProblemDetailsContext { HttpContext = context };
            problem.ProblemDetails.Status = status;
            problem.ProblemDetails.Title = title;
            problem.ProblemDetails.Detail = detail;
            if (errors is { Count: > 0 })
            {
                problem.ProblemDetails.Extensions["errors"] = errors;
            }

            await problems.WriteAsync(problem);
            return true;
        }

        private static (int Status, string Title, string Detail, IReadOnlyDictionary<string, string[]>? Errors) Describe(Exception exception) => exception switch
        {
            WireException { IsUnreadable: true } unreadable => (400, "The body cannot be read", unreadable.Message, unreadable.Errors),
            WireException wrong => (422, "A field is missing or wrong", wrong.Message + ".", wrong.Errors),
            UnsupportedContentException content => (415, "Not JSON in UTF-8", content.Message, null),
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
                (413, "The body is too large", TooLarge, null),
            BadHttpRequestException bad => (bad.StatusCode, "The request cannot be read", bad.Message, null),
            BrokerUnavailableException => (503, "Not accepted", "The broker did not confirm the message in time, so nothing was accepted. Send the same request again: the same id is never carried out twice.", null),
            _ when RedisAvailability.IsUnavailable(exception) => (503, "Redis is unavailable", "What was asked stands in Redis, which takes no calls now. Ask again in a moment.", null),
            ScanBusyException busy => (503, "Another call is looking", busy.Message, null),
            ScanRefusedException refused => (503, "The broker refuses", refused.Message, null),
            NoAnswerException late => (503, "No answer", late.Message, null),
            RedisException or RedisTimeoutException or TimeoutException => (503, "No answer", "Redis, which knows the answer, is unavailable; ask again.", null),
            _ => (0, "", "", null),
        };
    }
}
