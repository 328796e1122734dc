using System.Text.Json;
using PhStudio.Messaging.Gateway.Hosting.Commands;

namespace PhStudio.Messaging.Gateway.Operations.Doctor;

/// <summary>What the running Gateway says of the bot, its webhook and the staff chats: the Sender alone holds the bot's token.</summary>
internal static class GatewayChecks
{
    private static readonly Dictionary<string, string> New = new(StringComparer.Ordinal) { ["legacy"] = "false" };

    /// <summary>As <c>/status</c> in the staff chat has it.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(10);

    public static async Task<IReadOnlyList<Finding>> RunAsync(GatewayClient gateway, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return [.. Read(await gateway.GetAsync("status", New, cancellationToken), time.GetUtcNow()), .. await ChatChecks.RunAsync(gateway, cancellationToken)];
        }
        catch (CommandException e)
        {
            return [new Finding("gateway", IsWell: false, $"{e.Message} Bot, webhook and chats were not checked.")];
        }
    }

    private static List<Finding> Read(JsonElement status, DateTimeOffset now)
    {
        var findings = new List<Finding>();
        var error = Text(status, "error");
        var bot = status.TryGetProperty("bot_info", out var info) ? Text(info, "username") : null;
        findings.Add(bot is not null && error is null ? new Finding("bot", IsWell: true, $"@{bot} answers")
            : new Finding("bot", IsWell: false, $"{(error ?? "the Sender knows no bot").TrimEnd('.')}: look at {(bot is null ? "TELEGRAM_BOT_TOKEN and at " : "")}the Sender's log"));
        findings.AddRange(OfWebhook(status, error, now));
        foreach (var chat in status.TryGetProperty("unreachable_chats", out var chats) ? chats.EnumerateArray().ToList() : [])
        {
            findings.Add(new Finding("staff chat", IsWell: false, $"{Text(chat, "chat_id")} cannot be reached ({Text(chat, "reason")}): add the bot to it again, and give it the right to write"));
        }

        foreach (var chat in status.TryGetProperty("named_chats", out var named) ? named.EnumerateArray().ToList() : [])
        {
            findings.Add(new Finding("staff chat", IsWell: Text(chat, "refused") is null, $"{Text(chat, "name")} is {Text(chat, "number")}{(Text(chat, "refused") is { } other ? $", and {other} has that name now, which is refused: write {Text(chat, "number")}, or the number of the right chat, in the name's place" : "")}"));
        }

        if (status.TryGetProperty("unsent", out var unsent))
        {
            findings.Add(new Finding("unsent", IsWell: false, $"{unsent.GetInt64()} messages were given up in Redis, since the broker refused each ten times: GET /unsent says why; mend that, then POST /unsent/replay"));
        }

        foreach (var part in status.TryGetProperty("parts", out var parts) ? parts.EnumerateObject().Where(part => part.Value.GetString() != "healthy").ToList() : [])
        {
            findings.Add(new Finding(part.Name, IsWell: false, $"{part.Value.GetString()}: /health/ready of each service says why (docs/operations.md, \"Asking a process or a server\")"));
        }

        return findings;
    }

    private static IEnumerable<Finding> OfWebhook(JsonElement status, string? error, DateTimeOffset now)
    {
        if (Text(status, "webhook_problem") is { } problem)
        {
            return [new Finding("webhook", IsWell: false, problem)];
        }

        if (Text(status, "updates") == "polling")
        {
            // It polls too where the wanted webhook could not be set. Of another error polling is not the consequence.
            return [error?.Contains("setWebhook", StringComparison.Ordinal) == true
                ? new Finding("webhook", IsWell: false, "it could not be set, so that the Sender polls: the line of the bot says why")
                : new Finding("webhook", IsWell: true, "none: the Sender polls")];
        }

        return [Text(status, "webhook_url") is { } url
            ? Webhook(status, new Uri(url).Host, now)
            : new Finding("webhook", IsWell: false, "none is set at Telegram: PUT /bot/webhook, or set TELEGRAM_WEBHOOK_URL and restart the Sender")];
    }

    private static Finding Webhook(JsonElement status, string host, DateTimeOffset now)
    {
        var pending = status.TryGetProperty("pending_updates", out var waiting) ? waiting.GetInt32() : 0;
        var failsNow = status.TryGetProperty("last_webhook_error_at", out var at) && at.ValueKind == JsonValueKind.String && now - at.GetDateTimeOffset() < Recent;
        return pending > 100 || failsNow
            ? new Finding("webhook", IsWell: false, $"{pending} updates wait at Telegram{(Text(status, "last_webhook_error") is { } why ? $", which says: {why}" : "")}: look at the way from outside to {host}")
            : new Finding("webhook", IsWell: true, $"at {host}, {pending} updates wait");
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
