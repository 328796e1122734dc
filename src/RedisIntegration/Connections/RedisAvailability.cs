using System.Text.RegularExpressions;
using StackExchange.Redis;

namespace MassTransit;

/// <summary>The one classification of what a call to Redis throws.</summary>
public static partial class RedisAvailability
{
    /// <summary>
    /// True where Redis is not there or takes no writes now (it loads its file, is out of memory, cannot write to its disk, is a replica, misses its replicas):
    /// the same call succeeds later, so the caller waits. False for every other fault.
    /// </summary>
    public static bool IsUnavailable(Exception exception) => exception switch
    {
        RedisConnectionException or RedisTimeoutException => true,
        // The client knows that its only server is a replica and does not send a write to it.
        RedisCommandException command => command.Message.Contains("replica", StringComparison.OrdinalIgnoreCase),
        RedisServerException server => IsTransient().IsMatch(server.Message),
        _ => false,
    };

    /// <summary>True for every exception of the client for a call, lasting or not: for callers that go on without Redis.</summary>
    public static bool IsFailure(Exception exception) => exception is RedisException or RedisCommandException or TimeoutException;

    /// <summary>
    /// The codes as Redis 7 begins an answer with them, and as Redis 6 wraps the error of a command inside a script:
    /// "ERR Error running script (call to f_...): @user_script:1: @user_script: 1: -OOM command not allowed". EXECABORT: a command of a transaction was refused so, or, which is
    /// none of our commands, was not known.
    /// </summary>
    [GeneratedRegex(
        @"^(ERR Error running script[^-]*)?-?(LOADING|OOM|MISCONF|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|NOREPLICAS|BUSY|LATE|EXECABORT)\b",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IsTransient();
}
