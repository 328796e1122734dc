using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Migration;
using PhStudio.Messaging.ServiceDefaults.Wire;
using PhStudio.Messaging.TestKit.Fuzz;

namespace PhStudio.Messaging.Gateway.Tests.Fuzz;

/// <summary>
/// Values at the edges of every kind, over every route, as JSON and as a form, every entry of a batch and of an old queue, and every message of the bus, with and without the key: no answer is a fault of ours, and
/// what is taken says what was sent. The seed is fixed; <c>TEST_FUZZ_INPUTS</c> sets how many inputs there are.
/// </summary>
public sealed class FuzzTests
{
    private const int Seed = 20261129;

    [Fact]
    public async Task No_input_is_a_fault_of_ours_and_what_is_taken_says_what_was_sent()
    {
        var templates = Directory.CreateTempSubdirectory("phstudio-fuzz-");
        await using var gateway = await GatewayApp.StartAsync(settings: [("WEBHOOK_PRESS_WAIT", "0"), ("WEBHOOK_HOSTS", "studio.example"), ("GATEWAY_REFUSAL_DELAY", "0"), ("TEMPLATES_PATH", templates.FullName)]);
        gateway.Others.Answer = Answer;
        var calls = await FuzzCalls.OfAsync(gateway);
        var count = Count.Of("TEST_FUZZ_INPUTS", 4000);
        var answers = new ConcurrentDictionary<(string Call, int Status), int>();
        var faults = new ConcurrentQueue<string>();
        var ledger = new FuzzLedger();

        // Each input has a seed of its own, so that one that fails can be run alone.
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (index, cancellationToken) =>
        {
            var (call, status, fault) = await TryAsync(gateway, calls, ledger, index, cancellationToken);
            if (status == FuzzCalls.Cut || (status == 503 && fault is not null))
            {
                // The server may close a connection that is kept between two calls, and on a busy machine an answer may come too late: only twice is it the input's fault.
                (call, status, fault) = await TryAsync(gateway, calls, ledger, index, cancellationToken);
            }

            answers.AddOrUpdate((call, status), 1, (_, known) => known + 1);
            if (fault is not null)
            {
                faults.Enqueue($"input {index}: {fault}");
            }

            // In memory nobody but this test takes what was accepted.
            Look($"near input {index}");
        });
        await Eventually.TrueAsync("everything that was accepted on the bus", () =>
        {
            Look("at the end");
            return ledger.Lost().Count == 0;
        });
        foreach (var changed in ledger.Changed())
        {
            faults.Enqueue(changed);
        }

        templates.Delete(recursive: true);
        var table = string.Join('\n', answers.OrderBy(answer => answer.Key.Call, StringComparer.Ordinal).ThenBy(answer => answer.Key.Status).Select(answer => $"{answer.Key.Call,-55} {answer.Key.Status} {answer.Value}"));
        TestContext.Current.TestOutputHelper?.WriteLine(table);
        Assert.True(faults.IsEmpty, string.Join('\n', faults.Take(20)) + "\n" + table);
        Assert.Equal(count, answers.Values.Sum());
        Assert.Empty(calls.Names.Concat(FuzzMessages.All.SelectMany(message => new[] { $"bus {message.Type.Name}", $"envelope {message.Type.Name}" })).Except(answers.Keys.Select(answer => answer.Call)));
        Assert.Contains(answers, answer => answer.Key is { Call: "POST /bookings", Status: 202 });
        Assert.Contains(answers, answer => answer.Key is { Call: "POST /bookings", Status: 422 });
        Assert.Contains(answers, answer => answer.Key is { Call: "POST /bookings", Status: 401 });
        // Of what is refused anyway nothing would be seen.
        Assert.InRange(ledger.Count, count / 40, count * 5);

        void Look(string when)
        {
            while (gateway.Others.Got.TryDequeue(out var taken))
            {
                ledger.Take(taken);
                if (FuzzCheck.Wrong(taken) is { } wrong)
                {
                    faults.Enqueue($"{when}: {wrong}");
                }
            }
        }
    }

    public static TheoryData<string> Types => [.. FuzzMessages.All.Select(message => message.Type.Name)];

    [Theory]
    [MemberData(nameof(Types))]
    public void The_body_with_which_a_message_begins_is_taken_whole(string type)
    {
        var (message, body) = FuzzMessages.All.Single(one => one.Type.Name == type);

        Assert.Null(FuzzComparison.Difference(JsonElement.Parse(body), WireReader.Read(message, Encoding.UTF8.GetBytes(body), checks: true), onlyGiven: false));
    }

    // By chance alone a number beyond the bounds of one member would hardly ever be tried.
    [Theory]
    [MemberData(nameof(Types))]
    public void Every_edge_in_every_number_of_a_message_is_taken_as_it_is_or_refused_by_its_field(string type)
    {
        var (message, body) = FuzzMessages.All.Single(one => one.Type.Name == type);
        var numbers = WireShape.Of(message).Members.Where(member => member.Type == typeof(int) || member.Type == typeof(long) || member.Type == typeof(decimal)).Select(member => member.Name).ToList();
        var bodies = JsonElement.Parse(body).EnumerateObject().Where(entry => numbers.Contains(WireShape.Of(message).Find(entry.Name)!.Name)).SelectMany(entry => EdgeValues.Values.Select(edge =>
            $"{{{string.Join(',', JsonElement.Parse(body).EnumerateObject().Select(other => $"\"{other.Name}\":{(other.Name == entry.Name ? edge : other.Value.GetRawText())}"))}}}"));

        var faults = bodies.SelectMany(json => new[] { FuzzMessages.Read(message, json, Encoding.UTF8.GetBytes(json)).Fault, FuzzMessages.ReadEnvelope(message, json, Encoding.UTF8.GetBytes).Fault }).OfType<string>().ToList();
        Assert.True(faults.Count == 0, string.Join('\n', faults.Take(5)));
    }

    [Fact]
    public async Task The_messages_with_which_a_call_begins_are_taken()
    {
        await using var gateway = await GatewayApp.StartAsync();

        Assert.All(await Task.WhenAll(FuzzCalls.Messages.Select(body => gateway.PostAsync("/send", body))), answer => Assert.True(answer.Status == 202, answer.Body.GetRawText()));
    }

    [Fact]
    public void No_entry_of_an_old_queue_is_a_fault_of_ours()
    {
        const string Entry = """{"id":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11","chat_id":-1001234567890,"text":"a","parse_mode":"HTML","reply_markup":{"inline_keyboard":[]},"priority":"high","created_at":"2026-11-30T10:15:00","expires_at":"2026-12-30T10:15:00","disable_notification":false,"message_thread_id":5,"error":"x","failed_at":"2026-11-30T10:15:00"}""";
        var taken = 0;
        for (var index = 0; index < Count.Of("TEST_FUZZ_INPUTS", 4000); index++)
        {
            var random = new Random(Seed + index);
            var json = JsonFuzz.Spoil(Entry, random);
            var bytes = JsonFuzz.Bytes(random.Next(4) == 0 ? $$"""{"message":{{json}},"error":"x"}""" : json, random);

            var read = LegacyMessage.Read("old", new TakenMessage(bytes, $"{index}", DateTimeOffset.UnixEpoch, Encoding.UTF8.GetString(bytes), Utf8.IsValid(bytes)));

            Assert.True(read.Order is null != read.Wrong is null, $"input {index}: {json}: {read.Wrong}");
            Assert.Null(read.Order is null ? null : FuzzCheck.Wrong(read.Order));
            taken += read.Order is null ? 0 : 1;
        }

        Assert.InRange(taken, 1, int.MaxValue);
    }

    private static async Task<(string Call, int Status, string? Fault)> TryAsync(GatewayApp gateway, FuzzCalls calls, FuzzLedger ledger, int index, CancellationToken cancellationToken)
    {
        var random = new Random(Seed + index);
        return (index % 4) switch
        {
            0 => index % 8 == 0 ? FuzzMessages.Read(random) : FuzzMessages.ReadEnvelope(random),
            1 when index % 8 == 1 => await BatchAsync(gateway, ledger, random, cancellationToken),
            _ => await calls.CallAsync(gateway, random, ledger, cancellationToken),
        };
    }

    /// <summary>What the other services answer.</summary>
    internal static object? Answer(object question) => question switch
    {
        GetBotStatus or SetBotWebhook or DeleteBotWebhook => new BotStatus { Connected = true, Updates = "polling" },
        TelegramPressReceived => new UpdateAnswered(),
        DeleteMessage order => new MessageDeleted { MessageId = order.MessageId, Outcome = DeletionOutcome.Deleted },
        ListChats => new ChatPage { Chats = [] },
        RecheckChat recheck => new ChatRechecked { ChatId = recheck.ChatId },
        FindPerson => new PersonFound { BookingIds = [], Names = [], Phones = [], Notes = [], ChatIds = [] },
        EraseTraces => new TracesErased { Orders = 0 },
        ListStaffChats => new StaffChatList { ChatIds = [] },
        GetChatRights => new ChatRightsList { Chats = [] },
        ListBookings => new BookingPage { Bookings = [], Counts = [] },
        GetBookingLink => new BookingLink { BookingId = "7", Url = "https://t.me/studio_bot?start=x", ExpiresAt = DateTimeOffset.UnixEpoch },
        TelegramUpdateReceived or BookingCreated or SendMessage or ResolveUnknown => null,
        _ => new BookingState { BookingId = "7", State = "confirmed" },
    };

    private static async Task<(string Call, int Status, string? Fault)> BatchAsync(GatewayApp gateway, FuzzLedger ledger, Random random, CancellationToken cancellationToken)
    {
        var entries = Enumerable.Range(0, random.Next(1, 6)).Select(_ => JsonFuzz.Spoil(FuzzCalls.Own(FuzzCalls.Messages[random.Next(FuzzCalls.Messages.Count)], random), random)).ToList();
        // Behind an entry that is no JSON nobody can tell where the next one begins: those in front of it have their results all the same.
        var whole = entries.FindIndex(entry => !JsonFuzz.IsJson(entry)) is var broken and >= 0 ? broken : entries.Count;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/send/batch") { Content = new StringContent($$"""{"messages":[{{string.Join(',', entries)}}]}""", Encoding.UTF8, "application/json") };
        var (status, text) = await FuzzCalls.AnswerAsync(gateway.Http, request, cancellationToken);
        if (status != 202)
        {
            // A body that ends within its first entry has nothing that could have a result.
            return ("POST /send/batch", status, status == 400 && whole == 0 ? null : $"batch of {string.Join(',', entries)}: {status} {text}");
        }

        var results = JsonElement.Parse(text).GetProperty("results").EnumerateArray().ToList();
        foreach (var (entry, result) in entries.Take(whole).Zip(results).Where(pair => pair.Second.GetProperty("success").GetBoolean()))
        {
            ledger.Accept(Encoding.UTF8.GetBytes(entry), result);
        }

        return ("POST /send/batch", 202, whole == entries.Count ? results.Count == whole ? null : Wrong() : results.Count < whole ? Wrong() : null);

        string Wrong() => $"batch of {string.Join(',', entries)}: {results.Count} results: {text}";
    }
}
