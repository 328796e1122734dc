using PhStudio.Messaging.TelegramEmulator.Tests.Support;
using static Microsoft.Playwright.Assertions;
using static PhStudio.Messaging.TelegramEmulator.Tests.Support.RunningEmulator;

namespace PhStudio.Messaging.TelegramEmulator.Tests.PageTests;

/// <summary>Photos and albums on the page.</summary>
public class PhotoPageTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task A_photo_an_album_and_a_photo_elsewhere_are_shown_with_what_stands_below_them()
    {
        await using var emulator = await StartAsync();
        await using var pictures = await PictureServer.StartAsync();
        await using var page = await browser.OpenAsync(emulator);
        var near = $"{pictures.Url}/picture.png";

        var photo = await emulator.BotAsync("sendPhoto", new { chat_id = Staff, photo = near, caption = "<b>Window</b> light", parse_mode = "HTML", reply_markup = Keyboard(("Like it", "like")) });
        var album = await emulator.BotAsync("sendMediaGroup", new { chat_id = Staff, media = new[] { near, "https://pictures.example/light.jpg", near }.Select((media, place) => new { type = "photo", media, caption = place == 0 ? "Three ideas" : "" }) });

        var shown = page.Message(Staff, photo.Result.GetProperty("message_id").GetInt32());
        await Expect(shown.Locator("img.photo")).ToHaveJSPropertyAsync("naturalWidth", 300);
        await Expect(shown.Locator(".text strong")).ToHaveTextAsync("Window");
        await Expect(shown.Locator(".key")).ToHaveTextAsync("Like it");
        var members = page.Chat(Staff).Locator(".album article");
        await Expect(members).ToHaveCountAsync(3);
        await Expect(members.First.Locator(".text")).ToContainTextAsync("Three ideas");
        await Expect(members.Nth(1).Locator("img.photo")).ToHaveJSPropertyAsync("naturalWidth", 400);
        await page.PictureAsync("photos");

        // Reloaded, the page shows the same.
        await page.Page.ReloadAsync();
        await Expect(page.Chat(Staff).Locator(".album article img.photo")).ToHaveCountAsync(3);
        await emulator.BotAsync("deleteMessages", new { chat_id = Staff, message_ids = album.Result.EnumerateArray().Select(message => message.GetProperty("message_id").GetInt32()) });
        await Expect(page.Chat(Staff).Locator(".album")).ToHaveCountAsync(0);
    }
}
