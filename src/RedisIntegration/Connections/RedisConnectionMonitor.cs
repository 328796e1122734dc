using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Connections;

/// <summary>
/// A connection whose silent sockets are closed. StackExchange.Redis reconnects by itself when a socket closes, but it replaces a socket on which nothing arrives
/// only after four timeouts of its commands (about 21 s by default). The monitor asks every server once a second and closes the socket
/// of one that did not answer for five seconds. Redis need not be up: the connection is made when it can be.
/// </summary>
public sealed partial class RedisConnectionMonitor : IDisposable
{
    /// <summary>Uses the real clock, also where a test moves another one.</summary>
    private static readonly TimeProvider Time = TimeProvider.System;

    private readonly ConcurrentDictionary<EndPoint, Socket> _sockets = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly RedisConnectionMonitorOptions _options;
    private readonly ILogger<RedisConnectionMonitor> _logger;
    private readonly Lazy<ConnectionMultiplexer> _connection;

    /// <summary>Prepares the connection; nothing is opened before its first use.</summary>
    /// <param name="configuration">Where Redis is.</param>
    /// <param name="options">How soon a socket is given up.</param>
    /// <param name="logger">Gets a line for each socket that was open and silent.</param>
    public RedisConnectionMonitor(ConfigurationOptions configuration, RedisConnectionMonitorOptions options, ILogger<RedisConnectionMonitor> logger)
    {
        ArgumentNullException.ThrowIfNull(configuration);

        _options = options;
        _logger = logger;
        _connection = new Lazy<ConnectionMultiplexer>(() => Connect(configuration.Clone()), LazyThreadSafetyMode.ExecutionAndPublication);
    }

    /// <summary>The connection; its first use connects.</summary>
    public IConnectionMultiplexer Connection => _connection.Value;

    /// <summary>Closes the connection; what waits on it fails.</summary>
    public void Dispose()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        _stopping.Cancel();
        if (_connection.IsValueCreated)
        {
            _connection.Value.Close(allowCommandsToComplete: false);
        }
    }

    private ConnectionMultiplexer Connect(ConfigurationOptions configuration)
    {
        configuration.BeforeSocketConnect += Remember;
        var connection = ConnectionMultiplexer.Connect(configuration);
        _ = Task.Run(() => WatchAsync(connection));
        return connection;
    }

    private void Remember(EndPoint endPoint, ConnectionType type, Socket socket)
    {
        if (type == ConnectionType.Interactive)
        {
            _sockets[endPoint] = socket;
        }
    }

    private async Task WatchAsync(ConnectionMultiplexer connection)
    {
        while (!_stopping.IsCancellationRequested)
        {
            await Task.Delay(_options.Interval, Time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.WhenAll(connection.GetServers().Where(server => server.IsConnected).Select(CheckAsync)).ConfigureAwait(false);
        }
    }

    private async Task CheckAsync(IServer server)
    {
        var socket = _sockets.GetValueOrDefault(server.EndPoint);
        var started = Time.GetTimestamp();
        try
        {
            while (!await AnswersAsync(server, _options.Timeout - Time.GetElapsedTime(started)).ConfigureAwait(false))
            {
                if (Time.GetElapsedTime(started) < _options.Timeout)
                {
                    continue;
                }

                Log.Silent(_logger, _options.Timeout.TotalSeconds);
                Abort(socket);
                return;
            }
        }
        catch (Exception exception) when (exception is RedisException or OperationCanceledException or ObjectDisposedException)
        {
            // The client knows that it is not connected, or this process stops.
        }
    }

    /// <summary>False when no answer came in time: neither in the time given here nor in the client's own.</summary>
    private async Task<bool> AnswersAsync(IServer server, TimeSpan timeout)
    {
        try
        {
            await server.PingAsync().WaitAsync(timeout > TimeSpan.Zero ? timeout : TimeSpan.Zero, Time, _stopping.Token).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Without lingering: what the kernel still holds for the server is not sent after the caller was told that it failed.</summary>
    private static void Abort(Socket? socket)
    {
        try
        {
            if (socket is not null)
            {
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
                socket.Shutdown(SocketShutdown.Both);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It is closed already.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The connection to Redis is open, but nothing was answered for {Seconds:0} s: it is closed and made again.")]
        public static partial void Silent(ILogger logger, double seconds);
    }
}
