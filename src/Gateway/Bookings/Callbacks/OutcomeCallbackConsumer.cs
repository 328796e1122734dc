using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Privacy;

namespace PhStudio.Messaging.Gateway.Bookings.Callbacks;

/// <summary>
/// Tells the platform by HTTP what was decided, where <c>BOOKING_CALLBACK_URL</c> is set; the log has it in any case.
/// Running twice for one outcome sends the same <c>webhook-id</c> again, by which the receiver knows it.
/// </summary>
internal sealed partial class OutcomeCallbackConsumer(CallbackDelivery delivery, IOutcomeOrder order, IErasures erasures, TimeProvider time, ILogger<OutcomeCallbackConsumer> logger)
    : IConsumer<BookingConfirmed>, IConsumer<BookingRejected>, IConsumer<BookingExpired>, IConsumer<BookingCancelled>, IConsumer<BookingReopened>, IConsumer<BookingConflict>
{
    private const string WaitedHeader = "PhStudio-Waited";

    private static readonly TimeSpan TurnPause = TimeSpan.FromSeconds(2);

    public Task Consume(ConsumeContext<BookingConfirmed> context)
    {
        if (IsFirst(context))
        {
            Log.Confirmed(logger, context.Message.BookingId, context.Message.DecidedAt);
        }

        return DeliverAsync(context, new BookingOutcome("booking.confirmed", context.Message.BookingId, context.Message.DecidedBy, context.Message.DecidedAt, Reason: null, context.Message.Sequence, AdditionalInfo: context.Message.AdditionalInfo, Previous: context.Message.Previous));
    }

    public Task Consume(ConsumeContext<BookingRejected> context)
    {
        if (IsFirst(context))
        {
            Log.Rejected(logger, context.Message.BookingId, context.Message.DecidedAt);
        }

        return DeliverAsync(context, new BookingOutcome("booking.rejected", context.Message.BookingId, context.Message.DecidedBy, context.Message.DecidedAt, context.Message.Reason, context.Message.Sequence, Previous: context.Message.Previous));
    }

    public Task Consume(ConsumeContext<BookingExpired> context)
    {
        if (IsFirst(context))
        {
            Log.Expired(logger, context.Message.BookingId, context.Message.DecidedAt);
        }

        return DeliverAsync(context, new BookingOutcome("booking.expired", context.Message.BookingId, context.Message.DecidedBy, context.Message.DecidedAt, Reason: null, context.Message.Sequence, Previous: context.Message.Previous));
    }

    public Task Consume(ConsumeContext<BookingCancelled> context)
    {
        // The platform's own cancellation has no CancelledBy and is not sent back.
        if (context.Message is not { CancelledBy: { } by, CancelledAt: { } at })
        {
            return Task.CompletedTask;
        }
        if (IsFirst(context))
        {
            Log.Cancelled(logger, context.Message.BookingId, at);
        }

        return DeliverAsync(context, new BookingOutcome("booking.cancelled", context.Message.BookingId, by, at, context.Message.Reason, context.Message.Sequence, Previous: context.Message.Previous));
    }

    public Task Consume(ConsumeContext<BookingReopened> context)
    {
        if (IsFirst(context))
        {
            Log.Reopened(logger, context.Message.BookingId, context.Message.ReopenedAt);
        }

        return DeliverAsync(context, new BookingOutcome("booking.reopened", context.Message.BookingId, context.Message.ReopenedBy, context.Message.ReopenedAt, Reason: null, context.Message.Sequence, Previous: context.Message.Previous));
    }

    public Task Consume(ConsumeContext<BookingConflict> context)
    {
        if (IsFirst(context))
        {
            var differs = string.Join(", ", context.Message.Differs);
            Log.Conflict(logger, context.Message.BookingId, differs);
        }

        return DeliverAsync(context, new BookingOutcome("booking.conflict", context.Message.BookingId, DecidedBy: null, context.Message.At, Reason: null, Sequence: null, context.Message.Differs));
    }

    /// <summary>Delivers an outcome in its turn: one that overtook an earlier one of its booking waits until that is delivered or given up.</summary>
    private async Task DeliverAsync<T>(ConsumeContext<T> context, BookingOutcome outcome)
        where T : class
    {
        if (!delivery.IsOn)
        {
            return;
        }

        // The platform knows its customer; what is posted is kept here too.
        var callback = Callback.Of((await erasures.CurrentAsync()).HasBooking(outcome.BookingId, outcome.DecidedAt) ? outcome.Erased() : outcome);
        if (!IsFirst(context) && await delivery.IsDeliveredAsync(callback))
        {
            return;
        }

        if (outcome.Sequence is { } sequence && !await order.IsNextAsync(outcome.BookingId, sequence, outcome.Previous, time.GetUtcNow()))
        {
            await delivery.WaitsAsync(callback);
            await AskAgainLaterAsync(context);
            return;
        }

        await delivery.DeliverAsync(callback, context.CancellationToken, CallbackRetries.WhenFailed(context));
    }

    // Waiting for its turn is no attempt: the count of redeliveries stays as it is.
    private static Task AskAgainLaterAsync<T>(ConsumeContext<T> context)
        where T : class
    {
        var redeliveries = context.GetRedeliveryCount();
        return context.Redeliver(TurnPause, (_, sending) =>
        {
            sending.Headers.Set(MessageHeaders.RedeliveryCount, redeliveries);
            sending.Headers.Set(WaitedHeader, true);
        });
    }

    // The platform may be unavailable for a week; the decision is logged once.
    private static bool IsFirst(ConsumeContext context) => context.GetRetryAttempt() == 0 && context.GetRedeliveryCount() == 0 && context.Headers.Get<bool>(WaitedHeader) != true;

    // Who decided is a name, of a customer too: GET /bookings/{id} tells it.
    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "BookingConflict: {BookingId} came again with other content: {Differs}")]
        public static partial void Conflict(ILogger logger, string bookingId, string differs);

        [LoggerMessage(Level = LogLevel.Information, Message = "BookingConfirmed: {BookingId} at {DecidedAt:u}")]
        public static partial void Confirmed(ILogger logger, string bookingId, DateTimeOffset decidedAt);

        [LoggerMessage(Level = LogLevel.Information, Message = "BookingRejected: {BookingId} at {DecidedAt:u}")]
        public static partial void Rejected(ILogger logger, string bookingId, DateTimeOffset decidedAt);

        [LoggerMessage(Level = LogLevel.Information, Message = "BookingExpired: {BookingId} at {DecidedAt:u}")]
        public static partial void Expired(ILogger logger, string bookingId, DateTimeOffset decidedAt);

        [LoggerMessage(Level = LogLevel.Information, Message = "BookingCancelled: {BookingId} at {CancelledAt:u}")]
        public static partial void Cancelled(ILogger logger, string bookingId, DateTimeOffset cancelledAt);

        [LoggerMessage(Level = LogLevel.Information, Message = "BookingReopened: {BookingId} at {ReopenedAt:u}")]
        public static partial void Reopened(ILogger logger, string bookingId, DateTimeOffset reopenedAt);
    }
}
