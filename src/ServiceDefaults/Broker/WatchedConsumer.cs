using MassTransit;
using MassTransit.RabbitMqTransport;
using MassTransit.Transports;
using RabbitMQ.Client;

namespace PhStudio.Messaging.ServiceDefaults.Broker;

/// <summary>
/// One receive endpoint's consumer, as its own channel shows it. The filter runs around the library's for as long as the library consumes.
/// When the consumer is missing the filter throws, and the library makes a new channel and a new consumer.
/// </summary>
internal sealed class WatchedConsumer(string queue, TimeProvider time) : IFilter<ChannelContext>, IReceiveEndpointObserver
{
    /// <summary>
    /// How long a closed channel may keep its consumer. When a connection ends, the client closes one channel after the other, and waits each time for the messages that are worked on there; some of
    /// these wait in turn for a channel that is closed later. Their acknowledgements are lost with the channel in any case.
    /// </summary>
    private static readonly TimeSpan ClosedGrace = TimeSpan.FromSeconds(1);

    private static readonly (TimeSpan First, TimeSpan Max) Pauses = (TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    private volatile Session? _session;
    private long? _missingSince;
    private volatile ReceiveEndpoint? _endpoint;
    private volatile string? _refusal;
    private int _refusals;
    private volatile TaskCompletionSource _stopping = New();

    /// <summary>The queue that is consumed from.</summary>
    public string Queue { get; } = queue;

    /// <summary>How many consumers the broker counted on the queue at the last look; null where the queue was not there.</summary>
    public uint? ConsumersAtBroker { get; private set; }

    /// <summary>True where this process has an open channel with a consumer on it, and the broker counts at least one on the queue.</summary>
    public bool IsAttached => _session is { IsConsuming: true, Channel.IsOpen: true } && ConsumersAtBroker is > 0;

    /// <summary>How long the consumer has been missing since the library began to start it; zero where it is there.</summary>
    public TimeSpan MissingFor => _missingSince is { } since ? time.GetElapsedTime(Math.Max(since, _session?.Began ?? since)) : TimeSpan.Zero;

    /// <summary>What to do, in one sentence, where the broker refuses the consumer; null where it does not.</summary>
    public string? Refusal => _refusal;

    /// <summary>What is wrong, in words.</summary>
    public string Reason => _session switch
    {
        null => "it has no channel",
        { Channel.IsOpen: false } => "its channel is closed",
        { IsConsuming: false } => "the broker has not confirmed it",
        _ => ConsumersAtBroker is null ? "the queue is not there" : "the broker knows no consumer",
    };

    /// <summary>Takes what the broker said.</summary>
    /// <param name="consumers">How many consumers it counts; null where it does not know the queue.</param>
    public void Seen(uint? consumers)
    {
        ConsumersAtBroker = consumers;
        _missingSince = IsAttached ? null : _missingSince ?? time.GetTimestamp();
    }

    /// <summary>Makes the library start the consumer again. False where it is starting by itself already.</summary>
    public bool StartAgain()
    {
        if (_session is not { } session)
        {
            return false;
        }

        session.Abandoned.TrySetResult();
        _missingSince = null;
        return true;
    }

    public async Task Send(ChannelContext context, IPipe<ChannelContext> next)
    {
        var session = new Session(context.Channel, time.GetTimestamp());
        _session = session;
        using var over = new CancellationTokenSource();
        try
        {
            var consuming = next.Send(context);
            _ = AbandonOnceClosedAsync(session, over.Token);
            if (await Task.WhenAny(consuming, session.Abandoned.Task) != consuming)
            {
                _ = OutliveAsync(consuming);
                if (!context.Channel.IsOpen)
                {
                    // As the library itself ends a consumer whose channel is closed: it starts the next one after a second. After a failure it waits three, and longer each time.
                    throw new OperationCanceledException($"The channel of {Queue}'s consumer is closed.");
                }

                // The old consumer is closed with its channel, and its unacknowledged messages return to the queue.
                await context.Channel.AbortAsync(CancellationToken.None);
                // Transient, or the library would give the whole bus up where this was its first start.
                throw new ConnectionException($"The consumer of {Queue} was missing.", isTransient: true);
            }

            await consuming;
        }
        catch (Exception e) when (BrokerFailure.Refusal(e, $"queue {Queue}", "read") is { } refusal)
        {
            // The library would ask again every few seconds, with a warning each time.
            _refusal = refusal;
            Interlocked.CompareExchange(ref _session, null, session);
            var pause = TimeSpan.FromTicks(Math.Min(Pauses.First.Ticks << Math.Min(_refusals++, 20), Pauses.Max.Ticks));
            // The token is that of the connection: the stop of the endpoint alone leaves it as it is.
            await _stopping.Task.WaitAsync(pause, time, context.CancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stopping.Task.IsCompleted)
            {
                // A refusal would be the failure of a bus that never started, and of the process with it.
                throw new OperationCanceledException($"The consumer of {Queue} is stopped.", e);
            }

            throw;
        }
        finally
        {
            await over.CancelAsync();
            Interlocked.CompareExchange(ref _session, null, session);
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("consumer-watch");

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task AbandonOnceClosedAsync(Session session, CancellationToken over)
    {
        try
        {
            // Looked at: the client tells of a channel's end only when its turn comes.
            while (session.Channel.IsOpen)
            {
                await Task.Delay(Look, time, over);
            }

            await Task.Delay(ClosedGrace, time, over);
            session.Abandoned.TrySetResult();
        }
        catch (OperationCanceledException)
        {
            // The library ended it itself.
        }
    }

    /// <summary>
    /// The library lets a consumer end only when what it has in hand is done, and takes that for the end of the endpoint, also where the next consumer has long begun: it would call the bus
    /// "degraded" until the next connection.
    /// </summary>
    private async Task OutliveAsync(Task consuming)
    {
        await consuming.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_session is { IsConsuming: true, Channel.IsOpen: true } && _endpoint is { CurrentState: ReceiveEndpoint.State.Completed } endpoint)
        {
            endpoint.CurrentState = ReceiveEndpoint.State.Ready;
            endpoint.Message = "ready";
            endpoint.HealthResult = EndpointHealthResult.Healthy(endpoint, endpoint.Message);
        }
    }

    Task IReceiveEndpointObserver.Ready(ReceiveEndpointReady ready)
    {
        _endpoint = ready.ReceiveEndpoint as ReceiveEndpoint;
        if (_stopping.Task.IsCompleted)
        {
            _stopping = New();
        }

        if (ready.IsStarted && _session is { } session)
        {
            session.IsConsuming = true;
            (_refusal, _refusals) = (null, 0);
        }

        return Task.CompletedTask;
    }

    Task IReceiveEndpointObserver.Stopping(ReceiveEndpointStopping stopping)
    {
        _stopping.TrySetResult();
        return Task.CompletedTask;
    }

    // Whose end it is stands nowhere in it: Send knows.
    Task IReceiveEndpointObserver.Completed(ReceiveEndpointCompleted completed) => Task.CompletedTask;

    Task IReceiveEndpointObserver.Faulted(ReceiveEndpointFaulted faulted) => Task.CompletedTask;

    /// <summary>One channel of the endpoint, from its first declaration to its end.</summary>
    private sealed class Session(IChannel channel, long began)
    {
        private volatile bool _isConsuming;

        public long Began => began;

        public IChannel Channel => channel;

        public TaskCompletionSource Abandoned { get; } = New();

        public bool IsConsuming { get => _isConsuming; set => _isConsuming = value; }
    }
}
