using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Uploads;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary><c>POST /send</c> with files.</summary>
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

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static async Task<(int Status, JsonElement Body)> PostAsync(GatewayApp gateway, byte[][] files, params (string Name, string Value)[] fields)
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

        using var request = new HttpRequestMessage(HttpMethod.Post, "/send") { Content = form };
        return await gateway.SendAsync(request);
    }
}
