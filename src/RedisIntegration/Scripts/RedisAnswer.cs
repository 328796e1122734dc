namespace PhStudio.Messaging.RedisIntegration.Scripts;

/// <summary>Waits for an answer of Redis, but not for ever: StackExchange.Redis 1.2.6 sets no limit to its asynchronous calls.</summary>
internal static class RedisAnswer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <exception cref="RedisNotAnsweringException">No answer in time.</exception>
    public static async Task<T> Of<T>(string what, Task<T> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call.WaitAsync(Patience, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            throw new RedisNotAnsweringException(what, Patience, exception);
        }
    }
}
