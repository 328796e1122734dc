using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using WireMock;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace PhStudio.Messaging.TestKit.Whole;

/// <summary>Plays the booking platform: takes the outcome callbacks and checks their signatures as Standard Webhooks says.</summary>
public sealed class Platform : IAsyncDisposable
{
    public const string Secret = "a-secret-of-the-platform";

    // The same number again puts another answer in the mapping's place.
    private static readonly Guid Mapping = new("0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11");

    private readonly WireMockServer _server = WireMockServer.Start();
    private int _answer;

    private Platform() => Answer = 204;

    public Uri Url => new(_server.Url! + "/outcomes");

    /// <summary>Every delivery with a true signature that was answered with 2xx, in the order of arrival.</summary>
    public IReadOnlyList<OutcomeDelivery> Deliveries => [.. Calls().Where(call => call.Status is >= 200 and < 300 && IsSigned(call.Request)).Select(call => Delivery(call.Request))];

    /// <summary>Every body whose signature is not true.</summary>
    public IReadOnlyList<string> Forged => [.. Calls().Where(call => !IsSigned(call.Request)).Select(call => call.Request.Body!)];

    /// <summary>What it answers. Default: 204.</summary>
    public int Answer
    {
        get => _answer;
        set
        {
            _answer = value;
            _server.Given(Request.Create().WithPath("/outcomes").UsingPost()).WithGuid(Mapping).RespondWith(Response.Create().WithStatusCode(value));
        }
    }

    /// <summary>How often it answered with something else than 2xx.</summary>
    public int Refused => Calls().Count(call => call.Status is < 200 or >= 300);

    public static Task<Platform> StartAsync() => Task.FromResult(new Platform());

    public ValueTask DisposeAsync()
    {
        _server.Dispose();
        return ValueTask.CompletedTask;
    }

    private IEnumerable<(IRequestMessage Request, int Status)> Calls() => _server.LogEntries
        .Where(entry => entry.RequestMessage is not null && entry.ResponseMessage is not null)
        .Select(entry => (entry.RequestMessage!, Convert.ToInt32(entry.ResponseMessage!.StatusCode, CultureInfo.InvariantCulture)));

    private static bool IsSigned(IRequestMessage request)
    {
        var timestamp = Header(request, "webhook-timestamp");
        return long.TryParse(timestamp, CultureInfo.InvariantCulture, out _)
            && Header(request, "webhook-signature") == "v1," + Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{Header(request, "webhook-id")}.{timestamp}.{request.Body}")));
    }

    private static OutcomeDelivery Delivery(IRequestMessage request)
    {
        var json = JsonDocument.Parse(request.Body!).RootElement;
        return new OutcomeDelivery(Header(request, "webhook-id"), json.GetProperty("type").GetString()!, json.GetProperty("data").GetProperty("booking_id").GetString()!, json.GetProperty("data").GetProperty("decided_by").GetString()!);
    }

    private static string Header(IRequestMessage request, string name) =>
        request.Headers?.FirstOrDefault(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Value?.FirstOrDefault() ?? "";
}

/// <summary>One outcome as the platform got it.</summary>
public sealed record OutcomeDelivery(string Id, string Type, string BookingId, string DecidedBy);
