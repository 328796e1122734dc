using System.Net;

namespace PhStudio.Messaging.TelegramEmulator.Updates;

/// <summary>What <c>getWebhookInfo</c> tells of failures (docs/telegram.md 5), and when a webhook that says 410 is given up (docs/telegram.md 14).</summary>
internal sealed class WebhookHealth(TimeProvider clock, Action giveUp)
{
    private static readonly TimeSpan GoneTimeout = TimeSpan.FromHours(23);

    private readonly Lock _gate = new();
    private DateTimeOffset? _goneSince;

    public (DateTimeOffset At, string Message)? LastError { get; private set; }

    public void Succeeded()
    {
        lock (_gate)
        {
            _goneSince = null;
        }
    }

    public void Failed(string message, HttpStatusCode? status = null)
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            LastError = (now, message);
            _goneSince = status == HttpStatusCode.Gone ? _goneSince ?? now : null;
            if (_goneSince is not { } since || now - since <= GoneTimeout)
            {
                return;
            }
        }

        giveUp();
    }
}
