using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>The API document is complete, true, and stands in docs/openapi.json.</summary>
public sealed partial class ReferenceTests
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "patch"];

    private static readonly Guid MessageId = Guid.Parse("0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11");

    [Fact]
    public async Task The_document_stands_in_docs()
    {
        await using var gateway = await GatewayApp.StartAsync();
        var file = Path.Combine(Repository.Root, "docs", "openapi.json");

        var document = await gateway.Http.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken) + "\n";
        if (Environment.GetEnvironmentVariable("UPDATE_OPENAPI") == "1")
        {
            await File.WriteAllTextAsync(file, document, TestContext.Current.CancellationToken);
        }

        Assert.True(document == await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), "docs/openapi.json is not what the Gateway answers. Write it again: UPDATE_OPENAPI=1 ./test Gateway");
    }

    [Fact]
    public async Task Every_route_is_in_it_and_nothing_else()
    {
        await using var gateway = await GatewayApp.StartAsync();

        var mapped = gateway.Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.RoutePattern.RawText?.StartsWith("/docs/", StringComparison.Ordinal) != true || route.RoutePattern.RawText == "/docs/{documentName?}")
            .SelectMany(route => (route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Where(method => method != "HEAD").Select(method => $"{method} {(route.RoutePattern.RawText!.StartsWith("/docs", StringComparison.Ordinal) ? "/docs" : "/" + route.RoutePattern.RawText.Trim('/'))}"))
            .Order(StringComparer.Ordinal);

        Assert.Equal(mapped, (await CallsAsync(gateway)).Select(call => $"{call.Method} {call.Path}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Each_list_takes_the_filters_that_it_says_and_each_of_their_words()
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = Answer;
        // The status is no list: what its query does not know it leaves aside, as it always did.
        var lists = (await CallsAsync(gateway)).Where(call => call.Method == "GET" && call.Path != "/status" && call.Parameters("query").Count > 0).ToList();
        Assert.True(lists.Count >= 6);

        foreach (var list in lists)
        {
            var (status, refusal) = await gateway.GetAsync(list.Address() + "?nonsense=1");
            var named = refusal.GetProperty("errors").GetProperty("nonsense")[0].GetString()!.Split(" it takes ")[1].Split(", ");
            Assert.Equal(422, status);
            // The former name of limit is taken and not told.
            Assert.Equal(list.Parameters("query").Select(parameter => parameter.GetProperty("name").GetString()).Order(StringComparer.Ordinal), named.Except(["most"]).Order(StringComparer.Ordinal));
            foreach (var parameter in list.Parameters("query"))
            {
                foreach (var value in Values(parameter))
                {
                    var address = $"{list.Address()}?{parameter.GetProperty("name").GetString()}={Uri.EscapeDataString(value)}";
                    using var answer = await gateway.Http.GetAsync(address, TestContext.Current.CancellationToken);
                    Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, address);
                }
            }
        }
    }

    [Fact]
    public async Task Every_example_of_a_body_is_taken_as_it_stands()
    {
        var folder = Directory.CreateTempSubdirectory("phstudio-templates-");
        await using var gateway = await GatewayApp.StartAsync(settings: [("WEBHOOK_HOSTS", "studio.example"), ("TEMPLATES_PATH", folder.FullName)]);
        gateway.Others.Answer = Answer;
        var calls = (await CallsAsync(gateway)).Where(call => call.Operation.TryGetProperty("requestBody", out _)).ToList();
        Assert.True(calls.Count >= 15);

        // The message that is resolved.
        await gateway.Bus.Publish(new MessageUnknown { MessageId = MessageId, ChatId = "-1001234567890", Resending = false, At = DateTimeOffset.UnixEpoch }, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync("the message to be known", async () => (await gateway.GetAsync($"/messages/{MessageId}")).Status == 200);
        foreach (var call in calls.OrderBy(call => call.Path == "/send" ? 1 : 0))
        {
            var example = call.Operation.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("example").GetRawText();
            using var request = new HttpRequestMessage(new HttpMethod(call.Method), call.Address()) { Content = new StringContent(example, Encoding.UTF8, "application/json") };
            request.Headers.Add("X-Telegram-Bot-Api-Secret-Token", GatewayApp.Secret);
            var (status, answer) = await gateway.SendAsync(request);

            // Without a broker there are no error queues to look into.
            var isOfQueues = call.Path.StartsWith("/queues/", StringComparison.Ordinal);
            Assert.True(isOfQueues ? status == 503 : status is >= 200 and < 300, $"{call.Method} {call.Path}: {status} {(answer.ValueKind == JsonValueKind.Undefined ? "" : answer.GetRawText())}");
            Assert.True(call.Operation.GetProperty("responses").TryGetProperty(status.ToString(System.Globalization.CultureInfo.InvariantCulture), out _), $"{call.Method} {call.Path} answers {status}, of which the document says nothing");
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Every_example_holds_what_its_schema_demands()
    {
        await using var gateway = await GatewayApp.StartAsync();
        var document = JsonDocument.Parse(await gateway.Http.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken)).RootElement;
        var schemas = document.GetProperty("components").GetProperty("schemas");

        foreach (var call in await CallsAsync(gateway))
        {
            foreach (var response in call.Operation.GetProperty("responses").EnumerateObject().Where(response => response.Value.TryGetProperty("content", out _)))
            {
                var content = response.Value.GetProperty("content").EnumerateObject().Single();
                var example = content.Value.GetProperty("example");
                if (content.Value.GetProperty("schema").TryGetProperty("$ref", out var reference))
                {
                    var schema = schemas.GetProperty(reference.GetString()!.Split('/')[^1]);
                    var required = schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(name => name.GetString()!).ToList() : [];
                    Assert.All(required, name => Assert.True(example.TryGetProperty(name, out _), $"{call.Method} {call.Path} {response.Name}: the example lacks {name}"));
                    Assert.All(example.EnumerateObject(), member => Assert.True(schema.GetProperty("properties").TryGetProperty(member.Name, out _), $"{call.Method} {call.Path} {response.Name}: {member.Name} is not in the schema"));
                }
            }
        }
    }

    [Fact]
    public async Task The_document_says_nothing_that_clients_stumble_over()
    {
        await using var gateway = await GatewayApp.StartAsync();

        var text = await gateway.Http.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken);

        // A number is a number; only ids, which are texts, and amounts may be written the other way too.
        Assert.DoesNotContain("\"pattern\": \"^-?(?:0|[1-9]\\\\d*)$\"", text);
        Assert.DoesNotContain("docs/telegram.md", text);
        var ids = OperationIds().Matches(text).Select(match => match.Groups["id"].Value).ToList();
        Assert.Equal(ids.Distinct(StringComparer.Ordinal), ids);
        Assert.Equal((await CallsAsync(gateway)).Count, ids.Count);
    }

    [Fact]
    public async Task The_page_needs_nothing_from_another_host()
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Http.DefaultRequestHeaders.Remove("X-Api-Key");

        using var response = await gateway.Http.GetAsync("/docs", TestContext.Current.CancellationToken);
        var html = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var policy = string.Join(' ', response.Headers.GetValues("Content-Security-Policy"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain("http://", html);
        Assert.DoesNotContain("https://", html);
        Assert.DoesNotContain("http", policy);
        var nonce = Nonce().Match(policy).Groups["nonce"].Value;
        Assert.Equal(html.Split("<script").Length - 1, html.Split($"nonce=\"{nonce}\"").Length - 1);
        Assert.DoesNotContain("unsafe", policy.Split("style-src")[0]);
    }

    private static object? Answer(object question) => question switch
    {
        SetBotWebhook or GetBotStatus => new BotStatus { Connected = true, Updates = "webhook" },
        DeleteMessage order => new MessageDeleted { MessageId = order.MessageId, Outcome = DeletionOutcome.Deleted },
        ListChats => new ChatPage { Chats = [] },
        ListStaffChats => new StaffChatList { ChatIds = [] },
        GetChatRights => new ChatRightsList { Chats = [] },
        ListBookings => new BookingPage { Bookings = [], Counts = [] },
        GetBookingLink => new BookingLink { BookingId = "PH-2026-17", Url = "https://t.me/studio_bot?start=x", ExpiresAt = DateTimeOffset.UnixEpoch },
        TelegramUpdateReceived or BookingCreated or SendMessage or ResolveUnknown => null,
        _ => new BookingState { BookingId = "PH-2026-17", State = "confirmed" },
    };

    private static IEnumerable<string> Values(JsonElement parameter)
    {
        var schema = parameter.GetProperty("schema");
        if (schema.TryGetProperty("enum", out var words))
        {
            return words.EnumerateArray().Select(word => word.GetString()!);
        }

        return parameter.TryGetProperty("example", out var example) ? [(example.ValueKind == JsonValueKind.Array ? example[0] : example).ToString()] : [];
    }

    private static async Task<IReadOnlyList<Call>> CallsAsync(GatewayApp gateway)
    {
        var document = JsonDocument.Parse(await gateway.Http.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken)).RootElement;
        return [.. document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Where(entry => Methods.Contains(entry.Name)).Select(entry => new Call(entry.Name.ToUpperInvariant(), path.Name, entry.Value)))];
    }

    [GeneratedRegex("\"operationId\": \"(?<id>[^\"]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex OperationIds();

    [GeneratedRegex("'nonce-(?<nonce>[^']+)'", RegexOptions.ExplicitCapture)]
    private static partial Regex Nonce();

    private sealed record Call(string Method, string Path, JsonElement Operation)
    {
        public IReadOnlyList<JsonElement> Parameters(string place) =>
            Operation.TryGetProperty("parameters", out var parameters) ? [.. parameters.EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() == place)] : [];

        /// <summary>The path with its examples.</summary>
        public string Address() => Parameters("path").Aggregate(Path, (path, parameter) => path.Replace($"{{{parameter.GetProperty("name").GetString()}}}", Uri.EscapeDataString(parameter.GetProperty("example").GetString()!), StringComparison.Ordinal));
    }
}
