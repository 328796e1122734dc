using System.Text.RegularExpressions;
using MassTransit;
using StackExchange.Redis;

namespace PhStudio.Messaging.ServiceDefaults.Redis;

/// <summary>
/// Asks Redis before the start whether it accepts the user and password of <c>REDIS_URL</c>. The client does not tell: where the server's default user is open,
/// a wrong user or password connects as that user. A Redis Cluster is refused too: it would refuse our scripts at the first booking.
/// </summary>
/// <param name="configuration">Where Redis is and who we are there.</param>
public sealed partial class RedisLogin(ConfigurationOptions configuration)
{
    /// <summary>An unavailable Redis is no wrong setting: the service starts without an answer and reports "not ready".</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(4);

    /// <summary>One sentence that names the setting and never holds the password; null where Redis takes them, or does not answer.</summary>
    public async Task<string?> RefusalAsync()
    {
        var asking = AskAsync();
        try
        {
            return await asking.WaitAsync(Timeout).ConfigureAwait(false);
        }
        catch (Exception exception) when (RedisAvailability.IsFailure(exception))
        {
            // Observes the client's fault where it gives up later.
            _ = asking.ContinueWith(task => task.Exception, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously);
            return exception is RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } ? Sentence(exception.Message) : null;
        }
    }

    private async Task<string?> AskAsync()
    {
        var options = configuration.Clone();
        options.AbortOnConnectFail = true;
        options.ConnectRetry = 1;
        await using var connection = await ConnectionMultiplexer.ConnectAsync(options).ConfigureAwait(false);
        if (connection.GetServers().Any(server => server is { IsConnected: true, ServerType: ServerType.Cluster }))
        {
            return "REDIS_URL is set but leads to a Redis Cluster, which cannot run scripts over keys of several slots, as ours are; use one Redis, with replicas and Sentinel where none may be lost, or a managed one with cluster mode off (docs/compatibility.md).";
        }

        if (options.Password is null)
        {
            return null;
        }

        object[] arguments = options.User is null ? [options.Password] : [options.User, options.Password];
        foreach (var server in connection.GetServers().Where(server => server.IsConnected))
        {
            try
            {
                await server.ExecuteAsync("AUTH", arguments).ConfigureAwait(false);
            }
            catch (RedisServerException exception) when (Sentence(exception.Message) is { } sentence)
            {
                return sentence;
            }
        }

        return null;
    }

    /// <summary>What the answer to AUTH means; null where it is no answer about user and password.</summary>
    private static string? Sentence(string answer) => Code().Match(answer).Value switch
    {
        "WRONGPASS" or "invalid password" => Wrong("Redis does not take the user and password that stand there"),
        "NOAUTH" => Wrong("Redis asks for a password and none stands there"),
        "without any password configured" or "no password is set" => Wrong("a password stands there and Redis asks for none, so it lets everybody in: give its user one (requirepass), or leave it out"),
        "wrong number of arguments" => Wrong("this Redis knows no users: leave the user out, or use Redis 6 or later"),
        _ => null,
    };

    private static string Wrong(string why) => $"REDIS_URL is set but {why}; set it in the environment, the .env file, or a file named by REDIS_URL_FILE.";

    /// <summary>Redis 6 and later begin with a code; Redis 5 has words only.</summary>
    [GeneratedRegex("WRONGPASS|NOAUTH|without any password configured|no password is set|invalid password|wrong number of arguments", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();
}
