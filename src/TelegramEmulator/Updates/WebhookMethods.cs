using System.Text.Json;
using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Hosting;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Updates;

/// <summary>The Bot API's <c>setWebhook</c>, <c>deleteWebhook</c> and <c>getWebhookInfo</c>.</summary>
internal sealed class WebhookMethods(EmulatorOptions options, UpdateFeed feed, HttpClient http, Func<IWebhookAnswers> answers, TimeProvider clock)
{
    private const int DefaultConnections = 40;
    private const int DefaultLocalConnections = 100;
    private const int MaxConnections = 100;
    private const int MaxLocalConnections = 100_000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Registration? _current;
    private DateTimeOffset _lastSet;

    /// <summary>True while updates go to a webhook.</summary>
    public bool IsSet => _current is not null;

    public ApiAnswer Set(ApiParameters parameters)
    {
        lock (_gate)
        {
            if (!parameters.Has("url"))
            {
                return Remove(parameters);
            }

            var now = clock.GetUtcNow();
            if (now - _lastSet < Interval)
            {
                // docs/telegram.md 3.
                throw TelegramRefusal.TooManyRequests(1);
            }

            _lastSet = now;
            var ip = parameters.Text("ip_address") is { Length: > 0 } given ? given : null;
            var hasCertificate = parameters.File("certificate") is not null;
            var connections = parameters.Number("max_connections", options.LocalServer ? DefaultLocalConnections : DefaultConnections, 1, options.LocalServer ? MaxLocalConnections : MaxConnections);
            if (_current is { } was && was.Text == parameters.Text("url") && was.Secret == (parameters.Text("secret_token") ?? "") && was.Connections == connections && was.FixedIp == ip && !was.HasCertificate && !hasCertificate && !parameters.Flag("drop_pending_updates"))
            {
                TakeAllowed(parameters);
                return ApiAnswer.True("Webhook is already set");
            }

            // The old webhook is gone before the new one is looked at, also where that is refused.
            Forget(dropPending: false);
            DropPendingIfAsked(parameters);
            var (url, secret) = WebhookRules.Read(parameters);
            TakeAllowed(parameters);
            WebhookRules.Check(url, ip, options.LocalServer);
            var health = new WebhookHealth(clock, () => Forget(dropPending: false));
            _current = new Registration(url, parameters.Text("url")!, secret, connections, ip, hasCertificate, health);
            var call = new WebhookCall(http, url, secret.Length == 0 ? null : secret, health, answers(), clock);
            feed.Connect(new WebhookDelivery(call, Math.Min(connections, MaxConnections), feed, clock));
            return ApiAnswer.True("Webhook was set");
        }
    }

    public ApiAnswer Delete(ApiParameters parameters)
    {
        lock (_gate)
        {
            return Remove(parameters);
        }
    }

    public ApiAnswer Info()
    {
        var registration = _current;
        var error = registration?.Health.LastError;
        return new ApiAnswer(new WebhookInfo
        {
            Url = registration?.Text ?? "",
            HasCustomCertificate = registration?.HasCertificate == true,
            IpAddress = registration is null ? null : registration.FixedIp ?? Address(registration.Url),
            PendingUpdateCount = feed.PendingCount,
            MaxConnections = registration?.Connections,
            AllowedUpdates = UpdateKinds.Told(feed.Allowed),
            LastErrorDate = error?.At.ToUnixTimeSeconds(),
            LastErrorMessage = error?.Message,
        }, EmulatorJson.Default.WebhookInfo);
    }

    /// <summary>No webhook, and nothing that waits.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            Forget(dropPending: true);
            feed.Allowed = null;
            _lastSet = default;
        }
    }

    /// <summary>Takes the kinds of updates that the bot wants; left out means as before, a list without a known name means the default ones (docs/telegram.md 2).</summary>
    public void TakeAllowed(ApiParameters parameters)
    {
        // What is no list of texts is as good as left out.
        if (parameters.TryJson("allowed_updates") is { ValueKind: JsonValueKind.Array } kinds && kinds.EnumerateArray().All(kind => kind.ValueKind == JsonValueKind.String))
        {
            feed.Allowed = UpdateKinds.Of(kinds.EnumerateArray().Select(kind => kind.GetString()!));
        }
    }

    private ApiAnswer Remove(ApiParameters parameters)
    {
        var was = _current is not null;
        if (!was && !parameters.Flag("drop_pending_updates"))
        {
            TakeAllowed(parameters);
        }

        DropPendingIfAsked(parameters);
        Forget(dropPending: false);
        return ApiAnswer.True(was ? "Webhook was deleted" : "Webhook is already deleted");
    }

    private void Forget(bool dropPending)
    {
        lock (_gate)
        {
            _current = null;
            feed.Connect(null);
            if (dropPending)
            {
                feed.Clear();
            }
        }
    }

    private void DropPendingIfAsked(ApiParameters parameters)
    {
        if (parameters.Flag("drop_pending_updates"))
        {
            feed.Clear();
        }
    }

    /// <summary>The address of the host, as far as it is known without asking anybody.</summary>
    private static string Address(Uri url) => url.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 ? url.IdnHost : url.Host == "localhost" ? "127.0.0.1" : "<unknown>";

    private sealed record Registration(Uri Url, string Text, string Secret, int Connections, string? FixedIp, bool HasCertificate, WebhookHealth Health);
}
