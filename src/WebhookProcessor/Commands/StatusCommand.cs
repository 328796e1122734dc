using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.ChatOutages;
using PhStudio.Messaging.ServiceDefaults.ChatPins;
using PhStudio.Messaging.WebhookProcessor.Bookings.Index;
using PhStudio.Messaging.WebhookProcessor.Platform;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using PhStudio.Messaging.WebhookProcessor.Texts;

namespace PhStudio.Messaging.WebhookProcessor.Commands;

/// <summary>/status: the state of the system in words. It works also while Redis is unavailable.</summary>
public sealed class StatusCommand(IBookingLists lists, BotName bot, QueueDepths queues, IChatOutages outages, IChatPins pins, Localizer localizer, TimeProvider time) : ICommand
{
    // Telegram keeps its last error forever: an older one was fixed, or nothing has come since.
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(10);

    public async Task RunAsync(CommandOrder order)
    {
        var open = await OpenAsync();
        var problems = new List<string>();
        if (open is null)
        {
            problems.Add(localizer.Of("status_redis", order.Language));
        }
        problems.AddRange(await OfBotAsync(order));
        problems.AddRange((await ReadAsync(outages.AllAsync)).Select(chat => localizer.Of("status_unreachable", order.Language, ("chat_id", chat.ChatId), ("since", chat.Since))));
        problems.AddRange((await ReadAsync(pins.AllAsync)).Where(pin => pin.Refused is not null).Select(pin => localizer.Of("status_name_taken", order.Language, ("chat_name", pin.Name), ("chat_id", pin.Number))));
        problems.AddRange(await OfQueuesAsync(order));

        await order.ReplyAsync("command_status",
            ("healthy", problems.Count == 0), ("pending_count", open ?? 0), ("pending_unknown", open is null ? true : null),
            ("problem", problems.Count == 0 ? null : string.Join("; ", problems)));
    }

    private async Task<int?> OpenAsync()
    {
        try
        {
            return (await lists.OpenAsync()).Count;
        }
        catch (Exception e) when (OutageRetry.IsOutage(e))
        {
            return null;
        }
    }

    private static async Task<IReadOnlyList<T>> ReadAsync<T>(Func<Task<IReadOnlyList<T>>> all)
    {
        try
        {
            return await all();
        }
        catch (Exception e) when (OutageRetry.IsOutage(e))
        {
            return [];
        }
    }

    private async Task<List<string>> OfBotAsync(CommandOrder order)
    {
        try
        {
            return [.. Problems(await bot.StatusAsync(order.Context.CancellationToken), order.Language)];
        }
        catch (RequestException) // It did not answer in time, or could not.
        {
            return [localizer.Of("status_sender", order.Language)];
        }
    }

    private IEnumerable<string> Problems(BotStatus status, string language)
    {
        if (!status.Connected)
        {
            yield return localizer.Of("status_telegram", language);
        }
        if (status.Circuit != "closed")
        {
            yield return localizer.Of("status_circuit", language);
        }
        if (status.LastWebhookErrorAt is { } at && time.GetUtcNow() - at < Recent)
        {
            yield return localizer.Of("status_webhook", language, ("reason", status.LastWebhookError));
        }
    }

    private async Task<IReadOnlyList<string>> OfQueuesAsync(CommandOrder order)
    {
        if (!queues.HasBroker)
        {
            return [];
        }

        return (await queues.ReadAsync(order.Context.CancellationToken))?.Where(queue => queues.IsOfFailures(queue.Key)).Sum(queue => queue.Value) switch
        {
            null => [localizer.Of("status_queues", order.Language)],
            0 => [],
            { } failures => [localizer.Of("status_failures", order.Language, ("count", failures))],
        };
    }
}
