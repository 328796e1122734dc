using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Scripts;

/// <summary>The server's clock as this process knows it, from a question every ten seconds: the clocks of two hosts need not agree.</summary>
internal sealed class ServerClock
{
    private static readonly ConditionalWeakTable<IConnectionMultiplexer, ServerClock> Clocks = new();
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(10);

    /// <summary>A longer way to the server and back makes a measurement too vague to take the place of another.</summary>
    private static readonly TimeSpan Vague = TimeSpan.FromMilliseconds(250);

    /// <summary>The real clock: a test's own clock does not move the server's.</summary>
    private static readonly TimeProvider Time = TimeProvider.System;

    private readonly long _timeoutMs;
    private Measurement? _last;
    private int _isAsking;

    private ServerClock(IConnectionMultiplexer connection) => _timeoutMs = ConfigurationOptions.Parse(connection.Configuration).AsyncTimeout;

    public static ServerClock Of(IConnectionMultiplexer connection) => Clocks.GetValue(connection, static connection => new ServerClock(connection));

    /// <summary>The moment (ms) at which the client reports a command as failed that it sends now.</summary>
    /// <returns>False while nothing is known of the clock.</returns>
    public bool TryDeadline(IDatabase database, out long deadline)
    {
        var last = Volatile.Read(ref _last);
        if (last is not null && Time.GetElapsedTime(last.At) > AskAgain && Interlocked.Exchange(ref _isAsking, 1) == 0)
        {
            _ = AskInBackgroundAsync(database);
        }

        deadline = last is null ? 0 : DeadlineBy(last);
        return last is not null;
    }

    public async Task<long> DeadlineAsync(IDatabase database) => DeadlineBy(Volatile.Read(ref _last) ?? await MeasureAsync(database).ConfigureAwait(false));

    /// <summary>Asks the server, and forgets what was known before.</summary>
    public async Task<Measurement> MeasureAsync(IDatabase database)
    {
        var measurement = await AskAsync(database).ConfigureAwait(false);
        Volatile.Write(ref _last, measurement);
        return measurement;
    }

    /// <summary>For tests: what is known of the clock becomes wrong by this much, as after a failover to another host.</summary>
    internal void MoveBack(TimeSpan time) => Volatile.Write(ref _last, _last! with { Offset = _last.Offset - (long)time.TotalMilliseconds });

    private async Task AskInBackgroundAsync(IDatabase database)
    {
        try
        {
            var measurement = await AskAsync(database).ConfigureAwait(false);
            var last = Volatile.Read(ref _last)!;
            Volatile.Write(ref _last, measurement.Took <= Vague ? measurement : last with { At = measurement.At });
        }
        catch (Exception exception) when (MassTransit.RedisAvailability.IsFailure(exception))
        {
            // The next script asks again.
        }
        finally
        {
            Volatile.Write(ref _isAsking, 0);
        }
    }

    private static async Task<Measurement> AskAsync(IDatabase database)
    {
        var asked = Time.GetTimestamp();
        var answer = (RedisValue[])(await database.ExecuteAsync("TIME").ConfigureAwait(false))!;
        var answered = Time.GetTimestamp();
        var serverMs = (long)answer[0] * 1000 + (long)answer[1] / 1000;
        return new Measurement(serverMs - Milliseconds(answered), answered, Time.GetElapsedTime(asked, answered));
    }

    private long DeadlineBy(Measurement last) => Milliseconds(Time.GetTimestamp()) + last.Offset + _timeoutMs;

    private static long Milliseconds(long timestamp) => (long)Time.GetElapsedTime(0, timestamp).TotalMilliseconds;

    /// <param name="Offset">
    /// The server's clock less this process's, in ms, as if the answer had taken no time to arrive: never too high, so that no command runs after
    /// its caller was told that it failed. A command that this refuses too early is measured and run once more.
    /// </param>
    /// <param name="At">When the answer came.</param>
    /// <param name="Took">How long the answer took.</param>
    internal sealed record Measurement(long Offset, long At, TimeSpan Took);
}
