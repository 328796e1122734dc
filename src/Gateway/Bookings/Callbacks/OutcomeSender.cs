using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.ServiceDefaults.Connections;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using PhStudio.Messaging.ServiceDefaults.Redis;

namespace PhStudio.Messaging.Gateway.Bookings.Callbacks;

/// <summary>What was decided about a booking.</summary>
/// <param name="Type">Such as <c>booking.confirmed</c>.</param>
/// <param name="BookingId">The platform's own id.</param>
/// <param name="DecidedBy">Who, as shown to people.</param>
/// <param name="DecidedAt">When.</param>
/// <param name="Reason">Why, if it was said.</param>
/// <param name="Sequence">Its place among the outcomes of the booking; null where it is not known.</param>
/// <param name="Differs">Of a conflict, the fields that differ.</param>
/// <param name="AdditionalInfo">Of a confirmation, what the customer is told with it.</param>
/// <param name="Previous">The sequence of the outcome before it; null where there is none that may still be on its way.</param>
internal sealed record BookingOutcome(string Type, string BookingId, string? DecidedBy, DateTimeOffset DecidedAt, string? Reason, int? Sequence = null, IReadOnlyList<string>? Differs = null, string? AdditionalInfo = null, int? Previous = null)
{
    /// <summary>Without what may say something of a person.</summary>
    public BookingOutcome Erased() => this with { DecidedBy = Without(DecidedBy), Reason = Without(Reason), AdditionalInfo = Without(AdditionalInfo) };

    private static string? Without(string? text) => string.IsNullOrEmpty(text) ? text : PersonTraces.Erased;
}

/// <summary>The platform will never take this outcome (410): a retry does not help.</summary>
internal sealed class CallbackRefusedException(string message) : Exception(message);

/// <summary>Posts outcomes to the platform, signed as Standard Webhooks says. Throws until the platform answered 2xx.</summary>
internal sealed class OutcomeSender(HttpClient http, Uri? address, StandardWebhookSignature signature, TimeProvider time)
{
    private readonly Uri? _url = address is null ? null : BasicCredentials.Without(address);
    private readonly AuthenticationHeaderValue? _credentials = BasicCredentials.Of(address);

    /// <summary>A client that follows no redirect: an outcome goes to the address that the operator set, and nowhere else.</summary>
    /// <param name="race">Chooses among the addresses of the name.</param>
    /// <param name="timeout">How long an answer is awaited.</param>
    /// <param name="authorities">Whose certificates are taken; null for those of the machine.</param>
    public static HttpClient NewClient(AddressRace race, TimeSpan timeout, X509Certificate2Collection? authorities = null)
    {
        var handler = OutgoingHttp.NewHandler(race, authorities);
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
        return new HttpClient(new SocketErrors(handler)) { Timeout = timeout };
    }

    /// <summary>True where the platform has an address for outcomes.</summary>
    public bool IsOn => _url is not null;

    /// <summary>Posts an outcome.</summary>
    public Task SendAsync(BookingOutcome outcome, CancellationToken cancellationToken) => IsOn ? PostAsync(Callback.Of(outcome), cancellationToken) : Task.CompletedTask;

    /// <summary>Posts a callback and answers the platform's status, which is 2xx. Throws everything else.</summary>
    public async Task<int> PostAsync(Callback callback, CancellationToken cancellationToken)
    {
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, _url);
        request.Headers.Authorization = _credentials;
        request.Content = new StringContent(callback.Body, System.Text.Encoding.UTF8, "application/json");
        request.Headers.Add("webhook-id", callback.Id);
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add("webhook-signature", signature.Of(callback.Id, timestamp, callback.Body));

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.StatusCode == HttpStatusCode.Gone)
        {
            throw new CallbackRefusedException("The platform answered 410 Gone to its callback.");
        }
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"The platform answered {(int)response.StatusCode} to its callback.", inner: null, response.StatusCode);
        }

        return (int)response.StatusCode;
    }
}

internal static class OutcomeRegistration
{
    public static void AddOutcomeCallbacks(this IHostApplicationBuilder builder)
    {
        const string Format = "whsec_ followed by the base64 of at least 16 bytes (Standard Webhooks), or any other text of at least 16 characters, whose own bytes are then the key";
        var settings = builder.Settings();
        var url = settings.OptionalAddress("BOOKING_CALLBACK_URL", "the absolute http:// or https:// address that takes outcomes; user:password@ before the host is sent as basic authentication", takesCredentials: true);
        settings.NotInTheClear("BOOKING_CALLBACK_URL", url);
        if (url is not null && settings.Flag("SHADOW", fallback: false))
        {
            settings.Refuse("BOOKING_CALLBACK_URL would tell the platform what is decided, or expires, in the shadow of another system (SHADOW=true): leave it out until the switch.");
        }

        var authorities = settings.Authorities("BOOKING_CALLBACK_CA_FILE", url);
        var secret = url is null
            ? settings.OptionalSecret("BOOKING_CALLBACK_SECRET", Format, StandardWebhookSignature.IsSecret)
            : settings.Secret("BOOKING_CALLBACK_SECRET", Format, StandardWebhookSignature.IsSecret);
        settings.NotGuessable("BOOKING_CALLBACK_SECRET", secret);
        var next = settings.NotGuessable("BOOKING_CALLBACK_SECRET_NEXT", settings.OptionalSecret("BOOKING_CALLBACK_SECRET_NEXT", Format, StandardWebhookSignature.IsSecret));
        if (builder.UsesRedis())
        {
            builder.Services.AddSingleton<IOutcomeOrder, RedisOutcomeOrder>();
            builder.Services.AddSingleton<ICallbackLog, RedisCallbackLog>();
        }
        else
        {
            builder.Services.AddSingleton<IOutcomeOrder, InMemoryOutcomeOrder>();
            builder.Services.AddSingleton<ICallbackLog, InMemoryCallbackLog>();
        }

        builder.Services.TryAddSingleton(new AddressRace(TimeProvider.System));
        builder.Services.AddSingleton(CallbackEvents.Read(settings));
        builder.Services.AddSingleton<CallbackDelivery>();
        builder.Services.AddSingleton<FailingCallbacks>().AddHostedService(services => services.GetRequiredService<FailingCallbacks>());
        builder.Services.AddSingleton(services => new OutcomeSender(
            OutcomeSender.NewClient(services.GetRequiredService<AddressRace>(), TimeSpan.FromSeconds(15), authorities), url, new StandardWebhookSignature(secret ?? "", next), services.GetRequiredService<TimeProvider>()));
    }
}
