using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Templates.Sources;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.WebhookProcessor.Bookings.Index;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Commands;

public sealed class ListCommandTests
{
    [Fact]
    public async Task Pending_shows_every_open_decision_with_buttons_that_work_and_all_copies_are_edited()
    {
        await using var app = await ProcessorApp.StartAsync();
        var first = await app.BookAsync(BookingHarness.Created("PH-1"));
        await app.BookAsync(BookingHarness.Created("PH-2"));
        await app.AskAsync(Telegram.Press(Telegram.Confirm(first)));
        await ListedAsync(app, open: 1);

        await app.BringAsync(Telegram.Text("/pending"));
        var fresh = await app.PublishesAsync<SendMessage>(m => m is { Template: "pending_item", BookingId: "PH-2" }, "the open decision");
        var answer = await app.AskAsync(Telegram.Press(Telegram.Confirm(fresh), message: 56));

        Assert.Equal("✅ Подтверждено", answer.Text);
        await Eventually.TrueAsync("both copies to be edited", () => app.Published<EditMessage>().Where(e => e.BookingId == "PH-2").DistinctBy(e => e.TargetMessageId).Count() == 2);
        Assert.DoesNotContain(app.Published<SendMessage>(), m => m is { Template: "pending_item", BookingId: "PH-1" });
    }

    [Fact]
    public async Task Pending_comes_in_pages_of_ten()
    {
        await using var app = await ProcessorApp.StartAsync();
        for (var i = 0; i < 12; i++)
        {
            await app.BookAsync(BookingHarness.Created($"PH-{i}"));
        }
        await ListedAsync(app, open: 12);

        await app.BringAsync(Telegram.Text("/pending"));
        var more = await app.PublishesAsync<SendMessage>(m => m.Template == "pending_more", "the button for more");
        await Eventually.TrueAsync("ten decisions", () => Shown() == 10);
        ReadsInOrder(app, more);
        await app.AskAsync(Telegram.Press(Telegram.Button(more.ReplyMarkup, 0)));

        await Eventually.TrueAsync("all twelve", () => Shown() == 12);

        int Shown() => app.Published<SendMessage>().Where(m => m.Template == "pending_item").DistinctBy(m => m.BookingId).Count();
    }

    [Fact]
    public async Task With_nothing_open_pending_says_so()
    {
        await using var app = await ProcessorApp.StartAsync();

        await app.BringAsync(Telegram.Text("/pending"));

        await app.PublishesAsync<SendMessage>(m => m.Template == "pending_empty", "the answer");
    }

    [Fact]
    public async Task Today_lists_the_sessions_of_the_studios_day_by_their_time()
    {
        await using var app = await ProcessorApp.StartAsync(settings: ("STUDIO_TIME_ZONE", "UTC"));
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().Date);
        await app.BookAsync(BookingHarness.Created("PH-late") with { Date = today, TimeSlots = ["23:50"] });
        await app.BookAsync(BookingHarness.Created("PH-early") with { Date = today, TimeSlots = ["00:10"] });
        await app.BookAsync(BookingHarness.Created("PH-other") with { Date = today.AddDays(3) });
        await ListedAsync(app, open: 3);

        await app.BringAsync(Telegram.Text("/today"));

        var answer = await app.PublishesAsync<SendMessage>(m => m.Text is not null, "the answer");
        Assert.Equal(["PH-early", "PH-late"], answer.Text!.Split('\n').Skip(1).Select(line => line.Split("<code>")[1].Split('<')[0]));
        Assert.Contains("&lt;b&gt;Анна &amp; Co&lt;/b&gt;", answer.Text);
    }

    [Fact]
    public async Task Booking_tells_where_one_stands()
    {
        await using var app = await ProcessorApp.StartAsync();
        var question = await app.BookAsync(BookingHarness.Created("PH-2026/17"));
        await app.AskAsync(Telegram.Press(Telegram.Confirm(question)));

        await app.BringAsync(Telegram.Text("/booking PH-2026/17"));
        await app.BringAsync(Telegram.Text("/booking PH-0"));
        await app.BringAsync(Telegram.Text("/booking"));

        var details = await app.PublishesAsync<SendMessage>(m => m.Template == "booking_details", "the details");
        Assert.Equal(("confirmed", "Анна"), (details.Values!["state"].GetString(), details.Values["decided_by"].GetString()));
        await app.PublishesAsync<SendMessage>(m => m.Template == "booking_not_found", "the word that there is none");
        await app.PublishesAsync<SendMessage>(m => m.Template == "command_booking_usage", "how to use it");
    }

    [Fact]
    public async Task A_chosen_language_holds_for_answers_and_popups()
    {
        await using var app = await ProcessorApp.StartAsync();
        var question = await app.BookAsync(BookingHarness.Created("PH-1"));

        await app.BringAsync(Telegram.Text("/language en", user: 7, language: "ru"));
        Assert.Equal("en", (await app.PublishesAsync<SendMessage>(m => m.Template == "language_set", "the answer")).Language);
        await app.BringAsync(Telegram.Text("/language xx", user: 7));
        Assert.Equal("en", (await app.PublishesAsync<SendMessage>(m => m.Template == "language_usage", "how to use it")).Language);

        Assert.Equal("✅ Confirmed", (await app.AskAsync(Telegram.Press(Telegram.Confirm(question), user: 7, language: "ru"))).Text);
    }

    [Fact]
    public async Task The_menu_is_put_up_in_every_language()
    {
        await using var app = await ProcessorApp.StartAsync();

        await Eventually.TrueAsync("every menu, and that of all other languages", () => app.Published<SetBotCommands>().Count == BuiltInTemplates.Languages.Count + 1);

        Assert.Equal([.. BuiltInTemplates.Languages, null], app.Published<SetBotCommands>().Select(m => m.Language));
        Assert.Equal(["pending", "today", "week", "booking", "reopen", "status", "language", "help", "start"], app.Published<SetBotCommands>()[0].Commands.Select(c => c.Command));
    }

    [Theory]
    [InlineData("/pending@StudioBot")]
    [InlineData("/today@StudioBot")]
    [InlineData("/booking@StudioBot PH-1")]
    public async Task In_a_group_that_is_not_the_staffs_nobody_is_shown_a_booking(string command)
    {
        await using var app = await ProcessorApp.StartAsync(bus => bus.AddConsumer<KnownBot>(), ("STAFF_ROLES", "7:manager"));
        await app.BookAsync(BookingHarness.Created("PH-1"));
        await ListedAsync(app, open: 1);
        app.Forget();

        await app.BringAsync(Telegram.Text(command, user: 7, chat: "-2002"));
        await app.BringAsync(Telegram.Text("/pending", user: 7, chat: "7"));

        await app.PublishesAsync<SendMessage>(m => m is { ChatId: "7", Template: "pending_item" }, "the list in the manager's own chat");
        Assert.DoesNotContain(app.Published<SendMessage>(), m => m.ChatId == "-2002");
    }

    // Each message of the answer waits for the one before it, in one lane.
    private static void ReadsInOrder(ProcessorApp app, SendMessage last)
    {
        var parts = app.Published<SendMessage>().Where(m => m.Template is "pending_head" or "pending_item" or "pending_more").DistinctBy(m => m.MessageId).ToDictionary(m => m.MessageId);
        var order = new List<string?>();
        for (SendMessage? part = last; part is not null; part = part.After is { } before ? parts[before] : null)
        {
            order.Add(part.Template);
        }

        Assert.Equal(["pending_more", .. Enumerable.Repeat("pending_item", 10), "pending_head"], order);
        Assert.All(parts.Values, part => Assert.Equal(Priority.High, part.Priority));
    }

    private static Task ListedAsync(ProcessorApp app, int open) =>
        Eventually.TrueAsync($"{open} bookings in the list of open ones", async () => (await app.Services.GetRequiredService<IBookingLists>().OpenAsync()).Count == open);
}
