using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Publishing;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.Templates;

namespace PhStudio.Messaging.Gateway.Webhook;

/// <summary>
/// Takes Telegram's updates. With the right secret the answer is always 2xx once the broker has the update, readable or not
/// (TELEGRAM.md 10); while the broker is away it is 503 with <c>Retry-After: 1</c> (7). A press is answered in the response itself (11),
/// also while the broker is away: its presser is told to try again.
/// </summary>
internal static class WebhookIntake
{
    private const string SecretHeader = "X-Telegram-Bot-Api-Secret-Token";

    public static void AddWebhookIntake(this IHostApplicationBuilder builder)
    {
        const string Form = "1-256 characters of A-Z a-z 0-9 _ - (TELEGRAM_WEBHOOK_URL is set, so Telegram must prove itself by it)";
        var settings = builder.Settings();
        var secret = settings.IsSet("TELEGRAM_WEBHOOK_URL")
            ? settings.Secret("TELEGRAM_WEBHOOK_SECRET", Form, IsSecret)
            : settings.OptionalSecret("TELEGRAM_WEBHOOK_SECRET", Form, IsSecret);
        builder.Services.AddSingleton(new WebhookSecret(secret));
        // Telegram itself waits 60 s (TELEGRAM.md 6), a person with a spinner before the eyes does not.
        builder.Services.AddSingleton(new PressPatience(settings.Seconds("WEBHOOK_PRESS_WAIT", TimeSpan.FromSeconds(1), max: TimeSpan.FromSeconds(30))));
    }

    public static void MapWebhook(this IEndpointRouteBuilder routes) => routes.MapPost("/webhook", Receive);

    private static async Task<IResult> Receive(HttpContext context, WebhookSecret secret, ConfirmedPublisher publisher, PressPatience patience, TemplateLibrary templates, TimeProvider time, CancellationToken cancellation)
    {
        if (!secret.Is(context.Request.Headers[SecretHeader]))
            return TypedResults.Problem($"The header {SecretHeader} is missing or wrong.", statusCode: StatusCodes.Status403Forbidden, title: "Not Telegram");

        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var raw = await reader.ReadToEndAsync(cancellation);
        if (Press.Of(raw) is not { } press)
        {
            await publisher.PublishAsync(new TelegramUpdateReceived { Raw = raw, ReceivedAt = time.GetUtcNow() }, cancellation);
            return TypedResults.Ok();
        }

        return TypedResults.Ok(await Answer(press, new TelegramPressReceived { Raw = raw, ReceivedAt = time.GetUtcNow() }, publisher, patience, templates, cancellation));
    }

    private static async Task<CallbackAnswer> Answer(Press press, TelegramPressReceived received, ConfirmedPublisher publisher, PressPatience patience, TemplateLibrary templates, CancellationToken cancellation)
    {
        try
        {
            return await publisher.AskAsync(received, patience.Wait, answers => answers.On<UpdateAnswered>(), cancellation) is UpdateAnswered answer
                ? new CallbackAnswer("answerCallbackQuery", answer.CallbackQueryId ?? press.CallbackQueryId, answer.Text, answer.ShowAlert)
                : Say("popup_accepted", alert: false);
        }
        catch (NotAcceptedException)
        {
            // Telegram would come again, but drop the press after 150 s (TELEGRAM.md 8), and its presser would see a spinner all the while.
            return Say("popup_try_again", alert: true);
        }

        CallbackAnswer Say(string phrase, bool alert) =>
            new("answerCallbackQuery", press.CallbackQueryId, templates.RenderPlain(phrase, press.LanguageOf(templates)), alert);
    }

    private static bool IsSecret(string text) => text.Length <= 256 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    private sealed record CallbackAnswer(string Method, string CallbackQueryId, string? Text, bool ShowAlert);
}

/// <summary>The secret that Telegram sends back word for word (TELEGRAM.md 1); without one nobody is believed.</summary>
internal sealed class WebhookSecret(string? secret)
{
    private readonly byte[]? expected = string.IsNullOrEmpty(secret) ? null : SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    public bool Is(string? given) =>
        expected is not null && given is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), expected);
}

/// <summary>How long a press waits for the decision before its presser is told "accepted".</summary>
internal sealed record PressPatience(TimeSpan Wait);

/// <summary>As much of an update as the answer to a press needs.</summary>
/// <param name="CallbackQueryId">Telegram's id of the press.</param>
/// <param name="AppLanguage">The language of the presser's app, such as <c>ru</c> or <c>pt-br</c>; null where it does not say.</param>
internal sealed record Press(string CallbackQueryId, string? AppLanguage)
{
    /// <summary>The presser's language where we speak it, else English; null for the studio's where the app does not say.</summary>
    public string? LanguageOf(TemplateLibrary templates) =>
        AppLanguage is null ? null : templates.Languages.FirstOrDefault(language => AppLanguage.Split('-')[0].Equals(language, StringComparison.OrdinalIgnoreCase)) ?? "en";

    /// <summary>The press in an update; null where it is none, or cannot be read.</summary>
    public static Press? Of(string raw)
    {
        try
        {
            using var update = JsonDocument.Parse(raw);
            if (update.RootElement.ValueKind != JsonValueKind.Object
                || !update.RootElement.TryGetProperty("callback_query", out var query) || query.ValueKind != JsonValueKind.Object
                || !query.TryGetProperty("id", out var id) || id.ValueKind != JsonValueKind.String)
                return null;
            var language = query.TryGetProperty("from", out var from) && from.ValueKind == JsonValueKind.Object
                && from.TryGetProperty("language_code", out var code) && code.ValueKind == JsonValueKind.String ? code.GetString() : null;
            return new Press(id.GetString()!, language);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
