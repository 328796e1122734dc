using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Routing;
using PhStudio.Messaging.Gateway.Publishing;

namespace PhStudio.Messaging.Gateway.Problems;

/// <summary>Every refusal is a problem document (RFC 9457) that names the field, the rule and the form of the value.</summary>
internal static class ProblemAnswers
{
    private const string TooLarge = "This call takes at most 1 MiB; POST /send/batch takes 100 MiB.";

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

    /// <summary>404 for an id that nobody knows.</summary>
    public static IResult NotFound(string what) => TypedResults.Problem($"There is no {what}.", statusCode: StatusCodes.Status404NotFound, title: "Not found");

    // What the framework refuses by itself has a status and no sentence.
    private static void Explain(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        if (problem.Detail is not null)
            return;
        (problem.Title, problem.Detail) = problem.Status switch
        {
            StatusCodes.Status404NotFound => ("Not found", "There is no such address; README.md lists the calls."),
            StatusCodes.Status405MethodNotAllowed => ("Wrong method", "This address takes another method; README.md lists the calls."),
            StatusCodes.Status413PayloadTooLarge => ("The body is too large", TooLarge),
            StatusCodes.Status415UnsupportedMediaType => ("Not JSON", "Send the body with Content-Type: application/json."),
            _ => (problem.Title, problem.Detail),
        };
    }

    private sealed class Handler(IProblemDetailsService problems) : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
        {
            var (status, title, detail, field) = Describe(exception);
            if (status == 0)
                return false;

            context.Response.StatusCode = status;
            if (status == StatusCodes.Status503ServiceUnavailable)
                context.Response.Headers.RetryAfter = "1";
            var problem = new ProblemDetailsContext { HttpContext = context };
            problem.ProblemDetails.Status = status;
            problem.ProblemDetails.Title = title;
            problem.ProblemDetails.Detail = detail;
            if (field is not null)
                problem.ProblemDetails.Extensions["errors"] = new Dictionary<string, string[]> { [field] = [detail] };
            await problems.WriteAsync(problem);
            return true;
        }

        private static (int Status, string Title, string Detail, string? Field) Describe(Exception exception) => exception switch
        {
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
                (413, "The body is too large", TooLarge, null),
            BadHttpRequestException { InnerException: JsonException json } => UnreadableJson(json),
            BadHttpRequestException bad => (bad.StatusCode, "The request cannot be read", bad.Message, null),
            JsonException json => UnreadableJson(json),
            NotAcceptedException => (503, "Not accepted", "The broker did not confirm the message in time, so nothing was accepted. Send the same request again: the same id is never carried out twice.", null),
            NoAnswerException late => (503, "No answer", late.Message, null),
            _ => (0, "", "", null),
        };

        private static (int, string, string, string?) UnreadableJson(JsonException json)
        {
            var (field, rule) = JsonRefusal.Of(json);
            return (400, "The body cannot be read", field is null ? rule : $"{field} {rule}", field);
        }
    }
}
