using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Tests.Fuzz;
using PhStudio.Messaging.Sender.Tests.Apps;

namespace PhStudio.Messaging.Sender.Tests.Fuzz;

/// <summary>
/// What spoilt messages of every type leave behind that the Sender's queues take, on a real RabbitMQ and a real Redis with the emulator as Telegram: <c>TEST_FUZZ_INPUTS</c> with the mark of
/// our services, and as many without it, of which none is taken. Nothing comes into a chat that was not sent to it.
/// </summary>
[Collection(nameof(Alone))]
public sealed class BoundedTests(ITestOutputHelper output)
{
    private const int Seed = 20261204;
    private const int Warm = 200;
    private const long First = 4001;
    private const int People = 10;
    private const long Group = -1004001;

    // A message of its own: the ledger's entry, its note on the board and the list of its booking; an edit's time, a language. In memory what the emulator keeps, which is in this process: its chats.
    private static readonly Bounds AtMost = new() { KeysPerInput = 3, KeysAtMost = 500, RedisBytesPerInput = 3072, RedisBytesAtMost = 6L << 20, MemoryPerInput = 4096, MemoryAtMost = 40L << 20 };

    /// <summary>How the names of single keys end: lists whose entries go instead, the bot's bucket where it has no limit, and what is set at Telegram.</summary>
    private static readonly string[] WithoutExpiry = ["phstudio:gateway:unknown", ":webhook", ":limit", "}:due", "}:entries"];

    private static readonly string[] Queues =
        [.. Enum.GetValues<Priority>().Select(priority => Routes.Lane(priority)), Routes.EditMessages, Routes.AnswerCallbacks, Routes.BotAdministration, Routes.EphemeralMessages, Routes.SenderLanguages, Routes.SenderChatNews, Routes.SenderPressNews];

    [Fact]
    public async Task Memory_keys_and_queues_stay_at_their_bounds_and_no_chat_gets_what_was_not_sent()
    {
        var count = Count.Of("TEST_FUZZ_INPUTS", 200);
        await using var servers = await BoundedServers.StartAsync();
        var broker = servers.Broker;
        await using var telegram = await Emulator.StartAsync();
        await telegram.AddPeopleAsync(First, People);
        await telegram.AddGroupAsync(Group);
        await using var sender = await SenderApp.StartAsync(telegram, new Dictionary<string, string?>
        {
            ["SERVICES_SECRET"] = BusFuzz.Secret,
            ["LOG_LEVEL"] = "Fatal",
            ["TELEGRAM_RATE_LIMIT_REQUESTS"] = "0",
            ["SENDER_PRIVATE_INTERVAL_MS"] = "0",
            ["SENDER_GROUP_INTERVAL_MS"] = "0",
            ["SENDER_GROUP_PER_MINUTE"] = "0",
        }, broker.Url, servers.Redis.Url);
        sender.Errors.Expect("InvalidMessageException").MayLog("SerializationException", "JsonException", "DeliveryFailedException");
        var bus = new BusFuzz(broker, typeof(SenderModule).Assembly, Queues, Seed, [.. Bodies()]);
        var ordered = new ConcurrentDictionary<string, byte>(StringComparer.Ordinal);
        await PublishAsync(0, Warm);
        await DrainedAsync();

        var before = await servers.LookAsync();
        await PublishAsync(Warm, count);
        var depths = await DrainedAsync();
        var after = await servers.LookAsync();

        output.WriteLine(BoundedServers.Text($"{count} inputs each, {bus.Types.Count} types, {bus.Copies} copies, at least {bus.Refused} of them refused", depths, before, after));
        Assert.InRange(InErrors(depths), bus.Refused, bus.Copies);
        Assert.Equal([], after.Lasting.Where(key => !Array.Exists(WithoutExpiry, ending => key.EndsWith(ending, StringComparison.Ordinal))));
        AtMost.Hold(before, after, inputs: 2 * count);
        var shown = 0;
        foreach (var chat in Enumerable.Range(0, People).Select(i => First + i).Append(Group))
        {
            foreach (var text in (await telegram.TextsAsync(chat)).Concat(await telegram.EphemeralAsync(chat)).Distinct())
            {
                shown++;
                Assert.True(ordered.ContainsKey($"{chat} {text.Trim()}") || ordered.ContainsKey($"an edit {text.Trim()}"), $"{chat} got: {text}");
            }
        }

        Assert.InRange(shown, People, int.MaxValue);

        async Task PublishAsync(int first, int number)
        {
            for (var sent = 0; sent < number; sent += 100)
            {
                await bus.PublishAsync(2 * (first + sent), Math.Min(100, number - sent), isMarked: true, Note);
                await bus.PublishAsync((2 * (first + sent)) + 100, Math.Min(100, number - sent), isMarked: false);
                sender.Told.Forget();
            }
        }

        void Note(object message)
        {
            _ = message switch
            {
                SendMessage order => ordered.TryAdd($"{order.ChatId} {Plain(order.Text)}", 0),
                SendEphemeral order => ordered.TryAdd($"{order.Message.ChatId} {Plain(order.Message.Text)}", 0),
                EditMessage order => ordered.TryAdd($"an edit {Plain(order.Text)}", 0),
                _ => false,
            };
        }

        async Task<IReadOnlyDictionary<string, long>> DrainedAsync()
        {
            IReadOnlyDictionary<string, long> now = new Dictionary<string, long>(StringComparer.Ordinal);
            await Eventually.GetAsync($"every queue of the Sender to be empty, and {bus.Refused} in the error queues", async () =>
            {
                sender.Told.Forget();
                now = await broker.DepthsAsync();
                return BoundedServers.Text(now);
            }, _ => Queues.Sum(queue => now.GetValueOrDefault(queue)) == 0 && InErrors(now) >= bus.Refused, TimeSpan.FromMinutes(2) + TimeSpan.FromMilliseconds(20 * count));
            return now;
        }
    }

    /// <summary>As Telegram shows it.</summary>
    private static string Plain(string? text) => WebUtility.HtmlDecode(text ?? "").Trim();

    /// <summary>Messages that are taken, each with its chat and its subject in its text: one that comes into another chat shows.</summary>
    private static IEnumerable<(Type Type, string Body)> Bodies()
    {
        foreach (var chat in Enumerable.Range(0, People).Select(i => First + i))
        {
            // Those that are left out wait for a time or another message, or are instead of the text.
            yield return (typeof(SendMessage), FuzzBodies.Of(typeof(SendMessage), Order(chat), "template", "values", "language", "entities", "photos", "photo_url", "send_at", "after", "replies_to_after", "reply_parameters", "reply_markup", "transient", "failure_handled"));
        }

        yield return (typeof(SendEphemeral), $$"""{"message":{{Order(Group)}},"receiver_user_id":5,"instead":[]}""");
        yield return (typeof(EditMessage), $$"""{"message_id":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d12","target_message_id":"{{FuzzBodies.MessageId}}","text":"edited about {{FuzzBodies.MessageId}}","created_at":"2099-12-24T10:00:00Z"}""");
        yield return (typeof(SetBotWebhook), """{"url":"https://127.0.0.1:1/webhook"}""");
    }

    private static string Order(long chat) =>
        JsonSerializer.Serialize(new { message_id = FuzzBodies.MessageId, chat_id = chat, text = $"to {chat} about {FuzzBodies.MessageId}", created_at = "2099-12-24T10:00:00Z", thread_id = (int?)null, parse_mode = "HTML" });

    private static long InErrors(IReadOnlyDictionary<string, long> depths) => Queues.Sum(queue => depths.GetValueOrDefault(queue + "_error"));
}
