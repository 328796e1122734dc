using PhStudio.Messaging.Gateway.Hosting;

namespace PhStudio.Messaging.Gateway.Reference;

/// <summary>A refusal, as RFC 9457 writes it.</summary>
internal sealed record Problem
{
    /// <summary>A link to the status in RFC 9110.</summary>
    public string? Type { get; init; }

    /// <summary>The kind of refusal, in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>The status.</summary>
    public required int Status { get; init; }

    /// <summary>The problem and its fix.</summary>
    public string? Detail { get; init; }

    /// <summary>The trace that the log has of the call.</summary>
    public string? TraceId { get; init; }

    /// <summary>Of 422 and 400: each wrong field with its rules.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors { get; init; }

    /// <summary>Of 409: the fields that differ from what was accepted.</summary>
    public IReadOnlyList<string>? Differs { get; init; }

    /// <summary>Of 403: the role that is missing.</summary>
    public string? Role { get; init; }
}

/// <summary>What a call refuses, by status: its own refusals, and those of its parameters and body.</summary>
internal static class Refusals
{
    /// <summary>An example of each.</summary>
    private static readonly Dictionary<int, Problem> Examples = new Problem[]
    {
        new() { Title = "The request cannot be read", Status = 400, Detail = "The body must be one JSON object." },
        new() { Title = "No key, or a wrong one", Status = 401, Detail = "Send the Gateway's key in the header X-Api-Key or as Authorization: Bearer <key>." },
        new() { Title = "A role is missing", Status = 403, Detail = "This call needs the role operate; the key \"console\" has read.", Role = "operate" },
        new() { Title = "Not found", Status = 404, Detail = "There is no booking \"PH-2026-17\"." },
        new() { Title = "The id is taken", Status = 409, Detail = "The booking \"PH-2026-17\" was accepted before with other content: total_price. The first stands.", Differs = ["total_price"] },
        new() { Title = "The body is too large", Status = 413, Detail = "This call takes at most 1 MiB; with files POST /send and POST /bookings take 50 MiB; POST /send/batch 100 MiB." },
        new() { Title = "Not JSON in UTF-8", Status = 415, Detail = "Send the body with Content-Type: application/json." },
        new() { Title = "A field is missing or wrong", Status = 422, Detail = "date must be a day such as 2026-12-24.", Errors = new Dictionary<string, IReadOnlyList<string>> { ["date"] = ["must be a day such as 2026-12-24"] } },
        new() { Title = "Telegram refused", Status = 502, Detail = "Bad webhook: An HTTPS URL must be provided for webhook" },
        new() { Title = "No room for the photos", Status = 507, Detail = "The photos were not kept: those of other messages fill the room that UPLOADS_MAX_MB gives them." },
        new() { Title = "No answer", Status = 503, Detail = "Redis, which knows the answer, is unavailable; ask again." },
    }.ToDictionary(problem => problem.Status);

    /// <summary>The headers of refusals.</summary>
    public static readonly IReadOnlyDictionary<int, (string Name, string Says)> Headers = new Dictionary<int, (string, string)>
    {
        [401] = ("WWW-Authenticate", "Bearer."),
        [503] = ("Retry-After", "After so many seconds the same call may be made again."),
    };

    /// <summary>The statuses with their sentences.</summary>
    /// <param name="call">The call.</param>
    /// <param name="needsKey">False for one that anybody may make.</param>
    public static SortedDictionary<int, string> Of(CallReference call, bool needsKey)
    {
        var refusals = new SortedDictionary<int, string>();
        if (call.Body is { } body && body.Type != typeof(System.Text.Json.JsonElement))
        {
            refusals[400] = "The body is no JSON object.";
            refusals[415] = "The body is not said to be JSON in UTF-8.";
        }

        if (call.Body is not null)
        {
            refusals[413] = "The body is too large.";
        }

        if (needsKey)
        {
            refusals[401] = "There is no key, or it is wrong or has expired.";
            refusals[403] = "The key has none of the roles that open the call.";
        }

        if (call.Body is not null || call.Parameters.Any(parameter => !parameter.IsInPath))
        {
            refusals[422] = "A field, a filter or a cursor is out of form: \"errors\" names each with its rule.";
        }

        if (call.NeedsOthers)
        {
            refusals[503] = "The broker, Redis or another service does not answer. Make the same call again: nothing is carried out twice.";
        }

        foreach (var (status, says) in call.Refusals)
        {
            refusals[status] = says;
        }

        return refusals;
    }

    /// <summary>An example of a refusal.</summary>
    public static Problem Example(int status) => Examples[status];
}
