using MassTransit;
using PhStudio.Messaging.RedisIntegration.Tests.Sagas;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Tests.Outbox;

public sealed class RedisAvailabilityTests
{
    private const string Redis6 = "ERR Error running script (call to f_5faa4b9e1e1b1f2bd7a0a1f3e1f0): @user_script:1: @user_script: 1: -";

    [Theory]
    [InlineData("LOADING Redis is loading the dataset in memory")]
    [InlineData("OOM command not allowed when used memory > 'maxmemory'.")]
    [InlineData("-OOM command not allowed when used memory > 'maxmemory'. script: 2f3b, on @user_script:1.")]
    [InlineData("MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk.")]
    [InlineData("MISCONF Errors writing to the AOF file: No space left on device")]
    [InlineData("READONLY You can't write against a read only replica.")]
    [InlineData("READONLY You can't write against a read only replica. script: 2f3b, on @user_script:1.")]
    [InlineData("MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.")]
    [InlineData("CLUSTERDOWN The cluster is down")]
    [InlineData("TRYAGAIN Multiple keys request during rehashing of slot")]
    [InlineData("NOREPLICAS Not enough good replicas to write.")]
    [InlineData("EXECABORT Transaction discarded because of previous errors.")]
    [InlineData("BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.")]
    [InlineData(Redis6 + "OOM command not allowed when used memory > 'maxmemory'.")]
    [InlineData(Redis6 + "READONLY You can't write against a read only replica.")]
    [InlineData(Redis6 + "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.")]
    [InlineData(Redis6 + "NOREPLICAS Not enough good replicas to write.")]
    [InlineData(Redis6 + "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk.")]
    public void An_answer_that_says_later_is_waited_for(string answer) => Assert.True(RedisAvailability.IsUnavailable(Server(answer)));

    [Theory]
    [InlineData("WRONGTYPE Operation against a key holding the wrong kind of value")]
    [InlineData("NOSCRIPT No matching script. Please use EVAL.")]
    [InlineData("NOPERM this user has no permissions to run the 'set' command")]
    [InlineData("ERR unknown command 'FOO'")]
    [InlineData("ERR the key OOM is none")]
    [InlineData("OOMPH")]
    [InlineData("ERR Error running script (call to f_5faa): @user_script:1: @user_script: 1: Wrong number of args calling Redis command From Lua script")]
    [InlineData("ERR Error compiling script (new function): user_script:1: '=' expected near 'READONLY'")]
    public void Any_other_answer_is_a_failure(string answer) => Assert.False(RedisAvailability.IsUnavailable(Server(answer)));

    [Fact]
    public void A_client_that_reaches_no_master_is_waited_for()
    {
        Assert.True(RedisAvailability.IsUnavailable(new RedisConnectionException(ConnectionFailureType.SocketClosed, CommandFlags.None, "closed")));
        Assert.True(RedisAvailability.IsUnavailable(new RedisTimeoutException(CommandFlags.None, "slow", CommandStatus.Sent)));
        Assert.True(RedisAvailability.IsUnavailable(new RedisCommandException("Command cannot be issued to a replica: SET")));
        Assert.False(RedisAvailability.IsUnavailable(new RedisCommandException("This operation is not available unless admin mode is enabled: FLUSHALL")));
        Assert.False(RedisAvailability.IsUnavailable(new InvalidOperationException("LOADING")));
        Assert.False(RedisAvailability.IsUnavailable(new TimeoutException("somebody else's")));
        Assert.False(RedisAvailability.IsUnavailable(new RedisSagaConcurrencyException("changed", typeof(Tally), Guid.Empty)));
    }

    private static RedisServerException Server(string answer) => new(RedisErrorKind.UnknownError, CommandFlags.None, answer);
}
