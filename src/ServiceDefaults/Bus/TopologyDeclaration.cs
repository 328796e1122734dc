using System.Collections.Concurrent;
using MassTransit;
using MassTransit.Transports;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Replay;
using RabbitMQ.Client;

namespace PhStudio.Messaging.ServiceDefaults.Bus;

/// <summary>
/// Declares the queues of <see cref="Routes"/> and of this process's endpoints at the broker, with the very arguments that the consumers use, and holds every
/// send back until they are there: a message that no queue is bound to vanishes although the broker confirms it
/// (docs/masstransit.md 6a), and a Gateway must be able to take bookings before the other services ever started.
/// Once for each connection, so also when the broker comes back empty; tried again until it succeeds, since several processes
/// that declare the same quorum queues at the same moment are refused now and then.
/// What goes to one of these queues is published as mandatory: a queue or binding that was removed meanwhile is noticed by the message that comes back, and declared again.
/// </summary>
internal sealed partial class TopologyDeclaration : BackgroundService, IHealthCheck, ISendObserver, IPublishObserver, IReceiveEndpointDependency
{
    private static readonly (TimeSpan First, TimeSpan Max) Pauses = (TimeSpan.FromMilliseconds(250), TimeSpan.FromMinutes(1));

    /// <summary>A broker that is away is tried this often; it is said less and less often.</summary>
    private static readonly TimeSpan MaxPauseWhileAway = TimeSpan.FromSeconds(1);

    private readonly RabbitMqAddress _address;
    private readonly IReadOnlyList<Route> _routes;
    private readonly ConsumerWatch _consumers;
    private readonly DeadLetterReturns _returns;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly HashSet<Type> _routed;
    private readonly HashSet<(Type Message, string RoutingKey)> _keys;
    private readonly HashSet<string> _exchanges;
    private readonly ConcurrentBag<string> _own = [];
    private readonly TaskCompletionSource _first = New();
    private volatile TaskCompletionSource _declared = New();
    private volatile TaskCompletionSource _returned = New();
    private volatile string _state = "not declared yet";

    public TopologyDeclaration(RabbitMqAddress address, IReadOnlyList<Route> routes, ConsumerWatch consumers, DeadLetterReturns returns, TimeProvider time, ILogger<TopologyDeclaration> logger)
    {
        (_address, _routes, _consumers, _returns, _time, _logger) = (address, routes, consumers, returns, time, logger);
        _routed = [.. routes.Select(route => route.Message)];
        _keys = [.. routes.Where(route => route.RoutingKey is not null).Select(route => (route.Message, route.RoutingKey!))];
        _exchanges = [.. routes.Select(route => Topology.Exchange(route.Message)), .. routes.Select(route => route.Queue)];
    }

    /// <summary>Done when everything was declared for the first time.</summary>
    public Task Ready => _first.Task;

    /// <summary>
    /// The endpoint's queue is declared here too, and the endpoint starts afterwards: a refusal then is one sentence of ours, not four
    /// warnings a second of an endpoint that starts again and again.
    /// </summary>
    public void Precede(string queue, IReceiveEndpointConfigurator endpoint)
    {
        _own.Add(queue);
        endpoint.AddDependency(this);
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_declared.Task.IsCompleted ? HealthCheckResult.Healthy("declared") : HealthCheckResult.Unhealthy(_state));

    // The transport itself calls these, right before the broker: what is only stored in an outbox does not wait.
    public Task PreSend<T>(SendContext<T> context) where T : class
    {
        Demand(context);
        return _declared.Task.WaitAsync(context.CancellationToken);
    }

    public Task PrePublish<T>(PublishContext<T> context) where T : class
    {
        Demand(context);
        return _declared.Task.WaitAsync(context.CancellationToken);
    }

    public Task PostSend<T>(SendContext<T> context) where T : class => Task.CompletedTask;

    public Task PostPublish<T>(PublishContext<T> context) where T : class => Task.CompletedTask;

    public Task SendFault<T>(SendContext<T> context, Exception exception) where T : class => FailedAsync(exception);

    public Task PublishFault<T>(PublishContext<T> context, Exception exception) where T : class => FailedAsync(exception);

    protected override async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        var attempts = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            var refusal = false;
            try
            {
                await DeclareAndWatchAsync(cancellationToken);
                attempts = 0;
                continue; // The connection was lost, or a queue is missing: at once, before the bus has its own connection again.
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (RefusedException e)
            {
                refusal = true;
                _state = e.Message;
                Log.Refused(_logger, _address.Uri, e.Message);
            }
            catch (Exception e)
            {
                _state = "not declared yet";
                // The first, the second, the fourth, the eighth time.
                if (System.Numerics.BitOperations.IsPow2(attempts + 1))
                {
                    Log.NotDeclared(_logger, _address.Uri, e.Message);
                }
            }

            var pause = TimeSpan.FromTicks(Math.Min(Pauses.First.Ticks << Math.Min(attempts++, 20), (refusal ? Pauses.Max : MaxPauseWhileAway).Ticks));
            await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What goes to one of our queues must reach it. An answer may find nobody, and news that are none of our own have who wants them.</summary>
    private void Demand<T>(SendContext<T> context) where T : class
    {
        if (context is RabbitMqSendContext rabbit && MustArrive(context))
        {
            rabbit.Mandatory = true;
        }
    }

    private bool MustArrive<T>(SendContext<T> context) where T : class
    {
        var name = context.DestinationAddress is { IsAbsoluteUri: true } address ? Uri.UnescapeDataString(address.AbsolutePath[(address.AbsolutePath.LastIndexOf('/') + 1)..]) : null;
        // Of a type that travels over a direct exchange only some keys lead to a queue of ours.
        return (name is null || name == Topology.Exchange(typeof(T))) && Routes.RoutingKeyOf(context.Message) is { } key
            ? _keys.Contains((typeof(T), key))
            : _routed.Contains(typeof(T)) || (name is not null && (_exchanges.Contains(name) || _own.Contains(name)));
    }

    private Task FailedAsync(Exception exception)
    {
        if (exception is MessageReturnedException)
        {
            // What is sent now waits until all is declared again.
            Withdraw();
            _returned.TrySetResult();
        }

        return Task.CompletedTask;
    }

    private async Task DeclareAndWatchAsync(CancellationToken stopping)
    {
        await using var connection = await ConnectAsync(stopping);
        var lost = New();
        connection.ConnectionShutdownAsync += (_, _) =>
        {
            Withdraw();
            lost.TrySetResult();
            return Task.CompletedTask;
        };
        var takes = false;
        do
        {
            _returned = New();
            await using (var channel = await connection.CreateChannelAsync(cancellationToken: stopping))
            {
                await DeclareAsync(channel, stopping);
            }

            _first.TrySetResult();
            _declared.TrySetResult();
            if (!connection.IsOpen)
            {
                Withdraw();
            }
            else if (!takes)
            {
                takes = true;
                await _returns.StartAsync(connection, stopping);
            }
        }
        while (await IsReturnedAsync(connection, lost.Task, stopping));
    }

    /// <summary>Looks after the consumers until something must be declared again; false where that takes another connection.</summary>
    private async Task<bool> IsReturnedAsync(IConnection connection, Task lost, CancellationToken cancellationToken)
    {
        while (!lost.IsCompleted)
        {
            await Task.WhenAny(lost, _returned.Task, Task.Delay(_consumers.Interval, _time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            if (_returned.Task.IsCompleted)
            {
                Log.Returned(_logger);
                return true;
            }

            if (!await LookAsync(connection, cancellationToken))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>False where a queue of ours is missing.</summary>
    private async Task<bool> LookAsync(IConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            return !connection.IsOpen || await _consumers.LookAsync(connection, cancellationToken);
        }
        catch (Exception e) when (BrokerFailure.IsUnavailable(e) && !cancellationToken.IsCancellationRequested)
        {
            // It is going away, or too busy to answer: the next look tells.
            Log.NotLooked(_logger, _address.Uri, e.Message);
            return true;
        }
    }

    private async Task<IConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _address.ConnectAsync("routed queues", cancellationToken);
        }
        catch (Exception e) when (BrokerFailure.Refusal(e, "anything") is { } sentence)
        {
            throw new RefusedException(sentence, e);
        }
    }

    private async Task DeclareAsync(IChannel channel, CancellationToken cancellationToken)
    {
        var doing = "";
        try
        {
            await DeclareAsync(channel, what => doing = what, cancellationToken);
        }
        catch (Exception e) when (BrokerFailure.Refusal(e, doing) is { } sentence)
        {
            throw new RefusedException(sentence, e);
        }
    }

    private async Task DeclareAsync(IChannel channel, Action<string> doing, CancellationToken stopping)
    {
        var quorum = new Dictionary<string, object?> { [Topology.QueueType] = "quorum" };
        doing($"queue {Topology.DeadLetters}");
        await channel.ExchangeDeclareAsync(Topology.DeadLetters, Topology.Fanout, durable: true, autoDelete: false, cancellationToken: stopping);
        await channel.QueueDeclareAsync(Topology.DeadLetters, durable: true, exclusive: false, autoDelete: false, quorum, cancellationToken: stopping);
        // What a queue gives up is seen to before it is put aside. Should that queue give it up in its turn, it is put aside at once.
        doing($"queue {Topology.DeadLetterReturns}");
        quorum[Topology.DeadLetterExchange] = "";
        quorum[Topology.DeadLetterRoutingKey] = Topology.DeadLetters;
        await channel.QueueDeclareAsync(Topology.DeadLetterReturns, durable: true, exclusive: false, autoDelete: false, quorum, cancellationToken: stopping);
        await channel.QueueBindAsync(Topology.DeadLetterReturns, Topology.DeadLetters, "", cancellationToken: stopping);
        await channel.QueueUnbindAsync(Topology.DeadLetters, Topology.DeadLetters, "", cancellationToken: stopping);

        quorum.Remove(Topology.DeadLetterRoutingKey);
        quorum[Topology.DeadLetterExchange] = Topology.DeadLetters;
        foreach (var queue in _routes.Select(route => route.Queue).Union(_own))
        {
            doing($"queue {queue}");
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, quorum, cancellationToken: stopping);
            // The endpoint's own exchange, which leads to its queue: what is sent to an endpoint's address goes there.
            await channel.ExchangeDeclareAsync(queue, Topology.Fanout, durable: true, autoDelete: false, cancellationToken: stopping);
            await channel.QueueBindAsync(queue, queue, "", cancellationToken: stopping);
        }

        foreach (var exchange in _routes.GroupBy(route => Topology.Exchange(route.Message)))
        {
            var type = exchange.Any(route => route.RoutingKey is not null) ? Topology.Direct : Topology.Fanout;
            doing($"exchange {exchange.Key}");
            await channel.ExchangeDeclareAsync(exchange.Key, type, durable: true, autoDelete: false, cancellationToken: stopping);
            foreach (var route in exchange)
            {
                await channel.QueueBindAsync(route.Queue, exchange.Key, route.RoutingKey ?? "", cancellationToken: stopping);
            }

            foreach (var route in Routes.Retired.Where(route => Topology.Exchange(route.Message) == exchange.Key))
            {
                await channel.QueueUnbindAsync(route.Queue, exchange.Key, route.RoutingKey ?? "", cancellationToken: stopping);
            }
        }
    }

    private void Withdraw()
    {
        if (_declared.Task.IsCompleted)
        {
            _declared = New();
        }
    }

    /// <summary>The broker will not, whatever is tried, until somebody acts.</summary>
    private sealed class RefusedException(string sentence, Exception inner) : Exception(sentence, inner);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The queues are not declared at {Broker} yet: {Reason}; it is tried again")]
        public static partial void NotDeclared(ILogger logger, Uri broker, string reason);

        [LoggerMessage(LogLevel.Error, "The queues cannot be declared at {Broker}: {Sentence}. It is tried again, less and less often")]
        public static partial void Refused(ILogger logger, Uri broker, string sentence);

        [LoggerMessage(LogLevel.Warning, "A message found no queue: the queues and their bindings are declared again")]
        public static partial void Returned(ILogger logger);

        [LoggerMessage(LogLevel.Information, "{Broker} was not asked about our consumers: {Reason}")]
        public static partial void NotLooked(ILogger logger, Uri broker, string reason);
    }
}
