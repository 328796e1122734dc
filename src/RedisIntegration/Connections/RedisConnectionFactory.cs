using StackExchange.Redis;

namespace MassTransit;

/// <summary>Gives the connection that a repository, scheduler or outbox works on. The caller of the factory never disposes it.</summary>
/// <param name="provider">The container of the bus.</param>
public delegate IConnectionMultiplexer RedisConnectionFactory(IServiceProvider provider);
