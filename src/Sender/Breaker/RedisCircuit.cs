using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Breaker;

/// <summary>
/// The circuit of all Senders together: one hash with <c>state</c> (as in <see cref="CircuitState"/>), <c>window</c> start, <c>failed</c>, <c>ok</c>,
/// <c>probe</c> time; all in milliseconds.
/// </summary>
public sealed class RedisCircuit(IConnectionMultiplexer redis, RedisKeys keys, CircuitOptions options, TimeProvider time) : ICircuit
{
    private static readonly RedisScript ReportScript = new("""
        local c = redis.call('HMGET', KEYS[1], 'state', 'window', 'failed', 'ok')
        local state, start, failed, ok = tonumber(c[1] or '0'), tonumber(c[2] or '0'), tonumber(c[3] or '0'), tonumber(c[4] or '0')
        local now = tonumber(ARGV[1])
        if now - start >= tonumber(ARGV[4]) then start, failed, ok = now, 0, 0 end
        failed, ok = failed + tonumber(ARGV[2]), ok + tonumber(ARGV[3])
        redis.call('HMSET', KEYS[1], 'window', start, 'failed', failed, 'ok', ok)
        if state ~= 0 or failed < tonumber(ARGV[5]) or failed < ok then return {state, 0} end
        redis.call('HMSET', KEYS[1], 'state', 1, 'probe', now + tonumber(ARGV[6]))
        return {1, 1}
        """);

    private static readonly RedisScript ProbeScript = new("""
        local c = redis.call('HMGET', KEYS[1], 'state', 'probe')
        local now = tonumber(ARGV[1])
        if (c[1] or '0') == '0' or now < tonumber(c[2] or '0') then return 0 end
        redis.call('HMSET', KEYS[1], 'state', 2, 'probe', now + tonumber(ARGV[2]))
        return 1
        """);

    private static readonly RedisScript ProbedScript = new("""
        local state = redis.call('HGET', KEYS[1], 'state') or '0'
        if ARGV[2] == '1' then
            redis.call('HMSET', KEYS[1], 'state', 0, 'window', ARGV[1], 'failed', 0, 'ok', 0)
            return {0, state == '0' and 0 or 1}
        end
        if state == '0' then return {0, 0} end
        redis.call('HMSET', KEYS[1], 'state', 1, 'probe', tonumber(ARGV[1]) + tonumber(ARGV[3]))
        return {1, 0}
        """);

    private RedisKey[] Key => [keys.Of("circuit")];

    private RedisValue Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <inheritdoc />
    public async Task<CircuitReport> Report(int failures, int successes) =>
        Read(await ReportScript.Run(redis.GetDatabase(), Key, [Now, failures, successes, Ms(options.Window), options.Failures, Ms(options.Pause)]));

    /// <inheritdoc />
    public async Task<CircuitState> Look() =>
        await redis.GetDatabase().HashGetAsync(Key[0], "state").WaitAsync(RedisScript.Patience) is { IsNull: false } state ? (CircuitState)(int)state : CircuitState.Closed;

    /// <inheritdoc />
    public async Task<bool> TryProbe() => (bool)await ProbeScript.Run(redis.GetDatabase(), Key, [Now, Ms(options.ProbePatience)]);

    /// <inheritdoc />
    public async Task<CircuitReport> Probed(bool succeeded) => Read(await ProbedScript.Run(redis.GetDatabase(), Key, [Now, succeeded ? 1 : 0, Ms(options.Pause)]));

    private static CircuitReport Read(RedisResult answer)
    {
        var values = (RedisValue[])answer;
        return new CircuitReport((CircuitState)(int)values[0], (int)values[1] == 1);
    }

    private static RedisValue Ms(TimeSpan span) => (long)span.TotalMilliseconds;
}
