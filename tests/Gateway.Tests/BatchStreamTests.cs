using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Tests.Fuzz;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>A batch whose sender is slow or has much to say: what it has sent so far is on its way, and only that is held which was not read yet.</summary>
[Collection(nameof(Alone))]
public sealed class BatchStreamTests
{
    [Fact]
    public async Task The_first_messages_are_published_before_the_last_is_written()
    {
        await using var gateway = await GatewayApp.StartAsync();
        var beforeTheLast = 0;
        using var body = new BodyInTheMaking(async write =>
        {
            await write("""{"messages":[{"chat_id":"1","text":"a"}""");
            for (var i = 2; i <= 300; i++)
            {
                await write($$""",{"chat_id":"{{i}}","text":"a"}""");
            }
            await Eventually.TrueAsync("the first hundred on the bus", () => (beforeTheLast = gateway.Others.Got.Count) >= 100);
            await write(""",{"chat_id":"301","text":"a"}]}""");
        });

        using var answer = await gateway.Http.PostAsync("/send/batch", body);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.InRange(beforeTheLast, 100, 300);
        await Eventually.TrueAsync("the last one", () => gateway.Others.Got.Cast<SendMessage>().Any(message => message.ChatId == "301"));
    }

    [Fact]
    public async Task A_body_of_sixty_megabytes_is_not_held_in_memory()
    {
        const int Entries = 600;
        await using var gateway = await GatewayApp.StartAsync();
        // Refused for want of a chat, so that no bus in memory holds it either.
        var entry = $$"""{"text":"{{new string('a', 100_000)}}"}""";
        var before = GC.GetTotalMemory(forceFullCollection: true);
        long held = 0;
        using var body = new BodyInTheMaking(async write =>
        {
            await write($$"""{"messages":[{{entry}}""");
            for (var i = 1; i < Entries; i++)
            {
                await write("," + entry);
            }
            held = GC.GetTotalMemory(forceFullCollection: true) - before;
            await write("]}");
        });

        using var answer = await gateway.Http.PostAsync("/send/batch", body);
        var results = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("results");

        Assert.Equal(Entries, results.EnumerateArray().Count(result => result.GetProperty("errors").TryGetProperty("chat_id", out _)));
        // Half of the body: what the process compiled and pooled meanwhile is in it.
        Assert.InRange(held, long.MinValue, Entries * entry.Length / 2);
    }

    [Theory]
    [InlineData("{\"text\":\"", "\"}")]
    [InlineData("{\"chat_id\":1,\"text\":\"\\\\\\\"]}", "\"}")]
    [InlineData("\"", "\"")]
    [InlineData("1", "")]
    [InlineData("[[\"]", "\"],[]]")]
    public async Task An_entry_that_is_too_long_has_its_result_wherever_it_stands_and_the_others_are_read(string begin, string end)
    {
        await using var gateway = await GatewayApp.StartAsync();
        var tooLong = begin + new string(begin == "1" ? '1' : 'a', 1_100_000) + end;

        var (status, body) = await gateway.PostAsync("/send/batch", $$"""{"messages":[{{tooLong}},{"chat_id":1,"text":"a"} , {{tooLong}} ,{"chat_id":2,"text":"b"},{{tooLong}}]}""");

        Assert.Equal(202, status);
        Assert.Equal([false, true, false, true, false], body.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("success").GetBoolean()));
        Assert.Equal("The message must be at most 1 MiB long.", body.GetProperty("results")[4].GetProperty("error").GetString());
        Assert.False(body.TryGetProperty("error", out _));
        await Eventually.TrueAsync("both on the bus", () => gateway.Others.Got.Cast<SendMessage>().Select(message => message.ChatId).Order().SequenceEqual(["1", "2"]));
    }

    [Fact]
    public async Task An_entry_that_is_too_long_and_whose_texts_are_turned_round_ends_the_batch()
    {
        await using var gateway = await GatewayApp.StartAsync();
        var tooLong = $$"""{"chat_id":1,"text":"{{new string('a', 1_100_000)}} 5" pipe"}""";

        var (_, body) = await gateway.PostAsync("/send/batch", $$"""{"messages":[{"chat_id":1,"text":"a"},{{tooLong}},{"chat_id":2,"text":"b"},{{tooLong}},{"chat_id":3,"text":"c"}]}""");

        Assert.Equal([true, false], body.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("success").GetBoolean()));
        Assert.Contains("where it ends is not certain", body.GetProperty("error").GetString(), StringComparison.Ordinal);
        await Eventually.TrueAsync("the first on the bus", () => gateway.Others.Got.Cast<SendMessage>().Select(message => message.ChatId).SequenceEqual(["1"]));
    }

    [Fact]
    public async Task What_was_accepted_before_the_caller_hung_up_is_in_the_audit()
    {
        await using var gateway = await GatewayApp.StartAsync();
        using var hangUp = new CancellationTokenSource();
        using var body = new BodyInTheMaking(async write =>
        {
            await write("""{"messages":[{"chat_id":"1","text":"a"},{"chat_id":"2","text":"a"},""");
            await Eventually.GetAsync("both on the board", () => gateway.GetAsync("/messages"), answer => answer.Body.GetProperty("messages").GetArrayLength() == 2);
            await hangUp.CancelAsync();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gateway.Http.PostAsync("/send/batch", body, hangUp.Token));

        var page = await Eventually.GetAsync("the record", () => gateway.GetAsync("/audit"), answer => answer.Body.GetProperty("records").GetArrayLength() > 0);
        var record = Assert.Single(page.Body.GetProperty("records").EnumerateArray());
        Assert.Equal("POST /send/batch", record.GetProperty("what").GetString());
        Assert.Contains("2 accepted", record.GetProperty("after").GetString(), StringComparison.Ordinal);
    }

    /// <summary>A body whose next piece is written when the test says so.</summary>
    private sealed class BodyInTheMaking : HttpContent
    {
        private readonly Func<Func<string, Task>, Task> _make;

        public BodyInTheMaking(Func<Func<string, Task>, Task> make)
        {
            _make = make;
            Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => _make(async text =>
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(text));
            await stream.FlushAsync();
        });

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
