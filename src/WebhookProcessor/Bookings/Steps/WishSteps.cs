using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.Bus;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Steps;

/// <summary>
/// The last wish wins, field by field, also where several processes carry wishes out, or one is tried again behind a later one: what the same clock said earlier
/// than what stands is passed over (docs/decisions/0479). Moments of two clocks are not compared, nor those of a wish that plainly came after the other.
/// </summary>
public sealed class WishSteps(TimeProvider time)
{
    // A wish that comes so long after the last one was carried out, and for the first time, stood behind it in the queue: whatever a clock says, it is the later one.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(1);

    /// <summary>The fields of a wish for which a later one was carried out already.</summary>
    public IReadOnlySet<string> PassedOver(BehaviorContext<BookingDecision> context, IEnumerable<string> fields)
    {
        var now = time.GetUtcNow();
        if (PublishedAt.Of(context, now) is not { } at)
        {
            return new HashSet<string>(StringComparer.Ordinal);
        }

        var (clock, isRepeated) = (PublishedAt.ClockOf(context), IsRepeated(context));
        return fields.Where(field => context.Saga.Wishes.Find(wish => wish.Field == field) is { } last
            && last.Clock == clock && at < last.At && (isRepeated || now - last.TakenAt < Overlap)).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Notes that a wish for these fields is carried out, or that some of them are passed over.</summary>
    public void Record(BehaviorContext<BookingDecision> context, IReadOnlyCollection<string> fields, string? by)
    {
        var (now, passedOver) = (time.GetUtcNow(), PassedOver(context, fields));
        foreach (var field in fields.Where(field => !passedOver.Contains(field)))
        {
            context.Saga.Wishes.RemoveAll(wish => wish.Field == field);
            if (PublishedAt.Of(context, now) is { } at)
            {
                context.Saga.Wishes.Add(new FieldWish(field, PublishedAt.ClockOf(context), at, now));
            }
        }

        if (passedOver.Count > 0)
        {
            context.Saga.Audit.Add(new AuditEntry
            {
                At = now,
                What = "passed_over",
                Who = by,
                From = context.ResponseAddress is null ? "bus" : "http",
                Reason = string.Join(", ", fields.Where(passedOver.Contains)),
            });
        }
    }

    private static bool IsRepeated(ConsumeContext context) =>
        context.ReceiveContext.Redelivered || context.GetRetryAttempt() > 0 || context.GetRedeliveryCount() > 0 || context.Headers.Get<bool>(ReplayedMessage.Header) == true;
}
