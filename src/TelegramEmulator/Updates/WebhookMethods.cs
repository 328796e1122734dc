using System.Collections.Frozen;
using System.Text.Json;
using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Hosting;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Updates;

/// <summary>The Bot API's <c>setWebhook</c>, <c>deleteWebhook</c> and <c>getWebhookInfo</c>.</summary>
internal sealed class WebhookMethods(EmulatorOptions options, UpdateFeed feed, HttpClient http, Func<IWebhookAnswers> answers, TimeProvider clock)
{
    private const int DefaultConnections = 40;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private static readonly FrozenSet<string> KnownKinds = FrozenSet.ToFrozenSet<string>(
    [
        "message", "edited_message", "channel_post", "edited_channel_post", "inline_query", "chosen_inline_result", "callback_query", "shipping_query", "pre_checkout_query",
        "poll", "poll_answer", "my_chat_member", "chat_member", "chat_join_request", "chat_boost", "removed_chat_boost", "message_reaction", "message_reaction_count",
        "business_connection", "business_message", "edited_business_message", "deleted_business_messages", "purchased_paid_media",
    ]);

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
            var registration = new Registration(
                WebhookRules.Url(parameters, options.LocalServer),
                WebhookRules.Secret(parameters),
                (int)Math.Clamp(parameters.Number("max_connections") ?? DefaultConnections, 1, 100),
                new WebhookHealth(clock, () => Forget(dropPending: false)));
            TakeAllowed(parameters);
            var same = _current is not null && _current.Url == registration.Url && _current.Secret == registration.Secret && _current.Connections == registration.Connections;
            DropPendingIfAsked(parameters);
            if (same)
            {
                return ApiAnswer.True("Webhook is already set");
            }

            _current = registration;
            var call = new WebhookCall(http, registration.Url, registration.Secret, registration.Health, answers(), clock);
            feed.Connect(new WebhookDelivery(call, registration.Connections, feed, clock));
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
            Url = registration?.Url.OriginalString ?? "",
            PendingUpdateCount = feed.PendingCount,
            MaxConnections = registration?.Connections,
            AllowedUpdates = feed.Allowed,
            LastErrorDate = error?.At.ToUnixTimeSeconds(),
            LastErrorMessage = error?.Message,
        }, WireJson.Default.WebhookInfo);
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
        if (parameters.Json("allowed_updates", "allowed_updates") is { ValueKind: JsonValueKind.Array } kinds)
        {
            var names = kinds.EnumerateArray().Where(kind => kind.ValueKind == JsonValueKind.String).Select(kind => kind.GetString()!).Where(KnownKinds.Contains).Distinct().ToList();
            feed.Allowed = names.Count == 0 ? null : names;
        }
    }

    private ApiAnswer Remove(ApiParameters parameters)
    {
        var was = _current is not null;
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

    private sealed record Registration(Uri Url, string? Secret, int Connections, WebhookHealth Health);
}
