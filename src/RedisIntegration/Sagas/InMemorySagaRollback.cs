using MassTransit;
using MassTransit.Saga;
using Microsoft.Extensions.DependencyInjection;

namespace PhStudio.Messaging.RedisIntegration.Sagas;

/// <summary>
/// Takes back what an event that failed changed of a saga in memory. MassTransit's in-memory repository hands out the stored object itself, so that a failed step would leave its changes
/// there; in Redis nothing of it was written. Lists are copied, and what stands in them must not be changed in place.
/// </summary>
public static class InMemorySagaRollback
{
    /// <summary>Rolls the saga back where it is kept in memory; does nothing where it is kept in Redis.</summary>
    /// <param name="configurator">The saga, of an endpoint or of a pipe.</param>
    /// <param name="context">The registration of the bus.</param>
    public static void UseRollbackInMemory<TSaga>(this ISagaConfigurator<TSaga> configurator, IServiceProvider context)
        where TSaga : class, ISaga
    {
        ArgumentNullException.ThrowIfNull(configurator);
        ArgumentNullException.ThrowIfNull(context);

        if (context.GetService<IndexedSagaDictionary<TSaga>>() is not null)
        {
            configurator.UseFilter(new RollbackFilter<TSaga>());
        }
    }

    private sealed class RollbackFilter<TSaga> : IFilter<SagaConsumeContext<TSaga>>
        where TSaga : class, ISaga
    {
        public async Task Send(SagaConsumeContext<TSaga> context, IPipe<SagaConsumeContext<TSaga>> next)
        {
            var before = SagaProperties<TSaga>.Read(context.Saga);
            try
            {
                await next.Send(context).ConfigureAwait(false);
            }
            catch
            {
                SagaProperties<TSaga>.Write(context.Saga, before);
                throw;
            }
        }

        public void Probe(ProbeContext context) => context.CreateFilterScope("in-memory-rollback");
    }
}
