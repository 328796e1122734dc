using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Connections;

/// <summary>
/// A connection to Redis that is replaced by a new one when it falls silent. The client notices only what was closed. It bears for as long as the process lives a
/// network that swallows packets, and its own fault (StackExchange.Redis 1.2.6, docs/decisions/0007): a message of its own that is queued just when it connects wakes no writer,
/// and nothing queued after it does. Redis need not be up: it connects when it can.
/// </summary>
/// <param name="configuration">Where Redis is.</param>
/// <param name="options">How soon it is given up.</param>
/// <param name="logger">Is told of each connection that was open and silent.</param>
public sealed partial class LastingConnection(ConfigurationOptions configuration, LastingConnectionOptions options, ILogger<LastingConnection> logger) : IDisposable
{
    private const int Attempts = 3;
    private static readonly TimeSpan FirstAnswer = TimeSpan.FromSeconds(1);

    /// <summary>A silence on the network is real, whatever clock a test moves.</summary>
    private static readonly TimeProvider Time = TimeProvider.System;

    private readonly Lock _connecting = new();
    private readonly CancellationTokenSource _stopping = new();
    private volatile ConnectionMultiplexer? _current;
    private IConnectionMultiplexer? _connection;
    private IDatabase? _database;

    /// <summary>
    /// Stands for the connection of the moment; its first use connects. What it gives (a database, a server) belongs to that moment: ask for it at each use.
    /// Subscriptions do not outlive a replacement.
    /// </summary>
    public IConnectionMultiplexer Connection => _connection ??= Forward<IConnectionMultiplexer>.To(Current);

    /// <summary>Stands for the default database of the connection of the moment.</summary>
    public IDatabase Database => _database ??= Forward<IDatabase>.To(() => Current().GetDatabase());

    /// <summary>Closes the connection; what waits on it fails.</summary>
    public void Dispose()
    {
        lock (_connecting)
        {
            if (_stopping.IsCancellationRequested)
            {
                return;
            }

            _stopping.Cancel();
            Close(_current);
        }
    }

    private ConnectionMultiplexer Current()
    {
        if (_current is { } current)
        {
            return current;
        }

        lock (_connecting)
        {
            ObjectDisposedException.ThrowIf(_stopping.IsCancellationRequested, this);
            if (_current is null)
            {
                _current = Connect();
                _ = Task.Run(Watch);
            }

            return _current;
        }
    }

    private async Task Watch()
    {
        var heard = Time.GetTimestamp();
        while (!_stopping.IsCancellationRequested)
        {
            await Task.Delay(options.Interval, Time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var answers = await Answers().ConfigureAwait(false);
            var silence = Time.GetElapsedTime(heard);
            if (!answers && silence < options.Patience)
            {
                continue;
            }

            if (!answers)
            {
                await Replace(silence).ConfigureAwait(false);
            }

            heard = Time.GetTimestamp();
        }
    }

    private async Task<bool> Answers()
    {
        try
        {
            await _current!.GetDatabase().PingAsync().WaitAsync(options.Patience, Time, _stopping.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or OperationCanceledException or ObjectDisposedException)
        {
            return false;
        }
    }

    private async Task Replace(TimeSpan silence)
    {
        var old = _current!;
        lock (_connecting)
        {
            if (_stopping.IsCancellationRequested)
            {
                return;
            }

            // While Redis is away this comes again and again: only of a connection that believes to be one it is worth a line.
            if (old.IsConnected)
            {
                Log.Silent(logger, silence.TotalSeconds);
            }

            _current = Connect();
        }

        // Whoever got the old one just before may still ask it. Then what waits on it fails, and is tried again on the new one.
        await Task.Delay(options.Interval, Time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Close(old);
    }

    /// <summary>One that answers, or one to a Redis that is away. The fault above is at home in the first moments: what is silent from the start is thrown away at once.</summary>
    private ConnectionMultiplexer Connect()
    {
        for (var attempt = 1; ; attempt++)
        {
            var connection = ConnectionMultiplexer.Connect(configuration);
            // It would otherwise run all continuations one after the other.
            connection.PreserveAsyncOrder = false;
            if (!connection.IsConnected || AnswersAtFirst(connection) || attempt == Attempts)
            {
                return connection;
            }

            Close(connection);
        }
    }

    private static bool AnswersAtFirst(ConnectionMultiplexer connection)
    {
        try
        {
            return connection.GetDatabase().PingAsync().Wait(FirstAnswer);
        }
        catch (AggregateException)
        {
            return true; // It went away meanwhile, and the client knows it.
        }
    }

    private static void Close(ConnectionMultiplexer? connection)
    {
        connection?.Close(allowCommandsToComplete: false);
        connection?.Dispose();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The connection to Redis is open, but nothing was answered for {Seconds:0} s: a new one takes its place.")]
        public static partial void Silent(ILogger logger, double seconds);
    }
}
