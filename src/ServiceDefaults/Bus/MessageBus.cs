using System.Net.Security;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.ServiceDefaults.Bus;

/// <summary>The bus of a service: RabbitMQ where <c>RABBITMQ_URL</c> is set, in memory where it is not.</summary>
public static class MessageBus
{
    /// <summary>Registers the bus with the consumers of one service, or of several that share a process.</summary>
    /// <param name="builder">The host to be.</param>
    /// <param name="consumers">Registers every consumer and saga by name.</param>
    public static void AddMessageBus(this IHostApplicationBuilder builder, Action<IBusRegistrationConfigurator> consumers)
    {
        var settings = builder.Settings();
        builder.AddStudioDay();
        var configured = builder.RabbitMqAddress();
        var routes = Routes.All(builder.LanePrefix());
        var mark = Mark(settings);
        // A start that will be refused makes no real bus, which would fail first with other messages.
        var address = settings.Problems.Count == 0 ? configured : null;

        if (address is not null)
        {
            builder.Services.AddSingleton(provider => new ConsumerWatch(provider.GetService<ConsumerWatchOptions>() ?? new ConsumerWatchOptions(), TimeProvider.System, provider.GetRequiredService<ILogger<ConsumerWatch>>()));
            builder.Services.AddSingleton(provider => new RefusedPublishes(TimeProvider.System, provider.GetRequiredService<ILogger<RefusedPublishes>>()));
            builder.Services.AddSingleton(provider => new DeadLetterReturns(TimeProvider.System, provider.GetRequiredService<ILogger<DeadLetterReturns>>()));
            builder.Services.AddSingleton(provider => new TopologyDeclaration(address, routes, provider.GetRequiredService<ConsumerWatch>(), provider.GetRequiredService<DeadLetterReturns>(), TimeProvider.System, provider.GetRequiredService<ILogger<TopologyDeclaration>>()));
            builder.Services.AddHostedService(provider => provider.GetRequiredService<TopologyDeclaration>());
            builder.Services.AddHealthChecks().Add(new HealthCheckRegistration("queues", provider => provider.GetRequiredService<TopologyDeclaration>(), failureStatus: null, ["ready"]));
            builder.Services.AddHealthChecks().Add(new HealthCheckRegistration("consumers", provider => provider.GetRequiredService<ConsumerWatch>(), failureStatus: null, ["ready"]));
            builder.Services.AddHealthChecks().Add(new HealthCheckRegistration("publishes", provider => provider.GetRequiredService<RefusedPublishes>(), failureStatus: null, ["ready"]));
        }

        builder.Services.AddOptions<MassTransitHostOptions>().Configure(options =>
        {
            // The process starts and answers "not ready" while the broker is unavailable, rather than hanging in its start.
            options.WaitUntilStarted = false;
            options.StopTimeout = TimeSpan.FromSeconds(30);
            // Running consumers end within that; those that wait for Redis, for up to twenty minutes, return their message to the queue.
            options.ConsumerStopTimeout ??= TimeSpan.FromSeconds(1);
        });
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.SetKebabCaseEndpointNameFormatter();
            consumers(bus);
            bus.AddConfigureEndpointsCallback((context, queue, endpoint) => EndpointDefaults(context, queue, endpoint));
            if (address is not null)
            {
                bus.UsingRabbitMq((context, factory) => Configure(context, factory, address, routes, mark));
            }
            else
            {
                bus.UsingInMemory((context, factory) => Configure(context, factory, routes, mark));
            }
        });
        if (address is not null)
        {
            builder.Services.RemoveMassTransitHostedService();
            builder.Services.AddHostedService<BusStart>();
        }
    }

    internal static MessageMark? Mark(Settings settings)
    {
        const string SecretForm = "a text of at least 32 characters, the same for every service";
        var secret = Read("SERVICES_SECRET");
        var previous = Read("SERVICES_SECRET_PREVIOUS");
        return secret is null ? null : MessageMark.Of(previous is null ? [secret] : [secret, previous]);

        string? Read(string name) => settings.NotGuessable(name, settings.OptionalSecret(name, SecretForm, text => text.Length >= 32));
    }

    private static void Configure(IBusRegistrationContext context, IRabbitMqBusFactoryConfigurator factory, RabbitMqAddress address, IReadOnlyList<Route> routes, MessageMark? mark)
    {
        EndpointRestarts.UseShortWaits(factory);
        factory.Host(address.Uri, host =>
        {
            host.Username(address.User);
            host.Password(address.Password);
            host.PublisherConfirmation = true;
            host.Heartbeat(address.Heartbeat);
            host.ContinuationTimeout(RabbitMqAddress.DeclarationTimeout);
            host.OnRefreshConnectionFactory = connections =>
            {
                address.BoundSilence(connections);
                return Task.CompletedTask;
            };
            if (address.IsSecure)
            {
                // By itself the library uses TLS on port 5671 only, and accepts any certificate there.
                host.UseSsl(tls =>
                {
                    tls.Protocol = RabbitMqAddress.Protocols;
                    tls.ServerName = address.Nodes[0].Host;
                    tls.EnforcePolicyErrors(SslPolicyErrors.RemoteCertificateChainErrors | SslPolicyErrors.RemoteCertificateNameMismatch | SslPolicyErrors.RemoteCertificateNotAvailable);
                    tls.CertificateValidationCallback = address.IsTrusted;
                });
            }

            if (address.Nodes.Count > 1)
            {
                host.UseCluster(cluster =>
                {
                    foreach (var (node, port) in address.Nodes)
                    {
                        cluster.Node(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{node}:{port}"));
                    }
                });
            }
        });
        if (ReplyAddresses.NameOfBus(DefaultEndpointNameFormatter.Instance.TemporaryEndpoint("bus")) is { } name)
        {
            factory.OverrideDefaultBusEndpointQueueName(name);
        }

        factory.PrefetchCount = 100;
        // The endpoint that answers come to is up from the start, so that the first answer finds it.
        factory.AutoStart = true;
        Topology.Apply(factory, routes);
        var queues = new TopologyObserver(context.GetRequiredService<TopologyDeclaration>(), routes);
        factory.ConnectSendObserver(queues);
        factory.ConnectPublishObserver(queues);
        var refused = context.GetRequiredService<RefusedPublishes>();
        factory.ConnectSendObserver(refused);
        factory.ConnectPublishObserver(refused);
        factory.ConnectReceiveObserver(new RefusedMoves(refused));
        Pipeline(context, factory, mark);
        factory.ConfigureEndpoints(context);
    }

    private static void Configure(IBusRegistrationContext context, IInMemoryBusFactoryConfigurator factory, IReadOnlyList<Route> routes, MessageMark? mark)
    {
        Topology.Apply(factory, routes);
        Pipeline(context, factory, mark);
        factory.ConfigureEndpoints(context);
    }

    private static void Pipeline(IBusRegistrationContext context, IBusFactoryConfigurator factory, MessageMark? mark)
    {
        factory.ConfigureJsonSerializerOptions(WireJson.Compact);
        MessagePipeline.Connect(factory, context.GetRequiredService<ILoggerFactory>(), context.GetRequiredService<StudioDay>(), mark);
        if (mark is not null)
        {
            MessageMarkFilters.Connect(factory, mark);
        }

        foreach (var configure in context.GetServices<IConfigureBus>())
        {
            configure.Configure(context, factory);
        }
    }

    private static void EndpointDefaults(IRegistrationContext context, string queue, IReceiveEndpointConfigurator endpoint)
    {
        UnansweredQuestions.Connect(endpoint, queue);
        endpoint.AddDeserializer(new EnvelopeJson());
        endpoint.AddDeserializer(new RawJsonDeserializer(), isDefault: true);
        if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit)
        {
            rabbit.SetQuorumQueue();
            rabbit.SetQueueArgument(Topology.DeadLetterExchange, Topology.DeadLetters);
            context.GetRequiredService<TopologyDeclaration>().Precede(queue, rabbit);
            var consumer = context.GetRequiredService<ConsumerWatch>().Add(queue);
            rabbit.ConfigureChannel(channel =>
            {
                channel.UseFilter(context.GetRequiredService<RefusedPublishes>());
                channel.UseFilter(consumer);
            });
            rabbit.ConnectReceiveEndpointObserver(consumer);
        }
    }
}

/// <summary>Lets a part that is registered in the container (a scheduler, an outbox) add its own step to the bus.</summary>
public interface IConfigureBus
{
    /// <summary>Called once, before the endpoints are made.</summary>
    void Configure(IBusRegistrationContext context, IBusFactoryConfigurator factory);
}
