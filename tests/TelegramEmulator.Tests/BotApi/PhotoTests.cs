using System.Net;
using System.Text.Json;
using PhStudio.Messaging.TelegramEmulator.Hosting;
using PhStudio.Messaging.TelegramEmulator.Tests.Support;
using static PhStudio.Messaging.TelegramEmulator.Tests.Support.RunningEmulator;

namespace PhStudio.Messaging.TelegramEmulator.Tests.BotApi;

public class PhotoTests
{
    private const string Outside = "https://pictures.example/one.jpg";

    [Fact]
    public async Task An_uploaded_photo_has_sizes_a_caption_and_a_file_that_can_be_fetched()
    {
        await using var emulator = await StartAsync();
        var png = TestPicture.Png(120, 80);

        var sent = await UploadAsync(emulator, "sendPhoto", new() { ["chat_id"] = $"{Staff}", ["caption"] = "<b>Light</b> from the left", ["parse_mode"] = "HTML" }, ("photo", png));
        var photo = sent.Result.GetProperty("photo")[0];
        var file = await emulator.BotAsync("getFile", new { file_id = photo.GetProperty("file_id").GetString() });
        var fetched = await emulator.Http.GetByteArrayAsync($"/file/bot{EmulatorOptions.DemoToken}/{file.Result.GetProperty("file_path").GetString()}");
        using var stranger = await emulator.Http.GetAsync($"/file/bot1:other/{file.Result.GetProperty("file_path").GetString()}");

        Assert.Equal((120, 80), (photo.GetProperty("width").GetInt32(), photo.GetProperty("height").GetInt32()));
        Assert.Equal("Light from the left", sent.Result.GetProperty("caption").GetString());
        Assert.Equal(("bold", 5), (sent.Result.GetProperty("caption_entities")[0].GetProperty("type").GetString(), sent.Result.GetProperty("caption_entities")[0].GetProperty("length").GetInt32()));
        Assert.False(sent.Result.TryGetProperty("text", out _));
        Assert.Equal(png, fetched);
        Assert.Equal(HttpStatusCode.NotFound, stranger.StatusCode);
    }

    [Fact]
    public async Task A_file_id_sends_the_same_photo_again_and_a_wrong_one_is_refused()
    {
        await using var emulator = await StartAsync();
        var first = await UploadAsync(emulator, "sendPhoto", new() { ["chat_id"] = $"{Staff}" }, ("photo", TestPicture.Png()));
        var id = first.Result.GetProperty("photo")[0].GetProperty("file_id").GetString();

        var again = await emulator.BotAsync("sendPhoto", new { chat_id = Maria, photo = id });
        var wrong = await emulator.BotAsync("sendPhoto", new { chat_id = Maria, photo = "AgACAgIAAxAQAD0123456789ABCDEFAE" });

        Assert.Equal(id, again.Result.GetProperty("photo")[0].GetProperty("file_id").GetString());
        Assert.Equal((400, "Bad Request: wrong file identifier/HTTP URL specified"), (wrong.Status, wrong.Description));
    }

    [Fact]
    public async Task An_address_on_this_machine_is_fetched_and_one_elsewhere_is_not()
    {
        await using var emulator = await StartAsync();
        await using var pictures = await PictureServer.StartAsync();

        var near = await emulator.BotAsync("sendPhoto", new { chat_id = Staff, photo = $"{pictures.Url}/picture.png" });
        var missing = await emulator.BotAsync("sendPhoto", new { chat_id = Staff, photo = $"{pictures.Url}/nothing.png" });
        var page = await emulator.BotAsync("sendPhoto", new { chat_id = Staff, photo = $"{pictures.Url}/page" });
        var outside = await emulator.BotAsync("sendPhoto", new { chat_id = Staff, photo = Outside });
        var unique = outside.Result.GetProperty("photo")[0].GetProperty("file_unique_id").GetString();

        Assert.Equal(300, near.Result.GetProperty("photo")[0].GetProperty("width").GetInt32());
        Assert.Equal("Bad Request: failed to get HTTP URL content", missing.Description);
        Assert.Equal("Bad Request: wrong type of the web page content", page.Description);
        Assert.True(outside.Ok, outside.Description);
        Assert.Contains(Outside, await emulator.Http.GetStringAsync($"/emulator/photos/{unique}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_album_is_one_message_for_each_photo_with_one_group()
    {
        await using var emulator = await StartAsync();

        var sent = await UploadAsync(
            emulator,
            "sendMediaGroup",
            new() { ["chat_id"] = $"{Staff}", ["media"] = """[{"type":"photo","media":"attach://one","caption":"first"},{"type":"photo","media":"attach://two"}]""" },
            ("one", TestPicture.Png(colour: 1)),
            ("two", TestPicture.Png(colour: 2)));
        var single = await emulator.BotAsync("sendMediaGroup", new { chat_id = Staff, media = new[] { new { type = "photo", media = Outside } } });

        Assert.Equal([1, 2], sent.Result.EnumerateArray().Select(message => message.GetProperty("message_id").GetInt32()));
        Assert.Single(sent.Result.EnumerateArray().Select(message => message.GetProperty("media_group_id").GetString()).Distinct());
        Assert.Equal("first", sent.Result[0].GetProperty("caption").GetString());
        Assert.False(sent.Result[1].TryGetProperty("caption", out _));
        Assert.False(single.Result[0].TryGetProperty("media_group_id", out _));
    }

    public static TheoryData<string, object, string> Refused => new()
    {
        { "sendPhoto", new { chat_id = Staff }, "there is no photo in the request" },
        { "sendPhoto", new { chat_id = Staff, photo = Outside, caption = new string('x', 1025) }, "message caption is too long" },
        { "sendPhoto", new { chat_id = 5, photo = Outside }, "chat not found" },
        { "sendMediaGroup", new { chat_id = Staff }, "parameter \"media\" is required" },
        { "sendMediaGroup", new { chat_id = Staff, media = Array.Empty<object>() }, "there are no messages to send" },
        { "sendMediaGroup", new { chat_id = Staff, media = Enumerable.Repeat(new { type = "photo", media = Outside }, 11) }, "too many messages to send as an album" },
        { "sendMediaGroup", new { chat_id = Staff, media = new[] { new { type = "photo" } } }, "can't parse InputMedia: media not found" },
        { "sendMediaGroup", new { chat_id = Staff, media = new[] { Outside, "AgACAgIAAxAQAD0123456789ABCDEFAE" }.Select(media => new { type = "photo", media }) }, "failed to send message #2 with the error message \"Wrong file identifier/HTTP URL specified\"" },
        { "sendMediaGroup", new { chat_id = Staff, media = new[] { Outside, "nothing" }.Select(media => new { type = "photo", media }) }, "wrong remote file identifier specified: can't unserialize it. Wrong last symbol" },
        { "sendPhoto", new { chat_id = Staff, photo = "no id" }, "wrong remote file identifier specified: Wrong character in the string" },
        { "sendPhoto", new { chat_id = Staff, photo = "ftp://a.com/b" }, "invalid file HTTP URL specified: Unsupported URL protocol" },
        { "sendPhoto", new { chat_id = 5, photo = "nothing" }, "chat not found" },
        { "getFile", new { file_id = "nothing" }, "invalid file_id" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_call_is_refused_in_Telegrams_words_and_sends_nothing(string method, object parameters, string why)
    {
        await using var emulator = await StartAsync();

        var answer = await emulator.BotAsync(method, JsonSerializer.SerializeToElement(parameters));

        Assert.Equal((400, $"Bad Request: {why}"), (answer.Status, answer.Description));
        Assert.Empty((await emulator.ReadAsync($"chats/{Staff}/messages")).EnumerateArray());
    }

    [Theory]
    [InlineData(10_000, 1, "PHOTO_INVALID_DIMENSIONS")]
    [InlineData(210, 10, "PHOTO_INVALID_DIMENSIONS")]
    [InlineData(0, 0, "IMAGE_PROCESS_FAILED")]
    public async Task A_file_that_is_no_photo_is_refused(int width, int height, string why)
    {
        await using var emulator = await StartAsync();

        var answer = await UploadAsync(emulator, "sendPhoto", new() { ["chat_id"] = $"{Staff}" }, ("photo", width == 0 ? "%PDF-1.7"u8.ToArray() : TestPicture.Png(width, height)));

        Assert.Equal((400, $"Bad Request: {why}"), (answer.Status, answer.Description));
    }

    [Fact]
    public async Task A_caption_and_a_photo_can_be_changed_and_a_text_is_no_caption()
    {
        await using var emulator = await StartAsync();
        var keyboard = Keyboard(("Go", "go"));
        var photo = (await emulator.BotAsync("sendPhoto", new { chat_id = Staff, photo = Outside, caption = "before", reply_markup = keyboard })).Result.GetProperty("message_id").GetInt32();
        var text = await emulator.SendAsync(Staff, "a text");

        var caption = await emulator.BotAsync("editMessageCaption", new { chat_id = Staff, message_id = photo, caption = "<i>after</i>", parse_mode = "HTML", reply_markup = keyboard });
        var same = await emulator.BotAsync("editMessageCaption", new { chat_id = Staff, message_id = photo, caption = "<i>after</i>", parse_mode = "HTML", reply_markup = keyboard });
        var markup = await emulator.BotAsync("editMessageReplyMarkup", new { chat_id = Staff, message_id = photo });
        var other = await emulator.BotAsync("editMessageMedia", new { chat_id = Staff, message_id = photo, media = new { type = "photo", media = $"{Outside}?other", caption = "new" } });
        var noCaption = await emulator.BotAsync("editMessageCaption", new { chat_id = Staff, message_id = text, caption = "x" });
        var noText = await emulator.BotAsync("editMessageText", new { chat_id = Staff, message_id = photo, text = "x" });

        Assert.Equal(("after", "italic"), (caption.Result.GetProperty("caption").GetString(), caption.Result.GetProperty("caption_entities")[0].GetProperty("type").GetString()));
        Assert.StartsWith("Bad Request: message is not modified", same.Description, StringComparison.Ordinal);
        Assert.False(markup.Result.TryGetProperty("reply_markup", out _));
        Assert.Equal("new", other.Result.GetProperty("caption").GetString());
        Assert.NotEqual(caption.Result.GetProperty("photo")[0].GetProperty("file_id").GetString(), other.Result.GetProperty("photo")[0].GetProperty("file_id").GetString());
        Assert.Equal("Bad Request: there is no caption in the message to edit", noCaption.Description);
        Assert.Equal("Bad Request: there is no text in the message to edit", noText.Description);
    }

    private static async Task<BotAnswer> UploadAsync(RunningEmulator emulator, string method, Dictionary<string, string> fields, params (string Name, byte[] Content)[] files)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
        {
            form.Add(new StringContent(value), name);
        }

        foreach (var (name, content) in files)
        {
            form.Add(new ByteArrayContent(content), name, $"{name}.png");
        }

        return await BotAnswer.ReadAsync(await emulator.Http.PostAsync($"/bot{EmulatorOptions.DemoToken}/{method}", form, TestContext.Current.CancellationToken));
    }
}
