using StackExchange.Redis;

namespace MassTransit;

/// <summary>What a script gets that the outbox runs within its commit, see <see cref="RedisOutboxOptions.WriteInCommit{TMessage}"/>.</summary>
/// <param name="Keys">The keys that the script touches: its <c>KEYS</c>.</param>
/// <param name="Arguments">Its <c>ARGV</c>.</param>
public sealed record OutboxWrite(IReadOnlyList<RedisKey> Keys, IReadOnlyList<RedisValue> Arguments);
