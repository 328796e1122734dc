using MassTransit;

namespace PhStudio.Messaging.RedisIntegration.Tests.Servers;

/// <summary>
/// The RabbitMQ that `./test` starts for all tests; each test keeps to queue names of its own, and what it publishes goes to exchanges of its own: classes that run
/// at the same time publish the same types. Queues are quorum queues, as users have them.
/// </summary>
internal static class RealRabbitMq
{
    private static Uri Address => new(RealServers.RabbitMq);

    public static void Use(IBusRegistrationConfigurator x, Action<IBusFactoryConfigurator>? factory = null, int? port = null)
    {
        x.AddConfigureEndpointsCallback((_, _, endpoint) =>
        {
            if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit)
            {
                rabbit.SetQuorumQueue();
                // A queue that a test left behind would go on taking what later tests publish.
                rabbit.QueueExpiration = TimeSpan.FromMinutes(1);
            }
        });
        x.UsingRabbitMq((context, cfg) =>
        {
            var user = Address.UserInfo.Split(':');
            cfg.Host(new Uri($"rabbitmq://{Address.Host}:{port ?? Address.Port}/"), host =>
            {
                host.Username(user[0]);
                host.Password(user[1]);
            });
            cfg.MessageTopology.SetEntityNameFormatter(new PrefixEntityNameFormatter(cfg.MessageTopology.EntityNameFormatter, $"{TestContext.Current.Test!.UniqueID[..12]}-"));
            factory?.Invoke(cfg);
            cfg.ConfigureEndpoints(context);
        });
    }
}
