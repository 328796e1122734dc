using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Erasure;

/// <summary>Messages that a platform published about a person before the erasure, and that a queue delivers after it.</summary>
public static class ErasedArrivals
{
    /// <summary>For so long after an erasure a message without a time of publication is taken as older: the services that found the person consume these queues, so little waits longer.</summary>
    public static readonly TimeSpan Undated = TimeSpan.FromHours(1);

    /// <summary>True for what was published before the erasure; later messages are about a new booking of the person.</summary>
    /// <param name="erasedAt">When the person was erased.</param>
    /// <param name="publishedAt">When the message was published; null where it does not say.</param>
    /// <param name="now">What time it is.</param>
    public static bool IsOfBefore(DateTimeOffset erasedAt, DateTimeOffset? publishedAt, DateTimeOffset now) => publishedAt is { } at ? at <= erasedAt : now - erasedAt < Undated;

    internal static void Configure(ISagaConfigurator<BookingDecision> saga, IErasures erasures, TimeProvider time)
    {
        saga.Message<BookingCreated>(message => message.UseFilter(new ErasureFilter<BookingCreated>(erasures, time, booking => (booking.BookingId, booking.ClientPhone, booking.ClientChatId))));
        saga.Message<BookingChanged>(message => message.UseFilter(new ErasureFilter<BookingChanged>(erasures, time, change => (change.BookingId, change.ClientPhone, change.ClientChatId))));
        saga.Message<BookingCancelled>(message => message.UseFilter(new ErasureFilter<BookingCancelled>(erasures, time, cancellation => (cancellation.BookingId, null, null))));
    }
}
