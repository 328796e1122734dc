using PhStudio.Messaging.RedisIntegration.Scripts;
using PhStudio.Messaging.Sender.Platform;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.CircuitBreaker;

/// <summary>
/// The circuit of all Senders together: one hash with <c>state</c> (as in <see cref="CircuitState"/>), <c>window</c> start, <c>failed</c>, <c>ok</c>,
/// <c>probe</c> time; all in milliseconds.
/// </summary>
public sealed class RedisCircuit(IConnectionMultiplexer redis, RedisKeys keys, CircuitOptions options, TimeProvider time) : ICircuit
{
    private static readonly RedisScript ReportScript = RedisScript.Load<RedisCircuit>("circuit-report.lua");
    private static readonly RedisScript ProbeScript = RedisScript.Load<RedisCircuit>("circuit-probe.lua");
    private static readonly RedisScript ProbedScript = RedisScript.Load<RedisCircuit>("circuit-probed.lua");

    private RedisKey[] Key => [keys.Of("circuit")];

    private RedisValue Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task<CircuitReport> ReportAsync(int failures, int successes) =>
        Read(await ReportScript.EvaluateAsync(redis.GetDatabase(), Key, [Now, failures, successes, Ms(options.Window), options.Failures, Ms(options.Pause)]));

    public async Task<CircuitState> LookAsync() =>
        await redis.GetDatabase().HashGetAsync(Key[0], "state") is { IsNull: false } state ? (CircuitState)(int)state : CircuitState.Closed;

    public async Task<bool> TryProbeAsync() => (bool)await ProbeScript.EvaluateAsync(redis.GetDatabase(), Key, [Now, Ms(options.ProbeTimeout)]);

    public async Task<CircuitReport> ProbedAsync(bool succeeded) => Read(await ProbedScript.EvaluateAsync(redis.GetDatabase(), Key, [Now, succeeded ? 1 : 0, Ms(options.Pause)]));

    private static CircuitReport Read(RedisResult answer)
    {
        var values = (RedisValue[])answer!;
        return new CircuitReport((CircuitState)(int)values[0], (int)values[1] == 1);
    }

    private static RedisValue Ms(TimeSpan span) => (long)span.TotalMilliseconds;
}
