using PhStudio.Messaging.Gateway.Hosting;

namespace PhStudio.Messaging.Gateway.Reference;

/// <summary>What the API document says of the routes that every service has, and of its own.</summary>
internal static class ProbeReferences
{
    private static readonly ProbeAnswer Ready = new("healthy", new Dictionary<string, ProbePart> { ["broker"] = new("healthy", "Ready"), ["redis"] = new("healthy", null) });

    public static IReadOnlyList<CallReference> All { get; } =
    [
        Probe("/health/live", "isAlive", "Is the process alive", new AnswerReference(200, "It is.", new ProbeAnswer("healthy", new Dictionary<string, ProbePart>()))),
        Probe("/health/ready", "isReady", "Has the process what it needs", new AnswerReference(200, "It has.", Ready), new AnswerReference(503, "It has not: \"parts\" names what is missing.", Ready with { Status = "unhealthy" })),
        Probe("/metrics", "getMetrics", "Counts and times for Prometheus", new AnswerReference(200, "In Prometheus' text format.", "# TYPE gateway_refused_total counter") { ContentType = "text/plain" }),
        Probe("/", "getFrontPage", "A page for browsers", Page),
        Probe("/openapi/v1.json", "getDocument", "This document", new AnswerReference(200, "OpenAPI 3.1.", "{}") { ContentType = "application/json" }),
        Probe("/docs", "getReference", "This document as a page", Page),
    ];

    private static AnswerReference Page => new(200, "The page.", "<!doctype html>") { ContentType = "text/html" };

    private static CallReference Probe(string path, string id, string summary, params AnswerReference[] answers) => new("GET", path, id, summary) { Answers = answers, NeedsOthers = false };

    /// <summary>The answer of the health routes.</summary>
    /// <param name="Status"><c>healthy</c>, <c>degraded</c> or <c>unhealthy</c>.</param>
    /// <param name="Parts">What was looked at.</param>
    internal sealed record ProbeAnswer(string Status, IReadOnlyDictionary<string, ProbePart> Parts);

    /// <summary>One part.</summary>
    /// <param name="Status">As of the whole.</param>
    /// <param name="Description">More, in words.</param>
    internal sealed record ProbePart(string Status, string? Description);
}
