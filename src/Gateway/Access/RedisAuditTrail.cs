using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using PhStudio.Messaging.Gateway.Hosting;
using StackExchange.Redis;

namespace PhStudio.Messaging.Gateway.Access;

/// <summary>
/// In Redis as one stream, whose ids rise with time. What is older than the retention goes as new records come, whole blocks at a time, so that no call pays for it.
/// A filter is applied to what the stream holds between the two moments, a block at a time.
/// </summary>
internal sealed class RedisAuditTrail(IConnectionMultiplexer redis, AuditOptions options, TimeProvider time) : IAuditTrail
{
    private const int Block = 500;

    /// <summary>A page ends after so many records were looked at, full or not.</summary>
    private const int MaxLookedAt = 20_000;

    private static readonly RedisKey Stream = "phstudio:gateway:audit";

    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private IDatabase Db => redis.GetDatabase();

    public async Task AddAsync(AuditRecord record)
    {
        var oldest = (time.GetUtcNow() - options.Retention).ToUnixTimeMilliseconds();
        await Db.ExecuteAsync("XADD", [Stream, "MINID", "~", oldest, "*", "r", JsonSerializer.Serialize(record, Json)]);
    }

    public async Task<(IReadOnlyList<AuditRecord> Records, PageCursor? Next)> ReadAsync(AuditFilter filter, PageCursor? after, int limit)
    {
        var oldest = Math.Max((time.GetUtcNow() - options.Retention).ToUnixTimeMilliseconds(), 0);
        var newest = after is { } cursor ? $"({cursor.Score}-{cursor.Member}" : "+";
        var records = new List<AuditRecord>();
        for (var looked = 0; ; looked += Block)
        {
            var entries = await Db.StreamRangeAsync(Stream, oldest, newest, Block, Order.Descending);
            foreach (var entry in entries)
            {
                var id = ((string)entry.Id!).Split('-');
                if (Read(entry) is { } record && filter.Passes(record))
                {
                    records.Add(record);
                }

                newest = $"({entry.Id}";
                if (records.Count == limit)
                {
                    return (records, At(id));
                }
            }

            if (entries.Length < Block)
            {
                return (records, null);
            }

            if (looked > MaxLookedAt)
            {
                return (records, At(((string)entries[^1].Id!).Split('-')));
            }
        }

        static PageCursor At(string[] id) => new(long.Parse(id[0], CultureInfo.InvariantCulture), id[1]);
    }

    private static AuditRecord? Read(StreamEntry entry) => JsonSerializer.Deserialize<AuditRecord>((string)entry["r"]!) is { } record ? record with { Id = (string)entry.Id! } : null;
}
