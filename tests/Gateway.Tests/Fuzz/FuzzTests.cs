using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.TestKit.Fuzz;

namespace PhStudio.Messaging.Gateway.Tests.Fuzz;

/// <summary>
/// Values at the edges of every kind, over every route, every entry of a batch and every message of the bus, with and without the key: no answer is a fault of ours, and
/// what is taken says what was sent. The seed is fixed; <c>TEST_FUZZ_INPUTS</c> sets how many inputs there are.
/// </summary>
public sealed class FuzzTests
{
    private const int Seed = 20261129;

    private static readonly string[] Entries =
    [
        """{"message_id":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11","chat_id":1,"text":"a","parse_mode":"HTML","reply_markup":{"a":["b"]},"priority":"low","expires_at":"2099-12-24T10:00:00Z","silent":true,"thread_id":4,"booking_id":"7"}""",
        """{"chat_id":1,"template":"booking_notification","language":"ru","values":{"booking_id":"7","service":"s","date":"2099-12-24","time_slots":["10:00"],"client_name":"n","client_phone":"+7","people_count":2,"total_price":5}}""",
        """{"chat_id":1,"photos":["https://studio.example/a.jpg"],"text":"a"}""",
    ];

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

        // Each input has a seed of its own, so that one that fails can be run alone.
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (index, cancellationToken) =>
        {
            var (call, status, fault) = await TryAsync(gateway, calls, index, cancellationToken);
            if (status == FuzzCalls.Cut || (status == 503 && fault is not null))
            {
                // The server may close a connection that is kept between two calls, and on a busy machine an answer may come too late: only twice is it the input's fault.
                (call, status, fault) = await TryAsync(gateway, calls, index, cancellationToken);
            }

            answers.AddOrUpdate((call, status), 1, (_, known) => known + 1);
            if (fault is not null)
            {
                faults.Enqueue($"input {index}: {fault}");
            }

            // In memory nobody but this test takes what was accepted.
            while (gateway.Others.Got.TryDequeue(out var taken))
            {
                if (FuzzCheck.Wrong(taken) is { } wrong)
                {
                    faults.Enqueue($"near input {index}: {wrong}");
                }
            }
        });

        templates.Delete(recursive: true);
        var table = string.Join('\n', answers.OrderBy(answer => answer.Key.Call, StringComparer.Ordinal).ThenBy(answer => answer.Key.Status).Select(answer => $"{answer.Key.Call,-55} {answer.Key.Status} {answer.Value}"));
        TestContext.Current.TestOutputHelper?.WriteLine(table);
        Assert.True(faults.IsEmpty, string.Join('\n', faults.Take(20)) + "\n" + table);
        Assert.Equal(count, answers.Values.Sum());
        Assert.Empty(calls.Names.Concat(FuzzMessages.All.Select(message => $"bus {message.Type.Name}")).Except(answers.Keys.Select(answer => answer.Call)));
        Assert.Contains(answers, answer => answer.Key is { Call: "POST /bookings", Status: 202 });
        Assert.Contains(answers, answer => answer.Key is { Call: "POST /bookings", Status: 422 });
        Assert.Contains(answers, answer => answer.Key is { Call: "POST /bookings", Status: 401 });
    }

    private static async Task<(string Call, int Status, string? Fault)> TryAsync(GatewayApp gateway, FuzzCalls calls, int index, CancellationToken cancellationToken)
    {
        var random = new Random(Seed + index);
        return (index % 4) switch
        {
            0 => FuzzMessages.Read(random),
            1 when index % 8 == 1 => await BatchAsync(gateway, random, cancellationToken),
            _ => await calls.CallAsync(gateway, random, cancellationToken),
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

    private static async Task<(string Call, int Status, string? Fault)> BatchAsync(GatewayApp gateway, Random random, CancellationToken cancellationToken)
    {
        // Entries that no reader of the whole could tell apart would end the batch: they are the other calls' to try.
        var entries = Enumerable.Range(0, random.Next(1, 6)).Select(_ => JsonFuzz.Spoil(Entries[random.Next(Entries.Length)], random)).Where(JsonFuzz.IsJson).ToList();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/send/batch") { Content = new StringContent($$"""{"messages":[{{string.Join(',', entries)}}]}""", Encoding.UTF8, "application/json") };
        var (status, text) = await FuzzCalls.AnswerAsync(gateway.Http, request, cancellationToken);
        if (status != 202)
        {
            return ("POST /send/batch", status, $"batch of {string.Join(',', entries)}: {status} {text}");
        }

        var results = JsonDocument.Parse(text).RootElement.GetProperty("results").GetArrayLength();
        return ("POST /send/batch", 202, results == entries.Count ? null : $"batch of {string.Join(',', entries)}: {results} results");
    }
}
