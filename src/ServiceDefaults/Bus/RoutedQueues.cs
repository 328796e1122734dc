using System.Collections.Concurrent;
using MassTransit;
using MassTransit.Transports;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.Contracts;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace PhStudio.Messaging.ServiceDefaults.Bus;

/// <summary>
/// Declares the queues of <see cref="Routes"/> and of this process's endpoints at the broker, with the very arguments that the consumers use, and holds every
/// send back until they are there: a message that no queue is bound to vanishes although the broker confirms it
/// (MASSTRANSIT.md 6a), and a Gateway must be able to take bookings before the other services ever started.
/// Once for each connection, so also when the broker comes back empty; tried again until it succeeds, since several processes
/// that declare the same quorum queues at the same moment are refused now and then.
/// </summary>
internal sealed partial class RoutedQueues(RabbitMqAddress address, IReadOnlyList<Route> routes, ConsumerWatch consumers, TimeProvider time, ILogger<RoutedQueues> logger)
    : BackgroundService, IHealthCheck, ISendObserver, IPublishObserver, IReceiveEndpointDependency
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentBag<string> own = [];
    private readonly TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource declared = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when everything was declared for the first time.</summary>
    public Task Ready => first.Task;

    /// <summary>
    /// The endpoint's queue is declared here too, and the endpoint starts afterwards: MassTransit does not start an endpoint again whose
    /// declaration was refused.
    /// </summary>
    public void Precede(string queue, IReceiveEndpointConfigurator endpoint)
    {
        own.Add(queue);
        endpoint.AddDependency(this);
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(declared.Task.IsCompleted ? HealthCheckResult.Healthy("declared") : HealthCheckResult.Unhealthy("not declared yet"));

    // The transport itself calls these, right before the broker: what is only stored in an outbox does not wait.
    public Task PreSend<T>(SendContext<T> context) where T : class => declared.Task.WaitAsync(context.CancellationToken);

    public Task PrePublish<T>(PublishContext<T> context) where T : class => declared.Task.WaitAsync(context.CancellationToken);

    public Task PostSend<T>(SendContext<T> context) where T : class => Task.CompletedTask;

    public Task PostPublish<T>(PublishContext<T> context) where T : class => Task.CompletedTask;

    public Task SendFault<T>(SendContext<T> context, Exception exception) where T : class => Task.CompletedTask;

    public Task PublishFault<T>(PublishContext<T> context, Exception exception) where T : class => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await DeclareAndWatchAsync(stoppingToken);
                continue; // The connection was lost: the next one at once, before the bus has its own again.
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Log.NotDeclared(logger, address.Uri, e.Message);
            }

            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task DeclareAndWatchAsync(CancellationToken stopping)
    {
        await using var connection = await address.Connections().CreateConnectionAsync("routed queues", stopping);
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.ConnectionShutdownAsync += (_, _) =>
        {
            Withdraw();
            lost.TrySetResult();
            return Task.CompletedTask;
        };
        await using (var channel = await connection.CreateChannelAsync(cancellationToken: stopping))
            await DeclareAsync(channel, stopping);

        first.TrySetResult();
        declared.TrySetResult();
        if (!connection.IsOpen)
            Withdraw();
        while (!lost.Task.IsCompleted)
        {
            await Task.WhenAny(lost.Task, Task.Delay(consumers.Interval, time, stopping));
            stopping.ThrowIfCancellationRequested();
            if (!await LookAsync(connection, stopping))
            {
                return; // A queue is missing: all is declared again.
            }
        }
    }

    /// <summary>False where a queue of ours is missing.</summary>
    private async Task<bool> LookAsync(IConnection connection, CancellationToken stopping)
    {
        try
        {
            return !connection.IsOpen || await consumers.LookAsync(connection, stopping);
        }
        catch (Exception e) when (e is OperationInterruptedException or AlreadyClosedException or TimeoutException || (e is OperationCanceledException && !stopping.IsCancellationRequested))
        {
            // It is going away, or too busy to answer: the next look tells.
            Log.NotLooked(logger, address.Uri, e.Message);
            return true;
        }
    }

    private async Task DeclareAsync(IChannel channel, CancellationToken stopping)
    {
        var quorum = new Dictionary<string, object?> { [Topology.QueueType] = "quorum" };
        await channel.ExchangeDeclareAsync(Topology.DeadLetters, Topology.Fanout, durable: true, autoDelete: false, cancellationToken: stopping);
        await channel.QueueDeclareAsync(Topology.DeadLetters, durable: true, exclusive: false, autoDelete: false, quorum, cancellationToken: stopping);
        await channel.QueueBindAsync(Topology.DeadLetters, Topology.DeadLetters, "", cancellationToken: stopping);

        quorum[Topology.DeadLetterExchange] = Topology.DeadLetters;
        foreach (var queue in routes.Select(route => route.Queue).Union(own))
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, quorum, cancellationToken: stopping);

        foreach (var exchange in routes.GroupBy(route => Topology.Exchange(route.Message)))
        {
            var type = exchange.Any(route => route.RoutingKey is not null) ? Topology.Direct : Topology.Fanout;
            await channel.ExchangeDeclareAsync(exchange.Key, type, durable: true, autoDelete: false, cancellationToken: stopping);
            foreach (var route in exchange)
                await channel.QueueBindAsync(route.Queue, exchange.Key, route.RoutingKey ?? "", cancellationToken: stopping);
        }
    }

    private void Withdraw()
    {
        if (declared.Task.IsCompleted)
            declared = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The queues are not declared at {Broker} yet: {Reason}; it is tried again")]
        public static partial void NotDeclared(ILogger logger, Uri broker, string reason);

        [LoggerMessage(LogLevel.Information, "{Broker} was not asked about our consumers: {Reason}")]
        public static partial void NotLooked(ILogger logger, Uri broker, string reason);
    }
}
