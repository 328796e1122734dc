using System.IO.Compression;
using System.Net;
using System.Text;
using PhStudio.Messaging.TelegramEmulator.Hosting;
using PhStudio.Messaging.TelegramEmulator.Tests.Support;
using static PhStudio.Messaging.TelegramEmulator.Tests.Support.RunningEmulator;

namespace PhStudio.Messaging.TelegramEmulator.Tests.BotApi;

/// <summary>Bodies, types and methods of HTTP as the server's HttpReader.cpp and JsonBuilder.cpp take them.</summary>
public sealed class TransportTests
{
    private const string Form = "application/x-www-form-urlencoded";
    private const string Json = "application/json";
    private const string Multipart = "multipart/form-data; boundary=XX";
    private const string Chat = "-1001000000001";
    private const string Path = $"/bot{EmulatorOptions.DemoToken}/sendMessage";

    [Theory]
    [InlineData(Form, $"chat_id={Chat}&text=a+b%20c%2B%zz%", "a b c+%zz%")]
    [InlineData(Form, $"chat_id={Chat}&&text=a=b&text=c", "a=b")]
    [InlineData(Form, $"chat_id={Chat}&text=a%00b", "a b")]
    [InlineData(Json, $$"""{"chat_id":{{Chat}},"text":"a\qb"}""", "aqb")]
    [InlineData(Json, $"{{\"chat_id\":{Chat},\"text\":\"a\tb\nc\"}}", "a b\nc")]
    [InlineData(Json, $$"""{"chat_id":{{Chat}},"text":"a","text":"b",} and more""", "a")]
    [InlineData(Json, $$$"""{"chat_id":{{{Chat}}},"text":"a","reply_markup":{"force_reply":true,}}""", "a")]
    [InlineData(Json, $$"""{"chat_id":{{Chat}},"text":5.0e1}""", "5.0e1")]
    [InlineData(Multipart, $"--XX\r\nContent-Disposition: form-data; name=chat_id\r\n\r\n{Chat}\r\n--XX\r\nContent-Disposition: form-data; name=\"te\\xt\"\r\nContent-Type: text/plain\r\n\r\nm\r\n--XX--\r\n", "m")]
    public async Task A_text_is_read_from_any_body(string type, string body, string text)
    {
        await using var emulator = await StartAsync();

        var answer = await PostAsync(emulator, type, Encoding.UTF8.GetBytes(body));

        Assert.True(answer.Ok, answer.Description);
        Assert.Equal(text, answer.Result.GetProperty("text").GetString());
    }

    [Theory]
    [InlineData(Form, $"chat_id={Chat}&text=a%ff", "Bad Request: strings must be encoded in UTF-8")]
    [InlineData(Json, $$"""{"chat_id":{{Chat}},"text":tru}""", "Bad Request: message text is empty")]
    [InlineData("text/plain", $$"""{"chat_id":{{Chat}},"text":"a"}""", "Bad Request: message text is empty")]
    [InlineData("multipart/form-data", "--XX--", "Bad Request: boundary not found")]
    [InlineData("multipart/form-data; boundary=", "--XX--", "Bad Request: boundary too big or empty")]
    [InlineData(Multipart, "--XX\r\nContent-Disposition: attachment; name=\"text\"\r\n\r\nm\r\n--XX--\r\n", "Bad Request: expected form-data content disposition")]
    [InlineData(Multipart, "--XX\r\nX: y\r\n\r\nm\r\n--XX--\r\n", "Bad Request: field name in multipart/form-data not found")]
    [InlineData(Multipart, "--XX\r\nContent-Disposition: form-data; name=\"te\r\n\r\nm\r\n--XX--\r\n", "Bad Request: unclosed quoted string in Content-Disposition header")]
    [InlineData(Multipart, "--XX\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nm", "Bad Request: unexpected end of request content")]
    public async Task What_cannot_be_read_is_refused_in_the_servers_words(string type, string body, string description)
    {
        await using var emulator = await StartAsync();

        Assert.Equal(description, (await PostAsync(emulator, type, Encoding.UTF8.GetBytes(body))).Description);
    }

    [Theory]
    [InlineData(Form)]
    [InlineData(Json)]
    [InlineData(Multipart)]
    public async Task More_than_a_mebibyte_of_parameters_is_413(string type)
    {
        await using var emulator = await StartAsync();
        var text = new string('a', 1 << 20);
        var body = type == Multipart ? $"--XX\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n{text}\r\n--XX--\r\n" : type == Form ? $"text={text}" : $"{{\"text\":\"{text}\"}}";

        Assert.Equal((413, "Request Entity Too Large: too many parameters"), ((await PostAsync(emulator, type, Encoding.UTF8.GetBytes(body))) is var answer ? (answer.Status, answer.Description) : default));
    }

    [Theory]
    [InlineData("gzip", 200)]
    [InlineData("deflate", 200)]
    [InlineData("br", 415)]
    public async Task A_compressed_body_is_read(string encoding, int status)
    {
        await using var emulator = await StartAsync();
        using var packed = new MemoryStream();
        await using (Stream packer = encoding == "gzip" ? new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true) : new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await packer.WriteAsync(Encoding.UTF8.GetBytes($"chat_id={Chat}&text=packed"), TestContext.Current.CancellationToken);
        }

        Assert.Equal(status, (await PostAsync(emulator, Form, packed.ToArray(), encoding)).Status);
    }

    [Fact]
    public async Task A_text_of_the_greatest_length_fits_into_a_query_string()
    {
        await using var emulator = await StartAsync();

        using var response = await emulator.Http.GetAsync($"{Path}?chat_id={Chat}&text={Uri.EscapeDataString(new string('я', 4096))}", TestContext.Current.CancellationToken);

        Assert.True((await BotAnswer.ReadAsync(response)).Ok);
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task Only_GET_and_POST_are_implemented(string method)
    {
        await using var emulator = await StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/bot{EmulatorOptions.DemoToken}/getMe");

        using var response = await emulator.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotImplemented, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("", "method=GETme")]
    [InlineData("?method=getMe", "")]
    public async Task The_method_may_be_a_parameter(string query, string body)
    {
        await using var emulator = await StartAsync();
        using var content = new StringContent(body, Encoding.UTF8, Form);

        using var response = await emulator.Http.PostAsync($"/bot{EmulatorOptions.DemoToken}/{query}", content, TestContext.Current.CancellationToken);

        Assert.True((await BotAnswer.ReadAsync(response)).Ok);
    }

    [Fact]
    public async Task Who_is_logged_out_is_told_so_before_the_method_is_looked_up()
    {
        await using var emulator = await StartAsync();
        await emulator.BotAsync("logOut");

        Assert.Equal("Logged out", (await emulator.BotAsync("getNothing")).Description);
    }

    private static async Task<BotAnswer> PostAsync(RunningEmulator emulator, string type, byte[] body, string? encoding = null)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        using var response = await emulator.Http.PostAsync(Path, content, TestContext.Current.CancellationToken);
        return await BotAnswer.ReadAsync(response);
    }
}
