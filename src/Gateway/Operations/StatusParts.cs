using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.Gateway.Messages;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.MessageStates;
using PhStudio.Messaging.ServiceDefaults.Redis;

namespace PhStudio.Messaging.Gateway.Operations;

/// <summary>What <see cref="StatusApi"/> asks, each with the deadline of a question.</summary>
internal static class StatusParts
{
    /// <summary>More are not counted: each is read for it.</summary>
    private const int MaxCounted = 1000;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>How each part of this process is, as its readiness says it. A part that does not say so in time is not well.</summary>
    public static async Task<Dictionary<string, string>> HealthAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var health = services.GetRequiredService<HealthCheckService>();
        var names = services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations.Where(check => check.Tags.Contains("ready")).Select(check => check.Name);
        var parts = await Task.WhenAll(names.Select(async name =>
        {
            try
            {
                return (name, (await health.CheckHealthAsync(check => check.Name == name, cancellationToken).WaitAsync(Deadlines.Question, cancellationToken)).Status);
            }
            catch (TimeoutException)
            {
                return (name, HealthStatus.Unhealthy);
            }
        }));
        return parts.ToDictionary(part => part.name == "masstransit-bus" ? "broker" : part.name, part => part.Item2.ToString().ToLowerInvariant(), StringComparer.Ordinal);
    }

    /// <summary>How many messages wait in each queue; null where the broker does not say so in time.</summary>
    public static async Task<IReadOnlyDictionary<string, long>?> DepthsAsync(QueueDepths queues, CancellationToken deadline)
    {
        try
        {
            return await queues.ReadAsync(deadline);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>How many messages wait for an operator's choice.</summary>
    public static async Task<int> UnknownAsync(IMessageStatusStore statuses) => (await ListedAsync(statuses, MessageState.Unknown)).Count;

    /// <summary>How many messages failed in the last day, but for those that were taken back: where the bus is in memory no queue keeps them.</summary>
    public static async Task<int> FailedAsync(IMessageStatusStore statuses, TimeProvider time)
    {
        var since = time.GetUtcNow() - Day;
        return (await ListedAsync(statuses, MessageState.Failed)).Count(entry => entry.At > since && entry.Reason != FailureReason.Cancelled);
    }

    private static Task<IReadOnlyList<MessageEntry>> ListedAsync(IMessageStatusStore statuses, MessageState state) =>
        AllAsync(async () => (await statuses.ListAsync(new MessageFilter(State: state), after: null, MaxCounted)).Messages);

    /// <summary>What a store has; nothing while Redis is unavailable, which the status shows in its parts.</summary>
    public static async Task<IReadOnlyList<T>> AllAsync<T>(Func<Task<IReadOnlyList<T>>> all)
    {
        try
        {
            return await all().WaitAsync(Deadlines.Question);
        }
        catch (Exception e) when (e is TimeoutException || RedisOutageRetry.IsOutage(e))
        {
            return [];
        }
    }
}
