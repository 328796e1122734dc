using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Content;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.ServiceDefaults.Uploads;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>Photos that were uploaded to the Gateway: sent by their content once, and then by Telegram's own id.</summary>
public sealed class UploadedPhotoTests
{
    private static readonly byte[] Png = TestPicture.Png(160, 90);
    private static readonly string Hash = Convert.ToHexStringLower(SHA256.HashData(Png));

    [Fact]
    public async Task An_uploaded_photo_is_sent_and_again_without_its_content()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await sender.Services.GetRequiredService<IUploadStore>().KeepAsync(Hash, Png, TimeProvider.System.GetUtcNow().AddHours(1));
        var sources = sender.Services.GetRequiredService<PhotoSources>();

        var before = await sources.OfAsync([PhotoForm.Upload + Hash]);
        await SendAsync(sender, "first");
        var after = await sources.OfAsync([PhotoForm.Upload + Hash]);
        await SendAsync(sender, "second");

        Assert.Equal(["attach://photo0"], before!.Value.Media);
        Assert.Equal(Png, Assert.Single(before.Value.Files).Content);
        var photos = (await telegram.MessagesAsync(Emulator.Staff)).Select(message => message.GetProperty("photo")[0]).ToList();
        Assert.Equal([160, 160], photos.Select(photo => photo.GetProperty("width").GetInt32()));
        Assert.Equal([photos[0].GetProperty("file_id").GetString()!], after!.Value.Media);
        Assert.Empty(after.Value.Files);
    }

    [Fact]
    public async Task An_album_of_a_file_and_an_address_has_both()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await sender.Services.GetRequiredService<IUploadStore>().KeepAsync(Hash, Png, TimeProvider.System.GetUtcNow().AddHours(1));

        await SendAsync(sender, "<b>both</b>", PhotoForm.Upload + Hash, "https://pictures.example/two.jpg");

        var album = await telegram.MessagesAsync(Emulator.Staff);
        Assert.Equal([160, 800], album.Select(message => message.GetProperty("photo")[0].GetProperty("width").GetInt32()));
        Assert.Equal(["both", ""], album.Select(message => message.GetProperty("text").GetString()));
    }

    [Fact]
    public async Task An_id_that_Telegram_does_not_take_any_more_is_replaced_by_the_content()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await sender.Services.GetRequiredService<IUploadStore>().KeepAsync(Hash, Png, TimeProvider.System.GetUtcNow().AddHours(1));
        await sender.Services.GetRequiredService<IPhotoFiles>().RememberAsync(Hash, "AgACAgIAAxOfAnotherBot");

        var sent = await SendAsync(sender, "text");

        Assert.Equal((null, 2), (sent.Remark, sent.Attempts));
        Assert.Equal(160, Assert.Single(await telegram.MessagesAsync(Emulator.Staff)).GetProperty("photo")[0].GetProperty("width").GetInt32());
    }

    [Fact]
    public async Task A_file_that_is_not_kept_any_more_does_not_cost_the_message()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);

        var sent = await SendAsync(sender, "text");

        Assert.Equal(("without_photos", "an uploaded photo is not kept any more"), (sent.Remark, sent.Detail));
        Assert.Equal(["text\n\n🖼 ✗"], await telegram.TextsAsync(Emulator.Staff));
    }

    private static async Task<MessageSent> SendAsync(SenderApp sender, string text, params string[] photos) => await sender.Told.SentAsync(
        await sender.SendAsync(Emulator.Staff, text, change: message => message with { Photos = photos.Length > 0 ? photos : [PhotoForm.Upload + Hash] }));
}
