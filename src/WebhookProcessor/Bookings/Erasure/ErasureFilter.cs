using MassTransit;
using MassTransit.Context;
using PhStudio.Messaging.ServiceDefaults.Bus;
using PhStudio.Messaging.ServiceDefaults.Privacy;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Erasure;

/// <summary>Takes a person out of what waited in a queue while that person was erased, before the saga sees it (docs/decisions/0297).</summary>
/// <typeparam name="T">What a platform says of a booking.</typeparam>
/// <param name="erasures">Whom to forget.</param>
/// <param name="of">By what the person is found: booking, phone, chat.</param>
internal sealed class ErasureFilter<T>(IErasures erasures, TimeProvider time, Func<T, (string BookingId, string? Phone, string? ChatId)> of) : IFilter<ConsumeContext<T>>
    where T : class
{
    public async Task Send(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next)
    {
        var (booking, phone, chat) = of(context.Message);
        var now = time.GetUtcNow();
        await next.Send(await erasures.ErasedAtAsync(booking, phone, chat) is { } erasedAt && ErasedArrivals.IsOfBefore(erasedAt, PublishedAt.Of(context, now), now)
            ? new MessageConsumeContext<T>(context, PersonalMembers<T>.Without(context.Message))
            : context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("erasure");
}
