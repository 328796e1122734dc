using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Uploads;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>Files with <c>POST /bookings</c>.</summary>
public sealed class BookingUploadTests
{
    private static readonly byte[] One = TestPicture.Png(colour: 1);
    private static readonly byte[] Two = TestPicture.Png(colour: 2);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_booking_brings_its_pictures_as_files(bool isFile)
    {
        await using var gateway = await GatewayApp.StartAsync();

        var first = await BookAsync(gateway, [One, Two], isFile);
        var same = await BookAsync(gateway, [One, Two], isFile);
        var other = await BookAsync(gateway, [Two], isFile);

        Assert.True((first.Status, same.Status, other.Status) == (202, 202, 409), $"{first} {same} {other}");
        Assert.Equal(["photo_urls"], other.Body.GetProperty("differs").EnumerateArray().Select(name => name.GetString()));
        var booking = Assert.IsType<BookingCreated>(await Eventually.GetAsync("the booking", () => Task.FromResult(gateway.Others.Got.FirstOrDefault()), got => got is not null));
        Assert.Equal(("PH-7", "http"), (booking.BookingId, booking.Via));
        Assert.Equal([$"upload:{Hash(One)}", $"upload:{Hash(Two)}"], booking.PhotoUrls!);
        Assert.Equal(Two, await gateway.Services.GetRequiredService<IUploadStore>().FindAsync(Hash(Two)));
    }

    public static TheoryData<string, string> RefusedBookings => new() { { "none", "booking" }, { "field", "service" }, { "both", "photo" }, { "date", "date" }, { "id", "id" }, { "gif", "photo" } };

    [Theory]
    [MemberData(nameof(RefusedBookings))]
    public async Task What_is_wrong_with_a_booking_and_its_files_is_named(string what, string field)
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, body) = what switch
        {
            "none" => await UploadTests.PostAsync(gateway, "/bookings", [One]),
            "field" => await UploadTests.PostAsync(gateway, "/bookings", [One], ("booking", UploadTests.Booking()), ("service", "Portrait")),
            "both" => await UploadTests.PostAsync(gateway, "/bookings", [One], ("booking", UploadTests.Booking(("photo_urls", new[] { "https://studio.example/1.jpg" })))),
            "date" => await UploadTests.PostAsync(gateway, "/bookings", [One], ("booking", UploadTests.Booking(("date", "tomorrow")))),
            "id" => await UploadTests.PostAsync(gateway, "/bookings", [One], ("booking", UploadTests.Booking(("id", "")))),
            _ => await UploadTests.PostAsync(gateway, "/bookings", ["GIF89a0000000000"u8.ToArray()], ("booking", UploadTests.Booking())),
        };

        Assert.True(status is 400 or 422, $"{status} {body.GetRawText()}");
        Assert.True(body.GetProperty("errors").TryGetProperty(field, out _), body.GetRawText());
        Assert.Empty(gateway.Others.Got);
    }

    [Fact]
    public async Task Without_room_for_its_pictures_no_booking_is_taken()
    {
        await using var gateway = await GatewayApp.StartAsync(settings: ("UPLOADS_MAX_MB", "1"));

        var (status, body) = await BookAsync(gateway, [[.. One, .. new byte[1024 * 1024]]], isFile: false);

        Assert.True(status == 507, body.GetRawText());
        Assert.Empty(gateway.Others.Got);
    }

    /// <summary>As curl sends the part: <c>-F 'booking={...}'</c>, or <c>-F booking=@booking.json</c>.</summary>
    private static async Task<(int Status, JsonElement Body)> BookAsync(GatewayApp gateway, byte[][] photos, bool isFile)
    {
        using var form = new MultipartFormDataContent();
        using var booking = new StringContent(UploadTests.Booking(), Encoding.UTF8, "application/json");
        if (isFile)
        {
            form.Add(booking, "booking", "booking.json");
        }
        else
        {
            form.Add(booking, "booking");
        }

        foreach (var photo in photos)
        {
            form.Add(new ByteArrayContent(photo), "photo", "picture.png");
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, "/bookings") { Content = form };
        return await gateway.SendAsync(request);
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
