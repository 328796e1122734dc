namespace MassTransit;

/// <summary>
/// What stands in Redis under a saga's key is not that saga: broken, or written by somebody else. Nothing was changed; an operator looks at the key.
/// </summary>
public sealed class RedisSagaFormatException : SagaException
{
    /// <summary>A value that is not the saga.</summary>
    /// <param name="key">The key in Redis.</param>
    /// <param name="reason">What is wrong with the value; never the value itself.</param>
    /// <param name="sagaType">The saga that was looked for.</param>
    /// <param name="correlationId">Its id.</param>
    /// <param name="innerException">What the reader said.</param>
    public RedisSagaFormatException(string key, string reason, Type sagaType, Guid correlationId, Exception? innerException = null)
        : base($"The value of the Redis key '{key}' is not this saga: {reason}. It was left as it is", sagaType, correlationId, innerException!)
    {
        Key = key;
    }

    /// <summary>The key in Redis.</summary>
    public string Key { get; }
}
