namespace MassTransit;

/// <summary>
/// The saga had changed, ended or come into being since it was loaded: nothing was written, and the message is to be tried again.
/// It reaches the endpoint's retry as it is, so that <c>r.Handle&lt;ConcurrencyException&gt;()</c> sees it.
/// </summary>
public sealed class RedisSagaConcurrencyException : ConcurrencyException
{
    /// <summary>Without details, as exceptions want it.</summary>
    public RedisSagaConcurrencyException()
    {
    }

    /// <summary>A conflict on one saga.</summary>
    public RedisSagaConcurrencyException(string message, Type sagaType, Guid correlationId)
        : base(message, sagaType, correlationId)
    {
    }
}
