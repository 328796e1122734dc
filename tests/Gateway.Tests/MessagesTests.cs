using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Gateway.Tests;

public sealed class MessagesTests
{
    [Fact]
    public async Task A_message_is_accepted_and_shows_as_queued_then_as_sent()
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, body) = await gateway.PostAsync("/send", """{"chat_id":-1001234567890,"text":"hello","priority":"high"}""");
        var id = body.GetProperty("message_id").GetGuid();
        var queued = await gateway.GetAsync($"/messages/{id}");
        await gateway.Bus.Publish(new MessageSent { MessageId = id, ChatId = "-1001234567890", TelegramMessageId = 42, SentAt = DateTimeOffset.UnixEpoch });

        Assert.Equal(202, status);
        Assert.Equal("queued", queued.Body.GetProperty("state").GetString());
        var sent = await Eventually.GetAsync("the state sent", () => gateway.GetAsync($"/messages/{id}"), answer => answer.Body.GetProperty("state").GetString() == "sent");
        Assert.Equal(42, sent.Body.GetProperty("telegram_message_id").GetInt64());
        var order = Assert.IsType<SendMessage>(Assert.Single(gateway.Others.Got));
        Assert.Equal(("-1001234567890", "hello", Priority.High, "HTML"), (order.ChatId, order.Text, order.Priority, order.ParseMode));
    }

    [Theory]
    [InlineData("", 12, 300)]
    [InlineData("?span=hour", 12, 300)]
    [InlineData("?span=day", 24, 3600)]
    public async Task The_messages_of_the_last_hour_or_day_are_counted_in_whole_parts(string query, int parts, int step)
    {
        // In the middle of a part, whichever.
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 12, 1, 10, 37, 30, TimeSpan.Zero));
        await using var gateway = await GatewayApp.StartAsync(services: services => services.AddSingleton<TimeProvider>(time));
        Assert.Equal(202, (await gateway.PostAsync("/send", """{"chat_id":"1","text":"earlier"}""")).Status);
        time.Advance(TimeSpan.FromSeconds(step));
        Assert.Equal(202, (await gateway.PostAsync("/send", """{"chat_id":"1","text":"now"}""")).Status);

        var counted = (await gateway.GetAsync($"/messages/counts{query}")).Body;

        Assert.Equal(step, counted.GetProperty("step_seconds").GetInt32());
        var begins = counted.GetProperty("parts").EnumerateArray().Select(part => part.GetProperty("at").GetDateTimeOffset()).ToList();
        var last = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds() / step * step);
        Assert.Equal(Enumerable.Range(1 - parts, parts).Select(part => last.AddSeconds(part * step)), begins);
        Assert.Equal([.. Enumerable.Repeat(0, parts - 2), 1, 1], counted.GetProperty("parts").EnumerateArray().Select(part => part.GetProperty("queued").GetInt32()));
    }

    [Fact]
    public async Task A_span_that_is_none_is_refused_by_its_field()
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, problem) = await gateway.GetAsync("/messages/counts?span=week");

        Assert.Equal(422, status);
        Assert.True(problem.GetProperty("errors").TryGetProperty("span", out _), problem.ToString());
    }

    [Fact]
    public async Task With_wait_the_answer_is_what_became_of_it()
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = order => new MessageSent { MessageId = ((SendMessage)order).MessageId, ChatId = "1", TelegramMessageId = 42, SentAt = DateTimeOffset.UnixEpoch };
        var sent = await gateway.PostAsync("/send?wait=10", """{"chat_id":"1","text":"hello"}""");
        gateway.Others.Answer = order => new MessageFailed { MessageId = ((SendMessage)order).MessageId, ChatId = "1", Reason = FailureReason.Blocked, Detail = "bot was blocked by the user", FailedAt = DateTimeOffset.UnixEpoch };

        var failed = await gateway.PostAsync("/send?wait=10", """{"chat_id":"1","text":"hello"}""");

        Assert.Equal((200, true, 42), (sent.Status, sent.Body.GetProperty("success").GetBoolean(), sent.Body.GetProperty("telegram_message_id").GetInt64()));
        Assert.Equal((200, false, "bot was blocked by the user"), (failed.Status, failed.Body.GetProperty("success").GetBoolean(), failed.Body.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task A_message_that_is_not_there_yet_after_the_wait_stays_accepted()
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, body) = await gateway.PostAsync("/send?wait=0.1", """{"chat_id":"1","text":"hello"}""");

        Assert.Equal((202, true), (status, body.GetProperty("success").GetBoolean()));
    }

    [Theory]
    [InlineData("""{"chat_id":"1","photo_url":"https://studio.example/1.jpg"}""", null, "https://studio.example/1.jpg")]
    [InlineData("""{"chat_id":"1","text":"two","photo_urls":["https://studio.example/1.jpg","http://studio.example/2.png"]}""", "two", "https://studio.example/1.jpg http://studio.example/2.png")]
    [InlineData("""{"chat_id":"1","text":"one","photos":["https://studio.example"]}""", "one", "https://studio.example")]
    public async Task Photos_are_ordered_with_or_without_a_text(string body, string? text, string photos)
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, _) = await gateway.PostAsync("/send", body);

        Assert.Equal(202, status);
        var order = Assert.IsType<SendMessage>(await Eventually.GetAsync("the order", () => Task.FromResult(gateway.Others.Got.FirstOrDefault()), got => got is not null));
        Assert.Equal((text, photos), (order.Text, string.Join(' ', order.Photos!)));
    }

    [Theory]
    [InlineData("""{"text":"hello"}""", 422, "chat_id")]
    [InlineData("""{"chat_id":"home","text":"hello"}""", 422, "chat_id")]
    [InlineData("""{"chat_id":"1"}""", 422, "text")]
    [InlineData("""{"chat_id":"1","text":""}""", 422, "text")]
    [InlineData("""{"chat_id":"1","text":"a","template":"booking_notification"}""", 422, "text")]
    [InlineData("""{"chat_id":"1","text":"a","parse_mode":"BBCode"}""", 422, "parse_mode")]
    [InlineData("""{"chat_id":"1","text":"a","reply_markup":[]}""", 422, "reply_markup")]
    [InlineData("""{"chat_id":"1","text":"a","thread_id":0}""", 422, "thread_id")]
    [InlineData("""{"chat_id":"1","text":"a","message_id":"00000000-0000-0000-0000-000000000000"}""", 422, "message_id")]
    [InlineData("""{"chat_id":"1","text":"a","message_id":"seven"}""", 400, "message_id")]
    [InlineData("""{"chat_id":"1","text":"a","priority":"urgent"}""", 400, "priority")]
    [InlineData("""{"chat_id":true,"text":"a"}""", 400, "chat_id")]
    [InlineData("""{"chat_id":"1","photo_url":"ftp://studio.example/1.jpg"}""", 422, "photo_url")]
    [InlineData("""{"chat_id":"1","photo_url":"https://user:secret@studio.example/1.jpg"}""", 422, "photo_url")]
    [InlineData("""{"chat_id":"1","photos":[]}""", 422, "photos")]
    [InlineData("""{"chat_id":"1","photos":["https://a.example/1","https://a.example/2","https://a.example/3","https://a.example/4","https://a.example/5","https://a.example/6","https://a.example/7","https://a.example/8","https://a.example/9","https://a.example/10","https://a.example/11"]}""", 422, "photos")]
    [InlineData("""{"chat_id":"1","photo_url":"https://a.example/1","photos":["https://a.example/2"]}""", 422, "photo_url")]
    [InlineData("""{"chat_id":"1","photos":["https://a.example/1","https://a.example/2"],"reply_markup":{"inline_keyboard":[]}}""", 422, "reply_markup")]
    [InlineData("""{"chat_id":"1","photo_url":"https://a.example/1","text":"a","template":"booking_notification"}""", 422, "text")]
    public async Task A_wrong_message_is_refused_by_its_field(string body, int expected, string field)
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, problem) = await gateway.PostAsync("/send", body);

        Assert.Equal(expected, status);
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.GetRawText());
    }

    [Fact]
    public async Task Only_an_unknown_message_can_be_resolved()
    {
        await using var gateway = await GatewayApp.StartAsync();
        var id = Guid.NewGuid();
        await gateway.PostAsync("/send", $$"""{"chat_id":"1","text":"a","message_id":"{{id}}"}""");

        var early = await gateway.PostAsync($"/messages/{id}/resolve", """{"resend":true}""");
        await gateway.Bus.Publish(new MessageUnknown { MessageId = id, ChatId = "1", Resending = false, At = DateTimeOffset.UnixEpoch });
        await Eventually.GetAsync("the state unknown", () => gateway.GetAsync($"/messages/{id}"), answer => answer.Body.GetProperty("state").GetString() == "unknown");
        var resolved = await gateway.PostAsync($"/messages/{id}/resolve", """{"resend":true}""");

        Assert.Equal((409, 202), (early.Status, resolved.Status));
        await Eventually.TrueAsync("the order to resend", () => gateway.Others.Got.OfType<ResolveUnknown>().Any(order => order.MessageId == id && order is { Resend: true, ChatId: "1" }));
    }

    [Fact]
    public async Task The_messages_that_wait_for_a_choice_are_listed_and_no_others()
    {
        await using var gateway = await GatewayApp.StartAsync();
        var ids = new[] { Guid.NewGuid(), Guid.NewGuid() };
        await gateway.PostAsync("/send", """{"chat_id":"1","text":"a"}""");
        foreach (var id in ids)
        {
            await gateway.Bus.Publish(new MessageUnknown { MessageId = id, ChatId = "1", Resending = false, At = DateTimeOffset.UnixEpoch.AddDays(Array.IndexOf(ids, id)) });
        }

        var listed = await Eventually.GetAsync("both", () => gateway.GetAsync("/messages?state=unknown"), answer => answer.Body.GetProperty("messages").GetArrayLength() == 2);
        var second = await gateway.GetAsync("/messages?state=unknown&limit=1&offset=1");

        // By cursor as every list, the newest first; with an offset as before there were cursors, the oldest first.
        Assert.Equal(ids.Reverse(), listed.Body.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("message_id").GetGuid()));
        Assert.Equal((ids[1], "unknown"), (Assert.Single(second.Body.GetProperty("messages").EnumerateArray()).GetProperty("message_id").GetGuid(), second.Body.GetProperty("messages")[0].GetProperty("state").GetString()));
    }

    [Theory]
    [InlineData("/messages?offset=0", "state")]
    [InlineData("/messages?state=sent&offset=0", "state")]
    [InlineData("/messages?state=gone", "state")]
    [InlineData("/messages?chat=5", "chat")]
    [InlineData("/messages?cursor=x", "cursor")]
    [InlineData("/messages?state=unknown&limit=0", "limit")]
    [InlineData("/messages?state=unknown&limit=1001&offset=0", "limit")]
    [InlineData("/messages?state=unknown&offset=-1", "offset")]
    public async Task Another_list_is_refused_by_its_field(string path, string field)
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, problem) = await gateway.GetAsync(path);

        Assert.Equal(422, status);
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.GetRawText());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_message_is_found_by_its_filters_and_tells_what_happened_to_it(bool redis)
    {
        await using var gateway = await GatewayApp.StartAsync(redis: redis ? RealServers.NewRedis() : null);
        var booking = $"PH-{Guid.NewGuid():N}";
        var id = (await gateway.PostAsync("/send", $$"""{"chat_id":"5","text":"a","booking_id":"{{booking}}"}""")).Body.GetProperty("message_id").GetGuid();
        var now = TimeProvider.System.GetUtcNow();
        await gateway.Bus.Publish(new MessageProgressed { MessageId = id, ChatId = "5", What = "attempt_failed", At = now.AddSeconds(1), Why = "Bad Gateway", Attempts = 1, BookingId = booking, OrderedAt = now }, TestContext.Current.CancellationToken);
        await gateway.Bus.Publish(new MessageSent { MessageId = id, ChatId = "5", TelegramMessageId = 42, SentAt = now.AddSeconds(2), Attempts = 2, BookingId = booking, OrderedAt = now }, TestContext.Current.CancellationToken);
        await Eventually.GetAsync("the timeline", () => gateway.GetAsync($"/messages/{id}"), answer => answer.Body.GetProperty("timeline").GetArrayLength() == 3);

        var timeline = (await gateway.GetAsync($"/messages/{id}")).Body.GetProperty("timeline");
        Assert.Equal(["accepted", "attempt_failed", "sent"], timeline.EnumerateArray().Select(step => step.GetProperty("what").GetString()));
        Assert.Equal("Bad Gateway", timeline[1].GetProperty("why").GetString());
        var listed = Assert.Single((await gateway.GetAsync($"/messages?booking_id={booking}&state=sent")).Body.GetProperty("messages").EnumerateArray());
        Assert.Equal(id, listed.GetProperty("message_id").GetGuid());
        Assert.Empty((await gateway.GetAsync($"/messages?booking_id={booking}&state=failed")).Body.GetProperty("messages").EnumerateArray());

        // The booking has it too, and what its saga has ordered and nobody has sent yet.
        var waiting = Guid.NewGuid();
        gateway.Others.Answer = _ => new BookingState { BookingId = booking, State = "confirmed", Messages = [new BookingMessage { MessageId = waiting, ChatId = "-1001" }, new BookingMessage { MessageId = id, ChatId = "5" }] };
        var messages = (await gateway.GetAsync($"/bookings/{booking}")).Body.GetProperty("messages");
        Assert.Equal([(waiting, "queued"), (id, "sent")], messages.EnumerateArray().Select(message => (message.GetProperty("message_id").GetGuid(), message.GetProperty("state").GetString()!)));

        // What the board has forgotten is not called queued: the saga knows what failed and what was ordered since, and of the rest nobody can say.
        gateway.Others.Answer = _ => new BookingState
        {
            BookingId = booking, State = "confirmed", CreatedAt = now.AddDays(-8),
            Messages = [new BookingMessage { MessageId = waiting, ChatId = "-1001", State = "failed" }, new BookingMessage { MessageId = Guid.NewGuid(), ChatId = "-1001", TelegramMessageId = 7 }, new BookingMessage { MessageId = Guid.NewGuid(), ChatId = "-1001" }, new BookingMessage { MessageId = Guid.NewGuid(), ChatId = "-1001", At = now.AddDays(-1) }],
        };
        var old = (await gateway.GetAsync($"/bookings/{booking}")).Body.GetProperty("messages");
        Assert.Equal(["failed", "sent", null, "queued", "sent"], old.EnumerateArray().Select(message => message.TryGetProperty("state", out var state) ? state.GetString() : null));
    }
}
