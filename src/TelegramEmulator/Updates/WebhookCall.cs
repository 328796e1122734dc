using System.Net.Http.Headers;
using System.Net.Sockets;

namespace PhStudio.Messaging.TelegramEmulator.Updates;

/// <summary>What one attempt came to.</summary>
/// <param name="Taken">True for any 2xx.</param>
/// <param name="RetryAfter">The header of a refusal, in seconds.</param>
internal readonly record struct WebhookOutcome(bool Taken, int? RetryAfter = null);

/// <summary>One POST to the webhook, with the secret verbatim in its header (docs/telegram.md 1).</summary>
internal sealed class WebhookCall(HttpClient http, Uri url, string? secret, WebhookHealth health, IWebhookAnswers answers, TimeProvider clock)
{
    private const string SecretHeader = "X-Telegram-Bot-Api-Secret-Token";
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    public async Task<WebhookOutcome> PostAsync(PendingUpdate update, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(update.Body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip, deflate");
            request.Headers.Connection.Add("keep-alive");
            if (secret is not null)
            {
                request.Headers.TryAddWithoutValidation(SecretHeader, secret);
            }

            using var response = await http.SendAsync(request, either.Token);
            if (response.IsSuccessStatusCode)
            {
                health.Succeeded();
                await TakeAnswerAsync(response.Content, either.Token);
                return new WebhookOutcome(true);
            }

            health.Failed($"Wrong response from the webhook: {(int)response.StatusCode} {response.ReasonPhrase}", response.StatusCode);
            return new WebhookOutcome(false, Seconds(response.Headers.RetryAfter));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            health.Failed("Read timeout expired");
        }
        catch (Exception failure) when (failure is HttpRequestException or SocketException)
        {
            health.Failed(Words((failure.InnerException ?? failure) as SocketException));
        }

        return new WebhookOutcome(false);
    }

    /// <summary>The body of a 2xx may be one method call; what becomes of it is never seen (docs/telegram.md 11).</summary>
    private async Task TakeAnswerAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var body = await content.ReadAsByteArrayAsync(cancellationToken);
        if (body.Length > 0)
        {
            await answers.ExecuteAsync(body, content.Headers.ContentType?.ToString(), content.Headers.ContentEncoding.LastOrDefault(), cancellationToken);
        }
    }

    internal static string Words(SocketException? failure) => failure?.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "Connection refused",
        SocketError.TimedOut => "Connection timed out",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "Failed to resolve host: Name or service not known",
        SocketError.NetworkUnreachable or SocketError.HostUnreachable => "Network is unreachable",
        _ => "Webhook connection closed",
    };

    private static int? Seconds(RetryConditionHeaderValue? header) => header?.Delta is { } wait ? (int)wait.TotalSeconds : null;
}

/// <summary>Runs the method call that stands in a webhook's answer.</summary>
internal interface IWebhookAnswers
{
    /// <summary>Runs it, if there is one: JSON, a form and multipart are calls, anything else is none.</summary>
    Task ExecuteAsync(byte[] body, string? contentType, string? contentEncoding, CancellationToken cancellationToken);
}
