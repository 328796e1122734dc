using System.Net;
using System.Net.Sockets;
using System.Text;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>Methods, queries and bodies that break off: what HTTP itself demands of a server.</summary>
public sealed class MethodTests
{
    [Theory]
    [InlineData("/", HttpStatusCode.OK)]
    [InlineData("/bookings?q=nobody", HttpStatusCode.ServiceUnavailable)]
    [InlineData("/messages", HttpStatusCode.OK)]
    [InlineData("/messages?state=Sent", HttpStatusCode.OK)]
    [InlineData("/messages/counts?span=DAY", HttpStatusCode.OK)]
    [InlineData("/health/live", HttpStatusCode.OK)]
    [InlineData("/metrics", HttpStatusCode.OK)]
    [InlineData("/messages/none", HttpStatusCode.UnprocessableEntity)]
    [InlineData("/nowhere", HttpStatusCode.NotFound)]
    public async Task Head_is_answered_as_get_is_and_has_no_body(string path, HttpStatusCode status)
    {
        await using var gateway = await GatewayApp.StartAsync(alone: true);
        using var request = new HttpRequestMessage(HttpMethod.Head, path);

        using var answer = await gateway.Http.SendAsync(request);

        Assert.Equal(status, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("DELETE", "/messages", "GET, HEAD")]
    [InlineData("PUT", "/bookings", "GET, POST, HEAD")]
    [InlineData("HEAD", "/send", "POST")]
    [InlineData("POST", "/health/live", "GET, HEAD")]
    [InlineData("DELETE", "/health/ready", "GET, HEAD")]
    [InlineData("POST", "/metrics", "GET, HEAD")]
    public async Task Another_method_is_told_which_there_are(string method, string path, string allowed)
    {
        await using var gateway = await GatewayApp.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var answer = await gateway.Http.SendAsync(request);

        Assert.Equal((HttpStatusCode.MethodNotAllowed, allowed), (answer.StatusCode, string.Join(", ", answer.Content.Headers.Allow)));
    }

    [Theory]
    [InlineData("/send?waits=5", "waits is not known here; this call takes legacy, wait.")]
    [InlineData("/send?wait=1&wait=2", "wait is given twice.")]
    [InlineData("/send?legacy=yes", "legacy must be one of true, false.")]
    [InlineData("/messages?booking_id=1&booking_id=2", "booking_id is given twice.")]
    [InlineData("/audit?limit=5&limit=6", "limit is given twice.")]
    [InlineData("/people?phone=79001112233&phone=79001112234", "phone is given twice.")]
    [InlineData("/people?phone=79001112233&client_chat=5", "client_chat is not known here; this call takes client_chat_id, phone.")]
    [InlineData("/bookings?q=%E2%80%8B", "q must hold a character that is seen; leave it out where nothing is to be selected by it.")]
    [InlineData("/bookings.csv?decided_by=%E2%A0%80", "decided_by must hold a character that is seen; leave it out where nothing is to be selected by it.")]
    [InlineData("/messages?booking_id=%E2%80%8B", "booking_id must hold a character that is seen; leave it out where nothing is to be selected by it.")]
    [InlineData("/people?phone=79001112233&client_chat_id=%E2%80%8B", "client_chat_id must hold a character that is seen; leave it out where nothing is to be selected by it.")]
    [InlineData("/bookings/%E2%80%8B", "booking_id is required.")]
    [InlineData("/bookings/%E2%80%8B/link", "booking_id is required.")]
    public async Task A_parameter_that_would_be_passed_over_or_joined_is_refused(string path, string sentence)
    {
        await using var gateway = await GatewayApp.StartAsync();
        using var request = new HttpRequestMessage(path.StartsWith("/send", StringComparison.Ordinal) ? HttpMethod.Post : path.StartsWith("/people", StringComparison.Ordinal) ? HttpMethod.Delete : HttpMethod.Get, path)
        {
            Content = path.StartsWith("/send", StringComparison.Ordinal) ? new StringContent("""{"chat_id":1,"text":"a"}""", Encoding.UTF8, "application/json") : null,
        };

        var (status, body) = await gateway.SendAsync(request);

        Assert.Equal((422, sentence), (status, body.GetProperty("detail").GetString()));
        Assert.Empty(gateway.Others.Got);
    }

    [Theory]
    [InlineData("/queues/send-normal_error/replay", """{"ids":[]}""", "ids must hold 1 to 10000 values.")]
    [InlineData("/send", """{"chat_id":1,"text":"a","values":{"service":"S"}}""", "values belong to a template, not to a text.")]
    [InlineData("/send", """{"chat_id":1,"text":"a","message_thread_id":2147483648}""", "thread_id must be between 1 and 2147483647.")]
    [InlineData("/bookings", """{"id":"7","service":"S","date":"2099-12-24","time_slots":["10:00"],"client_name":"A","client_phone":"+7","people_count":1,"total_price":1,"card_message_id":3000000000}""", "card_message_id must be between 1 and 2147483647.")]
    [InlineData("/bookings", """{"id":"7","service":"S","date":"2099-12-24","time_slots":["10:00"],"client_name":"A","client_phone":"+7","people_count":1,"total_price":1,"card_message_id":9223372036854775808}""", "card_message_id must be between 1 and 2147483647.")]
    [InlineData("/send", """{"chat_id":1,"text":"a","entities":"[]"}""", "entities must be JSON itself, not a text that holds it")]
    public async Task A_member_that_would_be_passed_over_or_mistaken_is_refused(string path, string json, string sentence)
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, body) = await gateway.PostAsync(path, json);

        Assert.True(status is 400 or 422, body.GetRawText());
        Assert.Equal(sentence, body.GetProperty("detail").GetString());
        Assert.Empty(gateway.Others.Got);
    }

    [Theory]
    [InlineData(",\"locaton\":\"Hidden\"", "values.locaton is not known here; the nearest known value is location.")]
    [InlineData(",\"curency\":\"EUR\"", "values.curency is not known here; the nearest known value is currency.")]
    [InlineData(",\"clientName\":\"Boris\"", null)]
    [InlineData(",\"location\":\"Centre\",\"locaton\":\"Hidden\"", null)]
    [InlineData(",\"anything\":1", null)]
    [InlineData(",\"notes\":\"\"", null)]
    [InlineData(",\"notes\":\"\\u200b\",\"currency\":\"\"", null)]
    [InlineData("client_name", "values.client_name is missing: it must be a text of valid Unicode.")]
    [InlineData("total_price: -5", "values.total_price must be an amount from 0 to 1000000000.")]
    [InlineData("total_price: 5.123", "values.total_price must have at most 2 decimals, as RUB has.")]
    [InlineData("total_price: 5.5,\"currency\":\"JPY\"", "values.total_price must be a whole number of JPY.")]
    [InlineData("total_price: 5.123,\"currency\":\"KWD\"", null)]
    [InlineData("total_price: 0.00000000000000000000000000001", "values.total_price must be an amount as a number such as 8000 or 8000.50, at most 12 digits before the point.")]
    [InlineData("total_price: 1e-400", "values.total_price must be an amount as a number such as 8000 or 8000.50, at most 12 digits before the point.")]
    [InlineData("people_count: -3", "values.people_count must be a whole number from 1 to 1000.")]
    [InlineData("people_count: 0", "values.people_count must be a whole number from 1 to 1000.")]
    [InlineData("people_count: 1001", "values.people_count must be a whole number from 1 to 1000.")]
    [InlineData("date: \"9999-12-31\"", "values.date must be a day from 2000-01-01 to 2199-12-31.")]
    [InlineData("date: \"2013-05-01\"", null)]
    [InlineData("time_slots: [\"10:00\",\"10:00\"]", "values.time_slots must hold no value twice.")]
    public async Task The_values_of_a_template_are_held_to_the_rules_of_a_booking(string change, string? sentence)
    {
        const string Values = """{"booking_id":"7","service":"Portrait","date":"2099-12-24","time_slots":["10:00"],"client_name":"Anna","client_phone":"+7","people_count":1,"total_price":1}""";
        await using var gateway = await GatewayApp.StartAsync();
        var values = change switch
        {
            [',', ..] => Values.Replace("1}", $"1{change}}}", StringComparison.Ordinal),
            "client_name" => Values.Replace("\"Anna\"", "\" \\u200b\"", StringComparison.Ordinal),
            _ when !change.StartsWith("total_price", StringComparison.Ordinal) => With(Values, change.Split(": ")),
            _ => Values.Replace("\"total_price\":1", $"\"{change.Replace(":", "\":", StringComparison.Ordinal).Replace("\"\":\"", "\":\"", StringComparison.Ordinal)}", StringComparison.Ordinal),
        };

        var (status, body) = await gateway.PostAsync("/send", $$"""{"chat_id":1,"template":"booking_notification","values":{{values}}}""");

        Assert.True(sentence is null ? status == 202 : status == 422, body.GetRawText());
        Assert.True(sentence is null || body.GetProperty("detail").GetString() == sentence, body.GetRawText());
    }

    private static string With(string values, string[] member)
    {
        var changed = System.Text.Json.Nodes.JsonNode.Parse(values)!;
        changed[member[0]] = System.Text.Json.Nodes.JsonNode.Parse(member[1]);
        return changed.ToJsonString();
    }

    [Theory]
    [InlineData("POST", "/bookings?dryrun=true", "dryrun is not known here; this call takes no parameters.")]
    [InlineData("POST", "/send/batch?wait=abc", "wait is not known here; this call takes no parameters.")]
    [InlineData("POST", "/bookings/7/confirm?x", "x is not known here; this call takes no parameters.")]
    [InlineData("PATCH", "/bookings/7?allow_past=true", "allow_past is not known here; this call takes no parameters.")]
    [InlineData("DELETE", "/messages/0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11?dryrun", "dryrun is not known here; this call takes no parameters.")]
    [InlineData("GET", "/status?legacy=1", "legacy must be one of true, false.")]
    [InlineData("GET", "/messages?state=unknown&offset=0&foo", "foo is not known here; this call takes limit, offset, state.")]
    public async Task A_call_that_takes_no_parameters_refuses_one_before_it_changes_anything(string method, string path, string sentence)
    {
        await using var gateway = await GatewayApp.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = method == "GET" ? null : new StringContent("""{"messages":[]}""", Encoding.UTF8, "application/json") };

        var (status, body) = await gateway.SendAsync(request);

        Assert.Equal((422, sentence), (status, body.GetProperty("detail").GetString()));
        Assert.Empty(gateway.Others.Got);
    }

    [Theory]
    [InlineData(" 7")]
    [InlineData("7\n")]
    [InlineData("a\u001Bb")]
    public async Task An_id_in_a_filter_names_exactly_itself(string id)
    {
        await using var gateway = await GatewayApp.StartAsync();
        await gateway.PostAsync("/send", """{"chat_id":1,"text":"a","booking_id":"7"}""");
        await gateway.PostAsync("/send", $$"""{"chat_id":1,"text":"a","booking_id":{{System.Text.Json.JsonSerializer.Serialize(id)}}}""");

        var (status, body) = await gateway.GetAsync($"/messages?booking_id={Uri.EscapeDataString(id)}");

        Assert.True(status == 200, body.GetRawText());
        Assert.Equal(id, Assert.Single(body.GetProperty("messages").EnumerateArray()).GetProperty("booking_id").GetString());
    }

    [Fact]
    public async Task A_batch_that_breaks_off_on_the_wire_tells_what_was_accepted()
    {
        await using var gateway = await GatewayApp.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(gateway.Http.BaseAddress!.Host, gateway.Http.BaseAddress.Port, TestContext.Current.CancellationToken);
        const string Start = """{"messages":[{"chat_id":1,"text":"a"},{"chat_id":2,"text":"b"},""";
        var call = $"POST /send/batch HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: {GatewayApp.Key}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n{Start.Length:x}\r\n{Start}\r\n";

        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(call), TestContext.Current.CancellationToken);
        await Eventually.TrueAsync("both on the bus", () => gateway.Others.Got.OfType<SendMessage>().Count() == 2);
        await client.GetStream().WriteAsync("no chunk\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(client.GetStream());
        var answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith("HTTP/1.1 202", answer, StringComparison.Ordinal);
        Assert.Contains("\"index\":1,\"success\":true", answer, StringComparison.Ordinal);
        Assert.Contains("The body ends wrongly after message 1: ", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\u043A\u043B\u044E\u0447-\u043A\u043B\u044E\u0447-\u043A\u043B\u044E\u0447-1")]
    [InlineData("a-key-of-the-tests\nand-another-line")]
    [InlineData("a-key-of\tthe-tests")]
    public void A_key_that_no_header_can_carry_is_refused_at_the_start(string key) =>
        Assert.Contains("which a header can carry", Assert.Single(GatewayApp.Problems(("GATEWAY_API_KEY", key))), StringComparison.Ordinal);

    [Theory]
    [InlineData("/m?x")]
    [InlineData("/m#x")]
    [InlineData("/%2F")]
    public void A_prefix_that_no_path_begins_with_is_refused_at_the_start(string prefix) =>
        Assert.StartsWith("GATEWAY_PATH_BASE is", Assert.Single(GatewayApp.Problems(("GATEWAY_API_KEY", GatewayApp.Key), ("GATEWAY_PATH_BASE", prefix))), StringComparison.Ordinal);

    [Fact]
    public void A_key_entry_with_half_a_surrogate_pair_is_refused_at_the_start() =>
        Assert.Contains("half a surrogate pair", Assert.Single(GatewayApp.Problems(("GATEWAY_API_KEY", GatewayApp.Key), ("GATEWAY_API_KEYS", """[{"name":"\ud800"}]"""))), StringComparison.Ordinal);
}
