using System.Net;
using System.Text;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>Requests as a whole: their charset, query, path behind a proxy, and updates that cannot be read.</summary>
public sealed class RequestFormatTests
{
    private const string Booking = """
        {"id":"7","service":"Family session","date":"2099-12-24","time_slots":["10:00","11:00"],
         "client_name":"Анна","client_phone":"+7 900 000-00-00","people_count":4,"total_price":8000}
        """;

    [Theory]
    [InlineData("application/json; charset=utf8", 202)]
    [InlineData("application/json; charset=\"utf-8\"", 202)]
    [InlineData("application/json; charset=UTF-8", 202)]
    [InlineData("application/problem+json", 202)]
    [InlineData("application/json; charset=iso-8859-1", 415)]
    [InlineData("application/json; charset=nonsense", 415)]
    [InlineData("text/plain", 415)]
    [InlineData("nonsense", 415)]
    [InlineData(null, 415)]
    public async Task Json_is_taken_in_utf8_under_any_spelling_and_in_nothing_else(string? contentType, int status)
    {
        await using var gateway = await GatewayApp.StartAsync();

        foreach (var (path, body) in new[] { ("/bookings", Booking), ("/send", """{"chat_id":1,"text":"a"}"""), ("/send/batch", """{"messages":[{"chat_id":1,"text":"a"}]}""") })
        {
            var answer = await PostBytesAsync(gateway, path, Encoding.UTF8.GetBytes(body), contentType);
            Assert.Equal((path, status), (path, (int)answer));
        }
    }

    [Fact]
    public async Task A_byte_order_mark_is_passed_over_and_bytes_that_are_no_utf8_are_refused()
    {
        await using var gateway = await GatewayApp.StartAsync();
        byte[] mark = [0xEF, 0xBB, 0xBF];

        foreach (var (path, body) in new[] { ("/bookings", Booking), ("/send", """{"chat_id":1,"text":"a"}"""), ("/send/batch", """{"messages":[{"chat_id":1,"text":"a"}]}""") })
        {
            Assert.Equal((path, HttpStatusCode.Accepted), (path, await PostBytesAsync(gateway, path, [.. mark, .. Encoding.UTF8.GetBytes(body)], "application/json")));
        }

        await Eventually.TrueAsync("the two messages", () => gateway.Others.Got.OfType<SendMessage>().Count() == 2);
        foreach (var (path, body, status) in new[]
        {
            ("/bookings", Booking, HttpStatusCode.BadRequest), ("/send", """{"chat_id":1,"text":"Анна"}""", HttpStatusCode.BadRequest),
            ("/send/batch", """{"messages":[{"chat_id":1,"text":"Анна"},{"chat_id":1,"text":"b"}]}""", HttpStatusCode.Accepted), // Each entry has a result of its own.
        })
        {
            var latin = Encoding.Latin1.GetBytes(body.Replace("Анна", "Zoë", StringComparison.Ordinal));
            Assert.Equal((path, status), (path, await PostBytesAsync(gateway, path, latin, "application/json")));
        }

        await Eventually.TrueAsync("the entry that is right", () => gateway.Others.Got.OfType<SendMessage>().Any(message => message.Text == "b"));
        Assert.Equal(["a", "a", "b"], gateway.Others.Got.OfType<SendMessage>().Select(message => message.Text).Order());
    }

    [Theory]
    [InlineData("/messages?state=unknown&limit=abc", "limit must be a whole number from 1 to 500")]
    [InlineData("/messages?state=unknown&limit=9999999999", "limit must be a whole number from 1 to 500")]
    [InlineData("/messages?state=unknown&offset=-1", "offset must be a whole number from 0")]
    [InlineData("/messages?state=lost", "state must be one of queued, ")]
    public async Task A_wrong_query_is_refused_by_field_rule_and_form(string path, string sentence)
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, body) = await gateway.GetAsync(path);

        Assert.Equal((422, true), (status, body.GetProperty("detail").GetString()!.StartsWith(sentence, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Behind_a_proxy_that_keeps_its_prefix_every_path_is_found_with_and_without_it()
    {
        await using var gateway = await GatewayApp.StartAsync(settings: [("GATEWAY_PATH_BASE", "/messaging")]);
        gateway.Others.Answer = question => question is ConfirmBooking confirm ? new BookingState { BookingId = confirm.BookingId, State = "confirmed" } : null;

        var update = await gateway.PostAsync("/messaging/webhook", """{"update_id":1}""", GatewayApp.Secret);
        var confirmed = await gateway.PostAsync("/messaging/bookings/A%252FB/confirm", """{"by":"Анна"}""");
        var without = await gateway.PostAsync("/webhook", """{"update_id":2}""", GatewayApp.Secret);
        using var body = new StringContent(Booking, Encoding.UTF8, "application/json");
        using var accepted = await gateway.Http.PostAsync("/messaging/bookings", body, TestContext.Current.CancellationToken);

        Assert.Equal((200, "A%2FB", 200), (update.Status, confirmed.Body.GetProperty("booking_id").GetString(), without.Status));
        Assert.Equal("/messaging/bookings/7", accepted.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task An_update_with_half_a_surrogate_pair_is_taken()
    {
        await using var gateway = await GatewayApp.StartAsync();

        Assert.Equal(200, (await gateway.PostAsync("/webhook", """{"update_id":1,"callback_query":{"id":"\ud800","from":{"language_code":"\udc00"}}}""", GatewayApp.Secret)).Status);
    }

    // A press, too: it would be decided by somebody of that name.
    [Theory]
    [InlineData("""{"update_id":1,"message":{"text":"Zoë","from":{"first_name":"Anna"}}}""", "iso-8859-1")]
    [InlineData("""{"update_id":1,"callback_query":{"id":"5","from":{"id":5,"first_name":"Zoë"},"data":"x"}}""", "iso-8859-1")]
    [InlineData("""{"update_id":1,"message":{"text":"Zoe"}}""", "utf-16")]
    public async Task An_update_that_is_no_utf8_decides_nothing_and_goes_where_unreadable_ones_go(string update, string charset)
    {
        await using var gateway = await GatewayApp.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhook") { Content = new ByteArrayContent([.. Encoding.GetEncoding(charset).GetPreamble(), .. Encoding.GetEncoding(charset).GetBytes(update)]) };
        request.Headers.Add("X-Telegram-Bot-Api-Secret-Token", GatewayApp.Secret);

        using var answer = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await Eventually.TrueAsync("the update", () => !gateway.Others.Got.IsEmpty);
        var raw = Assert.IsType<TelegramUpdateReceived>(Assert.Single(gateway.Others.Got)).Raw;
        Assert.StartsWith("not UTF-8: ", raw);
        Assert.Null(Telegram.Updates.UpdateReader.TryRead(raw));
    }

    [Fact]
    public async Task An_update_is_read_without_its_byte_order_mark()
    {
        await using var gateway = await GatewayApp.StartAsync();

        Assert.Equal(200, (await gateway.PostAsync("/webhook", "\uFEFF{\"update_id\":1}", GatewayApp.Secret)).Status);

        await Eventually.TrueAsync("the update", () => !gateway.Others.Got.IsEmpty);
        Assert.Equal("{\"update_id\":1}", Assert.IsType<TelegramUpdateReceived>(Assert.Single(gateway.Others.Got)).Raw);
    }

    private static async Task<HttpStatusCode> PostBytesAsync(GatewayApp gateway, string path, byte[] body, string? contentType)
    {
        using var content = new ByteArrayContent(body);
        if (contentType is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        using var answer = await gateway.Http.PostAsync(path, content);
        return answer.StatusCode;
    }
}
