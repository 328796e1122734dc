using StackExchange.Redis;

namespace MassTransit;

/// <summary>Chooses the database of a connection. Default: the connection's default database.</summary>
/// <param name="multiplexer">The connection.</param>
public delegate IDatabase SelectDatabase(IConnectionMultiplexer multiplexer);
