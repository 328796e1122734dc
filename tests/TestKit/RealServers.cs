using System.Globalization;
using System.Net.Sockets;

namespace PhStudio.Messaging.TestKit;

/// <summary>The Redis and RabbitMQ that <c>./test</c> starts.</summary>
public static class RealServers
{
    public static string RabbitMq => Of("TEST_RABBITMQ_URL");

    public static Uri RabbitMqManagement => new(Of("TEST_RABBITMQ_MANAGEMENT_URL"));

    /// <summary>What its plugin rabbitmq_prometheus tells.</summary>
    public static Uri RabbitMqMetrics => new(Of("TEST_RABBITMQ_METRICS_URL"));

    public static string Redis => Of("TEST_REDIS_URL");

    /// <summary>
    /// The URL of a database of that Redis that nobody had before, for hosts with a broker of their own. What waits in Redis, a schedule or an outbox,
    /// is taken by whichever host is first: one with another broker would take it away.
    /// </summary>
    public static string NewRedis()
    {
        var server = new Uri(Redis);
        using var client = new TcpClient(server.Host, server.Port);
        using var stream = client.GetStream();
        stream.Write("INCR phstudio:tests:databases\r\n"u8);
        using var reader = new StreamReader(stream);
        return $"{Redis}/{int.Parse(reader.ReadLine()!.TrimStart(':'), CultureInfo.InvariantCulture)}";
    }

    private static string Of(string name) => Environment.GetEnvironmentVariable(name)
        ?? throw new InvalidOperationException($"{name} is not set: run ./test, or ./test --serve and export what it prints.");
}
