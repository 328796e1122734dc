using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Uploads;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>Files with <c>POST /send</c> and <c>POST /bookings</c>, and orders that name them.</summary>
public sealed class UploadTests
{
    private static readonly byte[] One = TestPicture.Png(colour: 1);
    private static readonly byte[] Two = TestPicture.Png(colour: 2);

    [Fact]
    public async Task Files_are_kept_and_the_order_names_them_by_their_content()
    {
        await using var gateway = await GatewayApp.StartAsync();
        var sendAt = TimeProvider.System.GetUtcNow().AddDays(30);

        var (status, body) = await PostAsync(gateway, [One, Two], ("chat_id", "-1001"), ("text", "<b>two</b>"), ("silent", "true"), ("thread_id", "5"), ("send_at", $"{sendAt:O}"), ("reply_markup", """{"inline_keyboard":[]}"""));

        Assert.True(status == 202, body.GetRawText());
        var order = Assert.IsType<SendMessage>(await Eventually.GetAsync("the order", () => Task.FromResult(gateway.Others.Got.FirstOrDefault()), got => got is not null));
        Assert.Equal([$"upload:{Hash(One)}", $"upload:{Hash(Two)}"], order.Photos!);
        Assert.Equal(("-1001", "<b>two</b>", true, 5), (order.ChatId, order.Text, order.Silent, order.ThreadId));
        Assert.Equal(JsonValueKind.Object, order.ReplyMarkup!.Value.ValueKind);
        var store = gateway.Services.GetRequiredService<IUploadStore>();
        Assert.Equal(One, await store.FindAsync(Hash(One)));
        Assert.Equal(Two, await store.FindAsync(Hash(Two)));
    }

    [Fact]
    public async Task The_same_id_with_the_same_files_is_the_same_message_and_with_another_it_is_refused()
    {
        await using var gateway = await GatewayApp.StartAsync();
        var id = Guid.NewGuid().ToString();

        var first = await PostAsync(gateway, [One], ("chat_id", "1"), ("message_id", id));
        var same = await PostAsync(gateway, [One], ("chat_id", "1"), ("message_id", id));
        var other = await PostAsync(gateway, [Two], ("chat_id", "1"), ("message_id", id));

        Assert.Equal((202, 202, 409), (first.Status, same.Status, other.Status));
        Assert.Equal("photos", other.Body.GetProperty("differs")[0].GetString());
    }

    public static TheoryData<string, string> Refused => new() { { "gif", "photo" }, { "pdf", "photo" }, { "large", "photo" }, { "many", "photo" }, { "both", "photo" }, { "markup", "reply_markup" }, { "number", "thread_id" }, { "unknown", "caption" } };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_is_wrong_is_named(string what, string field)
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, body) = what switch
        {
            "gif" => await PostAsync(gateway, ["GIF89a0000000000"u8.ToArray()], ("chat_id", "1")),
            "pdf" => await PostAsync(gateway, ["%PDF-1.7"u8.ToArray()], ("chat_id", "1")),
            "large" => await PostAsync(gateway, [[.. One, .. new byte[10 * 1024 * 1024]]], ("chat_id", "1")),
            "many" => await PostAsync(gateway, [.. Enumerable.Range(0, 11).Select(colour => TestPicture.Png(colour: colour))], ("chat_id", "1")),
            "both" => await PostAsync(gateway, [One], ("chat_id", "1"), ("photo_url", "https://studio.example/1.jpg")),
            "markup" => await PostAsync(gateway, [One], ("chat_id", "1"), ("reply_markup", "{")),
            "number" => await PostAsync(gateway, [One], ("chat_id", "1"), ("thread_id", "five")),
            _ => await PostAsync(gateway, [One], ("chat_id", "1"), ("caption", "x")),
        };

        Assert.True(status is 400 or 422, $"{status} {body.GetRawText()}");
        Assert.True(body.GetProperty("errors").TryGetProperty(field, out _), body.GetRawText());
        Assert.Empty(gateway.Others.Got);
    }

    [Fact]
    public async Task Without_room_nothing_is_ordered()
    {
        await using var gateway = await GatewayApp.StartAsync(settings: ("UPLOADS_MAX_MB", "1"));

        var (status, body) = await PostAsync(gateway, [[.. One, .. new byte[1024 * 1024]]], ("chat_id", "1"));

        Assert.Equal(507, status);
        Assert.Contains("UPLOADS_MAX_MB", body.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Empty(gateway.Others.Got);
    }

    [Theory]
    [InlineData("/send", "photo_url")]
    [InlineData("/send", "photos")]
    [InlineData("/bookings", "photo_urls")]
    [InlineData("/send/batch", "photos")]
    public async Task A_file_that_was_never_uploaded_is_named_and_one_that_was_is_taken(string path, string field)
    {
        await using var gateway = await GatewayApp.StartAsync();
        var order = (string hash) => path == "/bookings"
            ? Booking((field, new[] { PhotoForm.Upload + hash }))
            : JsonSerializer.Serialize(new Dictionary<string, object> { ["chat_id"] = "1", [field] = field == "photo_url" ? PhotoForm.Upload + hash : new[] { PhotoForm.Upload + hash } });
        await gateway.Services.GetRequiredService<IUploadStore>().KeepAsync(Hash(One), One, TimeProvider.System.GetUtcNow().AddHours(1));

        var unknown = await JsonAsync(gateway, path, order(Hash(Two)));
        var known = await JsonAsync(gateway, path, order(Hash(One)));

        var refusal = path == "/send/batch" ? unknown.Body.GetProperty("results")[0] : unknown.Body;
        Assert.Equal((path == "/send/batch" ? 202 : 422, 202), (unknown.Status, known.Status));
        Assert.Contains(Hash(Two), refusal.GetProperty("errors").GetProperty(field)[0].GetString(), StringComparison.Ordinal);
        await Eventually.GetAsync("the order", () => Task.FromResult(gateway.Others.Got), got => got.Count > 0);
        Assert.Single(gateway.Others.Got);
    }

    [Fact]
    public async Task A_batch_takes_no_files_and_says_who_does()
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, body) = await PostAsync(gateway, "/send/batch", [One], ("chat_id", "1"));

        Assert.Equal(415, status);
        Assert.Contains("POST /send,", body.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    internal static string Booking(params (string Name, object Value)[] more)
    {
        var fields = new Dictionary<string, object>
        {
            ["id"] = "PH-7", ["service"] = "Portrait", ["date"] = "2099-12-24", ["time_slots"] = new[] { "10:00" }, ["client_name"] = "Anna", ["client_phone"] = "+7 900", ["people_count"] = 2, ["total_price"] = 8000,
        };
        foreach (var (name, value) in more)
        {
            fields[name] = value;
        }

        return JsonSerializer.Serialize(fields);
    }

    private static async Task<(int Status, JsonElement Body)> JsonAsync(GatewayApp gateway, string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(path == "/send/batch" ? $$"""{"messages":[{{body}}]}""" : body, Encoding.UTF8, "application/json") };
        return await gateway.SendAsync(request);
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static Task<(int Status, JsonElement Body)> PostAsync(GatewayApp gateway, byte[][] files, params (string Name, string Value)[] fields) => PostAsync(gateway, "/send", files, fields);

    internal static async Task<(int Status, JsonElement Body)> PostAsync(GatewayApp gateway, string path, byte[][] files, params (string Name, string Value)[] fields)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
        {
            form.Add(new StringContent(value, Encoding.UTF8), name);
        }

        foreach (var file in files)
        {
            form.Add(new ByteArrayContent(file), "photo", "picture.png");
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = form };
        return await gateway.SendAsync(request);
    }
}
