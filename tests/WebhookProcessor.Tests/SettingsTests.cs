using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Staff;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using PhStudio.Messaging.WebhookProcessor.Tests.App;

namespace PhStudio.Messaging.WebhookProcessor.Tests;

/// <summary>Each setting reaches its own option.</summary>
public sealed class SettingsTests
{
    private const string Previous = "the-signing-key-of-before-the-change";

    [Fact]
    public async Task After_a_change_of_the_key_buttons_and_links_of_before_are_still_believed()
    {
        await using var app = await ProcessorApp.StartAsync(settings: [("CALLBACK_SIGNING_KEY_PREVIOUS", Previous)]);
        var (button, booking, now) = (new Button(ButtonAction.Confirm, Guid.NewGuid(), 1, 0), Guid.NewGuid(), TimeProvider.System.GetUtcNow());

        Assert.Equal(
            (new ButtonReading(ButtonVerdict.Valid, button), booking),
            (app.Services.GetRequiredService<ButtonSigner>().Read(new ButtonSigner(Previous).Write(button, "-1001"), ["-1001"], []), app.Services.GetRequiredService<LinkToken>().Read(new LinkToken(Previous).Write(booking, now.AddDays(1)), now)?.Booking));
    }

    [Theory]
    [InlineData("1:viewer,4503599627370495:manager", true)]
    [InlineData("0:manager", false)]
    [InlineData("4503599627370496:manager", false)] // Larger than any number of a person (docs/telegram.md 35).
    [InlineData("9007199254740993:manager", false)]
    [InlineData("-5:manager", false)]
    [InlineData("7:manager,7:viewer", false)]
    public void Roles_are_of_numbers_that_a_person_can_have(string setting, bool isTaken) => Assert.Equal(isTaken, StaffRoles.Parse(setting) is not null);

    [Fact]
    public async Task Quiet_hours_and_the_life_of_a_link_are_those_that_are_set()
    {
        await using var app = await ProcessorApp.StartAsync(settings: [("QUIET_HOURS", "21:30-08:15"), ("QUIET_ASK", "false"), ("CLIENT_LINK_LIFE", "7200")]);
        await using var other = await ProcessorApp.StartAsync();

        var deadlines = app.Services.GetRequiredService<DeadlineOptions>();
        Assert.Equal((new QuietHours(new TimeOnly(21, 30), new TimeOnly(8, 15)), false, TimeSpan.FromHours(2)), (deadlines.QuietHours, deadlines.QuietAsk, app.Services.GetRequiredService<CustomerLinkOptions>().Life));
        Assert.Equal((null, true), (other.Services.GetRequiredService<DeadlineOptions>().QuietHours, other.Services.GetRequiredService<DeadlineOptions>().QuietAsk));
    }
}
