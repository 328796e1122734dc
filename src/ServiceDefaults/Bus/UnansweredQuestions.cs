using MassTransit;
using MassTransit.Middleware;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.ServiceDefaults.Bus;

/// <summary>
/// Keeps a question that could not be answered out of the error queue, where nobody would move it back: its caller is told at once, and asks again. It is logged as any failure is.
/// What is no question of ours, or asks nobody for an answer, is kept (docs/decisions/0484).
/// </summary>
internal sealed class UnansweredQuestions : IFilter<ExceptionReceiveContext>
{
    private static readonly HashSet<string> Queues = [.. Routes.All().Where(route => Routes.Questions.Contains(route.Message)).Select(route => route.Queue)];

    /// <summary>Applies to the queues that get questions.</summary>
    public static void Connect(IReceiveEndpointConfigurator endpoint, string queue)
    {
        if (Queues.Contains(queue))
        {
            endpoint.ConfigureError(failed =>
            {
                failed.UseFilter(new GenerateFaultFilter());
                failed.UseFilter(new UnansweredQuestions());
                failed.UseFilter(new ErrorTransportFilter());
            });
        }
    }

    /// <summary>Notes of a question that fails that it is one: what is moved to the error queue is a body without a type.</summary>
    public static void Connect<T>(IPipeConfigurator<ConsumeContext<T>> message)
        where T : class
    {
        if (Routes.Questions.Contains(typeof(T)))
        {
            message.UseFilter(new NoteFilter<T>());
        }
    }

    public Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next) => context.HasPayloadType(typeof(Unanswered)) ? Task.CompletedTask : next.Send(context);

    public void Probe(ProbeContext context) => context.CreateFilterScope("questions");

    private sealed class Unanswered;

    private sealed class NoteFilter<T> : IFilter<ConsumeContext<T>>
        where T : class
    {
        public async Task Send(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next)
        {
            try
            {
                await next.Send(context);
            }
            catch (Exception e) when (context.ResponseAddress is not null && e is not (InvalidMessageException or OperationCanceledException))
            {
                context.ReceiveContext.GetOrAddPayload(() => new Unanswered());
                throw;
            }
        }

        public void Probe(ProbeContext context) => context.CreateFilterScope("questions");
    }
}
