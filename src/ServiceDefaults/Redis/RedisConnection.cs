using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using StackExchange.Redis;

namespace PhStudio.Messaging.ServiceDefaults.Redis;

/// <summary>One connection to Redis for a whole process, where <c>REDIS_URL</c> names a server.</summary>
public static class RedisConnection
{
    internal const string Form = "redis://[:password@]host[:port][/database], or rediss:// for TLS";

    /// <summary>Registers <see cref="IConnectionMultiplexer"/> and its <see cref="IDatabase"/> where <c>REDIS_URL</c> is set.</summary>
    public static void AddRedis(this IHostApplicationBuilder builder)
    {
        var settings = builder.Settings();
        var url = settings.OptionalSecret("REDIS_URL", Form, text => Parse(text) is not null);
        if (url is null || Parse(url) is not { } options)
            return;

        builder.Services.AddLastingRedisConnection(options);
        builder.Services.AddHealthChecks().AddCheck<RedisHealth>("redis", tags: ["ready"]);
    }

    /// <summary>True where this host keeps its state in Redis, false where it keeps it in memory.</summary>
    public static bool UsesRedis(this IHostApplicationBuilder builder) =>
        builder.Services.Any(s => s.ServiceType == typeof(IConnectionMultiplexer));

    /// <summary>The connection that a URL describes; null where it is none. The client knows no user names (StackExchange.Redis 1.2.6).</summary>
    public static ConfigurationOptions? Parse(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("redis" or "rediss") || uri.Host.Length == 0)
            return null;

        var userInfo = Uri.UnescapeDataString(uri.UserInfo);
        var colon = userInfo.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && userInfo[..colon] != "default")
            return null;

        var path = uri.AbsolutePath.Trim('/');
        var database = 0;
        if (path.Length > 0 && !int.TryParse(path, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out database))
            return null;

        return new ConfigurationOptions
        {
            EndPoints = { { uri.Host, uri.Port > 0 ? uri.Port : 6379 } },
            Password = colon >= 0 ? userInfo[(colon + 1)..] : userInfo.Length > 0 ? userInfo : null,
            DefaultDatabase = database,
            Ssl = uri.Scheme == "rediss",
            // The service starts and says "not ready" rather than dying when Redis comes up later than it.
            AbortOnConnectFail = false,
            // An attempt that takes longer is broken off for the next one: not sooner, for on a busy machine a started process is slow to see its connection.
            ConnectTimeout = 3000,
            ReconnectRetryPolicy = new LinearRetry(3000),
            SyncTimeout = 5000,
            // Nobody subscribes: no second connection.
            CommandMap = CommandMap.Create(["SUBSCRIBE", "UNSUBSCRIBE", "PSUBSCRIBE", "PUNSUBSCRIBE"], available: false),
            KeepAlive = 15,
        };
    }
}
