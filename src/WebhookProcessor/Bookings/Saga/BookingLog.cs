using MassTransit;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Saga;

/// <summary>
/// One line for each accepted booking, by HTTP or the bus. Where the state could not be stored, the event is retried, and so is
/// the line. The Gateway logs decisions, since it gets them only once they are stored.
/// </summary>
public sealed partial class BookingLog(ILogger<BookingLog> logger) : IEventObserver<BookingDecision>
{
    public Task PreExecute(BehaviorContext<BookingDecision> context) => Task.CompletedTask;

    public Task PreExecute<T>(BehaviorContext<BookingDecision, T> context)
        where T : class => Task.CompletedTask;

    public Task PostExecute(BehaviorContext<BookingDecision> context) => Task.CompletedTask;

    public Task PostExecute<T>(BehaviorContext<BookingDecision, T> context)
        where T : class
    {
        // The saga keeps the first of several: true where this one is it.
        if (context.Message is BookingCreated created && ReferenceEquals(created, context.Saga.Booking))
        {
            Log.Taken(logger, created.BookingId, created.Via == "http" ? "HTTP" : "the bus");
        }

        return Task.CompletedTask;
    }

    public Task ExecuteFault(BehaviorContext<BookingDecision> context, Exception exception) => Task.CompletedTask;

    public Task ExecuteFault<T>(BehaviorContext<BookingDecision, T> context, Exception exception)
        where T : class => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "BookingTaken: {BookingId} by way of {Via}")]
        public static partial void Taken(ILogger logger, string bookingId, string via);
    }
}
