using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.ServiceDefaults.Connections;

namespace PhStudio.Messaging.Sender.Bot;

/// <summary>Looks every few hours until when the certificates of servers are valid. By a handshake and no more, since a connection that stays open does not see the certificate that came after its own.</summary>
internal sealed class CertificateWatch(Func<IEnumerable<(string Host, int Port)>> listed, AddressRace race, SenderMetrics metrics, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan First = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromHours(3);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _ends = new(StringComparer.Ordinal);

    /// <summary>Looks at each server once. One that does not answer keeps what it said last.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var servers = listed().ToList();
        foreach (var (host, port) in servers)
        {
            if (await EndAsync(host, port, cancellationToken) is { } end)
            {
                _ends[Name(host, port)] = end;
            }
        }

        foreach (var gone in _ends.Keys.Except(servers.Select(server => Name(server.Host, server.Port)), StringComparer.Ordinal))
        {
            _ends.TryRemove(gone, out _);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        metrics.WatchCertificates(() => _ends.Select(known => (known.Key, known.Value - time.GetUtcNow())));
        var pause = First;
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(pause, time, stoppingToken);
            await LookAsync(stoppingToken);
            pause = Pause;
        }
    }

    private static string Name(string host, int port) => $"{host}:{port}";

    private async Task<DateTimeOffset?> EndAsync(string host, int port, CancellationToken cancellationToken)
    {
        DateTimeOffset? end = null;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Timeout);
        try
        {
            await using var stream = new NetworkStream(await race.ConnectAsync(new DnsEndPoint(host, port), deadline.Token), ownsSocket: true);
            await using var tls = new SslStream(stream);
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = host,
                // Nothing is sent or read: whose certificate it is, is checked by the connections that are used.
                RemoteCertificateValidationCallback = (_, certificate, _, _) => (end = certificate is X509Certificate2 shown ? new DateTimeOffset(shown.NotAfter) : null) is not null,
            }, deadline.Token);
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // A server that is unavailable has other alerts.
        }

        return end;
    }
}
