using System.Globalization;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using StackExchange.Redis;

namespace PhStudio.Messaging.Gateway.Bookings.Callbacks;

/// <summary>In Redis: a hash for each callback, and lists of all, of each booking and of each state but delivered by when they were first tried.</summary>
internal sealed class RedisCallbackLog(IConnectionMultiplexer redis, TimeProvider time) : ICallbackLog
{
    private const string Prefix = "phstudio:gateway:callback";
    private const int MaxForgotten = 100;

    /// <summary>Nothing leaves the lists before it is gone itself, whichever clock is ahead.</summary>
    private static readonly TimeSpan ListSlack = TimeSpan.FromHours(1);

    private static readonly RedisKey All = Prefix + "s";

    private static readonly CallbackState[] Listed = [CallbackState.Waiting, CallbackState.Failing, CallbackState.Refused, CallbackState.GivenUp];

    private IDatabase Db => redis.GetDatabase();

    public async Task WaitsAsync(Callback callback, DateTimeOffset at)
    {
        if ((await Db.HashGetAsync(Key(callback.Id), "state")).IsNull)
        {
            await WriteAsync(callback, at, CallbackState.Waiting, attempt: null);
        }
    }

    public Task NoteAsync(Callback callback, CallbackAttempt attempt) => WriteAsync(callback, attempt.At, attempt.State, attempt);

    public async Task<(CallbackEntry Entry, Callback Callback)?> FindAsync(string id)
    {
        var fields = await Db.HashGetAllAsync(Key(id));
        // A release that wrote the first moment by itself could leave a hash with nothing else.
        return Text(fields, "type") is { } type && Text(fields, "body") is { } body ? (EntryOf(id, fields), new Callback(id, type, Text(fields, "booking"), body, (int?)Number(fields, "sequence"))) : null;
    }

    public Task<(IReadOnlyList<CallbackEntry> Callbacks, PageCursor? Next)> ListAsync(CallbackFilter filter, PageCursor? after, int limit)
    {
        var list = filter.BookingId is { } booking ? OfBooking(booking) : filter.State is { } state and not CallbackState.Delivered ? OfState(state) : All;
        return new NewestFirst<CallbackEntry>(Db, ReadAsync, time).ReadAsync(list, double.NegativeInfinity, double.PositiveInfinity, filter.Passes, after, limit);
    }

    public Task<long> CountFailingAsync() => Db.SortedSetLengthAsync(OfState(CallbackState.Failing));

    public async Task<int> EraseAsync(PersonTraces person)
    {
        var changed = 0;
        await foreach (var listed in Db.SortedSetScanAsync(All, pageSize: 100))
        {
            var key = Key((string)listed.Element!);
            var body = (string?)await Db.HashGetAsync(key, "body");
            if (body is null || person.CleanJson(body, isOfPerson: false) is var cleaned && cleaned == body)
            {
                continue;
            }

            var change = Db.CreateTransaction();
            change.AddCondition(Condition.HashEqual(key, "body", body));
            _ = change.HashSetAsync(key, "body", cleaned);
            changed += await change.ExecuteAsync() ? 1 : 0;
        }

        return changed;
    }

    public async Task ForgetAsync(DateTimeOffset now)
    {
        while (await ForgetSomeAsync(now))
        {
        }
    }

    private async Task WriteAsync(Callback callback, DateTimeOffset at, CallbackState state, CallbackAttempt? attempt)
    {
        var isWritten = false;
        while (!isWritten)
        {
            var known = await Db.HashGetAsync(Key(callback.Id), ["first", "state"]);
            var first = known[0].IsNull ? at : DateTimeOffset.FromUnixTimeMilliseconds((long)known[0]);
            // The platform has what it took once, whatever becomes of a later attempt.
            var reached = known[1] == (int)CallbackState.Delivered ? CallbackState.Delivered : state;
            isWritten = await WriteAsync(callback, at, reached, attempt, known, first + ICallbackLog.Kept > time.GetUtcNow() ? first : at);
        }

        await ForgetSomeAsync(time.GetUtcNow());
    }

    /// <summary>All at once, so that a process that dies leaves no part. False where another process wrote first.</summary>
    private async Task<bool> WriteAsync(Callback callback, DateTimeOffset at, CallbackState state, CallbackAttempt? attempt, RedisValue[] known, DateTimeOffset first)
    {
        var (key, place) = (Key(callback.Id), first.ToUnixTimeMilliseconds());
        var changes = Db.CreateTransaction();
        foreach (var (field, value) in new[] { "first", "state" }.Zip(known))
        {
            changes.AddCondition(value.IsNull ? Condition.HashNotExists(key, field) : Condition.HashEqual(key, field, value));
        }

        _ = changes.HashSetAsync(key, "first", place);
        // An attempt that began before an erasure brings nothing back.
        _ = changes.HashSetAsync(key, "body", callback.Body, When.NotExists);
        _ = changes.HashSetAsync(key, [new("type", callback.Type), new("state", (int)state), new("last", at.ToUnixTimeMilliseconds())]);
        if (callback.BookingId is { } booking)
        {
            _ = changes.HashSetAsync(key, "booking", booking);
            _ = changes.SortedSetAddAsync(OfBooking(booking), callback.Id, place);
            _ = changes.KeyExpireAsync(OfBooking(booking), ICallbackLog.Kept);
        }

        if (callback.Sequence is { } sequence)
        {
            _ = changes.HashSetAsync(key, "sequence", sequence);
        }

        if (attempt is not null)
        {
            _ = changes.HashIncrementAsync(key, "attempts");
            _ = changes.HashSetAsync(key, [new("status", attempt.Status ?? RedisValue.EmptyString), new("duration", (int)attempt.Duration.TotalMilliseconds), new("error", attempt.Error ?? "")]);
        }

        // It goes when it leaves the lists, however late it is tried again: by them an erasure finds it.
        _ = changes.KeyExpireAsync(key, first + ICallbackLog.Kept - time.GetUtcNow());
        _ = changes.SortedSetAddAsync(All, callback.Id, place);
        foreach (var other in Listed)
        {
            _ = other == state ? changes.SortedSetAddAsync(OfState(other), callback.Id, place) : (Task)changes.SortedSetRemoveAsync(OfState(other), callback.Id);
        }

        return await changes.ExecuteAsync();
    }

    /// <summary>A few of the oldest at a time, which is cheap. False where there are no more.</summary>
    private async Task<bool> ForgetSomeAsync(DateTimeOffset now)
    {
        var oldest = (now - ICallbackLog.Kept - ListSlack).ToUnixTimeMilliseconds();
        var gone = await Db.SortedSetRangeByScoreAsync(All, double.NegativeInfinity, oldest, take: MaxForgotten);
        if (gone.Length > 0)
        {
            await Task.WhenAll(Listed.Select(OfState).Prepend(All).Select(list => Db.SortedSetRemoveAsync(list, gone)));
        }

        return gone.Length == MaxForgotten;
    }

    private async Task<IReadOnlyList<CallbackEntry?>> ReadAsync(IReadOnlyList<string> ids)
    {
        var all = await Task.WhenAll(ids.Select(id => Db.HashGetAllAsync(Key(id))));
        return [.. all.Select((fields, at) => fields.Length == 0 ? null : EntryOf(ids[at], fields))];
    }

    private static CallbackEntry EntryOf(string id, HashEntry[] fields) => new()
    {
        Id = id,
        Type = Text(fields, "type") ?? "",
        BookingId = Text(fields, "booking"),
        State = (CallbackState)(Number(fields, "state") ?? 0),
        Attempts = (int)(Number(fields, "attempts") ?? 0),
        Status = (int?)Number(fields, "status"),
        DurationMs = (int?)Number(fields, "duration"),
        Error = Text(fields, "error"),
        FirstAt = DateTimeOffset.FromUnixTimeMilliseconds(Number(fields, "first") ?? 0),
        LastAt = DateTimeOffset.FromUnixTimeMilliseconds(Number(fields, "last") ?? 0),
    };

    private static string? Text(HashEntry[] fields, string name) => Array.Find(fields, field => field.Name == name).Value is { IsNullOrEmpty: false } value ? (string)value! : null;

    private static long? Number(HashEntry[] fields, string name) => long.TryParse(Text(fields, name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static RedisKey Key(string id) => $"{Prefix}:{id}";

    private static RedisKey OfBooking(string booking) => $"{Prefix}s:booking:{booking}";

    private static RedisKey OfState(CallbackState state) => $"{Prefix}s:{CallbacksApi.NameOf(state)}";
}
