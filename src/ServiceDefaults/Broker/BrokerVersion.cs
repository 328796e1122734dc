using System.Globalization;
using System.Text;
using RabbitMQ.Client;

namespace PhStudio.Messaging.ServiceDefaults.Broker;

/// <summary>What the broker says it is.</summary>
public static class BrokerVersion
{
    /// <summary>Its version, such as <c>3.10.8</c>; null where it does not tell.</summary>
    public static string? Of(IConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);

        return connection.ServerProperties?.TryGetValue("version", out var version) == true && version is byte[] text ? Encoding.UTF8.GetString(text) : null;
    }

    /// <summary>True for RabbitMQ 3, whose queues give no message up unless a policy says after how many returns. RabbitMQ 4 does so after twenty.</summary>
    public static bool IsWithoutLimit(string? version) =>
        int.TryParse(version?.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major) && major < 4;
}
