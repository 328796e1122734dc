using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using StackExchange.Redis;

namespace PhStudio.Messaging.SystemTests;

/// <summary>A customer asks to be forgotten.</summary>
public sealed class ErasureTests
{
    private const string Name = $"Zinaida {Cluster.Marker}ova";
    private const string Phone = "+7 901 555-66-77";
    private const string Notes = "comes with a llama";

    [Fact]
    public async Task After_the_erasure_the_person_is_in_no_key_of_Redis_in_no_queue_and_on_no_card()
    {
        await using var cluster = await Cluster.StartAsync(settings: new Dictionary<string, string> { ["SENDER_RETRIES"] = "0", ["SENDER_REDELIVERY_MINUTES"] = "none", ["CALLBACK_EVENTS"] = "message.failed", ["SERVICES_SECRET"] = "a-secret-between-services-of-the-tests" });
        cluster.Errors.Expect("ChatNotFound: Bad Request: chat not found");
        var customer = (await cluster.Chats.AddPrivateChatsAsync(1))[0];
        foreach (var id in new[] { "E-1", "E-2" })
        {
            using var booked = await cluster.Gateway.PostAsJsonAsync("/bookings", new
            {
                id, service = "Family session", date = "2099-12-24", time_slots = new[] { "10:00" }, client_name = id == "E-2" ? "Zinaida" : Name, client_phone = Phone, notes = Notes, people_count = 4, total_price = 8000, client_chat_id = Text(customer),
            });
            Assert.Equal(HttpStatusCode.Accepted, booked.StatusCode);
        }

        await cluster.Gateway.PostBookingAsync("other");
        await Eventually.TrueAsync("the cards", async () => (await cluster.Chats.MessagesAsync(Cluster.StaffChat)).Count == 3);
        using (var confirmed = await cluster.Gateway.PostAsJsonAsync("/bookings/E-1/confirm", new { by = "Мария", additional_info = $"Dear {Name}, bring a towel" }))
        {
            Assert.Equal(HttpStatusCode.OK, confirmed.StatusCode);
        }

        // The name was typed in two ways, and both stand in a remark beside a number that runs on.
        using (var corrected = await cluster.Gateway.PatchAsJsonAsync("/bookings/E-2", new { client_name = Name }))
        {
            Assert.Equal(HttpStatusCode.OK, corrected.StatusCode);
        }

        using (var rejected = await cluster.Gateway.PostAsJsonAsync("/bookings/E-2/reject", new { by = "Мария", reason = $"{Name} rang from {Phone} 2 times" }))
        {
            Assert.Equal(HttpStatusCode.OK, rejected.StatusCode);
        }

        await Eventually.TrueAsync("the customer's message", async () => (await cluster.Chats.MessagesAsync(customer)).Any(message => message.Text.Contains("towel", StringComparison.Ordinal)));
        // What was given up: about the person to somebody else, and to the person.
        await SendAsync(cluster, "999", $"Call {Name} at 8 901 555 66 77", "E-2");
        await Eventually.TrueAsync("the failed message", async () => (await cluster.Broker.MessagesAsync("send-normal_error")).Count == 1);
        // An operator asked for the customer's chat to be tried again, which the audit says.
        using (var rechecked = await cluster.Gateway.PostAsync($"/chats/{Text(customer)}/recheck", content: null))
        {
            Assert.Equal(HttpStatusCode.OK, rechecked.StatusCode);
        }

        await Eventually.TrueAsync("the list of bookings", async () => (await cluster.Gateway.GetFromJsonAsync<JsonElement>("/bookings?q=5556677")).GetProperty("bookings").GetArrayLength() == 2);
        Assert.NotEmpty(await TracesInRedisAsync(cluster, customer));

        using var answer = await cluster.Gateway.DeleteAsync($"/people?phone={Uri.EscapeDataString("8 (901) 555-66-77")}");
        var erased = await answer.Content.ReadFromJsonAsync<JsonElement>();

        Assert.True(answer.StatusCode == HttpStatusCode.OK, erased.ToString());
        Assert.Equal((2, 1), (erased.GetProperty("bookings").GetInt32(), erased.GetProperty("failed").GetInt32()));
        await Eventually.TrueAsync("the cards without the person", async () => (await cluster.Chats.MessagesAsync(Cluster.StaffChat)).Count(message => message.Text.Contains("удалено", StringComparison.Ordinal)) == 2);
        // What a correction changed from what to what is told in a reply, and such replies stay (docs/privacy.md).
        Assert.DoesNotContain((await cluster.Chats.MessagesAsync(Cluster.StaffChat)).Where(message => !message.Text.Contains("Заявка изменена", StringComparison.Ordinal)), message => message.Text.Contains("Zinaida", StringComparison.Ordinal) || message.Text.Contains("llama", StringComparison.Ordinal));
        Assert.Empty(await Eventually.GetAsync("no trace in Redis", () => TracesInRedisAsync(cluster, customer), traces => traces.Count == 0));
        foreach (var queue in (await cluster.Broker.QueuesAsync()).Where(queue => !queue.Contains("_bus_", StringComparison.Ordinal)))
        {
            Assert.DoesNotContain(await cluster.Broker.MessagesAsync(queue), message => IsTrace(message.ToString(), customer));
        }

        Assert.Equal("erased rang from erased 2 times", (await cluster.Gateway.FindBookingAsync("E-2"))!.Value.GetProperty("reason").GetString());
        var booking = (await cluster.Gateway.FindBookingAsync("E-1"))!.Value;
        Assert.Equal(("confirmed", "Мария", 8000), (booking.GetProperty("state").GetString(), booking.GetProperty("decided_by").GetString(), booking.GetProperty("booking").GetProperty("total_price").GetInt32()));
        Assert.Equal(("erased", "erased", "erased"), (Of(booking, "client_name"), Of(booking, "client_phone"), Of(booking, "notes")));
        Assert.Contains(Cluster.Marker, Of((await cluster.Gateway.FindBookingAsync("other"))!.Value, "client_name"));

        // Again, and a message of after: the failed one goes back as a message of ours, and the person may book again.
        using var again = await cluster.Gateway.DeleteAsync($"/people?phone={Uri.EscapeDataString(Phone)}");
        Assert.Equal(0, (await again.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("bookings").GetInt32());
        var audit = await cluster.Gateway.GetStringAsync("/audit");
        Assert.Contains("DELETE /people", audit);
        Assert.False(IsTrace(audit, customer), audit);
    }

    private static string? Of(JsonElement booking, string field) => booking.GetProperty("booking").GetProperty(field).GetString();

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task SendAsync(Cluster cluster, string chat, string text, string booking)
    {
        using var sent = await cluster.Gateway.PostAsJsonAsync("/send", new { chat_id = chat, text, booking_id = booking });
        Assert.Equal(HttpStatusCode.Accepted, sent.StatusCode);
    }

    private static bool IsTrace(string text, long customer) =>
        text.Contains("Zinaida", StringComparison.OrdinalIgnoreCase) || text.Contains($"{Cluster.Marker}ova", StringComparison.Ordinal) || text.Contains("llama", StringComparison.Ordinal) || string.Concat(text.Where(char.IsAsciiDigit)).Contains("9015556677", StringComparison.Ordinal) || text.Contains(Text(customer), StringComparison.Ordinal);

    /// <summary>The keys that hold something of the person, with what they hold.</summary>
    private static async Task<IReadOnlyList<string>> TracesInRedisAsync(Cluster cluster, long customer)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(cluster.Redis.Address);
        var db = redis.GetDatabase();
        var traces = new List<string>();
        await foreach (var key in redis.GetServers()[0].KeysAsync())
        {
            var text = await db.KeyTypeAsync(key) switch
            {
                RedisType.String => (string?)await db.StringGetAsync(key),
                RedisType.Hash => string.Join('\n', (await db.HashGetAllAsync(key)).Select(field => $"{field.Name}={(IsPacked(key!) ? Unpacked(field.Value) : field.Value)}")),
                RedisType.SortedSet => string.Join('\n', await db.SortedSetRangeByRankAsync(key)),
                RedisType.Set => string.Join('\n', await db.SetMembersAsync(key)),
                RedisType.Stream => string.Join('\n', (await db.StreamRangeAsync(key)).SelectMany(entry => entry.Values).Select(value => value.Value)),
                RedisType.List => string.Join('\n', await db.ListRangeAsync(key)),
                _ => "",
            };
            // The session of a private chat has the chat as its name, and a limit of it goes by itself within a minute or two.
            if (IsTrace($"{key} {text}", customer) && !((string)key!).Contains(":limit:", StringComparison.Ordinal))
            {
                traces.Add($"{key}: {text}");
            }
        }

        return traces;
    }

    private static bool IsPacked(string key) => key.EndsWith("entries", StringComparison.Ordinal);

    // What waits for its time is compressed, behind the order's id and the time.
    private static string Unpacked(RedisValue value)
    {
        const int Head = 45;
        var bytes = (byte[])value!;
        using var json = new StreamReader(new BrotliStream(new MemoryStream(bytes, Head, bytes.Length - Head), CompressionMode.Decompress));
        return json.ReadToEnd();
    }
}
