using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.WebhookProcessor.Bookings.Index;
using PhStudio.Messaging.WebhookProcessor.Commands;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using PhStudio.Messaging.WebhookProcessor.Tests.Bookings;
using PhStudio.Messaging.WebhookProcessor.Updates;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Commands;

public sealed class CommandTests
{
    [Theory]
    [InlineData("/help", "help", null, "")]
    [InlineData("/Booking  PH-1 ", "booking", null, "PH-1")]
    [InlineData("/status@StudioBot", "status", "StudioBot", "")]
    [InlineData("/start\nabc", "start", null, "abc")]
    public void A_command_is_read(string text, string name, string? bot, string argument) => Assert.Equal(new CommandLine(name, bot, argument), CommandLine.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("help")]
    [InlineData(" /help")]
    [InlineData("//")]
    [InlineData("/привет")]
    [InlineData("/abcdefghijklmnopqrstuvwxyzabcdefg")]
    public void Anything_else_is_no_command(string text) => Assert.Null(CommandLine.Parse(text));

    [Fact]
    public async Task Help_lists_what_the_person_may_do_in_the_persons_language()
    {
        await using var app = await ProcessorApp.StartAsync();

        await app.BringAsync(Telegram.Text("/help", language: "en"));

        var answer = await app.PublishesAsync<SendMessage>(_ => true, "the answer");
        Assert.Equal((ProcessorApp.StaffChat, "command_help", "en"), (answer.ChatId, answer.Template, answer.Language));
        Assert.Contains("/status — ", answer.Values!["commands"].GetString());
    }

    [Fact]
    public async Task The_same_update_again_is_answered_once()
    {
        await using var app = await ProcessorApp.StartAsync();

        await app.BringAsync(Telegram.Text("/help", updateId: 12));
        await app.PublishesAsync<SendMessage>(_ => true, "the first answer");
        await app.BringAsync(Telegram.Text("/help", updateId: 12));
        await app.BringAsync(Telegram.Text("/nonsense", updateId: 13, user: 7, chat: "7"));
        await app.PublishesAsync<SendMessage>(m => m.Template == "command_unknown", "the answer to the next one");

        Assert.Single(app.Published<SendMessage>().Where(m => m.Template == "command_help").DistinctBy(m => m.MessageId));
    }

    [Fact]
    public async Task A_forwarded_command_is_somebody_elses()
    {
        await using var app = await ProcessorApp.StartAsync();

        await app.BringAsync(Telegram.Text("/help", updateId: 12).Replace("\"message_id\":90,", "\"message_id\":90,\"forward_origin\":{\"type\":\"user\",\"date\":1},", StringComparison.Ordinal));
        await app.BringAsync(Telegram.Text("/nonsense", updateId: 13, user: 7, chat: "7"));
        await app.PublishesAsync<SendMessage>(m => m.Template == "command_unknown", "the answer to the next one");

        Assert.DoesNotContain(app.Published<SendMessage>(), m => m.Template == "command_help");
    }

    [Fact]
    public async Task Status_says_how_many_decisions_are_open()
    {
        await using var app = await ProcessorApp.StartAsync(bus => bus.AddConsumer<KnownBot>());
        await app.BookAsync(BookingHarness.Created("PH-1"));
        await Eventually.TrueAsync("the booking in the list of open ones", async () => (await app.Services.GetRequiredService<IBookingLists>().OpenAsync()).Count == 1);

        await app.BringAsync(Telegram.Text("/status@StudioBot"));

        var answer = await app.PublishesAsync<SendMessage>(m => m.Template == "command_status", "the answer");
        Assert.True(answer.Values!["healthy"].GetBoolean());
        Assert.Equal(1, answer.Values!["pending_count"].GetInt32());
    }

    [Fact]
    public async Task Another_bots_command_is_not_ours()
    {
        await using var app = await ProcessorApp.StartAsync(bus => bus.AddConsumer<KnownBot>());

        await app.BringAsync(Telegram.Text("/help@OtherBot"));
        await app.BringAsync(Telegram.Text("/help@studiobot"));

        await app.PublishesAsync<SendMessage>(_ => true, "the answer to our own");
        Assert.Single(app.Published<SendMessage>());
    }

    [Theory]
    [InlineData("/weather", ProcessorApp.StaffChat)]
    [InlineData("/weather", "-2002")]
    [InlineData("/pending", "-2002")]
    [InlineData("/start", "-2002")]
    [InlineData("/help@StudioBot", "-2002")]
    [InlineData("/language@StudioBot", "-2002")]
    public async Task In_groups_a_command_that_may_be_another_bots_is_passed_over_and_in_foreign_ones_each(string command, string chat)
    {
        await using var app = await ProcessorApp.StartAsync(bus => bus.AddConsumer<KnownBot>());

        await app.BringAsync(Telegram.Text(command, user: 9, chat: chat));
        await app.BringAsync(Telegram.Text("/help", user: 9));

        await app.PublishesAsync<SendMessage>(m => m.Template == "command_help", "the answer to our own");
        Assert.Single(app.Published<SendMessage>());
    }

    [Fact]
    public async Task What_is_addressed_to_us_is_answered_in_the_staffs_group()
    {
        await using var app = await ProcessorApp.StartAsync(bus => bus.AddConsumer<KnownBot>());

        await app.BringAsync(Telegram.Text("/weather@StudioBot"));

        Assert.Equal("command_unknown", (await app.PublishesAsync<SendMessage>(_ => true, "the answer")).Template);
    }

    [Fact]
    public async Task An_order_of_a_bot_a_channel_a_forger_or_of_long_ago_is_not_carried_out()
    {
        await using var app = await ProcessorApp.StartAsync();
        const string Command = """{"update_id":UPDATE,"message":{"message_id":5,"chat":{"id":CHAT},"from":{"id":7,"is_bot":BOT},"text":"/help"MORE}}""";
        static string Of(int update, string chat = ProcessorApp.StaffChat, string bot = "false", string more = "") => Command
            .Replace("UPDATE", $"{update}", StringComparison.Ordinal).Replace("CHAT", chat, StringComparison.Ordinal).Replace("BOT", bot, StringComparison.Ordinal).Replace("MORE", more, StringComparison.Ordinal);

        await app.BringAsync(Of(801, bot: "true"));
        await app.BringAsync(Of(802, more: ""","is_automatic_forward":true"""));
        await app.BringAsync(Of(803, more: ""","sender_chat":{"id":-1009}"""));
        await app.BringAsync(Of(804, chat: "8"));
        await app.BringAsync(Telegram.Text("/help", updateId: 805, date: TimeProvider.System.GetUtcNow().AddMinutes(-11)));
        await app.BringAsync(Telegram.Text("/today", updateId: 806, date: TimeProvider.System.GetUtcNow().AddMinutes(-9)));

        await app.PublishesAsync<SendMessage>(m => m.Template == "today_empty", "the answer to what was ordered in time");
        Assert.Single(app.Published<SendMessage>());
    }

    [Fact]
    public async Task A_stranger_is_answered_a_few_times_a_minute_and_leaves_nothing_behind_after_that()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 12, 1, 12, 0, 0, TimeSpan.Zero));
        await using var app = await ProcessorApp.StartAtAsync(clock);
        for (var text = 0; text < 60; text++)
        {
            await app.BringAsync(Telegram.Text("/start AAAA", updateId: 7000 + text, user: 99, chat: "99"));
        }

        await app.BringAsync(Telegram.Text("/help", user: 7));
        await app.PublishesAsync<SendMessage>(m => m.Template == "command_help", "the answer to staff");
        var answers = app.Published<SendMessage>().Where(m => m.ChatId == "99").DistinctBy(m => m.MessageId).ToList();
        Assert.Equal(5, answers.Count);
        Assert.All(answers, answer => Assert.Equal(TimeSpan.FromMinutes(1), answer.ExpiresAt - answer.CreatedAt));
        Assert.All(answers, answer => Assert.Equal((true, true), (answer.Transient, answer.FailureHandled)));
        Assert.All(app.Published<SendMessage>().Where(m => m.Template == "command_help"), answer => Assert.Equal((null, false), (answer.Transient, answer.FailureHandled)));
        var seen = app.Services.GetRequiredService<ISeenUpdates>();
        Assert.False(await seen.ContainsAsync(7059));
        Assert.Equal(5, await Task.WhenAll(Enumerable.Range(7000, 60).Select(id => seen.ContainsAsync(id))).ContinueWith(all => all.Result.Count(known => known), TaskScheduler.Default));

        clock.Advance(TimeSpan.FromSeconds(12));
        await app.BringAsync(Telegram.Text("/start", user: 99, chat: "99"));
        await app.PublishesAsync<SendMessage>(m => m is { ChatId: "99", Template: "customer_welcome" }, "the answer after a while");
        clock.Advance(TimeSpan.FromMinutes(60));
        Assert.False(await seen.ContainsAsync(7000));
    }

    [Fact]
    public async Task A_stranger_in_a_private_chat_is_welcomed_and_learns_nothing_of_the_studio()
    {
        await using var app = await ProcessorApp.StartAsync();

        await app.BringAsync(Telegram.Text("/start", user: 99, chat: "99"));
        await app.BringAsync(Telegram.Text("/status", user: 99, chat: "99"));

        await app.PublishesAsync<SendMessage>(m => m is { Template: "customer_welcome", ChatId: "99" }, "the welcome");
        await app.PublishesAsync<SendMessage>(m => m is { Template: "command_not_allowed", ChatId: "99" }, "the refusal");
    }
}
