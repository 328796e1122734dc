using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Telegram;
using PhStudio.Messaging.ServiceDefaults.Connections;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace PhStudio.Messaging.Sender.Tests.Telegram;

/// <summary>What a proxy, a balancer or a page of a provider answers in Telegram's place.</summary>
public sealed class InFrontOfTelegramTests : IDisposable
{
    private const string Hidden = "AAH-a_secret-token";
    private const string Token = "123456:" + Hidden;
    private readonly WireMockServer _server = WireMockServer.Start();

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task A_proxys_502_page_is_tried_again()
    {
        Answer(502, "text/html", $"<html><h1>502 Bad Gateway</h1>https://api.telegram.org/bot{Token}/sendMessage</html>");

        Assert.Equal(new TelegramOutcome.Transient("HTTP 502"), await JudgedAsync());
    }

    [Fact]
    public async Task A_page_that_says_400_says_nothing_about_the_message()
    {
        Answer(400, "text/html", "<html>Your browser sent a request that this server could not understand</html>");

        Assert.Equal(new TelegramOutcome.Transient("HTTP 400 that is not Telegram's"), await JudgedAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>Sign in to this network</html>")]
    [InlineData("{\"ok\":true,\"resu")]
    public async Task A_success_that_is_not_Telegrams_is_ambiguous(string body)
    {
        Answer(200, "application/json", body);

        Assert.Equal(new TelegramOutcome.Ambiguous("unreadable success"), await JudgedAsync());
    }

    [Theory]
    [InlineData("/bot123456:AAH-a_secret-token/sendMessage")]
    [InlineData("%2Fbot123456%3AAAH-a_secret-token%2FsendMessage")]
    [InlineData("%2Fbot123456%3AAAH%2Da%5Fsecret%2dtoken")]
    [InlineData("%252Fbot123456%253AAAH%252Da%255Fsecret%252dtoken")]
    [InlineData("bot123456:AAH\\u002Da\\u005fsecret-token")]
    public async Task A_proxy_that_quotes_the_address_tells_nobody_the_token(string quoted)
    {
        Answer(400, "application/json", $$"""{"ok":false,"error_code":400,"description":"no route for {{quoted}}, AAH-a_secret-token"}""");

        var outcome = Assert.IsType<TelegramOutcome.Permanent>(await JudgedAsync());

        Assert.Equal(FailureReason.Refused, outcome.Reason);
        Assert.StartsWith("no route for ", outcome.Description, StringComparison.Ordinal);
        Assert.EndsWith(", ***", outcome.Description, StringComparison.Ordinal);
        Assert.DoesNotContain("token", outcome.Description, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_not_believed()
    {
        using var elsewhere = WireMockServer.Start();
        _server.Given(Request.Create()).RespondWith(Response.Create().WithStatusCode(302).WithHeader("Location", elsewhere.Url! + "/sign-in"));

        Assert.Equal(new TelegramOutcome.Transient("HTTP 302 that is not Telegram's"), await JudgedAsync());
        Assert.Empty(elsewhere.LogEntries);
    }

    [Fact]
    public async Task No_trace_goes_to_Telegram()
    {
        using var trace = new System.Diagnostics.Activity("test").Start();
        Answer(200, "application/json", """{"ok":true,"result":{"message_id":5}}""");

        Assert.Equal(new TelegramOutcome.Delivered(5), await JudgedAsync());

        Assert.DoesNotContain(_server.LogEntries.Single().RequestMessage!.Headers!.Keys, name => name.StartsWith("trace", StringComparison.OrdinalIgnoreCase) || name.Equals("baggage", StringComparison.OrdinalIgnoreCase));
    }

    private void Answer(int status, string type, string body) =>
        _server.Given(Request.Create().UsingPost()).RespondWith(Response.Create().WithStatusCode(status).WithHeader("Content-Type", type).WithBody(body));

    private async Task<TelegramOutcome> JudgedAsync()
    {
        var options = new TelegramOptions { Token = Token, BaseAddress = new Uri(_server.Url!), Timeout = TimeSpan.FromSeconds(30) };
        using var connection = new TelegramConnection(options, new AddressRace(TimeProvider.System));
        return Classification.Classify(await new TelegramClient(connection, options, TimeProvider.System).SendMessageAsync(new SendMessageCall { ChatId = "42", Text = "hello", MessageThreadId = null }));
    }
}
