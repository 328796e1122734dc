namespace PhStudio.Messaging.RedisIntegration.Scripts;

/// <summary>Redis took a command and did not answer in time; whether it did it is not known.</summary>
public sealed class RedisNotAnsweringException(string what, TimeSpan waited, Exception innerException)
    : TimeoutException($"Redis did not answer '{what}' within {waited.TotalSeconds:0} s.", innerException);
