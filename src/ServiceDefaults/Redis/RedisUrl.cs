using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using PhStudio.Messaging.ServiceDefaults.Connections;
using StackExchange.Redis;

namespace PhStudio.Messaging.ServiceDefaults.Redis;

/// <summary>Where Redis is and who we are there, read from <c>REDIS_URL</c>. The client's own reader takes no URL.</summary>
public static partial class RedisUrl
{
    /// <summary>What <c>REDIS_URL</c> must look like.</summary>
    public const string Format =
        "redis://[user:password@]host[:port][,host...][/database], rediss:// for TLS, or redis+sentinel://[user:password@]host[:port][,host...]/master[/database]; user and password percent-encoded";

    private const int RedisPort = 6379;
    private const int SentinelPort = 26379;

    /// <summary>The connection that a URL describes.</summary>
    /// <param name="url">The URL.</param>
    /// <param name="authorities">The authorities that a server's certificate may come from; null for those of the machine.</param>
    /// <exception cref="FormatException">It describes none. The message says why and never holds the password.</exception>
    public static ConfigurationOptions Parse(string url, X509Certificate2Collection? authorities = null)
    {
        ArgumentNullException.ThrowIfNull(url);

        var match = Parts().Match(url);
        if (!match.Success && Tail().IsMatch(url))
        {
            throw new FormatException("it goes on with ? or # behind its hosts or path: it takes no options (a user's or password's own @ , / ? # and % are percent-encoded)");
        }

        if (!match.Success)
        {
            throw new FormatException("it does not begin with redis://, rediss://, redis+sentinel:// or rediss+sentinel://");
        }

        var isSentinel = match.Groups["sentinel"].Success;
        var isTls = match.Groups["tls"].Success;
        if (authorities is not null && !isTls)
        {
            throw new FormatException("REDIS_CA_FILE is given, but only rediss:// and rediss+sentinel:// use TLS");
        }

        var options = Defaults();
        (options.User, options.Password) = User(match.Groups["user"]);
        var hosts = match.Groups["hosts"].Value.Split(',');
        for (var i = 0; i < hosts.Length; i++)
        {
            options.EndPoints.Add(Host(hosts[i], isSentinel ? SentinelPort : RedisPort, hosts.Length == 1 ? "its host" : $"host {i + 1} of {hosts.Length}"));
        }

        var path = match.Groups["path"].Value.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (isSentinel)
        {
            options.ServiceName = path.Length > 0 ? Decode(path[0]) : throw new FormatException("it names no master after the hosts, such as /mymaster");
            path = path[1..];
        }

        options.DefaultDatabase = Database(path);
        if (isTls)
        {
            UseTls(options, authorities);
        }

        return options;
    }

    private static ConfigurationOptions Defaults() => new()
    {
        // The service starts and reports "not ready" where Redis comes up later than it.
        AbortOnConnectFail = false,
        // A longer attempt is aborted for the next one: not sooner, since on a busy machine a new process is slow to see its connection.
        ConnectTimeout = 3000,
        ReconnectRetryPolicy = new LinearRetry(3000),
        SyncTimeout = 5000,
        AsyncTimeout = 3000,
        // Commands that cannot be sent now fail now: callers retry themselves, and a command that waited in a queue would be applied late.
        BacklogPolicy = BacklogPolicy.FailFast,
        // A server that became a replica, or the master again, is noticed within two seconds.
        ConfigCheckSeconds = 2,
        // Nobody subscribes: no second connection, and no key that names a master.
        ConfigurationChannel = "",
        TieBreaker = "",
        KeepAlive = 15,
        // The client counts INFO and CONFIG GET among what administers a server; the health check asks both.
        AllowAdmin = true,
    };

    private static (string? User, string? Password) User(Group given)
    {
        if (!given.Success)
        {
            return (null, null);
        }

        var colon = given.Value.IndexOf(':', StringComparison.Ordinal);
        // The password alone, with or without a colon before it, is the default user's.
        return colon <= 0 ? (null, Decode(given.Value[(colon + 1)..])) : (Decode(given.Value[..colon]), Decode(given.Value[(colon + 1)..]));
    }

    // It is called by its place: a part of a password may stand where the host is read.
    private static EndPoint Host(string text, int defaultPort, string called)
    {
        var match = HostAndPort().Match(text);
        var port = defaultPort;
        if (!match.Success || (match.Groups["port"].Success && !IsPort(match.Groups["port"].Value, out port)))
        {
            throw new FormatException($"{called} is not of the form host or host:port with a port from 1 to 65535 (a user's or password's own @ , / ? # and % are percent-encoded)");
        }

        var host = match.Groups["host"].Value;
        return IPAddress.TryParse(host.Trim('[', ']'), out var address) ? new IPEndPoint(address, port) : new DnsEndPoint(host, port);
    }

    private static bool IsPort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65535;

    private static int Database(string[] path) => path switch
    {
        [] => 0,
        [var text] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw new FormatException("what stands last in its path is not the number of a database"),
    };

    private static string Decode(string text) => StrayPercent().IsMatch(text)
        ? throw new FormatException("a % is not followed by two hexadecimal digits: a % of its own is written %25")
        : Uri.UnescapeDataString(text);

    /// <summary>The certificate's chain and name are checked; nothing is sent to a server before that.</summary>
    private static void UseTls(ConfigurationOptions options, X509Certificate2Collection? authorities)
    {
        options.Ssl = true;
        options.SslClientAuthenticationOptions = host => new SslClientAuthenticationOptions
        {
            TargetHost = host,
            CertificateChainPolicy = CertificateAuthorities.Policy(authorities),
        };
    }

    [GeneratedRegex(@"^redis(?<tls>s)?(?<sentinel>\+sentinel)?://((?<user>[^@/?#]*)@)?(?<hosts>[^/?#]*)(?<path>/[^?#]*)?\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parts();

    [GeneratedRegex(@"^rediss?(\+sentinel)?://[^?#]*[?#]", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tail();

    [GeneratedRegex(@"^(?<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:(?<port>[0-9]+))?\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HostAndPort();

    [GeneratedRegex("%(?![0-9A-Fa-f]{2})", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StrayPercent();
}
