using System.Diagnostics;
using System.Net;
using System.Text;
using PhStudio.Messaging.Gateway.Tests.Fuzz;
using PhStudio.Messaging.Telegram.Updates;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Updates;

/// <summary>
/// What updates leave behind on a real RabbitMQ and a real Redis while no Sender runs: commands of strangers in the staff's group and in private, mutated presses and texts.
/// <c>TEST_FUZZ_INPUTS</c> sets how many there are; as many more come with a wrong secret.
/// </summary>
[Collection(nameof(Alone))]
public sealed class BoundedTests(ITestOutputHelper output)
{
    private const string Secret = "the_secret-of-the-fuzz";
    private const int Together = 50;

    /// <summary>Those who write commands, and a few more that mutations make of them.</summary>
    private const int Strangers = 9;
    private const int Others = 6;

    // Of each answer the update's id, and now and then a session or the mark of the outbox; however many updates there are.
    private static readonly Bounds AtMost = new() { KeysPerInput = 2, KeysAtMost = 100, RedisBytesAtMost = 8L << 20, RedisBytesAtLeast = long.MinValue, MemoryAtMost = 40L << 20 };

    /// <summary>A list is its heading and what it lists.</summary>
    private const int MessagesPerAnswer = 2;

    /// <summary>However many updates there are.</summary>
    private const long WrongSecretBytesAtMost = 1L << 20;

    /// <summary>Compile what is compiled once, and fill the pools of buffers.</summary>
    private const int Warm = 300;

    /// <summary>Of the one booking, which goes with it; and lists, whose entries go instead.</summary>
    private static readonly string[] WithoutExpiry = ["webhook:bookings", "webhook:bookings:changes", "webhook:bookings:sequence", "webhook:days", "webhook:listed", "webhook:open", "{redis-scheduler}:due", "{redis-scheduler}:entries"];

    private static readonly string[] Commands = ["/start", "/help", "/pending", "/today", "/booking PH-1", "/language en", "/start AAAA", "/x", "hello"];

    [Fact]
    public async Task Keys_and_queues_stay_at_their_bounds()
    {
        var count = Count.Of("TEST_FUZZ_INPUTS", 600);
        await using var servers = await BoundedServers.StartAsync();
        var broker = servers.Broker;
        await using var app = await ProcessorApp.StartWithGatewayAsync(("RABBITMQ_URL", broker.Url), ("REDIS_URL", servers.Redis.Url), ("TELEGRAM_WEBHOOK_SECRET", Secret), ("STAFF_ROLES", "500:manager"),
            ("WEBHOOK_PRESS_WAIT", "20"), ("LEGACY_BUTTONS", "true"), ("GATEWAY_REFUSAL_DELAY", "0"));
        app.Errors.MayLog("UnreadableUpdateException");
        var question = await app.BookAsync(BookingHarness.Created("PH-1"));
        using var http = app.Client();
        var random = new Random(20261202);
        var mutate = new Mutations(random, [Telegram.Confirm(question), Telegram.Reject(question)]);
        var (unreadable, watch) = (0, Stopwatch.StartNew());
        var first = await servers.LookAsync();
        await PostAsync(Warm, Secret, HttpStatusCode.OK);
        await DrainedAsync();

        var before = await servers.LookAsync(withSizes: true);
        await PostAsync(count, "wrong", HttpStatusCode.Forbidden);
        var refused = await servers.LookAsync(withSizes: true);
        await PostAsync(count, Secret, HttpStatusCode.OK);

        var depths = await DrainedAsync();
        // What the last update set going is still being published when its queue is empty.
        var after = await Eventually.GetAsync("the outbox to be empty", () => servers.LookAsync(withSizes: true), look => !look.Lasting.Any(key => key.StartsWith("redis-outbox", StringComparison.Ordinal)));
        // Twenty in the group and then one in three seconds, five of each person and then one in twelve (docs/decisions/0127).
        var answers = 20 + (watch.Elapsed.TotalSeconds / 3) + ((Strangers + Others) * (5 + (watch.Elapsed.TotalSeconds / 12)));
        output.WriteLine(BoundedServers.Text($"{count} updates in {watch.Elapsed.TotalSeconds:0} s: at most {answers:0} answers, {unreadable} unreadable", depths, first, before, refused, after));
        output.WriteLine($"keys: {string.Join(", ", after.Sizes.Keys.GroupBy(key => string.Join(':', key.Split(':').Take(2))).Select(kind => $"{kind.Key} {kind.Count()}"))}");
        Assert.Equal([], refused.GrownSince(before));
        Assert.InRange(refused.Bytes - before.Bytes, long.MinValue, WrongSecretBytesAtMost);
        Assert.Equal([], after.Lasting.Where(key => !key.StartsWith("booking:", StringComparison.Ordinal)).Except(WithoutExpiry));
        AtMost.Hold(before with { Keys = first.Keys }, after, inputs: answers);
        Assert.InRange(InLanes(depths), 1, (int)(MessagesPerAnswer * answers));
        Assert.InRange(depths.GetValueOrDefault("telegram-updates_error"), 0, unreadable);
        Assert.All(depths.Where(queue => queue.Key.EndsWith("_error", StringComparison.Ordinal) && queue.Key != "telegram-updates_error"), queue => Assert.Equal((queue.Key, 0), (queue.Key, queue.Value)));
        Assert.All(await Task.WhenAll(after.Sizes.Keys.Where(key => key.StartsWith("webhook:seen:", StringComparison.Ordinal)).Select(key => servers.Database.KeyTimeToLiveAsync(key))), life => Assert.InRange(life!.Value, TimeSpan.Zero, TimeSpan.FromHours(1)));

        async Task<IReadOnlyDictionary<string, long>> DrainedAsync() => await Eventually.GetAsync("answers, and every queue of updates to be empty", broker.DepthsAsync,
            waiting => InLanes(waiting) > 0 && waiting["telegram-updates"] + waiting["telegram-presses"] + waiting["booking-decision"] == 0, TimeSpan.FromMinutes(2) + TimeSpan.FromMilliseconds(5 * count));

        async Task PostAsync(int number, string secret, HttpStatusCode expected)
        {
            for (var sent = 0; sent < number; sent += Together)
            {
                var updates = Enumerable.Range(0, Together).Select(i => i % 2 == 0 ? mutate.Next() : Text()).ToList();
                unreadable += secret == Secret ? updates.Count(raw => UpdateReader.TryRead(raw) is null) : 0;
                Assert.All(await Task.WhenAll(updates.Select(raw => SendAsync(http, raw, secret))), status => Assert.Equal(expected, status));
                Assert.All(app.Lines.Lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal)), line => Assert.Contains("UnreadableUpdateException", line));
                app.Lines.Lines.Clear();
                app.Forget();
            }
        }

        string Text()
        {
            var person = random.Next(1, Strangers + 1);
            return Telegram.Text(Commands[random.Next(Commands.Length)], person, random.Next(2) == 0 ? ProcessorApp.StaffChat : $"{person}");
        }
    }

    private static long InLanes(IReadOnlyDictionary<string, long> depths) => depths.Where(queue => queue.Key.StartsWith("send-", StringComparison.Ordinal)).Sum(queue => queue.Value);

    private static async Task<HttpStatusCode> SendAsync(HttpClient http, string raw, string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhook") { Content = new StringContent(raw, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Telegram-Bot-Api-Secret-Token", secret);
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }
}
