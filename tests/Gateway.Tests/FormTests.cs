using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>The fields of multipart/form-data: what was sent, and nothing else, reaches a chat.</summary>
public sealed class FormTests
{
    public static TheoryData<string, string, int, string> Refused => new()
    {
        { "/send", "text: a, text: b", 400, "text is given twice" },
        { "/send", "chatId: 1, chat_id: 1", 400, "chat_id is given twice" },
        { "/send", "text: Zo\u00EB in Latin-1", 400, "text must be UTF-8" },
        { "/send", "text: half in markup", 400, "reply_markup must not hold half a surrogate pair" },
        { "/send", "text: twice in markup", 400, "reply_markup must not give a member twice" },
        { "/send", "text: deep markup", 400, "reply_markup must be nested at most 32 levels deep" },
        { "/send", "text: in base64", 415, "Send every field of the form as it is, without a Content-Transfer-Encoding." },
        { "/send", "text: named charset", 415, "Send every field of the form in UTF-8." },
        { "/send", "text: compressed", 415, "Send the body as it is, without a Content-Encoding." },
        { "/send", "text: without a name", 400, "Each part of the form needs a name." },
        { "/bookings", "booking: Zo\u00EB in Latin-1", 400, "booking must be UTF-8" },
        { "/bookings", "booking: a, booking: b", 422, "booking must be given once." },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_would_be_changed_on_its_way_is_refused(string path, string fields, int status, string sentence)
    {
        await using var gateway = await GatewayApp.StartAsync();
        using var form = path == "/send" && !fields.StartsWith("chatId", StringComparison.Ordinal) ? Form(("chat_id", "1"u8.ToArray())) : new MultipartFormDataContent("x");
        Fill(form, fields);

        var (got, body) = await PostAsync(gateway, path, form);

        Assert.Equal((status, sentence), (got, body.GetProperty("detail").GetString()));
        Assert.Empty(gateway.Others.Got);
    }

    [Fact]
    public async Task A_mark_before_a_field_and_an_empty_field_are_passed_over()
    {
        await using var gateway = await GatewayApp.StartAsync();
        using var form = Form(("chatId", [0xEF, 0xBB, 0xBF, (byte)'7']), ("text", "\uFEFFЗоя"u8.ToArray()), ("reply_markup", " "u8.ToArray()), ("link_preview_options", """{"is_disabled":true}"""u8.ToArray()));

        var (status, body) = await PostAsync(gateway, "/send", form);

        Assert.True(status == 202, body.GetRawText());
        var order = Assert.IsType<SendMessage>(await Eventually.GetAsync("the order", () => Task.FromResult(gateway.Others.Got.FirstOrDefault()), got => got is not null));
        Assert.Equal(("7", "Зоя", null), (order.ChatId, order.Text, order.ReplyMarkup));
        Assert.True(order.LinkPreviewOptions!.Value.GetProperty("is_disabled").GetBoolean());
    }

    [Theory]
    [InlineData("/send")]
    [InlineData("/bookings")]
    public async Task A_file_field_that_a_browser_left_empty_is_none(string path)
    {
        await using var gateway = await GatewayApp.StartAsync();
        using var form = path == "/send"
            ? Form(("chat_id", "7"u8.ToArray()), ("text", "a"u8.ToArray()))
            : Form(("booking", """{"id":"7","service":"Portrait","date":"2099-12-24","time_slots":["10:00"],"client_name":"Anna","client_phone":"+79000000000","people_count":1,"total_price":1}"""u8.ToArray()));
        var empty = new ByteArrayContent([]);
        empty.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "photo", FileName = "\"\"" };
        empty.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        form.Add(empty);

        var (status, body) = await PostAsync(gateway, path, form);

        Assert.True(status == 202, body.GetRawText());
    }

    private static void Fill(MultipartFormDataContent form, string fields)
    {
        switch (fields)
        {
            case "text: deep markup":
                Fill(form, "text: a");
                form.Add(new StringContent(string.Concat(Enumerable.Repeat("""{"a":""", 70)) + "1" + new string('}', 70)), "reply_markup");
                break;
            case "text: half in markup":
                Fill(form, "text: a");
                form.Add(new ByteArrayContent("""{"inline_keyboard":[[{"text":"\ud800"}]]}"""u8.ToArray()), "reply_markup");
                break;
            case "text: twice in markup":
                Fill(form, "text: a");
                form.Add(new ByteArrayContent("""{"inline_keyboard":[],"inline_keyboard":[]}"""u8.ToArray()), "reply_markup");
                break;
            case "text: in base64":
                var coded = new ByteArrayContent("aGVsbG8="u8.ToArray());
                coded.Headers.Add("Content-Transfer-Encoding", "base64");
                form.Add(coded, "text");
                break;
            case "text: named charset":
                form.Add(new StringContent("a", Encoding.Latin1), "text");
                break;
            case "text: compressed":
                Fill(form, "text: a");
                form.Headers.ContentEncoding.Add("gzip");
                break;
            case "text: without a name":
                form.Add(new ByteArrayContent("a"u8.ToArray()));
                break;
            default:
                foreach (var field in fields.Split(", "))
                {
                    var (name, value) = (field.Split(": ")[0], field.Split(": ")[1]);
                    form.Add(new ByteArrayContent(Encoding.Latin1.GetBytes(value)), name);
                }

                break;
        }
    }

    private static MultipartFormDataContent Form(params (string Name, byte[] Value)[] fields)
    {
        var form = new MultipartFormDataContent("x");
        foreach (var (name, value) in fields)
        {
            form.Add(new ByteArrayContent(value), name);
        }

        return form;
    }

    private static async Task<(int Status, JsonElement Body)> PostAsync(GatewayApp gateway, string path, MultipartFormDataContent form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = form };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return await gateway.SendAsync(request);
    }
}
