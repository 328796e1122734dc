using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.RedisIntegration.Connections;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using PhStudio.Messaging.ServiceDefaults.Redis;
using PhStudio.Messaging.TestKit;
using StackExchange.Redis;
using Role = PhStudio.Messaging.Gateway.Access.Role;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>Who changed what.</summary>
public sealed class AuditTests
{
    private static readonly RedisConnectionMonitor Monitored =
        new(RedisUrl.Parse(RealServers.Redis), RedisConnectionMonitorOptions.Default, NullLogger<RedisConnectionMonitor>.Instance);

    public static TheoryData<string> Trails => ["memory", "redis"];

    [Fact]
    public async Task A_change_is_noted_with_key_call_target_and_states_and_a_refused_one_is_not()
    {
        var (key, entry) = KeysTests.NewKey("console", "--roles", "decide,read");
        await using var gateway = await GatewayApp.StartAsync(settings: [("GATEWAY_API_KEYS", $"[{entry}]")]);
        gateway.UseKey(key);
        gateway.Others.Answer = order => order is RejectBooking
            ? new BookingState { BookingId = "7", State = "confirmed", Applied = false }
            : new BookingState { BookingId = "PH-2026/17", State = "confirmed", Audit = [Did("created"), Did("notified"), Did("confirmed")] };

        Assert.Equal(200, (await gateway.PostAsync("/bookings/PH-2026%2F17/confirm", "{}")).Status);
        Assert.Equal(409, (await gateway.PostAsync("/bookings/7/reject", "{}")).Status);
        Assert.Equal(403, (await gateway.PostAsync("/send", "{}")).Status);

        var record = Assert.Single((await gateway.GetAsync("/audit")).Body.GetProperty("records").EnumerateArray());
        Assert.Equal(("console", "POST /bookings/{id}/confirm", "PH-2026/17"), (Text(record, "key"), Text(record, "what"), Text(record, "target")));
        Assert.Equal(("awaiting_decision", "confirmed"), (Text(record, "before"), Text(record, "after")));
    }

    [Theory]
    [InlineData("POST", "/bookings/7/confirm", "7", "not answered")]
    [InlineData("PATCH", "/bookings/7", "7", "not answered")]
    [InlineData("DELETE", "/people?phone=89015556677", "a person", "broke off: what was erased until then stays so")]
    [InlineData("PUT", "/bot/webhook", "webhook", "not answered")]
    [InlineData("DELETE", "/bot/webhook", "webhook", "not answered")]
    [InlineData("POST", "/chats/5/recheck", "5", "not answered")]
    public async Task What_was_begun_is_noted_also_where_the_caller_does_not_wait_for_its_end(string method, string path, string target, string after)
    {
        await using var gateway = await GatewayApp.StartAsync(settings: ("TELEGRAM_WEBHOOK_URL", "https://studio.example/webhook"));
        using var hangUp = new CancellationTokenSource();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        var body = method switch
        {
            "PATCH" => """{"total_price":9500}""",
            "PUT" => """{"url":"https://studio.example/webhook"}""",
            _ => """{"by":"Anna"}""",
        };
        request.Content = method == "DELETE" ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        var call = gateway.Http.SendAsync(request, hangUp.Token);

        await Eventually.TrueAsync("the order", () => !gateway.Others.Got.IsEmpty);
        await hangUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        var page = (await Eventually.GetAsync("the record", () => gateway.GetAsync("/audit"), answer => answer.Body.GetProperty("records").GetArrayLength() > 0)).Body;
        var record = Assert.Single(page.GetProperty("records").EnumerateArray());
        Assert.Equal((target, after), (Text(record, "target"), Text(record, "after")));
    }

    [Fact]
    public async Task A_change_that_was_made_is_answered_so_whatever_hinders_its_record()
    {
        var call = new DefaultHttpContext { Request = { Method = "POST", Path = "/bookings/7/confirm" } };
        call.Features.Set(new Caller("console", new HashSet<Role> { Role.Decide }, SpeaksForOthers: false));

        var answer = await new AuditedCalls(new BrokenTrail(), TimeProvider.System, NullLogger<AuditedCalls>.Instance).InvokeAsync(EndpointFilterInvocationContext.Create(call), _ => ValueTask.FromResult<object?>(TypedResults.Ok()));

        Assert.IsType<Microsoft.AspNetCore.Http.HttpResults.Ok>(answer);
    }

    [Theory]
    [InlineData("POST", "/bookings/7/refuse-undo", "created,confirmed,undo_refused", "confirmed", "confirmed (cannot be taken back)")]
    [InlineData("POST", "/bookings/7/refuse-undo", "created,confirmed", null, null)]
    [InlineData("POST", "/bookings/7/link", "created,confirmed,link_renewed", null, "new link")]
    [InlineData("POST", "/bookings/7/confirm", "created,undone,link_renewed,confirmed", "awaiting_decision", "confirmed")]
    [InlineData("POST", "/bookings/7/reopen", "created,expired,reopened", "expired", "confirmed")]
    [InlineData("PATCH", "/bookings/7", "created,rescheduled,confirmed", null, null)]
    public async Task What_somebody_else_did_before_is_not_told_as_the_calls_own(string method, string path, string history, string? before, string? after)
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = order => order is GetBookingLink
            ? new BookingLink { BookingId = "7", Url = "https://t.me/bot?start=1", ExpiresAt = DateTimeOffset.UnixEpoch }
            : new BookingState { BookingId = "7", State = "confirmed", Audit = [.. history.Split(',').Select(Did)] };

        var call = method == "PATCH" ? gateway.PatchAsync(path, """{"date":"2099-12-30","time_slots":["12:00"]}""") : gateway.PostAsync(path, """{"by":"Ольга"}""");
        Assert.Equal(200, (await call).Status);

        var record = Assert.Single((await gateway.GetAsync("/audit")).Body.GetProperty("records").EnumerateArray());
        Assert.Equal(("7", before, after), (Text(record, "target"), Text(record, "before"), Text(record, "after")));
    }

    [Fact]
    public async Task What_is_handed_over_is_noted_by_its_id_without_a_word_of_it()
    {
        await using var gateway = await GatewayApp.StartAsync();

        Assert.Equal(202, (await gateway.PostAsync("/send", """{"chat_id":"5","text":"a secret word"}""")).Status);
        Assert.Equal(202, (await gateway.PostAsync("/send/batch", """{"messages":[{"chat_id":"5","text":"another secret word"}]}""")).Status);
        Assert.Equal(200, (await gateway.PostAsync("/templates/preview", """{"type":"popup_accepted"}""")).Status);

        var page = (await gateway.GetAsync("/audit")).Body;
        Assert.Equal(["POST /send/batch", "POST /send"], page.GetProperty("records").EnumerateArray().Select(record => Text(record, "what")));
        Assert.DoesNotContain("secret word", page.ToString(), StringComparison.Ordinal);
        Assert.True(Guid.TryParse(Text(page.GetProperty("records")[1], "target"), out _));
    }

    [Fact]
    public async Task With_Redis_away_the_call_counts_and_the_question_is_503_soon()
    {
        await using var gateway = await GatewayApp.StartAsync(redis: $"redis://127.0.0.1:{FreePort.Next()}");

        Assert.Equal(202, (await gateway.PostAsync("/send", """{"chat_id":"5","text":"a"}""")).Status);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal(503, (await gateway.GetAsync("/audit")).Status);
        // One and a half seconds on an idle machine; without a deadline of ours the client of Redis takes five.
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(4));
    }

    [Theory]
    [InlineData("/audit?cursor=nonsense", "cursor")]
    // Of other lists: 5|abc and -1|0.
    [InlineData("/audit?cursor=NXxhYmM", "cursor")]
    [InlineData("/audit?cursor=LTF8MA", "cursor")]
    [InlineData("/audit?limit=0", "limit")]
    [InlineData("/audit?limit=501", "limit")]
    [InlineData("/audit?from=yesterday", "from")]
    [InlineData("/audit?to=2026-13-01", "to")]
    [InlineData("/audit?name=console", "name")]
    public async Task What_is_out_of_form_is_422_with_its_rule(string path, string field)
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, problem) = await gateway.GetAsync(path);

        Assert.Equal(422, status);
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.ToString());
    }

    [Theory]
    [MemberData(nameof(Trails))]
    public async Task Pages_follow_each_other_newest_first_without_a_gap(string kind)
    {
        var trail = Trail(kind);
        // Of this test alone, whatever else lies in this Redis.
        var key = Guid.NewGuid().ToString();
        foreach (var number in Enumerable.Range(1, 7))
        {
            await trail.AddAsync(Record(key, $"{number}"));
            await trail.AddAsync(Record("somebody else", $"{number}"));
        }

        var seen = new List<string?>();
        PageCursor? cursor = null;
        var pages = 0;
        do
        {
            var (records, next) = await trail.ReadAsync(new AuditFilter(key), cursor, 3);
            seen.AddRange(records.Select(record => record.Target));
            cursor = next is { } written ? PageCursor.Read(written.ToString()) : null;
            pages++;
        }
        while (cursor is not null && pages < 10);

        Assert.Equal(["7", "6", "5", "4", "3", "2", "1"], seen);
        Assert.Equal(["4"], (await trail.ReadAsync(new AuditFilter(key, Target: "4"), null, 3)).Records.Select(record => record.Target));
        Assert.Empty((await trail.ReadAsync(new AuditFilter(key, From: TimeProvider.System.GetUtcNow().AddHours(1)), null, 3)).Records);
    }

    [Theory]
    [MemberData(nameof(Trails))]
    public async Task A_chat_that_a_record_is_about_is_found_by_its_number_until_its_person_is_erased(string kind)
    {
        var trail = Trail(kind);
        var (key, chat) = (Guid.NewGuid().ToString(), Random.Shared.NextInt64(1_000_000_000, 9_000_000_000).ToString(System.Globalization.CultureInfo.InvariantCulture));
        await trail.AddAsync(Record(key, chat) with { IsOfPerson = true });
        await trail.AddAsync(Record(key, "another") with { IsOfPerson = true });
        // The id of a booking, which happens to be the same number.
        await trail.AddAsync(Record(key, chat));
        Assert.Equal(2, (await trail.ReadAsync(new AuditFilter(key, Target: chat), null, 5)).Records.Count);

        Assert.Equal(1, await trail.EraseAsync(new PersonTraces([], [], [], [], [chat])));

        Assert.Equal([chat, "another", "erased"], (await trail.ReadAsync(new AuditFilter(key), null, 5)).Records.Select(record => record.Target));
        Assert.Single((await trail.ReadAsync(new AuditFilter(key, Target: chat), null, 5)).Records);
    }

    [Theory]
    [MemberData(nameof(Trails))]
    public async Task A_record_has_all_the_messages_that_were_moved_and_is_found_by_each(string kind)
    {
        var trail = Trail(kind);
        var (key, ids) = (Guid.NewGuid().ToString(), Enumerable.Range(0, 1000).Select(_ => Guid.NewGuid().ToString()).ToList());
        await trail.AddAsync(Record(key, "send-low_error") with { Ids = ids });
        await trail.AddAsync(Record(key, "another"));

        Assert.Equal(ids, Assert.Single((await trail.ReadAsync(new AuditFilter(key, Target: ids[777]), null, 5)).Records).Ids);
        Assert.Equal([null, ids], (await trail.ReadAsync(new AuditFilter(key), null, 5)).Records.Select(record => record.Ids));
        Assert.Empty((await trail.ReadAsync(new AuditFilter(key, Target: Guid.NewGuid().ToString()), null, 5)).Records);
    }

    [Fact]
    public async Task The_number_of_a_rechecked_chat_stands_where_an_erasure_finds_it()
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = order => order is RecheckChat ? new ChatRechecked { ChatId = "777001", Forgotten = "unreachable" } : null;

        Assert.Equal(200, (await gateway.PostAsync("/chats/777001/recheck", "{}")).Status);

        Assert.Equal("777001", Text(Assert.Single((await gateway.GetAsync("/audit?target=777001")).Body.GetProperty("records").EnumerateArray()), "target"));
        Assert.Equal(1, await gateway.Services.GetRequiredService<IAuditTrail>().EraseAsync(new PersonTraces([], [], [], [], ["777001"])));
        Assert.Empty((await gateway.GetAsync("/audit?target=777001")).Body.GetProperty("records").EnumerateArray());
    }

    [Theory]
    [MemberData(nameof(Trails))]
    public async Task What_is_older_than_its_time_goes_also_where_nothing_comes_any_more(string kind)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(RedisUrl.Parse(RealServers.NewRedis()));
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var options = new AuditOptions(TimeSpan.FromDays(365));
        IAuditTrail trail = kind == "memory" ? new InMemoryAuditTrail(options, time) : new RedisAuditTrail(redis, options, time);
        await trail.AddAsync(Record("console", "1"));
        await trail.AddAsync(Record("console", "2") with { Replaced = "{}" });

        time.Advance(TimeSpan.FromDays(364));
        await trail.ForgetAsync();
        Assert.Equal(2, await KeptAsync());
        time.Advance(TimeSpan.FromDays(2));
        await trail.ForgetAsync();

        Assert.Equal(0, await KeptAsync());
        Assert.Equal(0, await redis.GetDatabase().SortedSetLengthAsync("phstudio:gateway:audit:bodies"));

        async Task<long> KeptAsync() => kind == "memory" ? (await trail.ReadAsync(new AuditFilter(), null, 5)).Records.Count : await redis.GetDatabase().StreamLengthAsync("phstudio:gateway:audit");
    }

    private static IAuditTrail Trail(string kind) => kind == "memory"
        ? new InMemoryAuditTrail(new AuditOptions(TimeSpan.FromDays(365)), TimeProvider.System)
        : new RedisAuditTrail(Monitored.Connection, new AuditOptions(TimeSpan.FromDays(365)), TimeProvider.System);

    private static AuditRecord Record(string key, string target) => new() { At = TimeProvider.System.GetUtcNow(), Key = key, What = "POST /x", Target = target };

    private static AuditEntry Did(string what) => new() { At = DateTimeOffset.UnixEpoch, What = what, From = "http" };

    private static string? Text(JsonElement record, string name) => record.TryGetProperty(name, out var value) ? value.GetString() : null;

    /// <summary>Fails as nothing of Redis does.</summary>
    private sealed class BrokenTrail : IAuditTrail
    {
        public Task AddAsync(AuditRecord record) => throw new NotSupportedException();

        public Task<(IReadOnlyList<AuditRecord> Records, PageCursor? Next)> ReadAsync(AuditFilter filter, PageCursor? after, int limit) => throw new NotSupportedException();

        public Task<int> EraseAsync(PersonTraces person) => throw new NotSupportedException();

        public Task ForgetAsync() => throw new NotSupportedException();
    }
}
