namespace PhStudio.Messaging.RedisIntegration.Sagas;

/// <summary>From when the life of a saga counts.</summary>
public enum SagaExpiryMode
{
    /// <summary>From its last write.</summary>
    Sliding,

    /// <summary>From its first write; later ones do not prolong it.</summary>
    Absolute,
}
