using MassTransit;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Saga;

/// <summary>
/// One line for each booking that is taken, whichever way it came. Where the state could not be stored, the event is tried again, and so is
/// the line. What was decided is said by the Gateway, which hears of it only once it is stored.
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
        // The saga keeps the first of several that came: this one, if it is the one that is kept.
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
