using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.WebhookProcessor.Bookings.Index;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using static PhStudio.Messaging.WebhookProcessor.Tests.Bookings.BookingHarness;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Presses;

/// <summary>What one person alone was to be shown goes to the group within the 15 seconds of a press, where the Sender takes the order and never answers (docs/telegram.md 33, 39).</summary>
public sealed class SilentSenderTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(8);
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private readonly OneReaders _readers = new() { IsSilent = true };

    [Theory]
    [InlineData("/help", "command_help")]
    [InlineData("/today", "today_empty")]
    [InlineData("/pending", "pending_empty")]
    [InlineData("/week", "command_not_allowed")]
    public async Task An_answer_goes_to_all(string command, string template)
    {
        await using var app = await OneReaders.StartAtAsync(_clock, _readers);

        await app.BringAsync(Telegram.Text(command, user: 7));
        await _readers.NextAsync("the order for one");
        Assert.Empty(app.Published<SendMessage>());
        _clock.Advance(Timeout);

        var toAll = await app.PublishesAsync<SendMessage>(m => m.Template == template, "the answer to all");
        Assert.InRange(_clock.GetUtcNow() - toAll.CreatedAt, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        Assert.Single(app.Published<SendMessage>());
    }

    [Fact]
    public async Task The_open_bookings_are_cards_for_all()
    {
        await using var app = await OneReaders.StartAtAsync(_clock, _readers);
        await BookAsync(app);

        await app.BringAsync(Telegram.Text("/pending", user: 7));
        await _readers.NextAsync("the list for one");
        _clock.Advance(Timeout);

        await app.PublishesAsync<SendMessage>(m => m.Template == "pending_head", "the head");
        await app.PublishesAsync<SendMessage>(m => m.Template == "pending_item", "the card");
    }

    [Fact]
    public async Task What_waited_before_it_was_worked_on_is_not_waited_for_as_long_again()
    {
        await using var app = await OneReaders.StartAtAsync(_clock, _readers);
        // The bus dates what it carries by the system's clock.
        _clock.Advance(Timeout + TimeSpan.FromSeconds(1));

        await app.BringAsync(Telegram.Text("/help", user: 7));

        await app.PublishesAsync<SendMessage>(m => m.Template == "command_help", "the answer to all");
        Assert.Empty(_readers.Shown);
    }

    private static async Task BookAsync(ProcessorApp app)
    {
        await app.BookAsync(Created("PH-1"));
        await Eventually.TrueAsync("the booking to be listed", async () => (await app.Services.GetRequiredService<IBookingLists>().OpenAsync()).Count == 1);
    }
}
