using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PhStudio.Messaging.TestKit.Whole;

/// <summary>Plays the booking platform: takes the outcome callbacks and checks their signatures as Standard Webhooks says.</summary>
public sealed class Platform : IAsyncDisposable
{
    public const string Secret = "a-secret-of-the-platform";

    private readonly WebApplication app;
    private int refused;

    private Platform(WebApplication app) => this.app = app;

    public Uri Url => new(app.Urls.First() + "/outcomes");

    /// <summary>Every delivery with a true signature, in the order of arrival.</summary>
    public ConcurrentQueue<OutcomeDelivery> Deliveries { get; } = new();

    public ConcurrentQueue<string> Forged { get; } = new();

    /// <summary>What it answers. Default: 204.</summary>
    public int Answer { get; set; } = StatusCodes.Status204NoContent;

    /// <summary>How often it answered with something else than 2xx.</summary>
    public int Refused => refused;

    public static async Task<Platform> StartAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var platform = new Platform(app);
        app.MapPost("/outcomes", platform.TakeAsync);
        await app.StartAsync();
        return platform;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync();
        var id = request.Headers["webhook-id"].ToString();
        var timestamp = request.Headers["webhook-timestamp"].ToString();
        var expected = "v1," + Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}")));
        if (request.Headers["webhook-signature"] != expected || !long.TryParse(timestamp, CultureInfo.InvariantCulture, out _))
        {
            Forged.Enqueue(body);
            return Results.StatusCode(StatusCodes.Status401Unauthorized);
        }

        if (Answer is >= 200 and < 300)
        {
            var json = JsonDocument.Parse(body).RootElement;
            Deliveries.Enqueue(new OutcomeDelivery(id, json.GetProperty("type").GetString()!, json.GetProperty("data").GetProperty("booking_id").GetString()!, json.GetProperty("data").GetProperty("decided_by").GetString()!));
        }

        else
        {
            Interlocked.Increment(ref refused);
        }

        return Results.StatusCode(Answer);
    }
}

/// <summary>One outcome as the platform got it.</summary>
public sealed record OutcomeDelivery(string Id, string Type, string BookingId, string DecidedBy);
