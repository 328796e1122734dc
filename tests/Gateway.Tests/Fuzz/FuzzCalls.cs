using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Messages;
using PhStudio.Messaging.TestKit.Fuzz;

namespace PhStudio.Messaging.Gateway.Tests.Fuzz;

/// <summary>Every call that is mapped, with the values and the body that the API document gives as its example: a new route is tried without a word here.</summary>
internal sealed class FuzzCalls
{
    /// <summary>Stands for the status of a call that got no answer.</summary>
    public const int Cut = 599;

    /// <summary>Messages that are taken by <c>/send</c> and its batch; together they have every member.</summary>
    public static readonly IReadOnlyList<string> Messages =
    [
        FuzzBodies.Of(typeof(OutgoingMessage), """{"chat_id":1,"text":"a","send_at":"2026-12-24T10:00:00Z"}""", "template", "values", "language", "entities", "photo_url"),
        FuzzBodies.Of(typeof(OutgoingMessage), """{"chat_id":1,"text":"a"}""", "template", "values", "language", "parse_mode", "photos", "photo_url", "send_at", "message_id"),
        FuzzBodies.Of(typeof(OutgoingMessage), """{"chat_id":1,"template":"booking_notification","values":{"booking_id":"7","service":"s","date":"2099-12-24","time_slots":["10:00"],"client_name":"n","client_phone":"+7","people_count":2,"total_price":5}}""", "text", "entities", "photos", "send_at", "message_id"),
        """{"chat_id":1,"photos":["https://studio.example/a.jpg"],"text":"a"}""",
    ];

    /// <summary>Bodies beside the document's: with members that its example has not.</summary>
    private static readonly (string Call, string Body)[] More =
    [
        .. Messages.Select(body => ("POST /send", body)),
        ("POST /bookings", FuzzBodies.Of(typeof(BookingCreated), """{"id":"7","service":"Portrait","client_name":"Anna","client_phone":"+7","allow_past":false}""")),
        ("POST /webhook", """{"update_id":1,"callback_query":{"id":"5","from":{"id":5,"language_code":"ru"},"data":"x"}}"""),
    ];

    private readonly ConcurrentDictionary<string, (int Calls, TimeSpan Took)> _times = new(StringComparer.Ordinal);
    private readonly List<Call> _calls = [];
    private readonly HttpClient _stranger;
    private readonly HttpClient _wrongKey;

    private FuzzCalls(Uri address)
    {
        (_stranger, _wrongKey) = (new HttpClient { BaseAddress = address }, new HttpClient { BaseAddress = address });
        _wrongKey.DefaultRequestHeaders.Add("X-Api-Key", "a-key-of-somebody-else");
    }

    /// <summary>The calls' names.</summary>
    public IEnumerable<string> Names => _calls.Select(call => call.Name).Distinct(StringComparer.Ordinal);

    public static async Task<FuzzCalls> OfAsync(GatewayApp gateway)
    {
        var paths = JsonDocument.Parse(await gateway.Http.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken)).RootElement.GetProperty("paths");
        var calls = new FuzzCalls(gateway.Http.BaseAddress!);
        foreach (var route in gateway.Endpoints.OfType<RouteEndpoint>())
        {
            var path = "/" + route.RoutePattern.RawText!.Trim('/');
            foreach (var method in route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                var operation = paths.TryGetProperty(path, out var found) && found.TryGetProperty(method.ToLowerInvariant(), out var told) ? told : default;
                calls._calls.AddRange(Bodies($"{method} {path}", operation).Select(body => new Call(method, path, operation, body)));
            }
        }

        return calls;
    }

    /// <summary>What the calls cost, the dearest first.</summary>
    public string Dearest => string.Join(", ", _times.OrderByDescending(time => time.Value.Took).Take(8).Select(time => string.Create(CultureInfo.InvariantCulture, $"{time.Key} {time.Value.Calls} times {time.Value.Took.TotalMilliseconds / time.Value.Calls:0} ms")));

    /// <summary>One call with something wrong in it; now and then without the key.</summary>
    public Task<(string Call, int Status, string? Fault)> CallAsync(GatewayApp gateway, Random random, CancellationToken cancellationToken) =>
        CallAsync(gateway, random, isStranger: random.Next(8) == 0, cancellationToken, ledger: null);

    /// <summary>The same, of which every accepted message and booking has an id of its own and is noted.</summary>
    public Task<(string Call, int Status, string? Fault)> CallAsync(GatewayApp gateway, Random random, FuzzLedger ledger, CancellationToken cancellationToken) =>
        CallAsync(gateway, random, isStranger: random.Next(8) == 0, cancellationToken, ledger);

    /// <summary>A body with an id of its own, where it has the one of the samples.</summary>
    public static string Own(string body, Random random)
    {
        var id = new byte[16];
        random.NextBytes(id);
        return body.Replace(FuzzBodies.MessageId, new Guid(id).ToString(), StringComparison.Ordinal).Replace("\"id\":\"7\"", $"\"id\":\"{new Guid(id):N}\"", StringComparison.Ordinal);
    }

    /// <summary>One call with something wrong in it, of a stranger without a key or with a wrong one and with a wrong secret, or of somebody who has them.</summary>
    public async Task<(string Call, int Status, string? Fault)> CallAsync(GatewayApp gateway, Random random, bool isStranger, CancellationToken cancellationToken, FuzzLedger? ledger = null, Random? subject = null)
    {
        var call = _calls[random.Next(_calls.Count)];
        var json = call.Body is null ? "" : JsonFuzz.Spoil(ledger is null && subject is null ? call.Body : Own(call.Body, subject ?? random), random);
        var booking = call.IsBookingOrder && ledger is not null ? $"{random.NextInt64():x}" : null;
        using var request = new HttpRequestMessage(new HttpMethod(call.Method), Target(gateway.Http.BaseAddress!, call.Address(random, booking)));
        if (call.Method is not "GET" && json.Length > 0)
        {
            request.Content = JsonFuzz.Content(json, random);
        }

        byte[]? sent = null;
        if (call.Name is "POST /send" or "POST /bookings" && random.Next(6) == 0)
        {
            (request.Content, sent) = FuzzForms.Of(call.Name, json, random);
        }

        request.Headers.Add("X-Telegram-Bot-Api-Secret-Token", isStranger ? "another-secret" : GatewayApp.Secret);
        var began = Stopwatch.GetTimestamp();
        var (status, text) = await AnswerAsync(!isStranger ? gateway.Http : random.Next(2) == 0 ? _stranger : _wrongKey, request, cancellationToken);
        _times.AddOrUpdate(call.Name, name => (1, Stopwatch.GetElapsedTime(began)), (name, known) => (known.Calls + 1, known.Took + Stopwatch.GetElapsedTime(began)));
        if (ledger is not null && status == 202 && call.Name is "POST /send" or "POST /bookings")
        {
            ledger.Accept(sent ?? await request.Content!.ReadAsByteArrayAsync(cancellationToken), JsonElement.Parse(text));
        }

        if (status == 200 && booking is not null && request.RequestUri!.AbsolutePath.Contains($"/{booking}", StringComparison.Ordinal))
        {
            ledger!.Order(booking, request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken));
        }

        var fault = status >= 500 && !call.MayAnswer(status) ? "a fault of ours"
            // An address that the server itself cannot read is refused before anything of ours sees it.
            : status == 400 && text.Length == 0 && request.RequestUri!.OriginalString.Contains('%', StringComparison.Ordinal) ? null
            : isStranger && call.IsClosed && status is not (401 or 403 or 404 or 405) && !LeadsElsewhere(request.RequestUri!) ? "answered to a stranger"
            : status is 400 or 422 && !text.Contains("detail", StringComparison.Ordinal) ? "no sentence"
            : null;
        return (call.Name, status, fault is null ? null : $"{fault}: {call.Method} {request.RequestUri} with {json}: {status} {text}");
    }

    /// <summary>The answer; <see cref="Cut"/> where the connection was cut instead.</summary>
    public static async Task<(int Status, string Text)> AnswerAsync(HttpClient http, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.SendAsync(request, cancellationToken);
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (HttpRequestException e)
        {
            return (Cut, $"no answer: {e.GetBaseException().Message}");
        }
        catch (TaskCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{request.Method} {request.RequestUri} was not answered within {http.Timeout.TotalSeconds} s.", exception);
        }
    }

    /// <summary>True where the server takes a segment of dots for the way up, to what may be open to all.</summary>
    private static bool LeadsElsewhere(Uri address) => Uri.UnescapeDataString(address.AbsolutePath).Split('/').Any(segment => segment is "." or "..");

    /// <summary>The address as it stands there: what is wrong in it reaches the server.</summary>
    private static Uri Target(Uri server, string address) => new($"{server.GetLeftPart(UriPartial.Authority)}{address}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    private static IEnumerable<string?> Bodies(string name, JsonElement operation)
    {
        var told = operation.ValueKind == JsonValueKind.Object && operation.TryGetProperty("requestBody", out var body) && body.GetProperty("content").TryGetProperty("application/json", out var json) && json.TryGetProperty("example", out var example)
            ? example.GetRawText()
            : null;
        return More.Where(more => more.Call == name).Select(more => (string?)more.Body).Prepend(told);
    }

    private sealed record Call(string Method, string Path, JsonElement Operation, string? Body)
    {
        public string Name => $"{Method} {Path}";

        /// <summary>True where a key or Telegram's secret is asked for.</summary>
        public bool IsClosed => Operation.ValueKind == JsonValueKind.Object && Operation.GetProperty("security").GetArrayLength() > 0;

        /// <summary>True for an order about the booking that the address names.</summary>
        public bool IsBookingOrder => Method is "POST" or "PATCH" && Path.StartsWith("/bookings/{id}", StringComparison.Ordinal);

        /// <summary>The queues of a broker that is not there, and what the document says that others are to blame for.</summary>
        public bool MayAnswer(int status) => status is 502 or 503 or 507 && Operation.ValueKind == JsonValueKind.Object && Operation.GetProperty("responses").TryGetProperty($"{status}", out _)
            && (status != 503 || Path.StartsWith("/queues", StringComparison.Ordinal) || Path == "/health/ready");

        /// <summary>The address, with values at the edges for some of its parameters.</summary>
        /// <param name="random">Chooses.</param>
        /// <param name="booking">The booking's id where an edge does not take its place; null for the document's example.</param>
        public string Address(Random random, string? booking)
        {
            var path = Path;
            var query = new List<string>();
            if (Operation.ValueKind == JsonValueKind.Object && Operation.TryGetProperty("parameters", out var parameters))
            {
                foreach (var parameter in parameters.EnumerateArray())
                {
                    var name = parameter.GetProperty("name").GetString()!;
                    var isPath = parameter.GetProperty("in").GetString() == "path";
                    var value = random.Next(2) == 0 && parameter.TryGetProperty("example", out var example) ? Uri.EscapeDataString(isPath && booking is not null ? booking : $"{example}") : JsonFuzz.AddressText(random);
                    if (isPath)
                    {
                        path = path.Replace($"{{{name}}}", value, StringComparison.Ordinal);
                    }
                    else if (random.Next(2) == 0)
                    {
                        // Nobody delivers here: a wait would last as long as it says.
                        query.Add($"{name}={(name == "wait" && double.TryParse(Uri.UnescapeDataString(value), out _) ? "0" : value)}");
                    }
                }
            }

            return query.Count == 0 ? path : $"{path}?{string.Join('&', query)}";
        }
    }
}
