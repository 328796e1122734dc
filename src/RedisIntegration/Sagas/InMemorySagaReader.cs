using MassTransit;
using MassTransit.Saga;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace PhStudio.Messaging.RedisIntegration.Sagas;

/// <summary>
/// Reads sagas in memory as those in Redis are read: as the last finished step left them. MassTransit's own reader hands out the stored object, which a step may be changing at that moment.
/// </summary>
public static class InMemorySagaReader
{
    /// <summary>Puts this reader in the place of MassTransit's. For a saga whose repository is in memory.</summary>
    public static void AddInMemorySagaReader<TSaga>(this IServiceCollection services)
        where TSaga : class, ISaga, new()
    {
        services.RemoveAll<ILoadSagaRepository<TSaga>>();
        services.AddSingleton<ILoadSagaRepository<TSaga>, Reader<TSaga>>();
    }

    private sealed class Reader<TSaga>(IndexedSagaDictionary<TSaga> sagas) : ILoadSagaRepository<TSaga>
        where TSaga : class, ISaga, new()
    {
        public async Task<TSaga> Load(Guid correlationId)
        {
            var instance = await FindAsync(correlationId).ConfigureAwait(false);
            if (instance is null)
            {
                return null!; // As MassTransit's own reader answers for what is not there.
            }

            // Held by a step from its beginning to its end.
            await instance.MarkInUse(CancellationToken.None).ConfigureAwait(false);
            try
            {
                return instance.IsRemoved ? null! : SagaProperties<TSaga>.Clone(instance.Instance);
            }
            finally
            {
                instance.Release();
            }
        }

        public void Probe(ProbeContext context) => context.CreateScope("in-memory-reader");

        private async Task<SagaInstance<TSaga>?> FindAsync(Guid correlationId)
        {
            await sagas.MarkInUse(CancellationToken.None).ConfigureAwait(false);
            try
            {
                return sagas[correlationId];
            }
            finally
            {
                sagas.Release();
            }
        }
    }
}
