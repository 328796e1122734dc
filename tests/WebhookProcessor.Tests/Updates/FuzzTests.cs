using System.Net;
using System.Text;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Updates;

/// <summary>Gateway and WebhookProcessor in one host against random and mutated updates. <c>FUZZ_UPDATES=100000</c> makes the whole count.</summary>
[Collection(nameof(Alone))]
public sealed class FuzzTests
{
    private const string Secret = "the_secret-of-the-fuzz";

    [Fact]
    public async Task No_update_without_a_valid_button_decides_anything_and_all_are_answered()
    {
        var count = Count.Of("FUZZ_UPDATES", 1500);
        await using var app = await ProcessorApp.StartWithGatewayAsync(("TELEGRAM_WEBHOOK_SECRET", Secret), ("WEBHOOK_PRESS_WAIT", "20"), ("LEGACY_BUTTONS", "true"));
        app.Errors.Expect("UnreadableUpdateException: The update ");
        var question = await app.BookAsync(BookingHarness.Created("PH-1"));
        using var http = app.Client();
        var random = new Random(20261201);
        var mutate = new Mutations(random, [Telegram.Confirm(question), Telegram.Reject(question)]);

        var before = await MemoryAsync(http, mutate, warmUp: Math.Min(count / 3, 5000));
        Look(app);
        for (var sent = 0; sent < count; sent += 50)
        {
            Assert.All(await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => PostAsync(http, mutate.Next(), Secret))), status => Assert.InRange((int)status, 200, 299));
            Look(app);
        }

        for (var sent = 0; sent < count / 10; sent += 50)
        {
            Assert.All(await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => PostAsync(http, mutate.Next(), "wrong"))), status => Assert.Equal(HttpStatusCode.Forbidden, status));
        }

        Assert.Equal("awaiting_decision", (await app.StateAsync("PH-1"))!.State);
        Look(app);
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"{count} updates; memory grew by {grown / 1024} KiB");
        // The broker of this test is memory, and keeps what was parked; bench/fuzz shows the processes flat on a real one.
        Assert.InRange(grown, long.MinValue, (30L << 20) + (count * 1024L));

        // The one that is true still works.
        Assert.Equal(HttpStatusCode.OK, await PostAsync(http, Telegram.Press(Telegram.Confirm(question)), Secret));
        await app.PublishesAsync<BookingConfirmed>(_ => true, "the decision of the true press");
    }

    // Looks at what came of the updates so far, and forgets it: the test's own memory is not to be measured.
    private static void Look(ProcessorApp app)
    {
        Assert.Empty(app.Published<BookingConfirmed>());
        Assert.Empty(app.Published<BookingRejected>());
        Assert.All(app.Lines.Lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal)), line => Assert.Contains("UnreadableUpdateException", line));
        app.Lines.Lines.Clear();
        app.Forget();
    }

    private static async Task<long> MemoryAsync(HttpClient http, Mutations mutate, int warmUp)
    {
        for (var sent = 0; sent < warmUp; sent++)
        {
            await PostAsync(http, mutate.Next(), Secret);
        }
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient http, string raw, string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhook") { Content = new StringContent(raw, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Telegram-Bot-Api-Secret-Token", secret);
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }
}
