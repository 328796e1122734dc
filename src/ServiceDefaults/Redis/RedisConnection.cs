using System.Net;
using System.Security.Cryptography.X509Certificates;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.ServiceDefaults.Connections;
using StackExchange.Redis;

namespace PhStudio.Messaging.ServiceDefaults.Redis;

/// <summary>One connection to Redis for a whole process, where <c>REDIS_URL</c> names a server.</summary>
public static class RedisConnection
{
    /// <summary>Registers <see cref="IConnectionMultiplexer"/> and its <see cref="IDatabase"/> where <c>REDIS_URL</c> is set.</summary>
    public static void AddRedis(this IHostApplicationBuilder builder)
    {
        if (Options(builder.Settings()) is not { } options)
        {
            return;
        }

        builder.Services.AddSingleton(new RedisLogin(options));
        builder.Services.AddMonitoredRedisConnection(options);
        builder.Services.AddHealthChecks().AddRedisIntegration("redis", tags: ["ready"]);
        builder.Services.AddHostedService<RedisStartCheck>();
    }

    /// <summary>True where this host keeps its state in Redis, false where it keeps it in memory.</summary>
    public static bool UsesRedis(this IHostApplicationBuilder builder) =>
        builder.Services.Any(s => s.ServiceType == typeof(IConnectionMultiplexer));

    /// <summary>Registers a store that services of one process share: in Redis where this host has it, in memory where it has not.</summary>
    /// <typeparam name="TStore">What it is asked by.</typeparam>
    /// <typeparam name="TRedis">The one in Redis.</typeparam>
    /// <typeparam name="TMemory">The one in memory.</typeparam>
    internal static void AddSharedStore<TStore, TRedis, TMemory>(this IHostApplicationBuilder builder)
        where TStore : class
        where TRedis : class, TStore
        where TMemory : class, TStore
    {
        if (builder.UsesRedis())
        {
            builder.Services.TryAddSingleton<TStore, TRedis>();
        }
        else
        {
            builder.Services.TryAddSingleton<TStore, TMemory>();
        }
    }

    private static ConfigurationOptions? Options(Settings settings)
    {
        var url = settings.OptionalSecret("REDIS_URL", RedisUrl.Format);
        var caFile = settings.Optional("REDIS_CA_FILE", "the path of a PEM file; unset, the authorities of the machine");
        if (url is null)
        {
            return null;
        }

        X509Certificate2Collection? authorities = null;
        try
        {
            authorities = caFile is null ? null : CertificateAuthorities.Read(caFile);
        }
        catch (FormatException exception)
        {
            settings.Refuse($"REDIS_CA_FILE is set but {exception.Message}.");
        }

        try
        {
            var options = RedisUrl.Parse(url, authorities);
            options.Tunnel = new RacedRedisAddress(new AddressRace(TimeProvider.System));
            var hosts = options.EndPoints.Select(server => server is IPEndPoint number ? number.Address.ToString() : ((DnsEndPoint)server).Host).ToList();
            settings.PasswordNotGuessable("REDIS_URL", options.Password, hosts);
            if (!options.Ssl)
            {
                settings.SayInTheClear("REDIS_URL", "rediss", hosts);
            }

            return options;
        }
        catch (FormatException exception)
        {
            settings.Refuse($"REDIS_URL is set but has the wrong form: {exception.Message}. It must be {RedisUrl.Format}; set it in the environment, the .env file, or a file named by REDIS_URL_FILE.");
            return null;
        }
    }
}
