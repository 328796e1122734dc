using MassTransit;
using MassTransit.Middleware;

namespace PhStudio.Messaging.RedisIntegration.Outbox;

/// <summary>
/// Takes one message through its three steps: consume and commit, deliver, finish. A message that comes again goes on where it had come to;
/// that redelivery by the broker is all the recovery there is, and all it takes.
/// </summary>
internal sealed class RedisOutboxContextFactory(RedisOutbox outbox, RedisOutboxOptions settings, TimeProvider time, IServiceProvider provider)
    : IOutboxContextFactory<RedisOutbox>
{
    public void Probe(ProbeContext context) => context.CreateFilterScope("outboxContextFactory").Add("provider", "redis");

    public async Task Send<T>(ConsumeContext<T> context, OutboxConsumeOptions options, IPipe<OutboxConsumeContext<T>> next)
        where T : class
    {
        var messageId = context.GetOriginalMessageId()
            ?? throw new MessageException(typeof(T), "The outbox knows a message by its id, and this one has none");

        var state = settings.AskInboxFirst || context.ReceiveContext.Redelivered
            ? await outbox.LoadAsync(options.ConsumerId, messageId, context.CancellationToken).ConfigureAwait(false)
            : InboxState.New(outbox.Key(options.ConsumerId, messageId));
        var goesOn = true;
        while (goesOn)
        {
            var step = new RedisOutboxConsumeContext<T>(context, options, provider, outbox, time, messageId, state);
            try
            {
                await next.Send(step).ConfigureAwait(false);
            }
            finally
            {
                await step.ReleaseAsync().ConfigureAwait(false);
            }

            state = step.State;
            goesOn = step.ContinueProcessing;
        }
    }
}
