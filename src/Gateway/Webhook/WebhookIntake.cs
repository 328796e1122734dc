using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Browsers;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.Telegram;
using PhStudio.Messaging.Telegram.Updates;
using PhStudio.Messaging.Templates;

namespace PhStudio.Messaging.Gateway.Webhook;

/// <summary>
/// Takes Telegram's updates. With the right secret the answer is always 2xx once the broker has the update, readable or not
/// (docs/telegram.md 10); while the broker is unavailable it is 503 with <c>Retry-After: 1</c> (docs/telegram.md 7). A press is answered in the response itself (docs/telegram.md 11),
/// also while the broker is unavailable: the user is told to try again.
/// </summary>
internal static class WebhookIntake
{
    public static void AddWebhookIntake(this IHostApplicationBuilder builder)
    {
        const string Format = WebhookSecret.Format + " (TELEGRAM_WEBHOOK_URL is set, so Telegram must prove itself by it)";
        var settings = builder.Settings();
        var address = Address(builder);
        settings.NotInTheClear("TELEGRAM_WEBHOOK_URL", address);
        if (address is not null)
        {
            // A proxy on this machine passes the public name on.
            builder.Services.AllowHost(address.Host);
        }

        var secret = address is not null
            ? settings.Secret("TELEGRAM_WEBHOOK_SECRET", Format, WebhookSecret.IsWellFormed)
            : settings.OptionalSecret("TELEGRAM_WEBHOOK_SECRET", Format, WebhookSecret.IsWellFormed);
        // During a change of secrets: accepted here before the Sender gives it to Telegram.
        var next = settings.NotGuessable("TELEGRAM_WEBHOOK_SECRET_NEXT", settings.OptionalSecret("TELEGRAM_WEBHOOK_SECRET_NEXT", WebhookSecret.Format, WebhookSecret.IsWellFormed));
        builder.Services.AddSingleton(new WebhookSecret(settings.NotGuessable("TELEGRAM_WEBHOOK_SECRET", secret), next));
        // Telegram waits 60 s (docs/telegram.md 6), but the user watches a spinner.
        builder.Services.AddSingleton(new CallbackAnswerTimeout(settings.Seconds("WEBHOOK_PRESS_WAIT", TimeSpan.FromSeconds(1), max: TimeSpan.FromSeconds(30))));
    }

    /// <summary>Where Telegram delivers; null where the Sender polls.</summary>
    public static Uri? Address(IHostApplicationBuilder builder) =>
        builder.Settings().OptionalAddress("TELEGRAM_WEBHOOK_URL", "the public address of POST /webhook, https:// unless the Bot API is a local server");

    public static void MapWebhook(this IEndpointRouteBuilder routes) => routes.MapPost("/webhook", ReceiveAsync).AllowAnonymous();

    private static async Task<IResult> ReceiveAsync(HttpContext context, WebhookSecret secret, LegacyAnswers legacy, RefusedCalls refused, ConfirmedPublisher publisher, CallbackAnswerTimeout answerTimeout, TemplateLibrary templates, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!secret.Matches(context.Request.Headers[WebhookSecret.Header]))
        {
            await refused.NoteAsync(context, "wrong_secret");
            return TypedResults.Problem($"The header {WebhookSecret.Header} is missing or wrong.", statusCode: StatusCodes.Status403Forbidden, title: "Not Telegram");
        }

        var raw = UpdateBatch.TextOf(await RequestBody.BytesAsync(context.Request, cancellationToken));
        if (UpdateReader.TryRead(raw)?.CallbackQuery is not { } press)
        {
            await publisher.PublishAsync(new TelegramUpdateReceived { Raw = raw, ReceivedAt = time.GetUtcNow() }, cancellationToken);
            return legacy.AreAskedFor(context.Request) ? TypedResults.Ok(new LegacyAnswer("ok")) : TypedResults.Ok();
        }

        if (legacy.AreAskedFor(context.Request))
        {
            // No request waits for its answer, so the Sender answers the press by a call, as with polling.
            await publisher.PublishAsync(new TelegramPressReceived { Raw = raw, ReceivedAt = time.GetUtcNow() }, cancellationToken);
            return TypedResults.Ok(new LegacyAnswer("ok"));
        }

        return TypedResults.Ok(await AnswerAsync(press, new TelegramPressReceived { Raw = raw, ReceivedAt = time.GetUtcNow() }, publisher, answerTimeout, templates, cancellationToken));
    }

    private static async Task<CallbackAnswer> AnswerAsync(CallbackQuery press, TelegramPressReceived received, ConfirmedPublisher publisher, CallbackAnswerTimeout answerTimeout, TemplateLibrary templates, CancellationToken cancellationToken)
    {
        try
        {
            return await publisher.AskAsync(received, answerTimeout.Wait, answers => answers.On<UpdateAnswered>(), cancellationToken, isPatient: true) is UpdateAnswered answer
                ? new CallbackAnswer("answerCallbackQuery", answer.CallbackQueryId ?? press.Id, answer.Text, answer.ShowAlert)
                : Say("popup_accepted", alert: false);
        }
        catch (BrokerUnavailableException)
        {
            // Telegram would retry, but drop the press after 150 s (docs/telegram.md 8), and the user would wait as long.
            return Say("popup_try_again", alert: true);
        }

        CallbackAnswer Say(string phrase, bool alert) =>
            new("answerCallbackQuery", press.Id, templates.RenderPlain(phrase, templates.LanguageOf(press.From.LanguageCode)), alert);
    }

    internal sealed record LegacyAnswer(string Status);

    internal sealed record CallbackAnswer(string Method, string CallbackQueryId, string? Text, bool ShowAlert);
}

/// <summary>How long a press waits for the decision before the user is told "accepted".</summary>
internal sealed record CallbackAnswerTimeout(TimeSpan Wait);
