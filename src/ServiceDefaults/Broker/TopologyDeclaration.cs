using System.Collections.Concurrent;
using MassTransit.Transports;
using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Redis;
using PhStudio.Messaging.ServiceDefaults.Wire;
using RabbitMQ.Client;

namespace PhStudio.Messaging.ServiceDefaults.Broker;

/// <summary>
/// Declares the queues of <see cref="Routes"/> and of this process's endpoints at the broker, with the arguments that the consumers use (<see cref="TopologyDeclarer"/>), and holds every
/// send back until they are there: a message that no queue is bound to vanishes although the broker confirms it
/// (docs/masstransit.md 6a), and a Gateway must be able to take bookings before the other services ever started.
/// Once for each connection, so also when the broker comes back empty; tried again until it succeeds, since several processes
/// that declare the same quorum queues at the same moment are refused now and then.
/// What goes to one of these queues is published as mandatory: a queue or binding that was removed meanwhile is noticed by the message that comes back, and declared again.
/// </summary>
internal sealed partial class TopologyDeclaration : BackgroundService, IHealthCheck, IReceiveEndpointDependency
{
    private static readonly (TimeSpan First, TimeSpan Max) Pauses = (TimeSpan.FromMilliseconds(250), TimeSpan.FromMinutes(1));

    /// <summary>How often an unavailable broker is tried; it is logged less and less often.</summary>
    private static readonly TimeSpan MaxPauseWhileAway = TimeSpan.FromSeconds(1);

    private readonly RabbitMqAddress _address;
    private readonly IReadOnlyList<Route> _routes;
    private readonly ConsumerWatch _consumers;
    private readonly DeadLetterReturns _returns;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ConcurrentBag<string> _own = [];
    private readonly TaskCompletionSource _loggedIn = New();
    private readonly TaskCompletionSource _first = New();
    private volatile TaskCompletionSource _declared = New();
    private volatile TaskCompletionSource _returned = New();
    private volatile string _state = "not declared yet";

    public TopologyDeclaration(RabbitMqAddress address, IReadOnlyList<Route> routes, ConsumerWatch consumers, DeadLetterReturns returns, TimeProvider time, ILogger<TopologyDeclaration> logger)
    {
        (_address, _routes, _consumers, _returns, _time, _logger) = (address, routes, consumers, returns, time, logger);
    }

    /// <summary>Done when the broker took our user and password for the first time.</summary>
    public Task LoggedIn => _loggedIn.Task;

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

    /// <summary>True for a queue of one of this process's endpoints.</summary>
    public bool IsOwn(string queue) => _own.Contains(queue);

    /// <summary>Done when everything is declared on the connection that there is now.</summary>
    public Task DeclaredAsync(CancellationToken cancellationToken) => _declared.Task.WaitAsync(cancellationToken);

    /// <summary>A message found no queue: what is sent from now on waits until all is declared again.</summary>
    public void DeclareAgain()
    {
        Withdraw();
        _returned.TrySetResult();
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_declared.Task.IsCompleted ? HealthCheckResult.Healthy(_returns.Refusal ?? "declared") : HealthCheckResult.Unhealthy(_state));

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
            catch (TopologyRefusedException e)
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

    private async Task DeclareAndWatchAsync(CancellationToken stopping)
    {
        await using var connection = await TopologyDeclarer.ConnectAsync(_address, stopping);
        _loggedIn.TrySetResult();
        var lost = New();
        connection.ConnectionShutdownAsync += (_, _) =>
        {
            Withdraw();
            lost.TrySetResult();
            return Task.CompletedTask;
        };
        DeadLetterConsumer? letters = null;
        do
        {
            _returned = New();
            await using (var channel = await connection.CreateChannelAsync(cancellationToken: stopping))
            {
                await TopologyDeclarer.DeclareAsync(channel, _routes, _own, stopping);
            }

            _first.TrySetResult();
            _declared.TrySetResult();
            if (!connection.IsOpen)
            {
                Withdraw();
            }
            else if (letters is not { HasEnded: false })
            {
                if (letters is not null)
                {
                    await letters.DisposeAsync();
                }

                letters = await _returns.StartAsync(connection, stopping);
            }
        }
        while (await IsReturnedAsync(connection, lost.Task, letters, stopping));
    }

    /// <summary>Watches the consumers until something must be declared or started again; false where that takes another connection.</summary>
    private async Task<bool> IsReturnedAsync(IConnection connection, Task lost, DeadLetterConsumer? letters, CancellationToken cancellationToken)
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

            if (letters is { HasEnded: true } || !await LookAsync(connection, cancellationToken))
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
            // It is closing, or too busy to answer: the next check decides.
            Log.NotLooked(_logger, _address.Uri, e.Message);
            return true;
        }
    }

    private void Withdraw()
    {
        if (_declared.Task.IsCompleted)
        {
            _declared = New();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The queues are not declared at {Broker} yet: {Reason}; it is tried again")]
        public static partial void NotDeclared(ILogger logger, Uri broker, string reason);

        [LoggerMessage(LogLevel.Error, "The queues cannot be declared at {Broker}: {Sentence}. It is retried, less and less often")]
        public static partial void Refused(ILogger logger, Uri broker, string sentence);

        [LoggerMessage(LogLevel.Warning, "A message found no queue: the queues and their bindings are declared again")]
        public static partial void Returned(ILogger logger);

        [LoggerMessage(LogLevel.Information, "The consumers could not be checked at {Broker}: {Reason}")]
        public static partial void NotLooked(ILogger logger, Uri broker, string reason);
    }
}
