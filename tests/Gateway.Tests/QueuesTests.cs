using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.Replay;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>What an operator sees of failed messages, and does with them, on a real broker.</summary>
public sealed class QueuesTests
{
    internal const string Failed = Routes.BookingDecision + "_error";

    [Fact]
    public async Task Failed_messages_are_grouped_listed_looked_into_mended_and_discarded()
    {
        var (readerKey, reader) = KeysTests.NewKey("reader", "--roles", "read");
        await using var broker = await VirtualHost.CreateAsync();
        await using var gateway = await GatewayApp.StartAsync(rabbitMq: broker.Url, redis: broker.Redis, settings: [("GATEWAY_API_KEYS", $"[{reader}]")]);
        gateway.Errors.Expect("ConfirmBooking: by is required").Expect("ConfirmBooking: booking_id is required");
        var ids = Enumerable.Range(0, 4).Select(_ => Guid.NewGuid().ToString()).ToList();
        await FailAsync(gateway, ids[0], """{"bookingId":"7","by":""}""");
        await FailAsync(gateway, ids[1], """{"bookingId":"8","by":""}""");
        await FailAsync(gateway, ids[2], """{"bookingId":"","by":"Anna"}""");
        await FailAsync(gateway, ids[3], """{"bookingId":"","by":"Vera"}""");
        var queues = await Eventually.GetAsync("four failures", () => gateway.GetAsync("/queues"), answer => Ready(answer.Body) == 4);

        Assert.Equal(4, (await gateway.GetAsync("/status")).Body.GetProperty("failed").GetInt32());
        Assert.Equal(("failed", 0), (Queue(queues.Body).GetProperty("kind").GetString(), Queue(queues.Body).GetProperty("consumers").GetInt32()));
        var reasons = (await Eventually.GetAsync("the reasons of four failures", () => gateway.GetAsync($"/queues/{Failed}/reasons"), answer => Counted(answer.Body) == 4)).Body.GetProperty("reasons");
        Assert.Equal([2, 2], reasons.EnumerateArray().Select(group => group.GetProperty("count").GetInt32()));
        var byReason = reasons.EnumerateArray().Select(group => group.GetProperty("reason").GetString()!).Single(reason => reason.Contains(": by", StringComparison.Ordinal));
        await ListsAsync(gateway, $"?reason={Uri.EscapeDataString(byReason)}", ids[1], ids[0]);
        await ListsAsync(gateway, "?limit=1", ids[3]);
        Assert.Empty(await ListedAsync(gateway, "?to=2020-01-01"));
        await ListsAsync(gateway, "?from=2020-01-01", ids[3], ids[2], ids[1], ids[0]);

        // However often it is looked at, nothing is lost, doubled or brought out of order.
        gateway.UseKey(readerKey);
        await ListsAsync(gateway, "", ids[3], ids[2], ids[1], ids[0]);
        var seen = (await gateway.GetAsync($"/queues/{Failed}/messages/{ids[0]}")).Body;
        Assert.Equal((ids[0], "PhStudio.Messaging.Contracts.ConfirmBooking"), (seen.GetProperty("message").GetProperty("id").GetString(), seen.GetProperty("message").GetProperty("type").GetString()));
        Assert.False(seen.TryGetProperty("body", out _));
        Assert.Equal(403, (await SendAsync(gateway, HttpMethod.Put, $"/queues/{Failed}/messages/{ids[0]}", "{}")).Status);
        gateway.UseKey(GatewayApp.Key);
        Assert.Equal("7", JsonDocument.Parse((await gateway.GetAsync($"/queues/{Failed}/messages/{ids[0]}")).Body.GetProperty("body").GetString()!).RootElement.GetProperty("bookingId").GetString());

        // A body that is wrong again is refused before anything moves; the old one stays in the audit.
        Assert.Equal(422, (await SendAsync(gateway, HttpMethod.Put, $"/queues/{Failed}/messages/{ids[0]}", """{"booking_id":"7","by":""}""")).Status);
        Assert.Equal(200, (await SendAsync(gateway, HttpMethod.Put, $"/queues/{Failed}/messages/{ids[0]}", """{"booking_id":"7","by":"Olga"}""")).Status);
        await Eventually.TrueAsync("the mended order", () => gateway.Others.Got.OfType<ConfirmBooking>().Any(order => order is { BookingId: "7", By: "Olga" }));
        var trail = $"/audit?target={Failed}/{ids[0]}";
        var replaced = (await gateway.GetAsync(trail)).Body.GetProperty("records").EnumerateArray().Single(record => record.TryGetProperty("replaced", out _));
        Assert.Contains("\"7\"", replaced.GetProperty("replaced").GetString(), StringComparison.Ordinal);
        gateway.UseKey(readerKey);
        Assert.DoesNotContain("replaced\"", (await gateway.GetAsync(trail)).Body.ToString(), StringComparison.Ordinal);
        gateway.UseKey(GatewayApp.Key);

        Assert.Equal(422, (await SendAsync(gateway, HttpMethod.Delete, $"/queues/{Failed}/messages")).Status);
        Assert.Equal(1, (await SendAsync(gateway, HttpMethod.Delete, $"/queues/{Failed}/messages?id={ids[2]}")).Body.GetProperty("moved").GetInt32());
        await ListsAsync(gateway, "", ids[3], ids[1]);
        Assert.Equal(404, (await gateway.GetAsync($"/queues/{Failed}/messages/{ids[2]}")).Status);
        Assert.Equal(404, (await gateway.GetAsync("/queues/booking-decision/messages")).Status);
    }

    [Fact]
    public async Task Chosen_messages_are_moved_back_by_ids_or_reason_and_come_again_where_nothing_was_mended()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using var gateway = await GatewayApp.StartAsync(rabbitMq: broker.Url, redis: broker.Redis);
        gateway.Errors.Expect("ConfirmBooking: by is required");
        var ids = Enumerable.Range(0, 3).Select(_ => Guid.NewGuid().ToString()).ToList();
        foreach (var id in ids)
        {
            await FailAsync(gateway, id, """{"bookingId":"7","by":""}""");
        }

        await Eventually.GetAsync("three failures", () => gateway.GetAsync("/queues"), answer => Ready(answer.Body) == 3);
        var failures = await Eventually.GetAsync("the list of three failures", () => gateway.GetAsync($"/queues/{Failed}/messages"), answer => answer.Body.GetProperty("messages").GetArrayLength() == 3);
        var first = failures.Body.GetProperty("messages").EnumerateArray().Last().GetProperty("at").GetString();

        var moved = await gateway.PostAsync($"/queues/{Failed}/replay", $$"""{"ids":["{{ids[0]}}"]}""");
        Assert.Equal((200, 1, 2), (moved.Status, moved.Body.GetProperty("moved").GetInt32(), moved.Body.GetProperty("left").GetInt32()));
        await Eventually.GetAsync("its new failure", () => gateway.GetAsync($"/queues/{Failed}/messages"), answer => answer.Body.GetProperty("messages").GetArrayLength() == 3
            && answer.Body.GetProperty("messages").EnumerateArray().All(message => message.GetProperty("id").GetString() != ids[0] || message.GetProperty("at").GetString() != first));
        Assert.Equal(0, (await gateway.PostAsync($"/queues/{Failed}/replay?reason=nothing", "")).Body.GetProperty("moved").GetInt32());
        Assert.Equal(2, (await gateway.PostAsync($"/queues/{Failed}/replay?id={ids[1]}&id={ids[2]}", "")).Body.GetProperty("moved").GetInt32());
        var records = (await gateway.GetAsync($"/audit?target={Failed}")).Body.GetProperty("records").EnumerateArray();
        // A list that the queue counted short has moved its messages to the end, so that their order is not that of the failures.
        string[] eitherOrder = [$"2 moved back: {ids[1]}, {ids[2]}", $"2 moved back: {ids[2]}, {ids[1]}"];
        Assert.Contains(records.Select(record => record.GetProperty("after").GetString()), after => eitherOrder.Contains(after));
        var byId = Assert.Single((await gateway.GetAsync($"/audit?target={ids[2]}")).Body.GetProperty("records").EnumerateArray());
        Assert.Equal(ids.Skip(1).Order(), byId.GetProperty("ids").EnumerateArray().Select(id => id.GetString()).Order());
    }

    [Fact]
    public async Task A_reason_of_any_length_is_selected_as_it_was_listed_and_what_only_begins_with_it_stays()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using var gateway = await GatewayApp.StartAsync(rabbitMq: broker.Url, redis: broker.Redis);
        await using var connection = await new RabbitMQ.Client.ConnectionFactory { Uri = new Uri(broker.Url) }.CreateConnectionAsync(TestContext.Current.CancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        await channel.QueueDeclareAsync(Failed, durable: true, exclusive: false, autoDelete: false, cancellationToken: TestContext.Current.CancellationToken);
        var given = $"given up\n{new string('x', 300)}";
        foreach (var reason in new[] { given, $"{given}: the chat is gone", given.ToUpperInvariant() })
        {
            var properties = new RabbitMQ.Client.BasicProperties { MessageId = Guid.NewGuid().ToString(), Headers = new Dictionary<string, object?> { ["MT-Fault-Message"] = reason } };
            await channel.BasicPublishAsync("", Failed, mandatory: true, properties, "{}"u8.ToArray(), TestContext.Current.CancellationToken);
        }

        const string Skipped = Routes.BookingDecision + "_skipped";
        await channel.QueueDeclareAsync(Skipped, durable: true, exclusive: false, autoDelete: false, cancellationToken: TestContext.Current.CancellationToken);
        var skipped = (await gateway.GetAsync("/queues")).Body.GetProperty("queues").EnumerateArray().FirstOrDefault(queue => queue.GetProperty("name").GetString() == Skipped);
        Assert.Equal("failed", skipped.ValueKind == JsonValueKind.Undefined ? null : skipped.GetProperty("kind").GetString());
        await channel.BasicPublishAsync("", Failed, mandatory: true, new RabbitMQ.Client.BasicProperties { MessageId = "without" }, "{}"u8.ToArray(), TestContext.Current.CancellationToken);
        await Eventually.TrueAsync("four failures", async () => await channel.MessageCountAsync(Failed) == 4);

        // The list of reasons has no reason as an empty one, and that selects what has none.
        Assert.Equal(["without"], await ListedAsync(gateway, "?reason_is="));
        Assert.Equal(1, (await SendAsync(gateway, HttpMethod.Delete, $"/queues/{Failed}/messages", """{"reason_is":""}""")).Body.GetProperty("moved").GetInt32());
        Assert.Equal(3, (await ListedAsync(gateway, $"?reason={Uri.EscapeDataString(given)}")).Count);
        Assert.Single(await ListedAsync(gateway, $"?reason_is={Uri.EscapeDataString(given)}"));
        var (status, discarded) = await SendAsync(gateway, HttpMethod.Delete, $"/queues/{Failed}/messages", JsonSerializer.Serialize(new { reason_is = given }));
        Assert.Equal((200, 1, 2), (status, discarded.GetProperty("moved").GetInt32(), discarded.GetProperty("left").GetInt32()));
        Assert.Equal(422, (await SendAsync(gateway, HttpMethod.Delete, $"/queues/{Failed}/messages?reason_is=")).Status);
    }

    [Fact]
    public async Task A_plain_body_that_could_not_be_read_stays_until_it_is_mended()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using var gateway = await GatewayApp.StartAsync(rabbitMq: broker.Url, redis: broker.Redis);
        gateway.Errors.Expect("BookingCreated cannot be read: total_price");
        await using var connection = await new RabbitMQ.Client.ConnectionFactory { Uri = new Uri(broker.Url) }.CreateConnectionAsync(TestContext.Current.CancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        var wrong = UploadTests.Booking(("total_price", "8000,50")).Replace("\"id\"", "\"booking_id\"", StringComparison.Ordinal);
        await channel.BasicPublishAsync("PhStudio.Messaging.Contracts:BookingCreated", "", mandatory: true, new RabbitMQ.Client.BasicProperties { ContentType = "application/json", MessageId = "from-a-platform" }, System.Text.Encoding.UTF8.GetBytes(wrong), TestContext.Current.CancellationToken);

        var failure = await FailureAsync(_ => true);
        Assert.Equal(("PhStudio.Messaging.Contracts.BookingCreated", "BookingCreated cannot be read: total_price must be a number, such as 8000 or 8000.50"), (failure.GetProperty("type").GetString(), failure.GetProperty("reason").GetString()));
        Assert.Equal(0, (await gateway.PostAsync($"/queues/{Failed}/replay", "")).Body.GetProperty("moved").GetInt32());
        Assert.Equal(200, (await SendAsync(gateway, HttpMethod.Put, $"/queues/{Failed}/messages/from-a-platform", wrong.Replace("8000,50", "8000.50", StringComparison.Ordinal))).Status);
        await Eventually.TrueAsync("the mended booking", () => gateway.Others.Got.OfType<BookingCreated>().Any(booking => booking is { BookingId: "PH-7", TotalPrice: 8000.50m }));

        async Task<JsonElement> FailureAsync(Func<JsonElement, bool> which) => await Eventually.GetAsync(
            "the failure",
            async () => (await gateway.GetAsync($"/queues/{Failed}/messages")) is { Status: 200, Body: var body } ? body.GetProperty("messages").EnumerateArray().FirstOrDefault(which) : default,
            found => found.ValueKind == JsonValueKind.Object);
    }

    /// <summary>Returns when it is in the list of failures, so that failures have an order.</summary>
    internal static async Task FailAsync(GatewayApp gateway, string id, string body)
    {
        var order = JsonSerializer.Deserialize<ConfirmBooking>(body, JsonSerializerOptions.Web)!;
        await gateway.Bus.Publish(order, context => context.MessageId = Guid.Parse(id), TestContext.Current.CancellationToken);
        await Eventually.GetAsync("the failure", () => ListedAsync(gateway, ""), ids => ids.Contains(id));
    }

    /// <summary>A quorum queue counts late, and a list holds as many as the queue counted: so it is asked for until it is whole.</summary>
    private static Task ListsAsync(GatewayApp gateway, string query, params string[] ids) =>
        Eventually.GetAsync($"the list {query} to be {string.Join(", ", ids)}", async () => string.Join(", ", await ListedAsync(gateway, query)), listed => listed == string.Join(", ", ids));

    private static async Task<IReadOnlyList<string>> ListedAsync(GatewayApp gateway, string query)
    {
        var (status, answer) = await gateway.GetAsync($"/queues/{Failed}/messages{query}");
        return status == 200 ? [.. answer.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("id").GetString()!)] : [];
    }

    internal static JsonElement Queue(JsonElement queues) => queues.GetProperty("queues").EnumerateArray().FirstOrDefault(queue => queue.GetProperty("name").GetString() == Failed);

    private static int Counted(JsonElement answer) => answer.TryGetProperty("reasons", out var reasons) ? reasons.EnumerateArray().Sum(group => group.GetProperty("count").GetInt32()) : 0;

    private static long Ready(JsonElement queues) => Queue(queues) is { ValueKind: JsonValueKind.Object } queue ? queue.GetProperty("ready").GetInt64() : 0;

    internal static async Task<(int Status, JsonElement Body)> SendAsync(GatewayApp gateway, HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = json is null ? null : new StringContent(json, System.Text.Encoding.UTF8, "application/json") };
        return await gateway.SendAsync(request);
    }
}
