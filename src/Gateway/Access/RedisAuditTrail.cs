using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using StackExchange.Redis;

namespace PhStudio.Messaging.Gateway.Access;

/// <summary>
/// In Redis as one stream, whose ids rise with time. Records older than the retention are removed as new ones come, whole blocks at a time, which is cheap, and the rest of them once an hour.
/// A stream's entries cannot be changed: what an erasure can meet has a key of its own. A filter is applied to what the stream holds between the two moments, a block at a time.
/// </summary>
internal sealed class RedisAuditTrail(IConnectionMultiplexer redis, AuditOptions options, TimeProvider time) : IAuditTrail
{
    private const int Block = 500;

    /// <summary>A body may be a megabyte long.</summary>
    private const int BodiesAtOnce = 20;

    private const int MaxLookedAt = 20_000;

    private static readonly RedisKey Stream = "phstudio:gateway:audit";

    private static readonly RedisKey Bodies = "phstudio:gateway:audit:bodies";

    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private IDatabase Db => redis.GetDatabase();

    private long Oldest => Math.Max((time.GetUtcNow() - options.Retention).ToUnixTimeMilliseconds(), 0);

    public async Task AddAsync(AuditRecord record)
    {
        var body = record.Replaced is null ? "" : await KeepAsync(record.Replaced);
        var ids = record.Ids is null ? "" : await StoreAsync(JsonSerializer.Serialize(record.Ids));
        var target = record is { IsOfPerson: true, Target: { } person } ? await KeepAsync(JsonSerializer.Serialize<string[]>([person])) : "";
        await Db.ExecuteAsync("XADD", [Stream, "MINID", "~", Oldest, "*", "r", Write(target.Length > 0 ? record with { Target = null } : record), "b", body, "t", target, "i", ids]);
    }

    public async Task ForgetAsync()
    {
        await Db.ExecuteAsync("XTRIM", [Stream, "MINID", "=", Oldest]);
        await Db.SortedSetRemoveRangeByScoreAsync(Bodies, double.NegativeInfinity, Oldest);
    }

    /// <summary>The record as it stands in the stream.</summary>
    public static string Write(AuditRecord record) => JsonSerializer.Serialize(record with { Replaced = null, Ids = null }, Json);

    public async Task<int> EraseAsync(PersonTraces person)
    {
        var changed = 0;
        await foreach (var listed in Db.SortedSetScanAsync(Bodies, pageSize: Block).Chunk(BodiesAtOnce))
        {
            var keys = Array.ConvertAll(listed, entry => Body((string)entry.Element!));
            foreach (var (key, value) in keys.Zip(await Db.StringGetAsync(keys)))
            {
                if ((string?)value is { } body && person.CleanJson(body, isOfPerson: false) is var cleaned && cleaned != body)
                {
                    changed += await Db.StringSetAsync(key, cleaned, expiry: (TimeSpan?)null, keepTtl: true, when: When.Exists) ? 1 : 0;
                }
            }
        }

        return changed;
    }

    public async Task<(IReadOnlyList<AuditRecord> Records, PageCursor? Next)> ReadAsync(AuditFilter filter, PageCursor? after, int limit)
    {
        var oldest = Oldest;
        var newest = after is { } cursor ? $"({cursor.Score}-{cursor.Member}" : "+";
        var records = new List<AuditRecord>();
        var budget = new PageBudget(time, MaxLookedAt);
        for (var looked = 0; ;)
        {
            var entries = await Db.StreamRangeAsync(Stream, oldest, newest, Block, Order.Descending);
            foreach (var entry in entries)
            {
                var id = ((string)entry.Id!).Split('-');
                if (Read(entry) is { } read && await WithKeptAsync(read, entry, filter) is var record && filter.Passes(record))
                {
                    records.Add((string?)entry["b"] is { Length: > 0 } body ? record with { Replaced = await Db.StringGetAsync(Body(body)) } : record);
                }

                newest = $"({entry.Id}";
                looked++;
                // What is kept beside a record is read for each: a block of them may take long.
                if (records.Count == limit || (HasKept(entry) && budget.IsSpent(looked)))
                {
                    return (records, At(id));
                }
            }

            if (entries.Length < Block)
            {
                return (records, null);
            }

            if (budget.IsSpent(looked))
            {
                return (records, At(((string)entries[^1].Id!).Split('-')));
            }
        }

        static PageCursor At(string[] id) => new(long.Parse(id[0], CultureInfo.InvariantCulture), id[1]);
    }

    /// <summary>Stores what an erasure can meet. Returns the id of its key.</summary>
    private async Task<string> KeepAsync(string json)
    {
        var id = await StoreAsync(json);
        await Db.SortedSetAddAsync(Bodies, id, time.GetUtcNow().ToUnixTimeMilliseconds());
        await Db.SortedSetRemoveRangeByScoreAsync(Bodies, double.NegativeInfinity, Oldest);
        return id;
    }

    private async Task<string> StoreAsync(string json)
    {
        var id = Guid.NewGuid().ToString("N");
        await Db.StringSetAsync(Body(id), json, options.Retention);
        return id;
    }

    /// <summary>With what is kept beside it, where the rest passes: a target that an erasure can meet, and ids, of which there may be thousands.</summary>
    private async Task<AuditRecord> WithKeptAsync(AuditRecord record, StreamEntry entry, AuditFilter filter)
    {
        if (!(filter with { Target = null }).Passes(record))
        {
            return record;
        }

        var target = (string?)entry["t"] is { Length: > 0 } id ? (string?)await Db.StringGetAsync(Body(id)) : null;
        var ids = (string?)entry["i"] is { Length: > 0 } listed ? (string?)await Db.StringGetAsync(Body(listed)) : null;
        return record with { Target = target is null ? record.Target : JsonSerializer.Deserialize<string[]>(target)![0], Ids = ids is null ? null : JsonSerializer.Deserialize<string[]>(ids) };
    }

    private static bool HasKept(StreamEntry entry) => (string?)entry["t"] is { Length: > 0 } || (string?)entry["i"] is { Length: > 0 };

    private static RedisKey Body(string id) => $"phstudio:gateway:audit:body:{id}";

    private static AuditRecord? Read(StreamEntry entry) => JsonSerializer.Deserialize<AuditRecord>((string)entry["r"]!) is { } record ? record with { Id = (string)entry.Id! } : null;
}
