using RabbitMQ.Client;

namespace PhStudio.Messaging.ServiceDefaults.Bus;

/// <summary>Where the broker is and who we are there, read from <c>RABBITMQ_URL</c>.</summary>
/// <param name="Uri">The address without user and password, in the form that the bus takes.</param>
/// <param name="User">The user's name.</param>
/// <param name="Password">The user's password.</param>
public sealed record RabbitMqAddress(Uri Uri, string User, string Password)
{
    /// <summary>The parts of an AMQP URL; null where it is none. No virtual host means the broker's default, <c>/</c>.</summary>
    public static RabbitMqAddress? Parse(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("amqp" or "amqps") || uri.Host.Length == 0)
            return null;
        var colon = uri.UserInfo.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
            return null;

        var secure = uri.Scheme == "amqps";
        var port = uri.Port > 0 ? uri.Port : secure ? 5671 : 5672;
        var vhost = uri.AbsolutePath.Trim('/');
        return new RabbitMqAddress(
            new Uri($"{(secure ? "rabbitmqs" : "rabbitmq")}://{uri.Host}:{port}/{vhost}"),
            Uri.UnescapeDataString(uri.UserInfo[..colon]),
            Uri.UnescapeDataString(uri.UserInfo[(colon + 1)..]));
    }

    /// <summary>Opens a connection beside the bus's own, for questions and orders that are no messages.</summary>
    /// <param name="name">What the broker shows it as.</param>
    /// <param name="cancellation">Gives up.</param>
    internal Task<IConnection> ConnectAsync(string name, CancellationToken cancellation)
    {
        var secure = Uri.Scheme == "rabbitmqs";
        var factory = new ConnectionFactory
        {
            HostName = Uri.Host,
            Port = Uri.Port,
            VirtualHost = Uri.AbsolutePath.Trim('/') is { Length: > 0 } vhost ? System.Uri.UnescapeDataString(vhost) : "/",
            UserName = User,
            Password = Password,
            Ssl = new SslOption(Uri.Host, enabled: secure),
            RequestedConnectionTimeout = TimeSpan.FromSeconds(2),
        };
        return factory.CreateConnectionAsync(name, cancellation);
    }

    /// <summary>Without the password, so that it can stand in a log.</summary>
    public override string ToString() => Uri.ToString();
}
