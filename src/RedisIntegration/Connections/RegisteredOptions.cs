using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Connections;

/// <summary>What the registrations of scheduler and outbox have in common.</summary>
internal static class RegisteredOptions
{
    /// <summary>Registers options, or adds to those that were registered before. True the first time.</summary>
    public static bool Add<TOptions>(IServiceCollection services, Action<TOptions>? configure, Action<TOptions> check, out TOptions options)
        where TOptions : class, new()
    {
        var before = services.Select(service => service.ImplementationInstance).OfType<TOptions>().FirstOrDefault();
        options = before ?? new TOptions();
        configure?.Invoke(options);
        check(options);
        if (before is null)
        {
            services.AddSingleton(options);
        }

        return before is null;
    }

    /// <summary>Whether a connection is named, or stands in the container already.</summary>
    public static bool RedisIsAtHand(IServiceCollection services, RedisConnectionFactory? connectionFactory) =>
        connectionFactory is not null || services.Any(service => service.ServiceType == typeof(IConnectionMultiplexer));

    /// <exception cref="ConfigurationException">The rule does not hold.</exception>
    public static void Demand<TOptions>(bool holds, string option, string rule)
    {
        if (!holds)
        {
            throw new ConfigurationException($"{typeof(TOptions).Name}.{option} {rule}.");
        }
    }
}
