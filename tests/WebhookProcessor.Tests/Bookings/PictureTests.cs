using PhStudio.Messaging.Contracts;
using static PhStudio.Messaging.WebhookProcessor.Tests.Bookings.BookingHarness;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

/// <summary>The customer's pictures.</summary>
public sealed class PictureTests
{
    private static readonly string[] Urls = ["https://studio.example/1.jpg", "https://studio.example/2.jpg"];

    [Fact]
    public async Task They_are_an_album_in_reply_to_the_card_once_and_the_card_stays_one_text()
    {
        await using var harness = await StartAsync();

        await harness.HappensAsync(Created("PH-1") with { PhotoUrls = Urls });
        await harness.HappensAsync(Created("PH-1") with { PhotoUrls = Urls });

        var orders = harness.Published<SendMessage>();
        Assert.Equal(2, orders.Count);
        var card = Assert.Single(orders, order => order.Template == "booking_notification");
        Assert.Null(card.Photos);
        var album = Assert.Single(orders, order => order.Photos is not null);
        Assert.Equal((card.ChatId, card.MessageId, true, "PH-1"), (album.ChatId, album.After, album.RepliesToAfter, album.BookingId));
        Assert.Equal(Urls, album.Photos!);
        Assert.Equal((null, null, null), (album.Text, album.Template, album.ReplyMarkup));
        Assert.Single(harness.Booking("PH-1").Copies);
    }

    [Fact]
    public async Task Another_list_of_pictures_is_another_booking()
    {
        await using var harness = await StartAsync();

        await harness.HappensAsync(Created("PH-1") with { PhotoUrls = Urls });
        await harness.HappensAsync(Created("PH-1") with { PhotoUrls = [Urls[1]] });

        Assert.Equal(["photo_urls"], Assert.Single(harness.Published<BookingConflict>()).Differs);
    }
}
