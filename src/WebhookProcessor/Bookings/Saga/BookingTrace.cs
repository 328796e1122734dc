using MassTransit;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using System.Diagnostics;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Saga;

/// <summary>
/// Links later events of a booking, each in a trace of its own (a press, also one that loses; a deadline), to the trace
/// in which the booking came. It runs before each event, so that no step needs to do it.
/// </summary>
public sealed class BookingTrace : IEventObserver<BookingDecision>
{
    public Task PreExecute(BehaviorContext<BookingDecision> context) => LinkAsync(context.Saga);

    public Task PreExecute<T>(BehaviorContext<BookingDecision, T> context)
        where T : class => LinkAsync(context.Saga);

    public Task PostExecute(BehaviorContext<BookingDecision> context) => Task.CompletedTask;

    public Task PostExecute<T>(BehaviorContext<BookingDecision, T> context)
        where T : class => Task.CompletedTask;

    public Task ExecuteFault(BehaviorContext<BookingDecision> context, Exception exception) => Task.CompletedTask;

    public Task ExecuteFault<T>(BehaviorContext<BookingDecision, T> context, Exception exception)
        where T : class => Task.CompletedTask;

    private static Task LinkAsync(BookingDecision booking)
    {
        if (Activity.Current is { } now && ActivityContext.TryParse(booking.TraceParent, null, isRemote: true, out var origin) && origin.TraceId != now.TraceId)
        {
            now.AddLink(new ActivityLink(origin));
        }
        return Task.CompletedTask;
    }
}
