using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Bot;
using PhStudio.Messaging.Sender.Startup;
using PhStudio.Messaging.Sender.Telegram;
using PhStudio.Messaging.Templates;

namespace PhStudio.Messaging.Sender.Administration;

/// <summary>What this Sender tells of the bot, asked of Telegram at this moment.</summary>
internal sealed class Status(TelegramClient telegram, BotIdentity identity, UpdateSource source, Breaker.Breaker breaker, TemplateLibrary templates)
{
    public async Task<BotStatus> Now(string? problem, CancellationToken cancellationToken)
    {
        var asked = await telegram.Probe(cancellationToken);
        var bot = TelegramClient.ResultOf(asked, TelegramJson.Default.BotUser);
        if (bot is not null)
        {
            identity.Known(bot);
            problem ??= await source.Refresh(cancellationToken);
        }
        else if (Classification.Classify(asked) is Outcome.Unauthorised unauthorised)
        {
            identity.Refused(unauthorised);
        }

        return new BotStatus
        {
            Connected = bot is not null,
            Error = problem ?? (bot is null ? identity.Problem ?? "Telegram does not answer" : null),
            BotId = identity.Bot?.Id,
            BotUserName = identity.Bot?.Username,
            BotName = identity.Bot?.FirstName,
            Updates = source.Info is null || source.IsPolling ? "polling" : "webhook",
            WebhookUrl = source.Info is { Url.Length: > 0 } info ? info.Url : null,
            PendingUpdates = source.Info?.PendingUpdateCount ?? 0,
            LastWebhookError = source.Info?.LastErrorMessage,
            LastWebhookErrorAt = source.Info?.LastErrorDate is { } at ? DateTimeOffset.FromUnixTimeSeconds(at) : null,
            Circuit = Breaker.Breaker.NameOf(breaker.State),
            TemplateProblems = templates.Problems is { Count: > 0 } problems ? [.. problems.Select(refused => refused.ToString())] : null,
        };
    }
}
