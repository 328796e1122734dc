using System.Net;

namespace PhStudio.Messaging.TelegramEmulator.Updates;

/// <summary>What <c>getWebhookInfo</c> tells of failures (TELEGRAM.md 5), and when a webhook that says 410 is given up (14).</summary>
internal sealed class WebhookHealth(TimeProvider clock, Action giveUp)
{
    private static readonly TimeSpan GonePatience = TimeSpan.FromHours(23);

    private readonly Lock gate = new();
    private DateTimeOffset? goneSince;

    public (DateTimeOffset At, string Message)? LastError { get; private set; }

    public void Succeeded()
    {
        lock (gate)
        {
            goneSince = null;
        }
    }

    public void Failed(string message, HttpStatusCode? status = null)
    {
        var now = clock.GetUtcNow();
        lock (gate)
        {
            LastError = (now, message);
            goneSince = status == HttpStatusCode.Gone ? goneSince ?? now : null;
            if (goneSince is not { } since || now - since <= GonePatience)
            {
                return;
            }
        }

        giveUp();
    }
}
