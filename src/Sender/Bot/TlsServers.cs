using System.Net;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.Connections;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Bot;

/// <summary>The servers that we, or Telegram, reach by TLS: the webhook's, the broker's, those of Redis.</summary>
internal sealed class TlsServers(UpdateSource source, RabbitMqAddress? broker, IConnectionMultiplexer? redis)
{
    public IEnumerable<(string Host, int Port)> All()
    {
        if (source.Info is { Url.Length: > 0 } info && new Uri(info.Url) is { Scheme: "https" } webhook)
        {
            yield return (webhook.Host, webhook.Port);
        }

        foreach (var node in broker is { IsSecure: true } ? broker.Nodes : [])
        {
            yield return node;
        }

        foreach (var server in redis is not null && ConfigurationOptions.Parse(redis.Configuration).Ssl ? redis.GetEndPoints() : [])
        {
            if (server is DnsEndPoint named)
            {
                yield return (named.Host, named.Port);
            }
            else if (server is IPEndPoint numbered)
            {
                yield return (numbered.Address.ToString(), numbered.Port);
            }
        }
    }
}

internal static class CertificateWatchRegistration
{
    /// <summary>Watches the certificates of <see cref="TlsServers"/>.</summary>
    public static void AddCertificateWatch(this IHostApplicationBuilder builder)
    {
        var broker = builder.RabbitMqAddress();
        builder.Services.AddHostedService(provider => new CertificateWatch(
            new TlsServers(provider.GetRequiredService<UpdateSource>(), broker, provider.GetService<IConnectionMultiplexer>()).All, provider.GetRequiredService<AddressRace>(), provider.GetRequiredService<SenderMetrics>(), provider.GetRequiredService<TimeProvider>()));
    }
}
