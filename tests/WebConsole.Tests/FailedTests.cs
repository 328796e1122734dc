using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.Replay;
using RabbitMQ.Client;
using static Microsoft.Playwright.Assertions;

namespace PhStudio.Messaging.WebConsole.Tests;

/// <summary>What failed, as an operator sees and settles it.</summary>
public sealed class FailedTests(ConsoleBrowser browser, BrokerStudio shared) : IClassFixture<ConsoleBrowser>, IClassFixture<BrokerStudio>
{
    [Fact]
    public async Task What_failed_is_mended_replayed_and_discarded()
    {
        const string Failed = Routes.BookingDecision + "_error";
        var studio = shared.Studio;
        var id = $"PH-{Guid.NewGuid():N}";
        await studio.BookAsync(id);
        var gone = Guid.NewGuid();
        await studio.FailAsync(Guid.NewGuid(), id, by: "");
        await studio.FailAsync(gone, "", by: "Anna");
        await Eventually.TrueAsync("two failures", async () => (await studio.GetAsync("/queues")).GetProperty("queues").EnumerateArray().Any(queue => queue.GetProperty("name").GetString() == Failed && queue.GetProperty("ready").GetInt32() == 2));
        await using var view = await browser.OpenAsync(studio, page: "failed");

        await view.Link(Failed).ClickAsync();
        await view.Page.Locator("section", new() { HasText = "Every reason" }).Locator("tbody tr", new() { HasText = "by" }).GetByRole(AriaRole.Link).ClickAsync();
        await view.Page.GetByLabel("Body").FillAsync($$"""{"booking_id":"{{id}}","by":"Olga"}""");
        await view.Button("Replace and replay").ClickAsync();
        await Expect(view.Heading).ToHaveTextAsync($"Failed: {Failed}");
        await Eventually.TrueAsync("the mended order was carried out", async () => (await studio.GetAsync($"/bookings/{id}")).GetProperty("state").GetString() == "confirmed");

        await view.Page.GetByLabel("Choose all that are shown").CheckAsync();
        await view.Button("Replay 1 chosen").ClickAsync();
        await view.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Replay" }).ClickAsync();
        await Expect(view.Page.GetByText("1 of 1 replayed")).ToBeVisibleAsync();
        await view.GoAsync($"failed-message?queue={Failed}&id={gone}");
        await view.Button("Discard").ClickAsync();
        await view.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Discard" }).ClickAsync();
        await Expect(view.Page.GetByText("Nothing is left here.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_failed_at_502_is_replayed_by_keyboard_alone_each_message_once()
    {
        const int Messages = 30;
        const string Failed = "send-low_error";
        var text = $"mended {Guid.NewGuid():N}";
        await shared.Studio.FaultAsync(new { kind = "html_page", method = "sendMessage" });
        await shared.Studio.SendAsync("low", text, Messages);
        await ReadyAsync(Failed, Messages);
        await using var view = await browser.OpenAsync(shared.Studio, page: $"failed?queue={Failed}");

        // They fail again at once, and are not taken for those that are left.
        await ReplayAllAsync(view);
        await Expect(view.Page.GetByText($"{Messages} of {Messages} replayed")).ToBeVisibleAsync();
        await ReadyAsync(Failed, Messages);
        using var lifted = await shared.Studio.Emulator.DeleteAsync("/emulator/faults", TestContext.Current.CancellationToken);
        await view.GoAsync($"failed?queue={Failed}");
        await ReplayAllAsync(view);
        await Expect(view.Page.GetByText("Nothing is left here.")).ToBeVisibleAsync();

        await Eventually.GetAsync("all of them in the chat", async () => (await shared.Studio.ChatAsync()).Split('\n').Count(line => line == text), sent => sent == Messages);
    }

    [Fact]
    public async Task Of_a_queue_that_is_longer_than_a_look_the_page_says_how_much_was_left_out()
    {
        const string Failed = "send-critical_error";
        await using var broker = await VirtualHost.CreateAsync();
        // Three in place of 10,000.
        using var brief = new ErrorQueues(RabbitMqAddress.Parse(broker.Url), Routes.DefaultLanePrefix, sharedByTheLanes: null, mark: null, looked: 3);
        await using var studio = await Studio.StartAsync(broker.Url, broker.Redis, services: services => services.AddSingleton(brief));
        await FillAsync(broker, Failed, [.. Enumerable.Repeat("no such chat", 5)]);
        await using var view = await browser.OpenAsync(studio, page: $"failed?queue={Failed}");

        await Expect(view.Page.GetByRole(AriaRole.Note)).ToHaveTextAsync("2 more of this queue were not looked at and are not counted here: one look ends at 10,000. The next look begins with them.");
        await view.Link("no such chat").ClickAsync();
        await view.Button("Discard all of this reason").ClickAsync();
        await view.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Discard" }).ClickAsync();
        await Expect(view.Page.GetByText("3 of 3 discarded")).ToBeVisibleAsync();
        await Expect(view.Row("no such chat")).ToHaveCountAsync(3); // The reason, and the two that were left.
        await Expect(view.Page.GetByRole(AriaRole.Note)).ToHaveCountAsync(0);
    }

    /// <summary>Each look begins where the last one ended: the one that discards may find more of a reason than the one that counted.</summary>
    [Fact]
    public async Task Of_a_longer_queue_no_more_is_discarded_than_was_asked_for()
    {
        const string Failed = "send-critical_error";
        await using var broker = await VirtualHost.CreateAsync();
        using var brief = new ErrorQueues(RabbitMqAddress.Parse(broker.Url), Routes.DefaultLanePrefix, sharedByTheLanes: null, mark: null, looked: 3);
        await using var studio = await Studio.StartAsync(broker.Url, broker.Redis, services: services => services.AddSingleton(brief));
        await FillAsync(broker, Failed, "no such chat", "blocked", "blocked", "no such chat", "no such chat");
        await using var view = await browser.OpenAsync(studio, page: $"failed?queue={Failed}");
        await view.Link("no such chat").ClickAsync();

        await view.Button("Discard all of this reason").ClickAsync();
        await Expect(view.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Discard 1?");
        await view.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Discard" }).ClickAsync();

        await Expect(view.Page.GetByText("1 of 1 discarded")).ToBeVisibleAsync();
        await ReadyAsync(studio, Failed, 4);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task The_pages_of_what_failed_fit_a_telephone(ColorScheme colors)
    {
        const string Failed = "send-high_error";
        await shared.Studio.FaultAsync(new { kind = "html_page", method = "sendMessage", count = 1 });
        var id = Assert.Single(await shared.Studio.SendAsync("high", new string('w', 300), 1));
        var failed = await Eventually.GetAsync("what failed", async () => (await shared.Studio.GetAsync($"/queues/{Failed}/messages")).GetProperty("messages"), failed => failed.GetArrayLength() > 0);
        await using var view = await browser.OpenAsync(shared.Studio, width: 375, colors: colors);

        await view.AssertFitsAsync("failed", $"failed?queue={Failed}", $"failed-message?queue={Failed}&id={failed[0].GetProperty("id").GetString()}", $"message?id={id}");
    }

    private static async Task FillAsync(VirtualHost broker, string queue, params string[] reasons)
    {
        await using var connection = await RabbitMqAddress.Parse(broker.Url)!.ConnectAsync("a test", TestContext.Current.CancellationToken);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), TestContext.Current.CancellationToken);
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: TestContext.Current.CancellationToken);
        foreach (var reason in reasons)
        {
            var properties = new BasicProperties { MessageId = Guid.NewGuid().ToString(), Headers = new Dictionary<string, object?> { ["MT-Fault-Message"] = reason } };
            await channel.BasicPublishAsync("", queue, mandatory: true, properties, "{}"u8.ToArray(), TestContext.Current.CancellationToken);
        }
    }

    private static async Task ReplayAllAsync(ConsoleView view)
    {
        await view.Page.Locator("section", new() { HasText = "Why" }).First.GetByRole(AriaRole.Link).First.FocusAsync();
        await view.Page.Keyboard.PressAsync("Enter");
        await Expect(view.Button("Replay all of this reason")).ToBeVisibleAsync();
        await view.PressAsync("Replay all of this reason");
        await view.PressInDialogAsync("Replay");
    }

    private Task ReadyAsync(string queue, int count) => ReadyAsync(shared.Studio, queue, count);

    private static Task ReadyAsync(Studio studio, string queue, int count) => Eventually.TrueAsync($"{count} in {queue}", async () =>
        (await studio.GetAsync("/queues")).GetProperty("queues").EnumerateArray().Any(listed => listed.GetProperty("name").GetString() == queue && listed.GetProperty("ready").GetInt32() == count));
}
