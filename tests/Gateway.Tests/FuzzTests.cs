using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>
/// Bodies with values at the edges of every kind, over every route, every entry of a batch and every message of the bus: no answer is a fault of ours, and
/// what is taken says what was sent. The seed is fixed; <c>TEST_FUZZ_INPUTS</c> sets how many inputs there are.
/// </summary>
public sealed class FuzzTests
{
    private const int Default = 3000;
    private const int Seed = 20261129;

    private static readonly (string Method, string Path, string Body)[] Routes =
    [
        ("POST", "/bookings", """{"id":"7","service":"Portrait","date":"2099-12-24","time_slots":["10:00"],"client_name":"Anna","client_phone":"+7","people_count":2,"total_price":5000,"currency":"RUB","client_chat_id":"5","client_language":"ru","location":"Here","notes":"n","allow_past":false}"""),
        ("PATCH", "/bookings/7", """{"date":"2099-12-24","time_slots":["10:00"],"allow_past":true}"""),
        ("POST", "/bookings/7/confirm", """{"by":"Anna"}"""),
        ("POST", "/bookings/7/reject", """{"by":"Anna","reason":"full"}"""),
        ("POST", "/bookings/7/cancel", """{"by":"Anna","reason":"ill"}"""),
        ("POST", "/bookings/7/refuse-undo", """{"by":"Anna","reason":"printed"}"""),
        ("POST", "/bookings/7/reopen", """{"by":"Anna","reason":"called"}"""),
        ("POST", "/send", """{"message_id":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11","chat_id":1,"text":"a","parse_mode":"HTML","reply_markup":{"a":["b"]},"priority":"low","expires_at":"2099-12-24T10:00:00Z","silent":true,"thread_id":4,"booking_id":"7"}"""),
        ("POST", "/send", """{"chat_id":1,"template":"booking_notification","language":"ru","values":{"booking_id":"7","service":"s","date":"2099-12-24","time_slots":["10:00"],"client_name":"n","client_phone":"+7","people_count":2,"total_price":5}}"""),
        ("POST", "/messages/0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11/resolve", """{"resend":true}"""),
        ("POST", "/templates/preview", """{"type":"booking_notification","language":"ru","source":"x","values":{"service":"s","people_count":2}}"""),
        ("POST", "/templates/booking_notification/ru/test-send", """{"chat_id":1,"thread_id":5,"values":{"people_count":2}}"""),
        ("PUT", "/bot/webhook", """{"url":"https://studio.example/webhook"}"""),
        ("POST", "/webhook", """{"update_id":1,"callback_query":{"id":"5","from":{"id":5,"language_code":"ru"},"data":"x"}}"""),
        ("GET", "/messages?state=unknown&limit=@&offset=@", ""),
        ("GET", "/bookings/@", ""),
        ("GET", "/messages/@", ""),
        ("POST", "/queues/@/replay?most=@", ""),
    ];

    // JSON texts, put in the place of a value as they are.
    private static readonly string[] Values =
    [
        "null", "true", "false", "\"true\"", "0", "-0", "1", "-1", "1.5", "-0.4", "0.005", "1e5", "1E400", "1e-400", "127", "2147483647", "2147483648", "-2147483649", "3000000000", "4503599627370496",
        "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551616", "79228162514264337593543950335", "79228162514264337593543950336",
        "0.0000000000000000000000000001", "0.00000000000000000000000000001", "99999999999999999999999999999999999999999999", "1000000000.4", "\"\"", "\" \"", "\"\\t\\n\"", "\"0\"", "\"12\"", "\"8000,50\"", "\"8000.50\"", "\"1e5\"", "\"NaN\"",
        "\"Infinity\"", "\"+5\"", "\" 5\"", "\"5 \"", "\"٣\"", "\"0001-01-01\"", "\"9999-12-31\"", "\"2099-02-29\"", "\"2096-02-29\"", "\"2099-12-24T10:00:00\"", "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59-14:00\"",
        "\"2099-12-24T10:00:00+99:99\"", "\"24:00\"", "\"10:00\\n\"", "[\"10:00\",\"10:00\"]", "[\"10:00\\n\"]", "[]", "[null]", "[[]]", "{}", "{\"a\":{\"a\":1,\"a\":2}}", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\ud83d\\ude00\"", "{\"\\ud800\":1}", "[\"\\udfff\"]",
        "\"\\u0000\"", "\"a\\u0000b\"", "\"\\u202e\"", "\"\\u2028\"", "\"<b>&\"", "\".\"", "\"..\"", "\"%2F\"", "\"%252F\"", "\"A/B\"", "\"@channel\"", "\"-1001234567890123456\"", "\"00000000-0000-0000-0000-000000000000\"", "\"{0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11}\"",
        "\"html\"", "\"MARKDOWN\"", "\"critical\"", "\"CRITICAL\"", "\"rub\"", "\"KWD\"", "\"XXX\"", "nonsense", "NaN", "'x'", "01", "1.", ".5", "[1,]", "\"\\x\"", "// c\n1",
    ];

    private static readonly string[] ContentTypes = ["application/json; charset=utf8", "application/json; charset=\"utf-8\"", "application/json; charset=utf-16", "application/json;charset", "text/json", "application/x", "a/b; charset=\"", "application/json; charset=utf-8; charset=x"];

    [Fact]
    public async Task No_input_is_a_fault_of_ours_and_what_is_taken_says_what_was_sent()
    {
        await using var gateway = await GatewayApp.StartAsync(settings: [("WEBHOOK_PRESS_WAIT", "0"), ("WEBHOOK_HOSTS", "studio.example")]);
        gateway.Others.Answer = question => question switch
        {
            GetBotStatus or SetBotWebhook or DeleteBotWebhook => new BotStatus { Connected = true, Updates = "polling" },
            TelegramPressReceived => new UpdateAnswered(),
            ConfirmBooking or RejectBooking or CancelBooking or BookingRescheduled or BookingChanged or RefuseUndo or ReopenBooking or RenewBookingLink or GetBooking => new BookingState { BookingId = "7", State = "confirmed" },
            _ => null,
        };
        var count = int.TryParse(Environment.GetEnvironmentVariable("TEST_FUZZ_INPUTS"), CultureInfo.InvariantCulture, out var more) ? more : Default;
        var answers = new ConcurrentDictionary<(string Route, int Status), int>();
        var faults = new ConcurrentQueue<string>();

        // Each input has a seed of its own, so that one that fails can be run alone.
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (index, cancellationToken) =>
        {
            var random = new Random(Seed + index);
            var (route, status, fault) = (index % 4) switch
            {
                0 => Bus(random),
                1 => await BatchAsync(gateway, random, cancellationToken),
                _ => await CallAsync(gateway, random, cancellationToken),
            };
            answers.AddOrUpdate((route, status), 1, (_, known) => known + 1);
            if (fault is not null)
            {
                faults.Enqueue($"input {index}: {fault}");
            }

            // In memory nobody but this test takes what was accepted.
            while (gateway.Others.Got.TryDequeue(out var taken))
            {
                if (Wrong(taken) is { } wrong)
                {
                    faults.Enqueue($"near input {index}: {wrong}");
                }
            }
        });

        var table = string.Join('\n', answers.OrderBy(answer => answer.Key.Route, StringComparer.Ordinal).ThenBy(answer => answer.Key.Status).Select(answer => $"{answer.Key.Route,-55} {answer.Key.Status} {answer.Value}"));
        TestContext.Current.TestOutputHelper?.WriteLine(table);
        Assert.True(faults.IsEmpty, string.Join('\n', faults.Take(20)) + "\n" + table);
        Assert.Equal(count, answers.Values.Sum());
        Assert.Contains(answers, answer => answer.Key is { Route: "POST /bookings", Status: 202 });
        Assert.Contains(answers, answer => answer.Key is { Route: "POST /bookings", Status: 422 });
    }

    private static async Task<(string Route, int Status, string? Fault)> CallAsync(GatewayApp gateway, Random random, CancellationToken cancellationToken)
    {
        var (method, path, body) = Routes[random.Next(Routes.Length)];
        var json = body.Length == 0 ? "" : Spoil(body, random);
        var target = string.Join(Uri.EscapeDataString(PlainText(random)), path.Split('@'));
        using var request = new HttpRequestMessage(new HttpMethod(method), target);
        if (method is not "GET")
        {
            request.Content = Content(json, random);
        }

        request.Headers.Add("X-Telegram-Bot-Api-Secret-Token", GatewayApp.Secret);
        using var answer = await gateway.Http.SendAsync(request, cancellationToken);
        var status = (int)answer.StatusCode;
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        // 503 is the answer of /queues, which has no broker here.
        var fault = status >= 500 && !(path.StartsWith("/queues", StringComparison.Ordinal) && status == 503) ? $"{method} {target} with {json}: {status} {text}"
            : status is 400 or 422 && path.Contains('?', StringComparison.Ordinal) is false && !text.Contains("detail", StringComparison.Ordinal) && body.Length > 0 ? $"{method} {target} with {json}: {status} without a sentence"
            : null;
        return ($"{method} {path}", status, fault);
    }

    private static async Task<(string Route, int Status, string? Fault)> BatchAsync(GatewayApp gateway, Random random, CancellationToken cancellationToken)
    {
        // Entries that no reader of the whole could tell apart would end the batch: they are the other calls' to try.
        var entries = Enumerable.Range(0, random.Next(1, 6)).Select(_ => Spoil(Routes[6 + random.Next(2)].Body, random)).Where(IsJson).ToList();
        using var content = new StringContent($$"""{"messages":[{{string.Join(',', entries)}}]}""", Encoding.UTF8, "application/json");
        using var answer = await gateway.Http.PostAsync("/send/batch", content, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        if ((int)answer.StatusCode != 202)
        {
            return ("POST /send/batch", (int)answer.StatusCode, $"batch of {string.Join(',', entries)}: {(int)answer.StatusCode} {text}");
        }

        var results = JsonDocument.Parse(text).RootElement.GetProperty("results").GetArrayLength();
        return ("POST /send/batch", 202, results == entries.Count ? null : $"batch of {string.Join(',', entries)}: {results} results");
    }

    /// <summary>A plain message as the bus reads it: taken with what it says, or refused by a reason that names a field.</summary>
    private static (string Route, int Status, string? Fault) Bus(Random random)
    {
        var samples = new (Type Type, string Body)[]
        {
            (typeof(BookingCreated), Routes[0].Body), (typeof(BookingRescheduled), """{"bookingId":"7","date":"2099-12-24","timeSlots":["10:00"]}"""), (typeof(BookingChanged), """{"bookingId":"7","total_price":9000,"notes":"","date":"2099-12-24"}"""), (typeof(BookingCancelled), """{"booking_id":"7","reason":"ill","cancelled_by":"x","cancelled_at":"2099-12-24T10:00:00Z"}"""),
            (typeof(ConfirmBooking), """{"booking_id":"7","by":"Anna"}"""), (typeof(RejectBooking), """{"booking_id":"7","by":"Anna","reason":"full"}"""), (typeof(CancelBooking), """{"booking_id":"7","by":"Anna"}"""), (typeof(RefuseUndo), """{"booking_id":"7"}"""), (typeof(ReopenBooking), """{"booking_id":"7","by":"Anna"}"""),
            (typeof(SendMessage), """{"message_id":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11","chat_id":1,"text":"a","created_at":"2099-12-24T10:00:00Z","values":{"a":1},"reply_markup":{"a":1}}"""),
            (typeof(EditMessage), """{"message_id":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11","target_message_id":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d12","text":"a","created_at":"2099-12-24T10:00:00Z"}"""),
            (typeof(AnswerCallback), """{"callback_query_id":"5","text":"a","show_alert":true}"""), (typeof(MessageSent), """{"message_id":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11","chat_id":"1","telegram_message_id":5,"sent_at":"2099-12-24T10:00:00Z"}"""),
            (typeof(LanguageChosen), """{"user_id":5,"language":"ru","chosen_at":"2099-12-24T10:00:00Z"}"""), (typeof(SetBotCommands), """{"language":"ru","commands":[{"command":"help","description":"d"}]}"""),
        };
        var (type, body) = samples[random.Next(samples.Length)];
        var json = Spoil(body, random);
        try
        {
            var read = WireReader.Read(type, Bytes(json, random), checks: true);
            return ($"bus {type.Name}", 202, Wrong(read));
        }
        catch (WireException e)
        {
            return ($"bus {type.Name}", e.IsUnreadable ? 400 : 422, e.Message.Length > 0 ? null : "no reason");
        }
        catch (Exception e)
        {
            return ($"bus {type.Name}", 500, $"{type.Name} of {json}: {e}");
        }
    }

    /// <summary>A value that nobody sent: what was taken is written as it would go on, and nothing in it may have been rounded, cut or left half.</summary>
    private static string? Wrong(object taken)
    {
        try
        {
            var json = JsonSerializer.Serialize(taken, taken.GetType());
            if (json.Contains("\\uFFFD", StringComparison.OrdinalIgnoreCase) && taken is not (TelegramUpdateReceived or TelegramPressReceived))
            {
                return $"{taken.GetType().Name} holds a replaced character: {json}";
            }
        }
        catch (Exception e)
        {
            return $"{taken.GetType().Name} cannot be written: {e.Message}";
        }

        return taken switch
        {
            BookingCreated { TotalPrice: < 0 or > 1_000_000_000 } booking => $"an amount of {booking.TotalPrice}",
            BookingCreated booking when decimal.Round(booking.TotalPrice, Currencies.Digits(booking.Currency ?? "RUB")) != booking.TotalPrice => $"an amount of {booking.TotalPrice} {booking.Currency}",
            BookingCreated { TimeSlots: var slots } when slots.Any(slot => slot.Length != 5) || slots.Distinct().Count() != slots.Count => "time slots that are none",
            BookingCreated { Date: var day } when day < SensibleDateAttribute.First || day > SensibleDateAttribute.Last => $"a session on {day}",
            BookingCreated { BookingId: "." or ".." or "" } => "an id that no address carries",
            _ => null,
        };
    }

    private static string Spoil(string body, Random random)
    {
        var members = JsonNode.Parse(body)!.AsObject().ToList();
        var spoilt = random.Next(members.Count);
        var text = new StringBuilder("{");
        for (var i = 0; i < members.Count; i++)
        {
            var (name, node) = members[i];
            var value = node?.ToJsonString() ?? "null";
            if (i == spoilt || random.Next(20) == 0)
            {
                (name, value) = random.Next(12) switch
                {
                    0 => (name.ToUpperInvariant(), value),
                    1 => (name + "x", value),
                    2 => (name, $"{value},\"{name.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant()}\":{value}"),
                    3 when node is JsonObject inner && inner.Count > 0 => (name, Spoil(value, random)),
                    4 when node is JsonValue && value.StartsWith('"') => (name, $"\"{new string('a', random.Next(300))}\""),
                    5 when node is JsonValue && !value.StartsWith('"') => (name, $"\"{value}\""),
                    _ => (name, Values[random.Next(Values.Length)]),
                };
            }

            text.Append(i == 0 ? "" : ",").Append('"').Append(name).Append("\":").Append(value);
        }

        return text.Append('}').ToString();
    }

    private static ByteArrayContent Content(string json, Random random)
    {
        var content = new ByteArrayContent(Bytes(json, random));
        content.Headers.TryAddWithoutValidation("Content-Type", random.Next(30) == 0 ? ContentTypes[random.Next(ContentTypes.Length)] : "application/json");
        return content;
    }

    private static byte[] Bytes(string json, Random random)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        return random.Next(40) switch
        {
            0 => [0xEF, 0xBB, 0xBF, .. bytes],
            1 => Encoding.Latin1.GetBytes(json.Replace("Anna", "Zoë", StringComparison.Ordinal)),
            2 => [.. bytes[..random.Next(bytes.Length + 1)]],
            3 => [.. bytes, (byte)'}'],
            4 => [.. bytes, 0xC3],
            5 => Encoding.Unicode.GetBytes(json),
            _ => bytes,
        };
    }

    private static string PlainText(Random random)
    {
        var value = Values[random.Next(Values.Length)].Trim('"');
        return value.Contains('\\', StringComparison.Ordinal) || value is "." or ".." ? "7" : value;
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
