using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using PhStudio.Messaging.TestKit;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>Who changed what.</summary>
public sealed class AuditTests
{
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

    [Fact]
    public async Task What_was_discarded_stands_with_all_ids_in_the_log_where_the_record_cannot_be_written()
    {
        var call = new DefaultHttpContext { Request = { Method = "DELETE", Path = "/queues/send-normal_error/messages" } };
        call.Features.Set(new Caller("console", new HashSet<Role> { Role.Operate }, SpeaksForOthers: false));
        string[] ids = [.. Enumerable.Range(0, 450).Select(_ => Guid.NewGuid().ToString())];
        AuditNote.Set(call, "send-normal_error", after: "450 discarded", ids: ids);
        var lines = new Lines();

        await new AuditedCalls(new BrokenTrail(), TimeProvider.System, lines).InvokeAsync(EndpointFilterInvocationContext.Create(call), _ => ValueTask.FromResult<object?>(TypedResults.Ok()));

        Assert.Equal(4, lines.Texts.Count);
        Assert.All(ids, id => Assert.Single(lines.Texts, line => line.Contains(id, StringComparison.Ordinal)));
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

    private static AuditEntry Did(string what) => new() { At = DateTimeOffset.UnixEpoch, What = what, From = "http" };

    private static string? Text(JsonElement record, string name) => record.TryGetProperty(name, out var value) ? value.GetString() : null;

    private sealed class Lines : Microsoft.Extensions.Logging.ILogger<AuditedCalls>
    {
        public List<string> Texts { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(Microsoft.Extensions.Logging.LogLevel logLevel) => true;

        public void Log<TState>(Microsoft.Extensions.Logging.LogLevel logLevel, Microsoft.Extensions.Logging.EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Texts.Add(formatter(state, exception));
    }

    /// <summary>Fails as nothing of Redis does.</summary>
    private sealed class BrokenTrail : IAuditTrail
    {
        public Task AddAsync(AuditRecord record) => throw new NotSupportedException();

        public Task<(IReadOnlyList<AuditRecord> Records, PageCursor? Next)> ReadAsync(AuditFilter filter, PageCursor? after, int limit) => throw new NotSupportedException();

        public Task<int> EraseAsync(PersonTraces person) => throw new NotSupportedException();

        public Task ForgetAsync() => throw new NotSupportedException();
    }
}
