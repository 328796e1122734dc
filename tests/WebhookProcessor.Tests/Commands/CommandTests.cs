using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Commands;
using PhStudio.Messaging.WebhookProcessor.Lists;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

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
        await using var app = await ProcessorApp.Start();

        await app.Bring(Telegram.Text("/help", language: "en"));

        var answer = await app.Publishes<SendMessage>(_ => true, "the answer");
        Assert.Equal((ProcessorApp.StaffChat, "command_help", "en"), (answer.ChatId, answer.Template, answer.Language));
        Assert.Contains("/status — ", answer.Values!["commands"].GetString());
    }

    [Fact]
    public async Task The_same_update_again_is_answered_once()
    {
        await using var app = await ProcessorApp.Start();

        await app.Bring(Telegram.Text("/help", updateId: 12));
        await app.Publishes<SendMessage>(_ => true, "the first answer");
        await app.Bring(Telegram.Text("/help", updateId: 12));
        await app.Bring(Telegram.Text("/nonsense", updateId: 13));
        await app.Publishes<SendMessage>(m => m.Template == "command_unknown", "the answer to the next one");

        Assert.Single(app.Published<SendMessage>().Where(m => m.Template == "command_help").DistinctBy(m => m.MessageId));
    }

    [Fact]
    public async Task Status_says_how_many_decisions_are_open()
    {
        await using var app = await ProcessorApp.Start(bus => bus.AddConsumer<KnownBot>());
        await app.Book(BookingHarness.Created("PH-1"));
        await Eventually.True("the booking in the list of open ones", async () => (await app.Services.GetRequiredService<IBookingLists>().Open()).Count == 1);

        await app.Bring(Telegram.Text("/status@StudioBot"));

        var answer = await app.Publishes<SendMessage>(m => m.Template == "command_status", "the answer");
        Assert.True(answer.Values!["healthy"].GetBoolean());
        Assert.Equal(1, answer.Values!["pending_count"].GetInt32());
    }

    [Fact]
    public async Task Another_bots_command_is_not_ours()
    {
        await using var app = await ProcessorApp.Start(bus => bus.AddConsumer<KnownBot>());

        await app.Bring(Telegram.Text("/help@OtherBot"));
        await app.Bring(Telegram.Text("/help@studiobot"));

        await app.Publishes<SendMessage>(_ => true, "the answer to our own");
        Assert.Single(app.Published<SendMessage>());
    }

    [Fact]
    public async Task A_stranger_in_a_private_chat_is_welcomed_and_learns_nothing_of_the_studio()
    {
        await using var app = await ProcessorApp.Start();

        await app.Bring(Telegram.Text("/start", user: 99, chat: "99"));
        await app.Bring(Telegram.Text("/status", user: 99, chat: "99"));

        await app.Publishes<SendMessage>(m => m is { Template: "customer_welcome", ChatId: "99" }, "the welcome");
        await app.Publishes<SendMessage>(m => m is { Template: "command_not_allowed", ChatId: "99" }, "the refusal");
    }
}
