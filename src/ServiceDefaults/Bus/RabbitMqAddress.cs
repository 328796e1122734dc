using RabbitMQ.Client;

namespace PhStudio.Messaging.ServiceDefaults.Bus;

/// <summary>Where the broker is and who we are there, read from <c>RABBITMQ_URL</c>.</summary>
/// <param name="Uri">The address without user and password, in the form that the bus takes.</param>
/// <param name="User">The user's name.</param>
/// <param name="Password">The user's password.</param>
public sealed record RabbitMqAddress(Uri Uri, string User, string Password)
{
    /// <summary>
    /// How long a declaration may take. A broker that stops in order leaves one unanswered now and then, and all that waits for it, a publish too, waits this long
    /// (the client's own twenty seconds, twice, were seen: 48 s until the first message after a restart).
    /// </summary>
    public static readonly TimeSpan DeclarationPatience = TimeSpan.FromSeconds(10);

    /// <summary>How often each side shows the other that it lives. Two of them without a sign, and the connection counts as lost (<c>RABBITMQ_HEARTBEAT</c>).</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(10);

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

    /// <summary>Makes connections of our own, beside the bus's. They do not heal by themselves: whoever holds one opens the next.</summary>
    public ConnectionFactory Connections() => new()
    {
        HostName = Uri.Host,
        Port = Uri.Port,
        VirtualHost = Uri.AbsolutePath.Trim('/') is { Length: > 0 } vhost ? Uri.UnescapeDataString(vhost) : "/",
        UserName = User,
        Password = Password,
        Ssl = new SslOption(Uri.Host, enabled: Uri.Scheme == "rabbitmqs"),
        RequestedConnectionTimeout = TimeSpan.FromSeconds(2),
        ContinuationTimeout = DeclarationPatience,
        RequestedHeartbeat = Heartbeat,
        AutomaticRecoveryEnabled = false,
    };

    /// <summary>Without the password, so that it can stand in a log.</summary>
    public override string ToString() => Uri.ToString();
}
