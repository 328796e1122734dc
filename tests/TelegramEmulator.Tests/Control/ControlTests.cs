using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using static PhStudio.Messaging.TelegramEmulator.Tests.Support.RunningEmulator;

namespace PhStudio.Messaging.TelegramEmulator.Tests.Control;

public class ControlTests
{
    [Fact]
    public async Task The_start_has_a_staff_chat_of_five_and_two_customers()
    {
        await using var emulator = await StartAsync();

        var chats = (await emulator.ReadAsync("chats")).EnumerateArray().ToList();

        Assert.Equal(("Photo studio staff", 5), (chats[0].GetProperty("title").GetString(), chats[0].GetProperty("people").GetArrayLength()));
        Assert.Equal(["supergroup", "private", "private"], chats.Select(chat => chat.GetProperty("type").GetString()));
    }

    [Theory]
    [InlineData("/", "script-src 'self'")]
    [InlineData("/page.js", "script-src 'self'")]
    [InlineData("/emulator/chats", "default-src 'none'")]
    [InlineData("/emulator/none", "default-src 'none'")]
    public async Task A_browser_is_told_to_frame_and_guess_nothing_and_not_which_server_it_is(string path, string policy)
    {
        await using var emulator = await StartAsync();

        using var answer = await emulator.Http.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.All([policy, "frame-ancestors 'none'"], part => Assert.Contains(part, answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal));
        Assert.Equal(["nosniff"], answer.Headers.GetValues("X-Content-Type-Options"));
        Assert.Equal(["no-referrer"], answer.Headers.GetValues("Referrer-Policy"));
        Assert.Empty(answer.Headers.Server);
    }

    [Fact]
    public async Task Requests_are_counted_and_duplicates_found()
    {
        await using var emulator = await StartAsync();
        await emulator.SendAsync(Staff, "the same");
        await emulator.SendAsync(Staff, "another");
        await emulator.SendAsync(Staff, "the same");
        await emulator.BotAsync("sendMessage", new { chat_id = 1, text = "x" });

        var requests = await emulator.ReadAsync("requests");
        var sends = await emulator.ReadAsync("requests/sends");

        Assert.Equal((3, 1), (requests.GetProperty("methods").GetProperty("sendMessage").GetProperty("200").GetInt32(), requests.GetProperty("methods").GetProperty("sendMessage").GetProperty("400").GetInt32()));
        Assert.Equal([1, 3], Assert.Single(requests.GetProperty("same_text_in_same_chat").EnumerateArray()).GetProperty("message_ids").EnumerateArray().Select(id => id.GetInt32()));
        Assert.Equal(3, sends.GetArrayLength());
    }

    [Fact]
    public async Task A_reset_brings_the_start_back()
    {
        await using var emulator = await StartAsync();
        await emulator.SendAsync(Staff, "gone");
        await emulator.ControlAsync("chats", new { private_chats = 3 });
        await emulator.ControlAsync("faults", new { kind = "server_error" });
        await emulator.ControlAsync($"chats/{Staff}/messages", new { from = Anna, text = "gone too" });

        await emulator.ControlAsync("reset", new { });

        Assert.Equal(3, (await emulator.ReadAsync("chats")).GetArrayLength());
        Assert.Empty(await emulator.UpdatesAsync());
        Assert.Equal(1, await emulator.SendAsync(Staff, "first again"));
    }

    [Fact]
    public async Task Each_chat_keeps_its_last_messages_only()
    {
        await using var emulator = await StartAsync(keep: 3);
        for (var i = 1; i <= 5; i++)
        {
            await emulator.SendAsync(Staff, $"{i}");
        }

        Assert.Equal(["3", "4", "5"], (await emulator.ReadAsync($"chats/{Staff}/messages")).EnumerateArray().Select(message => message.GetProperty("text").GetString()));
        Assert.Equal(["5"], (await emulator.ReadAsync($"chats/{Staff}/messages?after=3&limit=1")).EnumerateArray().Select(message => message.GetProperty("text").GetString()));
    }

    [Theory]
    [InlineData("Origin", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Host", "evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Host", "localhost:1", HttpStatusCode.OK)]
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-origin", HttpStatusCode.OK)]
    public async Task A_page_of_somebody_else_may_not_use_the_control_api(string header, string value, HttpStatusCode status)
    {
        await using var emulator = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/emulator/chats");
        request.Headers.TryAddWithoutValidation(header, value);

        using var response = await emulator.Http.SendAsync(request);

        Assert.Equal(status, response.StatusCode);
    }

    [Theory]
    [InlineData("setWebhook", "Origin", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("setWebhook", "Origin", "null", HttpStatusCode.Forbidden)]
    [InlineData("getMe", "Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("setWebhook", "Host", "evil.example", HttpStatusCode.Forbidden)]
    [InlineData("setWebhook", "Sec-Fetch-Mode", "navigate", HttpStatusCode.Forbidden)]
    [InlineData("getMe", "Sec-Fetch-Mode", "navigate", HttpStatusCode.OK)]
    [InlineData("setWebhook", "User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", HttpStatusCode.Forbidden)]
    [InlineData("getMe", "User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", HttpStatusCode.OK)]
    [InlineData("deleteWebhook", "User-Agent", "Mozilla/5.0 (Windows NT 10.0; Microsoft Windows 10.0.26100; en-US) PowerShell/7.5.0", HttpStatusCode.OK)]
    [InlineData("deleteWebhook", "Host", "telegram:8080", HttpStatusCode.OK)]
    [InlineData("deleteWebhook", "Host", "telegram.studio.example", HttpStatusCode.OK)]
    [InlineData("deleteWebhook", "User-Agent", "a-program/1.0", HttpStatusCode.OK)]
    public async Task A_page_of_somebody_else_may_not_use_the_bot_api_even_where_other_machines_may(string method, string header, string value, HttpStatusCode status)
    {
        await using var emulator = await StartAsync(allowRemote: true, allowedHosts: "telegram.studio.example");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/bot{PhStudio.Messaging.TelegramEmulator.Hosting.EmulatorOptions.DemoToken}/{method}?url=http://127.0.0.1:9/webhook");
        request.Headers.TryAddWithoutValidation(header, value);

        using var response = await emulator.Http.SendAsync(request);

        Assert.Equal(status, response.StatusCode);
        var url = (await emulator.BotAsync("getWebhookInfo")).Result.GetProperty("url").GetString();
        Assert.Equal("", url);
    }

    [Fact]
    public async Task A_link_on_another_page_opens_the_page_and_nothing_else()
    {
        await using var emulator = await StartAsync();

        Assert.Equal(HttpStatusCode.OK, await FollowAsync("/"));
        Assert.Equal(HttpStatusCode.Forbidden, await FollowAsync($"/bot{PhStudio.Messaging.TelegramEmulator.Hosting.EmulatorOptions.DemoToken}/getMe"));
        Assert.Equal(HttpStatusCode.Forbidden, await FollowAsync($"/BOT{PhStudio.Messaging.TelegramEmulator.Hosting.EmulatorOptions.DemoToken}/getMe"));

        async Task<HttpStatusCode> FollowAsync(string path)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("Sec-Fetch-Site", "cross-site");
            request.Headers.Add("Sec-Fetch-Mode", "navigate");
            using var response = await emulator.Http.SendAsync(request);
            return response.StatusCode;
        }
    }

    [Theory]
    [InlineData("chats/5/messages", """{"text":"x"}""", HttpStatusCode.NotFound, "There is no chat 5.")]
    [InlineData("chats/200001/messages", """{"text":" "}""", HttpStatusCode.BadRequest, "text must have 1-4096 characters.")]
    [InlineData("chats/200001/messages", """{"text":"x","from":1}""", HttpStatusCode.NotFound, "There is no person 1 in chat 200001.")]
    [InlineData("chats/200001/messages/9/press", """{"button":0}""", HttpStatusCode.NotFound, "There is no message 9 in chat 200001.")]
    [InlineData("chats/200001/messages/1/press", """{"button":"Stop"}""", HttpStatusCode.NotFound, "Message 1 has no such button; its buttons are: Go.")]
    public async Task A_control_call_that_cannot_be_done_says_why(string path, string body, HttpStatusCode status, string detail)
    {
        await using var emulator = await StartAsync();
        await emulator.SendAsync(Maria, "x", Keyboard(("Go", "go")));

        using var response = await emulator.Http.PostAsync($"/emulator/{path}", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        var problem = await response.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>();

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(detail, problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task The_demo_booking_is_posted_by_the_server_with_its_key()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var platform = builder.Build();
        System.Text.Json.JsonElement result = default;
        string? key = null;
        platform.Urls.Add("http://127.0.0.1:0");
        platform.MapPost("/bookings", async (HttpContext http) =>
        {
            key = http.Request.Headers["X-Api-Key"];
            result = await http.Request.ReadFromJsonAsync<System.Text.Json.JsonElement>();
            http.Response.StatusCode = StatusCodes.Status202Accepted;
        });
        await platform.StartAsync(TestContext.Current.CancellationToken);
        await using var emulator = await StartAsync(bookingUrl: new Uri($"{platform.Urls.Single()}/bookings"), bookingKey: "demo-key");

        var answer = await emulator.ControlAsync("demo-booking", new { });

        Assert.Equal("demo-key", key);
        Assert.Equal(answer.GetProperty("booking_id").GetString(), result.GetProperty("id").GetString());
        Assert.Equal(["id", "service", "date", "time_slots", "client_name", "client_phone", "people_count", "total_price"], result.EnumerateObject().Select(member => member.Name).Where(name => name != "notes"));
    }
}
