using MassTransit;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Saga;

/// <summary>
/// Two writers read the same version and one of them won: the other reads again and finds the new state. With fifty people pressing
/// at once through several processes each may lose many times, so there are many attempts, at random intervals.
/// </summary>
public static class ConflictRetry
{
    public static void Configure(IRetryConfigurator retry)
    {
        retry.Handle<ConcurrencyException>();
        retry.Intervals([.. Enumerable.Range(0, 40).Select(i => TimeSpan.FromMilliseconds(5 + Random.Shared.Next(5 + (i * 10))))]);
    }
}
