using System.IO.Compression;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using StackExchange.Redis;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>A customer is erased: what the Gateway itself keeps, whom it asks, and what it says of it.</summary>
public sealed class PeopleTests
{
    private static readonly DateTimeOffset At = new(2026, 12, 24, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("memory")]
    [InlineData("redis")]
    public async Task What_the_Gateway_keeps_of_a_person_is_erased_and_the_bookings_come_last(string kind)
    {
        await using var platform = await Receiver.StartAsync();
        await using var gateway = await GatewayApp.StartAsync(redis: kind == "redis" ? RealServers.NewRedis() : null, settings: [("BOOKING_CALLBACK_URL", platform.Url), ("BOOKING_CALLBACK_SECRET", "a-secret-of-the-platform")]);
        var (booking, chat, message) = ($"E-{Guid.NewGuid():N}", Random.Shared.NextInt64(1_000_000_000, 9_000_000_000).ToString(System.Globalization.CultureInfo.InvariantCulture), Guid.NewGuid());
        gateway.Others.Answer = question => question switch
        {
            FindPerson => new PersonFound { BookingIds = [booking], Names = ["Zinaida"], Phones = ["+7 901 555-66-77"], Notes = [], ChatIds = [chat] },
            EraseTraces => new TracesErased { Orders = 1 },
            EraseBooking => new BookingState { BookingId = booking, State = "confirmed" },
            _ => null,
        };
        await gateway.PostAsync("/send", $$"""{"message_id":"{{message}}","chat_id":"{{chat}}","text":"Dear Zinaida","booking_id":"{{booking}}"}""");
        await gateway.Bus.Publish(new MessageFailed { MessageId = message, ChatId = chat, Reason = FailureReason.Blocked, Detail = "Zinaida blocked", Attempts = 1, FailedAt = At, BookingId = booking }, TestContext.Current.CancellationToken);
        await gateway.Bus.Publish(new BookingConfirmed { BookingId = booking, DecidedBy = "Мария", DecidedAt = At, AdditionalInfo = "Dear Zinaida" }, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync("the board", async () => (await gateway.GetAsync($"/messages/{message}")).Body.GetProperty("state").GetString() == "failed");
        await Eventually.TrueAsync("the callback", async () => (await gateway.GetAsync($"/outcomes?booking_id={booking}")).Body.GetProperty("outcomes").EnumerateArray().Any(entry => entry.GetProperty("state").GetString() == "delivered"));

        var (status, erased) = await EraseAsync(gateway, "phone=8%20901%20555-66-77");
        var entry = (await gateway.GetAsync($"/messages/{message}")).Body;
        var id = (await gateway.GetAsync($"/outcomes?booking_id={booking}")).Body.GetProperty("outcomes")[0].GetProperty("id").GetString();
        await gateway.PostAsync($"/outcomes/{id}/redeliver", "");
        var audit = (await gateway.GetAsync("/audit")).Body.GetProperty("records").EnumerateArray().First(record => record.GetProperty("what").GetString() == "DELETE /people");

        Assert.Equal((200, 1, 1, 1, 1), (status, Count("bookings"), Count("messages"), Count("callbacks"), Count("orders")));
        Assert.Equal(("erased", "erased blocked"), (entry.GetProperty("chat_id").GetString(), entry.GetProperty("detail").GetString()));
        Assert.DoesNotContain("Zinaida", entry.GetRawText());
        Assert.Empty((await gateway.GetAsync($"/messages?chat_id={chat}")).Body.GetProperty("messages").EnumerateArray());
        Assert.Contains("Dear erased", platform.Got.Last().Body);
        Assert.DoesNotContain("5556677", string.Concat(audit.GetRawText().Where(char.IsAsciiDigit)));
        Assert.Equal([typeof(FindPerson), typeof(EraseTraces), typeof(EraseBooking), typeof(EraseTraces)], gateway.Others.Got.Select(asked => asked.GetType()).Where(type => type == typeof(FindPerson) || type == typeof(EraseTraces) || type == typeof(EraseBooking)));
        // Under the id of before another message may come: what was accepted under it is forgotten.
        Assert.Equal(202, (await gateway.PostAsync("/send", $$"""{"message_id":"{{message}}","chat_id":"1","text":"another"}""")).Status);

        int Count(string what) => erased.GetProperty(what).GetInt32();
    }

    [Fact]
    public async Task Where_one_part_does_not_answer_the_caller_hears_that_the_same_call_goes_on()
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = question => question is FindPerson ? new PersonFound { BookingIds = ["7"], Names = [], Phones = [], Notes = [], ChatIds = [] } : null;

        var (status, problem) = await EraseAsync(gateway, "client_chat_id=123456789");

        Assert.Equal(503, status);
        Assert.Contains("make the same call again", problem.GetProperty("detail").GetString());
        Assert.DoesNotContain(gateway.Others.Got, asked => asked is EraseBooking);
    }

    [Fact]
    public async Task Of_a_booking_that_another_person_has_now_only_the_former_values_are_erased_and_the_answer_names_it()
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = question => question switch
        {
            FindPerson => new PersonFound { BookingIds = ["7"], FormerBookingIds = ["8"], Names = [], Phones = ["+7 901 555-66-77"], Notes = [], ChatIds = [] },
            EraseTraces => new TracesErased { Orders = 0 },
            EraseBooking or EraseFormerCustomer => new BookingState { BookingId = "any", State = "confirmed" },
            _ => null,
        };
        var (own, ofAnother) = (Guid.NewGuid(), Guid.NewGuid());
        await gateway.PostAsync("/send", $$"""{"message_id":"{{own}}","chat_id":"-1","text":"a","booking_id":"7"}""");
        await gateway.PostAsync("/send", $$"""{"message_id":"{{ofAnother}}","chat_id":"-1","text":"a","booking_id":"8"}""");

        var (status, erased) = await EraseAsync(gateway, "phone=8%20901%20555-66-77");

        Assert.Equal((200, 1, "8"), (status, erased.GetProperty("bookings").GetInt32(), Assert.Single(erased.GetProperty("former_bookings").EnumerateArray()).GetString()));
        Assert.Equal(("7", "8"), (Assert.Single(gateway.Others.Got.OfType<EraseBooking>()).BookingId, Assert.Single(gateway.Others.Got.OfType<EraseFormerCustomer>()).BookingId));
        Assert.All(gateway.Others.Got.OfType<EraseTraces>(), asked => Assert.Equal((own.ToString(), ofAnother.ToString()), (Assert.Single(asked.MessageIds), Assert.Single(asked.FormerMessageIds!))));
    }

    [Fact]
    public async Task What_failed_and_what_nobody_consumed_names_nobody_afterwards()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using var gateway = await GatewayApp.StartAsync(rabbitMq: broker.Url, redis: broker.Redis);
        gateway.Others.Answer = question => question switch
        {
            FindPerson => new PersonFound { BookingIds = [], Names = ["Zinaida"], Phones = [], Notes = [], ChatIds = [] },
            EraseTraces => new TracesErased { Orders = 0 },
            _ => null,
        };
        await using var connection = await new RabbitMQ.Client.ConnectionFactory { Uri = new Uri(broker.Url) }.CreateConnectionAsync(TestContext.Current.CancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        string[] queues = [$"{Routes.BookingDecision}_error", $"{Routes.BookingDecision}_skipped"];
        foreach (var queue in queues)
        {
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: TestContext.Current.CancellationToken);
            await channel.BasicPublishAsync("", queue, mandatory: true, new RabbitMQ.Client.BasicProperties(), System.Text.Encoding.UTF8.GetBytes("Dear Zinaida"), TestContext.Current.CancellationToken);
            await Eventually.TrueAsync("the message", async () => await channel.MessageCountAsync(queue) == 1);
        }

        Assert.Equal(200, (await EraseAsync(gateway, "phone=89015556677")).Status);

        foreach (var queue in queues)
        {
            Assert.Equal("Dear erased", System.Text.Encoding.UTF8.GetString((await channel.BasicGetAsync(queue, autoAck: true, TestContext.Current.CancellationToken))!.Body.Span));
        }
    }

    [Theory]
    [InlineData("{redis-scheduler}")]
    [InlineData("{redis-outbox-bus}")]
    public async Task What_waits_in_Redis_for_its_time_or_for_the_broker_names_nobody_afterwards(string keys)
    {
        await using var gateway = await GatewayApp.StartAsync(redis: RealServers.NewRedis());
        gateway.Others.Answer = question => question switch
        {
            FindPerson => new PersonFound { BookingIds = ["7"], Names = ["Zinaida"], Phones = [], Notes = [], ChatIds = [] },
            EraseTraces => new TracesErased { Orders = 0 },
            EraseBooking => new BookingState { BookingId = "7", State = "confirmed" },
            _ => null,
        };
        using var scope = gateway.Services.CreateScope();
        var waiting = await scope.ServiceProvider.GetRequiredService<IMessageScheduler>().SchedulePublish(
            TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1), new SendMessage { MessageId = Guid.NewGuid(), ChatId = "1", BookingId = "7", Text = "Dear Zinaida", CreatedAt = At }, TestContext.Current.CancellationToken);
        var (token, redis) = (waiting.TokenId.ToString("N"), gateway.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase());
        await Eventually.TrueAsync("the schedule", async () => await redis.HashExistsAsync("{redis-scheduler}:entries", token));
        if (keys != "{redis-scheduler}")
        {
            // What waits for the broker lies there in the same form.
            await redis.HashSetAsync($"{keys}:entries", token, await redis.HashGetAsync("{redis-scheduler}:entries", token));
            await redis.SortedSetAddAsync($"{keys}:due", token, (await redis.SortedSetScoreAsync("{redis-scheduler}:due", token))!.Value);
            await redis.KeyDeleteAsync(["{redis-scheduler}:entries", "{redis-scheduler}:due"]);
        }

        Assert.Equal(200, (await EraseAsync(gateway, "phone=89015556677")).Status);

        Assert.Contains("Dear erased", Unpacked(await redis.HashGetAsync($"{keys}:entries", token)));
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("redis")]
    public async Task What_is_told_of_an_erased_person_afterwards_names_nobody(string kind)
    {
        await using var platform = await Receiver.StartAsync();
        await using var gateway = await GatewayApp.StartAsync(
            redis: kind == "redis" ? RealServers.NewRedis() : null,
            settings: [("BOOKING_CALLBACK_URL", platform.Url), ("BOOKING_CALLBACK_SECRET", "a-secret-of-the-platform"), ("CALLBACK_EVENTS", "message.expired,message.failed")]);
        var (booking, chat) = ($"E-{Guid.NewGuid():N}", Random.Shared.NextInt64(1_000_000_000, 9_000_000_000).ToString(System.Globalization.CultureInfo.InvariantCulture));
        var (expired, failed, later, ordered) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), TimeProvider.System.GetUtcNow().AddSeconds(-1));
        await gateway.Services.GetRequiredService<IErasures>().AddAsync(new PersonTraces([booking], [], [], [], [chat]));
        var now = TimeProvider.System.GetUtcNow().AddMinutes(1);

        await gateway.Bus.Publish(new MessageExpired { MessageId = expired, ChatId = chat, ExpiredAt = now, OrderedAt = ordered }, TestContext.Current.CancellationToken);
        await gateway.Bus.Publish(new MessageFailed { MessageId = failed, ChatId = chat, Reason = FailureReason.Blocked, Attempts = 1, FailedAt = now, OrderedAt = ordered }, context => context.SetRoutingKey(Routes.OfNoBooking), TestContext.Current.CancellationToken);
        // Anybody who comes back is told of by name again.
        await gateway.Bus.Publish(new MessageExpired { MessageId = later, ChatId = chat, ExpiredAt = now, OrderedAt = now }, TestContext.Current.CancellationToken);
        await gateway.Bus.Publish(new BookingCancelled { BookingId = booking, CancelledBy = "Zinaida", CancelledAt = ordered, Reason = "moves to Omsk" }, TestContext.Current.CancellationToken);
        await gateway.Bus.Publish(new BookingConfirmed { BookingId = booking, DecidedBy = "Мария", DecidedAt = now, AdditionalInfo = "bring the dog" }, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync("five callbacks", () => platform.Got.Count == 5);

        Assert.Equal(("erased", "erased", chat), (await ChatOnTheBoardAsync(expired), await ChatOnTheBoardAsync(failed), await ChatOnTheBoardAsync(later)));
        var told = platform.Got.Select(got => got.Body).ToList();
        Assert.Contains(chat, Assert.Single(told, body => body.Contains(chat, StringComparison.Ordinal)));
        Assert.Contains(later.ToString(), Assert.Single(told, body => body.Contains(chat, StringComparison.Ordinal)));
        Assert.DoesNotContain(told, body => body.Contains("Zinaida", StringComparison.Ordinal) || body.Contains("Omsk", StringComparison.Ordinal));
        Assert.Contains(told, body => body.Contains("Мария", StringComparison.Ordinal) && body.Contains("dog", StringComparison.Ordinal));

        async Task<string?> ChatOnTheBoardAsync(Guid id) =>
            (await Eventually.GetAsync("the entry", () => gateway.GetAsync($"/messages/{id}"), answer => answer.Status == 200)).Body.GetProperty("chat_id").GetString();
    }

    [Theory]
    [InlineData("", "phone or client_chat_id must be given")]
    [InlineData("phone=12", "at least seven digits")]
    [InlineData("client_chat_id=abc", "the number of a private chat")]
    public async Task Who_is_meant_must_be_said(string query, string rule)
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, problem) = await EraseAsync(gateway, query);

        Assert.Equal(422, status);
        Assert.Contains(rule, problem.GetProperty("detail").GetString());
    }

    // Compressed, behind the order's id and the time.
    private static string Unpacked(RedisValue entry)
    {
        const int Head = 45;
        using var json = new StreamReader(new BrotliStream(new MemoryStream(((byte[])entry!)[Head..]), CompressionMode.Decompress));
        return json.ReadToEnd();
    }

    internal static async Task<(int Status, System.Text.Json.JsonElement Body)> EraseAsync(GatewayApp gateway, string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"/people?{query}");
        return await gateway.SendAsync(request);
    }
}
