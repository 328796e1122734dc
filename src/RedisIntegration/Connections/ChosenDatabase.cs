using MassTransit;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Connections;

/// <summary>
/// The database that a feature works on. The connection is found once, its database at each use: whoever gives the connection may put another in its place behind
/// the interface, and a database that is kept would stay with the old one.
/// </summary>
internal sealed class ChosenDatabase(Func<IConnectionMultiplexer> connection, SelectDatabase select)
{
    // What the first use may refuse is asked anew by the next.
    private readonly Lazy<IConnectionMultiplexer> _connection = new(connection, LazyThreadSafetyMode.PublicationOnly);

    public IDatabase Current => select(_connection.Value);
}
