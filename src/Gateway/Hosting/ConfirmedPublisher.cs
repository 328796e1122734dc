using MassTransit;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.Bus;
using PhStudio.Messaging.ServiceDefaults.Telemetry;
using StackExchange.Redis;

namespace PhStudio.Messaging.Gateway.Hosting;

/// <summary>
/// Publishes on behalf of an HTTP call. It returns only after the broker confirmed the write, and gives up after
/// <see cref="Timeout"/>: MassTransit itself would try for hours while the broker is unavailable (docs/masstransit.md 4).
/// </summary>
internal sealed partial class ConfirmedPublisher(IBusControl bus, IServiceScopeFactory scopes, ILogger<ConfirmedPublisher> logger, IConnectionMultiplexer? redis = null)
{
    /// <summary>How long a caller waits for the broker.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    // As far as the bus has noticed; it may lag behind by seconds either way.
    private bool IsAway => bus.CheckHealth().Status == BusHealthStatus.Unhealthy;

    /// <summary>Returns when the broker has the message; throws <see cref="BrokerUnavailableException"/> otherwise.</summary>
    public Task PublishAsync<T>(T message, CancellationToken cancellationToken) where T : class
    {
        SubjectIds.Note(message);
        return ConfirmedAsync(token => bus.Publish(message, token), cancellationToken);
    }

    /// <summary>
    /// Returns when the message cannot be lost: the broker has it or, while the broker is unavailable, the outbox in Redis, which delivers it
    /// when the broker is back. A message that the broker took without a confirmation may come twice; its own id makes that harmless.
    /// Throws <see cref="BrokerUnavailableException"/> where neither took it.
    /// </summary>
    public async Task AcceptAsync<T>(T message, CancellationToken cancellationToken) where T : class
    {
        if (!IsAway)
        {
            try
            {
                await PublishAsync(message, cancellationToken);
                return;
            }
            catch (BrokerUnavailableException)
            {
                // The broker went away just now.
            }
        }

        await using var scope = scopes.CreateAsyncScope();
        try
        {
            await ConfirmedAsync(token => scope.ServiceProvider.GetRequiredService<IBusOutbox>().Publish(message, token), cancellationToken);
            Log.Stored(logger, typeof(T).Name);
        }
        catch (Exception e) when (e is BusOutboxFullException || RedisAvailability.IsFailure(e))
        {
            throw new BrokerUnavailableException(e);
        }
    }

    /// <summary>
    /// Publishes a message as a question and waits for one of the answers. Unlike MassTransit's request client it sets no
    /// time to live: the broker would drop an accepted message when its consumer is down for longer than we wait here.
    /// Throws <see cref="BrokerUnavailableException"/> at once while the bus knows that the broker is unavailable.
    /// </summary>
    /// <param name="message">The question.</param>
    /// <param name="wait">How long the answer is awaited, after the broker confirmed the question.</param>
    /// <param name="answers">Connects the handlers of the possible answers by <see cref="Answers.On{T}"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="accepted">Called once the broker has the question, before the answer is awaited, also where the caller hangs up meanwhile: where it is given, only <see cref="Timeout"/> ends the publish.</param>
    /// <param name="isPatient">True to wait for a broker that is unavailable too, up to <see cref="Timeout"/>.</param>
    /// <returns>The answer, or null when none came in time.</returns>
    public async Task<object?> AskAsync<T>(T message, TimeSpan wait, Action<Answers> answers, CancellationToken cancellationToken, Func<Task>? accepted = null, bool isPatient = false) where T : class
    {
        if (!isPatient && IsAway)
        {
            throw new BrokerUnavailableException();
        }

        cancellationToken.ThrowIfCancellationRequested();
        SubjectIds.Note(message);
        using var expected = new Answers(bus, NewId.NextGuid());
        answers(expected);
        await ConfirmedAsync(token => bus.Publish(message, context =>
        {
            context.RequestId = expected.RequestId;
            context.ResponseAddress = bus.Address;
        }, token), accepted is null ? cancellationToken : CancellationToken.None);
        if (accepted is not null)
        {
            await accepted();
        }

        return await expected.FirstAsync(wait, cancellationToken);
    }

    /// <summary>
    /// As <see cref="AskAsync"/> for an order to a service that has its state in Redis: while Redis is unavailable no answer can come, and it is not waited for longer than
    /// <see cref="Deadlines.WithoutRedis"/>. The order stands, and is carried out when Redis is back.
    /// </summary>
    public Task<object?> AskForChangeAsync<T>(T order, TimeSpan wait, Action<Answers> answers, CancellationToken cancellationToken, Func<Task>? accepted = null) where T : class =>
        AskAsync(order, redis is { IsConnected: false } ? Deadlines.WithoutRedis : wait, answers, cancellationToken, accepted);

    /// <summary>
    /// As <see cref="AskAsync"/> for what changes nothing: within <see cref="Deadlines.Question"/> in all there is an answer, or it is null, also where the broker is unavailable.
    /// </summary>
    public async Task<object?> AskQuestionAsync<T>(T question, Action<Answers> answers, CancellationToken cancellationToken) where T : class
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadlines.Question);
        try
        {
            return await AskAsync(question, Deadlines.Question, answers, deadline.Token);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is OperationCanceledException or BrokerUnavailableException)
        {
            return null;
        }
    }

    private static async Task ConfirmedAsync(Func<CancellationToken, Task> publish, CancellationToken cancellationToken)
    {
        try
        {
            await ConfirmedPublish.WithinAsync(publish, Timeout, TimeProvider.System, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && BrokerFailure.IsUnavailable(e))
        {
            throw new BrokerUnavailableException(e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The broker is unavailable: a {Type} was stored in the outbox and is sent when it is back")]
        public static partial void Stored(ILogger logger, string type);
    }
}
