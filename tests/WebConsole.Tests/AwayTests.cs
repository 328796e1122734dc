using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.TestKit.Servers;
using StackExchange.Redis;
using static Microsoft.Playwright.Assertions;

namespace PhStudio.Messaging.WebConsole.Tests;

/// <summary>Pages while the broker or Redis is unavailable, and lists that do not end where a page does.</summary>
public sealed class AwayTests(ConsoleBrowser browser) : IClassFixture<ConsoleBrowser>
{
    [Fact]
    public async Task A_page_says_what_is_away_and_goes_on_by_itself()
    {
        await using var broker = await VirtualHost.CreateAsync();
        var (brokerAddress, redisAddress) = (new Uri(broker.Url), new Uri(broker.Redis));
        await using var brokerGate = new TcpGate(brokerAddress.Host, brokerAddress.Port);
        await using var redisGate = new TcpGate(redisAddress.Host, redisAddress.Port);
        await using var studio = await Studio.StartAsync(
            broker.Url.Replace($":{brokerAddress.Port}", $":{brokerGate.Port}", StringComparison.Ordinal), $"redis://127.0.0.1:{redisGate.Port}{redisAddress.AbsolutePath}");
        studio.Errors.MayLoseBroker().MayLog("RedisConnectionException", "RedisTimeoutException");
        Assert.Single(await studio.SendAsync("normal", "Hello", 1));
        await Eventually.TrueAsync("it is sent", async () => (await studio.GetAsync("/messages?state=sent")).GetProperty("messages").GetArrayLength() == 1);
        for (var chat = 1; chat <= 60; chat++)
        {
            await studio.Services.GetRequiredService<IAuditTrail>().AddAsync(new AuditRecord { At = TimeProvider.System.GetUtcNow(), Key = "console", What = "POST /chats/{id}/recheck", Target = $"{chat}" });
        }

        await using var view = await browser.OpenAsync(studio, page: "audit");
        await Expect(view.Page.Locator("tbody tr", new() { HasText = "recheck" })).ToHaveCountAsync(50);
        // Two presses at once ask once.
        await view.Button("Older ones").EvaluateAsync("button => { button.click(); button.click(); }");
        await Expect(view.Button("Older ones")).ToHaveCountAsync(0);
        await Expect(view.Page.Locator("tbody tr", new() { HasText = "recheck" })).ToHaveCountAsync(60);

        // The newest ten thousand do not pass the filter; the one behind them does.
        await CrowdAsync(broker.Redis);
        await view.GoAsync("messages?state=sent");
        await Expect(view.Page.GetByText("older ones were not looked at yet")).ToBeVisibleAsync();
        redisGate.Shut();
        await view.Button("Older ones").ClickAsync();
        await Expect(view.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Redis");
        redisGate.Open();
        await Expect(view.Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        // Where the machine is busy a page ends before it has looked at all of them.
        await Eventually.TrueAsync("the message behind them", async () =>
        {
            // One that goes away before it is pressed is not waited for.
            await view.Button("Older ones").EvaluateAllAsync<object?>("buttons => buttons.forEach(button => button.click())");
            return await view.Row($"{Studio.Staff}").CountAsync() == 1;
        });
        await Expect(view.Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);

        await view.GoAsync("");
        await Expect(view.Page.Locator(".sentence")).ToHaveTextAsync("All is well.", new() { Timeout = 30_000 });
        brokerGate.Shut();
        await Expect(view.Page.Locator(".panel.ill .sentence")).ToBeVisibleAsync();
        await view.GoAsync("bookings");
        await Expect(view.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        // The page asks again and again; what is being typed stays.
        await view.Page.Locator("#q").FillAsync("somebody");
        brokerGate.Open();
        await Expect(view.Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0, new() { Timeout = 60_000 });
        await Expect(view.Page.Locator("#q")).ToHaveValueAsync("somebody");
    }

    /// <summary>Puts as many messages that nobody remembers any more before the others as a page looks at.</summary>
    private static async Task CrowdAsync(string redis)
    {
        var address = new Uri(redis);
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"{address.Host}:{address.Port},defaultDatabase={address.AbsolutePath.TrimStart('/')}");
        var later = TimeProvider.System.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds();
        await connection.GetDatabase().SortedSetAddAsync("phstudio:gateway:messages", [.. Enumerable.Range(0, 10_001).Select(at => new SortedSetEntry(Guid.NewGuid().ToString("N"), later + at))]);
    }
}
