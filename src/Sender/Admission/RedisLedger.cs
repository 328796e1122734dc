using System.Globalization;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Admission;

/// <summary>The ledger of all Senders, in Redis. Throws where Redis is unavailable: nothing may be sent without it.</summary>
public sealed class RedisLedger(IConnectionMultiplexer redis, RedisKeys keys, LedgerOptions options, TimeProvider time) : ILedger
{
    // A field each: two processes that learn different things at once lose neither.
    private static readonly Learned[] LearnedForms = [Learned.PlainText, Learned.GeneralTopic, Learned.WithoutPhotos, Learned.Caption, Learned.OnItsWay, Learned.Over, .. Enumerable.Range(0, LearnedPhotos.Max).Select(LearnedPhotos.Of)];
    private static readonly RedisValue[] LearnedFields = ["plain", "general", "no_photos", "caption", "on_its_way", "over", .. Enumerable.Range(0, LearnedPhotos.Max).Select(place => (RedisValue)$"no_photo_{place}")];

    private IDatabase Db => redis.GetDatabase();

    public async Task<Claim> ClaimAsync(LedgerKey key, bool evenUnknown = false, bool isFirst = false)
    {
        var answer = (RedisValue[])(await LedgerScripts.Claim.EvaluateAsync(
            Db,
            [Entry(key)],
            [options.Owner, time.GetUtcNow().ToUnixTimeMilliseconds(), (long)options.Lease.TotalMilliseconds, evenUnknown ? 1 : 0, ExpiryMs(key)]))!;

        return ClaimOf(answer);
    }

    public async Task<Claim?> LookAsync(LedgerKey key)
    {
        var answer = (RedisValue[])(await LedgerScripts.Look.EvaluateAsync(Db, [Entry(key)], [time.GetUtcNow().ToUnixTimeMilliseconds(), ExpiryMs(key)]))!;
        return answer[0] == "free" ? null : ClaimOf(answer);
    }

    public async Task<Claim?> GiveUpAsync(LedgerKey key, FailureReason reason)
    {
        var answer = (RedisValue[])(await LedgerScripts.GiveUp.EvaluateAsync(Db, [Entry(key)], [time.GetUtcNow().ToUnixTimeMilliseconds(), reason.ToString(), ExpiryMs(key)]))!;
        return answer[0] == "given_up" ? null : ClaimOf(answer);
    }

    /// <summary>The answer of <see cref="LedgerScripts.Claim"/>.</summary>
    internal static Claim ClaimOf(ReadOnlySpan<RedisValue> answer) => (string)answer[0]! switch
    {
        "granted" => new Claim.Granted((int)answer[1]),
        "held" => new Claim.Held(DateTimeOffset.FromUnixTimeMilliseconds((long)answer[1])),
        _ => new Claim.Settled(Read(answer[1..])),
    };

    public Task SentAsync(LedgerKey key, DeliveredMessage delivery) =>
        LedgerScripts.Sent.EvaluateAsync(Db, [Entry(key)], [delivery.ChatId, delivery.TelegramMessageId, delivery.At.ToUnixTimeMilliseconds(), delivery.Remark ?? "", delivery.Photos is { } photos ? string.Join(',', photos) : "", delivery.Content ?? "", ExpiryMs(key)]);

    public Task FailedAsync(LedgerKey key, FailureReason reason) => LedgerScripts.Failed.EvaluateAsync(Db, [Entry(key)], [reason.ToString(), ExpiryMs(key)]);

    public Task UnknownAsync(LedgerKey key, bool counts = true) => LeaveAsync(key, EntryState.Unknown, counts);

    public Task ReleaseAsync(LedgerKey key, bool counts = true) => LeaveAsync(key, EntryState.Open, counts);

    public Task LearnAsync(LedgerKey key, Learned learned) =>
        LedgerScripts.Learn.EvaluateAsync(Db, [Entry(key)], [string.Join(',', LearnedForms.Zip(LearnedFields).Where(pair => learned.HasFlag(pair.First)).Select(pair => pair.Second)), ExpiryMs(key)]);

    public async Task<bool> ReopenAsync(LedgerKey key) => (bool)await LedgerScripts.Reopen.EvaluateAsync(Db, [Entry(key)], [ExpiryMs(key)]);

    public async Task<LedgerEntry?> FindAsync(LedgerKey key)
    {
        var fields = await Db.HashGetAsync(Entry(key), ["s", "n", "c", "t", "at", "w", "r", "m", "h", .. LearnedFields]);
        var learned = LearnedForms.Where((_, i) => !fields[9 + i].IsNull).Aggregate(Learned.Nothing, (all, form) => all | form);
        return fields[0].IsNull && learned == Learned.Nothing ? null : Read(fields.AsSpan(0, 9)) with { Learned = learned };
    }

    public async Task<bool> IsLatestEditAsync(Guid target, DateTimeOffset orderedAt) =>
        (bool)await LedgerScripts.LatestEdit.EvaluateAsync(Db, [keys.Of("edit", target.ToString("N"))], [orderedAt.UtcTicks / TimeSpan.TicksPerMicrosecond, ExpiryMs()]);

    public Task ParkAsync(Guid messageId, string order) => LedgerScripts.Park.EvaluateAsync(Db, [Parked(messageId)], [order, ExpiryMs()]);

    public async Task<string?> ParkedAsync(Guid messageId) => await Db.StringGetAsync(Parked(messageId));

    public Task UnparkAsync(Guid messageId) => LedgerScripts.Unpark.EvaluateAsync(Db, [Parked(messageId)], []);

    public Task UnparkAsync(Guid messageId, string order) => LedgerScripts.UnparkThis.EvaluateAsync(Db, [Parked(messageId)], [order]);

    public Task EraseChatAsync(LedgerKey key, IReadOnlyCollection<string> chats) => LedgerScripts.EraseChat.EvaluateAsync(Db, [Entry(key)], [string.Join(',', chats), PersonTraces.Erased]);

    private Task LeaveAsync(LedgerKey key, EntryState state, bool counts) =>
        LedgerScripts.Leave.EvaluateAsync(Db, [Entry(key)], [options.Owner, (int)state, counts ? 0 : -1, ExpiryMs(key)]);

    internal static RedisKey EntryKey(RedisKeys keys, LedgerKey key) => keys.Of("ledger", key.ToString());

    private RedisValue ExpiryMs(LedgerKey key = default) => (long)options.ExpiryOf(key).TotalMilliseconds;

    private RedisKey Parked(Guid messageId) => keys.Of("parked", messageId.ToString("N"));

    private RedisKey Entry(LedgerKey key) => EntryKey(keys, key);

    private static LedgerEntry Read(ReadOnlySpan<RedisValue> fields) => new(
        fields[0].IsNull ? EntryState.Open : (EntryState)(int)fields[0],
        fields[1].IsNull ? 0 : (int)fields[1],
        fields[3].IsNullOrEmpty ? null : new DeliveredMessage(fields[2]!, (long)fields[3], DateTimeOffset.FromUnixTimeMilliseconds((long)fields[4]), fields[5].IsNullOrEmpty ? null : (string)fields[5]!)
        {
            Photos = fields[7].IsNullOrEmpty ? null : [.. ((string)fields[7]!).Split(',').Select(id => long.Parse(id, CultureInfo.InvariantCulture))],
            Content = fields[8].IsNullOrEmpty ? null : (string)fields[8]!,
        },
        Enum.TryParse<FailureReason>(fields[6], out var reason) ? reason : null);
}
