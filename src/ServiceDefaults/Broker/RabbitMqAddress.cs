using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Hosting;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.ServiceDefaults.Connections;
using RabbitMQ.Client;

namespace PhStudio.Messaging.ServiceDefaults.Broker;

/// <summary>
/// Where the broker is and who we are there, read from <c>RABBITMQ_URL</c>. The scheme alone decides whether the connection is protected, on any port, and
/// every connection of a process, the bus's and our own, follows it in the same way.
/// </summary>
/// <param name="Uri">The address without user and password, in the form that the bus takes; of several hosts, the first.</param>
/// <param name="User">The user's name.</param>
/// <param name="Password">The user's password.</param>
public sealed partial record RabbitMqAddress(Uri Uri, string User, string Password)
{
    /// <summary>
    /// How long a declaration may take. A broker that stops in order leaves one unanswered now and then, and all that waits for it, a publish too, waits this long
    /// (the client's own twenty seconds, twice, were seen: 48 s until the first message after a restart).
    /// </summary>
    public static readonly TimeSpan DeclarationTimeout = TimeSpan.FromSeconds(10);

    private static readonly SilentNodes SilentNodes = new(TimeProvider.System);

    // How long the next node waits for the one before it.
    private static readonly TimeSpan NextNode = TimeSpan.FromSeconds(1);

    /// <summary>The nodes to try, in this order.</summary>
    public required IReadOnlyList<(string Host, int Port)> Nodes { get; init; }

    /// <summary>The heartbeat of the connection. After two and a half of them without a sign, at the latest, it is given up (<c>RABBITMQ_HEARTBEAT</c>).</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The authorities that the broker's certificate may come from, beside the system's (<c>RABBITMQ_CA_FILE</c>).</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>True where everything goes through TLS.</summary>
    public bool IsSecure => Uri.Scheme == "rabbitmqs";

    /// <summary>Which versions of TLS are spoken.</summary>
    internal static SslProtocols Protocols => SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>The parts of an AMQP URL; null where it is none. No virtual host means the broker's default, <c>/</c>.</summary>
    public static RabbitMqAddress? Parse(string url)
    {
        if (Form().Match(url) is not { Success: true } parts)
        {
            return null;
        }

        var secure = parts.Groups["scheme"].Value == "amqps";
        var nodes = new List<(string Host, int Port)>();
        foreach (var node in parts.Groups["nodes"].Value.Split(','))
        {
            if (!Uri.TryCreate($"{parts.Groups["scheme"].Value}://{node}", UriKind.Absolute, out var address) || address.Host.Length == 0 || address.PathAndQuery.Trim('/').Length > 0)
            {
                return null;
            }

            nodes.Add((address.Host, address.Port > 0 ? address.Port : secure ? 5671 : 5672));
        }

        return Uri.TryCreate(string.Create(CultureInfo.InvariantCulture, $"{(secure ? "rabbitmqs" : "rabbitmq")}://{nodes[0].Host}:{nodes[0].Port}/{parts.Groups["vhost"].Value.Trim('/')}"), UriKind.Absolute, out var uri)
            ? new RabbitMqAddress(uri, Uri.UnescapeDataString(parts.Groups["user"].Value), Uri.UnescapeDataString(parts.Groups["password"].Value)) { Nodes = nodes }
            : null;
    }

    /// <summary>
    /// A connection of our own, beside the bus's. It does not reconnect by itself: its owner opens the next. A node that takes connections and says nothing, because it hangs or the network
    /// swallows its answers, costs a second: then the next one is tried too.
    /// </summary>
    /// <param name="name">What the broker shows it as.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IConnection> ConnectAsync(string name, CancellationToken cancellationToken)
    {
        var factory = Connections();
        return Race.FirstAsync(
            [.. Nodes.Select(node => (Func<CancellationToken, Task<IConnection>>)(token => factory.CreateConnectionAsync([new AmqpTcpEndpoint(node.Host, node.Port, Tls(node.Host))], name, token)))],
            NextNode,
            TimeProvider.System,
            late => late.DisposeAsync(),
            cancellationToken);
    }

    /// <summary>The same within a time, whatever the broker or the network does.</summary>
    /// <exception cref="TimeoutException">The broker does not answer.</exception>
    public Task<IConnection> ConnectAsync(string name, TimeSpan timeout, CancellationToken cancellationToken) =>
        InTimeAsync(ConnectAsync(name, cancellationToken), timeout, cancellationToken);

    /// <summary>What is opened, if it is opened in time. What opens later is closed: nobody else knows of it.</summary>
    internal static async Task<T> InTimeAsync<T>(Task<T> opening, TimeSpan timeout, CancellationToken cancellationToken) where T : IAsyncDisposable
    {
        try
        {
            return await opening.WaitAsync(timeout, cancellationToken);
        }
        catch (Exception) when (!opening.IsCompleted)
        {
            _ = opening.ContinueWith(late => late.Result.DisposeAsync().AsTask(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            throw;
        }
    }

    /// <summary>Whether the broker's certificate is taken: for that host's name, by a chain that ends at an authority of the system or of <see cref="Authorities"/>.</summary>
    public bool IsTrusted(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
        {
            return true;
        }

        if (certificate is null)
        {
            return false;
        }

        using var copy = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        // The bus asks every node for the first one's name: the name of any that we were given is right.
        if (Nodes.Any(node => copy.MatchesHostname(node.Host)))
        {
            errors &= ~SslPolicyErrors.RemoteCertificateNameMismatch;
        }

        // Otherwise only the chain may be wrong, and only because its authority is unknown.
        if (errors == SslPolicyErrors.None)
        {
            return true;
        }

        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || Authorities is null)
        {
            return false;
        }

        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(Authorities);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid("1.3.6.1.5.5.7.3.1"));
        foreach (var sent in chain?.ChainElements.Skip(1) ?? [])
        {
            own.ChainPolicy.ExtraStore.Add(sent.Certificate);
        }

        return own.Build(copy);
    }

    /// <summary>Makes a connection factory, the bus's or our own, give up a node that says nothing.</summary>
    internal void BoundSilence(ConnectionFactory factory) => BrokerTcpClient.Use(factory, Nodes.Count > 1 ? SilentNodes : null, TimeProvider.System);

    /// <summary>Without the password, so that it can stand in a log.</summary>
    public override string ToString() => Uri.ToString();

    private ConnectionFactory Connections()
    {
        var factory = new ConnectionFactory
        {
            VirtualHost = Uri.AbsolutePath.Trim('/') is { Length: > 0 } vhost ? Uri.UnescapeDataString(vhost) : "/",
            UserName = User,
            Password = Password,
            RequestedConnectionTimeout = TimeSpan.FromSeconds(2),
            ContinuationTimeout = DeclarationTimeout,
            RequestedHeartbeat = Heartbeat,
            AutomaticRecoveryEnabled = false,
        };
        BoundSilence(factory);
        return factory;
    }

    private SslOption Tls(string host) => new(host, enabled: IsSecure) { Version = Protocols, CertificateValidationCallback = IsTrusted };

    // User and password stand before the last @, as in every URL; the nodes are a list.
    [GeneratedRegex(@"\A(?<scheme>amqps?)://(?<user>[^:@/]+):(?<password>[^@/]*)@(?<nodes>[^@/?#]+)(?<vhost>/[^?#]*)?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}

/// <summary>Reads the broker's address from a host's settings: one way for the bus and for everything beside it.</summary>
public static class RabbitMqAddressSettings
{
    internal const string Format = "amqp://user:password@host[:port][,host[:port]...][/vhost], or amqps:// for TLS on any port";

    /// <summary>The address that <c>RABBITMQ_URL</c>, <c>RABBITMQ_HEARTBEAT</c> and <c>RABBITMQ_CA_FILE</c> give; null where it is unset or wrong.</summary>
    public static RabbitMqAddress? RabbitMqAddress(this IHostApplicationBuilder builder)
    {
        var settings = builder.Settings();
        var url = settings.OptionalSecret("RABBITMQ_URL", Format, text => Broker.RabbitMqAddress.Parse(text) is not null);
        var heartbeat = TimeSpan.FromSeconds(settings.Whole("RABBITMQ_HEARTBEAT", 10, 1, 60));
        var authorities = settings.Optional("RABBITMQ_CA_FILE", "the path of a PEM file with the authorities that the broker's certificate may come from", path => Read(path) is not null) is { } file ? Read(file) : null;
        if (url is null)
        {
            return null;
        }

        var address = Broker.RabbitMqAddress.Parse(url)! with { Heartbeat = heartbeat, Authorities = authorities };
        if (authorities is not null && !address.IsSecure && !address.Nodes.All(node => new UriBuilder(Uri.UriSchemeHttp, node.Host).Uri.IsLoopback))
        {
            settings.Refuse("RABBITMQ_CA_FILE is set, but RABBITMQ_URL begins with amqp:// and uses no TLS: write amqps://, or remove RABBITMQ_CA_FILE.");
        }

        settings.PasswordNotGuessable("RABBITMQ_URL", address.Password, address.Nodes.Select(node => node.Host));
        if (!address.IsSecure)
        {
            settings.SayInTheClear("RABBITMQ_URL", "amqps", address.Nodes.Select(node => node.Host));
        }

        return address;
    }

    private static X509Certificate2Collection? Read(string path)
    {
        try
        {
            return CertificateAuthorities.Read(path);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
