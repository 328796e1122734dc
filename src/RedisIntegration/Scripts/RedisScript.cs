using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Scripts;

/// <summary>
/// A Lua script that stands in a file (<see cref="LuaFile"/>), and the one way to run it. A script whose caller was told that it failed is not applied afterwards:
/// it carries the moment until which its caller waits, by the server's clock, and does nothing when it arrives later.
/// </summary>
/// <remarks>
/// It is named by its digest, which is computed once: the client would hash the text at each call, several microseconds for a long script.
/// </remarks>
public sealed class RedisScript
{
    private const string Late = "LATE";

    /// <summary>Takes the moment off the arguments, so that the script sees its own only.</summary>
    private const string Guard = $"""
        do
          local time = redis.call('TIME')
          if time[1] * 1000 + math.floor(time[2] / 1000) > tonumber(table.remove(ARGV)) then
            return redis.error_reply('{Late} the caller was told already that this failed')
          end
        end

        """;

    private readonly LuaFile _file;
    private readonly string _text;
    private readonly byte[] _digest;

    private RedisScript(LuaFile file)
    {
        _file = file;
        _text = Guard + file.Body;
        // Redis names scripts by their SHA-1; no secret depends on it.
#pragma warning disable CA5350
        _digest = SHA1.HashData(Encoding.UTF8.GetBytes(_text));
#pragma warning restore CA5350
    }

    /// <summary>The script without its guard, with <c>KEYS</c> and <c>ARGV</c>, for a larger one that holds it.</summary>
    public string Body => _file.Body;

    /// <summary>Loads a script from the assembly of a type.</summary>
    /// <typeparam name="TAnchor">A type of the assembly that holds the file.</typeparam>
    /// <param name="name">The file's name in its folder <c>Scripts</c>, such as <c>saga-swap.lua</c>.</param>
    /// <exception cref="InvalidOperationException">There is no such file, or it uses a name that it does not declare.</exception>
    public static RedisScript Load<TAnchor>(string name) => Load<TAnchor>(name, prelude: "");

    /// <param name="name">The file.</param>
    /// <param name="prelude">Lua that stands before its body.</param>
    internal static RedisScript Load<TAnchor>(string name, string prelude) => new(LuaFile.Read(typeof(TAnchor).Assembly, name, prelude));

    /// <summary>Runs it as one step on the server.</summary>
    /// <param name="database">The database.</param>
    /// <param name="keys">The keys in the order in which the file declares them.</param>
    /// <param name="values">The arguments in the order in which the file declares them.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="RedisException">Redis is not there or refused; see <see cref="MassTransit.RedisAvailability"/>.</exception>
    /// <exception cref="RedisTimeoutException">No answer in the client's time. It is not applied any more.</exception>
    public async Task<RedisResult> EvaluateAsync(IDatabase database, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(database);
        _file.Check(keys.Length, values.Length);

        var clock = ServerClock.Of(database.Multiplexer);
        try
        {
            return await RunAsync(database, clock, keys, values, cancellationToken).ConfigureAwait(false);
        }
        catch (RedisServerException exception) when (exception.Message.StartsWith(Late, StringComparison.Ordinal))
        {
            // Its caller still waits, so the server's clock has changed, after a failover for instance.
            await clock.MeasureAsync(database).WaitAsync(cancellationToken).ConfigureAwait(false);
            return await RunAsync(database, clock, keys, values, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<RedisResult> RunAsync(IDatabase database, ServerClock clock, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken)
    {
        var until = clock.TryDeadline(database, out var known) ? known : await clock.DeadlineAsync(database).WaitAsync(cancellationToken).ConfigureAwait(false);
        RedisValue[] arguments = [.. values, until];
        try
        {
            return await database.ScriptEvaluateAsync(_digest, keys, arguments).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (RedisServerException exception) when (exception.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // Not loaded yet, or any more (restart, failover, SCRIPT FLUSH). Given the text, the client loads it.
            return await database.ScriptEvaluateAsync(_text, keys, arguments).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
