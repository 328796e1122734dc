using System.Text;
using PhStudio.Messaging.TelegramEmulator.Hosting;
using PhStudio.Messaging.TelegramEmulator.Tests.Support;
using static PhStudio.Messaging.TelegramEmulator.Tests.Support.RunningEmulator;

namespace PhStudio.Messaging.TelegramEmulator.Tests.BotApi;

public sealed class DocumentTests
{
    private const string Outside = "https://papers.example/files/contract.pdf";

    [Fact]
    public async Task An_uploaded_document_has_its_name_a_caption_and_a_file_that_can_be_fetched()
    {
        await using var emulator = await StartAsync();

        var sent = await UploadAsync(emulator, "prices.txt", "1000");
        var document = sent.Result.GetProperty("document");
        var file = await emulator.BotAsync("getFile", new { file_id = document.GetProperty("file_id").GetString() });
        var fetched = await emulator.Http.GetStringAsync($"/file/bot{EmulatorOptions.DemoToken}/{file.Result.GetProperty("file_path").GetString()}", TestContext.Current.CancellationToken);

        Assert.Equal(("prices.txt", "text/plain", 4), (document.GetProperty("file_name").GetString(), document.GetProperty("mime_type").GetString(), document.GetProperty("file_size").GetInt32()));
        Assert.Equal("Prices", sent.Result.GetProperty("caption").GetString());
        Assert.Equal("1000", fetched);
    }

    [Fact]
    public async Task A_document_is_sent_again_by_its_id_copied_and_changed()
    {
        await using var emulator = await StartAsync();
        var id = (await UploadAsync(emulator, "prices.txt", "1000")).Result.GetProperty("document").GetProperty("file_id").GetString();

        var again = await emulator.BotAsync("sendDocument", new { chat_id = Maria, document = id });
        var copy = await emulator.BotAsync("forwardMessage", new { chat_id = Staff, from_chat_id = Maria, message_id = again.Result.GetProperty("message_id").GetInt32() });
        var edited = await emulator.BotAsync("editMessageMedia", new { chat_id = Staff, message_id = 1, media = new { type = "document", media = Outside, caption = "New" } });
        var captioned = await emulator.BotAsync("editMessageCaption", new { chat_id = Staff, message_id = 1, caption = "Newer" });
        var asPhoto = await emulator.BotAsync("sendPhoto", new { chat_id = Staff, photo = id });

        Assert.Equal(id, again.Result.GetProperty("document").GetProperty("file_id").GetString());
        Assert.Equal(id, copy.Result.GetProperty("document").GetProperty("file_id").GetString());
        Assert.Equal(("contract.pdf", "New"), (edited.Result.GetProperty("document").GetProperty("file_name").GetString(), edited.Result.GetProperty("caption").GetString()));
        Assert.Equal("Newer", captioned.Result.GetProperty("caption").GetString());
        Assert.Equal("Bad Request: can't use file of type Document as Photo", asPhoto.Description);
    }

    [Fact]
    public async Task An_album_holds_documents_or_photos_and_not_both()
    {
        await using var emulator = await StartAsync();

        var documents = await emulator.BotAsync("sendMediaGroup", new { chat_id = Staff, media = new[] { new { type = "document", media = Outside }, new { type = "document", media = Outside } } });
        var mixed = await emulator.BotAsync("sendMediaGroup", new { chat_id = Staff, media = new[] { new { type = "document", media = Outside }, new { type = "photo", media = Outside } } });
        var videos = await emulator.BotAsync("sendMediaGroup", new { chat_id = Staff, media = new[] { new { type = "video", media = Outside }, new { type = "photo", media = Outside } } });

        Assert.Equal(2, documents.Result.GetArrayLength());
        Assert.Equal("Bad Request: document can't be mixed with other media types", mixed.Description);
        Assert.Equal("Bad Request: not enough rights to send videos to the chat", videos.Description);
    }

    [Fact]
    public async Task A_file_takes_the_place_of_a_text()
    {
        await using var emulator = await StartAsync();
        var id = await emulator.SendAsync(Staff, "to come");

        var edited = await emulator.BotAsync("editMessageMedia", new { chat_id = Staff, message_id = id, media = new { type = "document", media = Outside } });

        Assert.True(edited.Ok, edited.Description);
        Assert.False(edited.Result.TryGetProperty("text", out _));
        Assert.Equal("application/pdf", edited.Result.GetProperty("document").GetProperty("mime_type").GetString());
    }

    private static async Task<BotAnswer> UploadAsync(RunningEmulator emulator, string name, string content)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(Staff.ToString(System.Globalization.CultureInfo.InvariantCulture)), "chat_id" },
            { new StringContent("Prices"), "caption" },
            { new ByteArrayContent(Encoding.UTF8.GetBytes(content)), "document", name },
        };
        using var response = await emulator.Http.PostAsync($"/bot{EmulatorOptions.DemoToken}/sendDocument", form, TestContext.Current.CancellationToken);
        return await BotAnswer.ReadAsync(response);
    }
}
