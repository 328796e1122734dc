using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace PhStudio.Messaging.SystemTests;

/// <summary>Pictures through the whole system: a file with a message, and a booking with what the customer has in mind.</summary>
public sealed class PictureTests
{
    private const long Customer = 200001;

    [Fact]
    public async Task A_file_reaches_its_chat_and_a_bookings_pictures_reply_to_the_card_which_stays_one_text()
    {
        await using var cluster = await Cluster.StartAsync();
        using var form = new MultipartFormDataContent { { new StringContent($"{Customer}"), "chat_id" }, { new StringContent($"<b>{Cluster.Marker}</b>"), "text" }, { new ByteArrayContent(TestPicture.Png(200, 100)), "photo", "picture.png" } };

        using var answer = await cluster.Gateway.PostAsync("/send?wait=60", form);
        var sent = await answer.Content.ReadFromJsonAsync<JsonElement>();
        using var booked = await cluster.Gateway.PostAsJsonAsync("/bookings", Pictured("PH-1"));
        var cards = await cluster.AwaitMessagesAsync(1);
        var shown = await Eventually.GetAsync("the card and two pictures", () => MessagesAsync(cluster, Cluster.StaffChat), all => all.Count == 3, TimeSpan.FromSeconds(60));
        await cluster.Chats.PressAsync(Cluster.StaffChat, cards[0].Id, Bookings.Staff[0]);
        var decided = await Eventually.GetAsync("the decided card", () => MessagesAsync(cluster, Cluster.StaffChat), all => all[0].TryGetProperty("edit_date", out _), TimeSpan.FromSeconds(60));

        Assert.True(sent.GetProperty("success").GetBoolean(), sent.GetRawText());
        Assert.False(sent.TryGetProperty("remark", out _), sent.GetRawText());
        var photo = Assert.Single(await MessagesAsync(cluster, Customer));
        Assert.Equal((200, Cluster.Marker), (photo.GetProperty("photo")[0].GetProperty("width").GetInt32(), photo.GetProperty("text").GetString()));
        Assert.Equal(System.Net.HttpStatusCode.Accepted, booked.StatusCode);
        Assert.Contains(Cluster.Marker, shown[1].GetProperty("reply_to_message").GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Single(shown.Skip(1).Select(message => message.GetProperty("media_group_id").GetString()).Distinct());
        Assert.Single(decided, message => message.TryGetProperty("edit_date", out _));
    }

    /// <summary>WebhookProcessor and the Sender die over the albums: of a booking that is told to be unknown nobody knows whether its album is there, and every other has it once.</summary>
    [Fact]
    public async Task Killed_in_the_middle_no_booking_loses_its_files_or_shows_them_twice()
    {
        const int Count = 12;
        await using var cluster = await Cluster.StartAsync();
        var names = Enumerable.Range(1, Count).Select(number => $"PH-{number:00}").ToList();

        var work = Task.WhenAll(names.Select((name, place) => BookAsync(cluster, name, TestPicture.Png(200, 100, colour: place), TestPicture.Png(300 + place, 100))));
        foreach (var service in (string[])["WebhookProcessor", "Sender"])
        {
            var scripts = await cluster.Redis.ScriptsAsync() + (3 * Count);
            await Eventually.TrueAsync("a point to kill at", async () => await cluster.Redis.ScriptsAsync() >= scripts, TimeSpan.FromSeconds(60));
            await cluster.KillAsync(service);
            await cluster.Start(service).ReadyAsync();
        }

        await work;
        await cluster.AwaitMessagesAsync(Count);
        await Eventually.TrueAsync("an end of each album", async () =>
        {
            var shown = (await AlbumsAsync(cluster)).Select(album => BookingOf(album.Widths)).ToList();
            var unknown = await UnknownAsync(cluster);
            return names.All(name => shown.Contains(name) || unknown.Contains(name));
        }, TimeSpan.FromSeconds(120));

        var albums = await AlbumsAsync(cluster);
        Assert.Equal(albums.Count, albums.Select(album => BookingOf(album.Widths)).Distinct().Count());
        var withoutCard = await UnknownAsync(cluster);
        Assert.All(albums, album =>
        {
            Assert.Equal([200, 300 + names.IndexOf(BookingOf(album.Widths))], album.Widths);
            // Of a card that is unknown nobody has the number to reply to.
            Assert.True(album.RepliesTo == BookingOf(album.Widths) || (album.RepliesTo is null && withoutCard.Contains(BookingOf(album.Widths))), $"{BookingOf(album.Widths)} replies to {album.RepliesTo}");
        });
        foreach (var name in names)
        {
            // A card whose request the kill cut off is sent again: it is urgent, and nobody can know whether the first one is there. Nothing else may repeat.
            var cards = (await cluster.Chats.MessagesAsync(Cluster.StaffChat)).Count(message => message.Buttons.Count >= 2 && message.Text.Contains(name, StringComparison.Ordinal));
            Assert.InRange(cards, 1, await WasUnknownAsync(cluster, name) ? 2 : 1);
        }
    }

    [Fact]
    public async Task In_the_shadow_a_bookings_pictures_and_a_file_are_compared_and_not_sent()
    {
        await using var cluster = await Cluster.CreateAsync();
        await using var shadow = await ShadowPhase.StartAsync(cluster);
        using var form = new MultipartFormDataContent { { new StringContent($"{Customer}"), "chat_id" }, { new StringContent("A window"), "text" }, { new ByteArrayContent(TestPicture.Png(200, 100)), "photo", "picture.png" } };

        using var booked = await shadow.Gateway.PostAsJsonAsync("/bookings", Pictured("PH-1"));
        using var sent = await shadow.Gateway.PostAsync("/send?wait=60", form);
        await Eventually.TrueAsync("three calls in the shadow", async () => await shadow.NotedAsync() == 3, TimeSpan.FromSeconds(60));
        var (code, said) = await shadow.ReportAsync(
        [
            JsonSerializer.Serialize(new { chat_id = Cluster.StaffChat, text = ShadowPhase.OldCard("PH-1", people: 4), reply_markup = new { inline_keyboard = ShadowPhase.OldButtons.Select(label => new[] { new { text = label } }) } }),
            JsonSerializer.Serialize(new { chat_id = Cluster.StaffChat, media = new[] { new { type = "photo", media = "https://pictures.example/1.jpg" }, new { type = "photo", media = "https://pictures.example/2.jpg" } } }),
            JsonSerializer.Serialize(new { chat_id = Customer, photo = "AgACAgIAAxkDAAI", caption = "A window" }),
        ]);

        Assert.Equal((0, "The old system sent 3, the new one would have sent 3: 3 are the same, 0 differ."), (code, said.Trim()));
        Assert.Empty((await cluster.Chats.RequestsAsync()).GetProperty("methods").EnumerateObject().Select(method => method.Name).Except(["getMe", "getChat", "getChatMember"]));
    }

    private static async Task BookAsync(Cluster cluster, string id, params byte[][] pictures)
    {
        using var form = new MultipartFormDataContent { { JsonContent.Create(Bookings.Body(id)), "booking" } };
        foreach (var picture in pictures)
        {
            form.Add(new ByteArrayContent(picture), "photo", "picture.png");
        }

        using var answer = await cluster.Gateway.PostAsync("/bookings", form);
        Assert.True(answer.StatusCode == System.Net.HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The albums in the staff's chat: the widths of their pictures, and the booking on whose card they reply.</summary>
    private static async Task<List<(List<int> Widths, string? RepliesTo)>> AlbumsAsync(Cluster cluster) =>
    [
        .. (await MessagesAsync(cluster, Cluster.StaffChat))
            .Where(message => message.TryGetProperty("photo", out _))
            .GroupBy(message => message.GetProperty("media_group_id").GetString())
            .Select(album => (album.Select(message => message.GetProperty("photo")[0].GetProperty("width").GetInt32()).ToList(),
                album.First().TryGetProperty("reply_to_message", out var card) ? Regex.Match(card.GetProperty("text").GetString()!, "PH-[0-9]{2}").Value : null)),
    ];

    // The second picture of each booking has a width of its own.
    private static string BookingOf(List<int> widths) => $"PH-{widths[^1] - 299:00}";

    private static async Task<List<string?>> UnknownAsync(Cluster cluster)
    {
        var unknown = await cluster.Gateway.GetFromJsonAsync<JsonElement>("/messages?state=unknown&limit=100");
        return [.. unknown.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("booking_id").GetString())];
    }

    private static async Task<bool> WasUnknownAsync(Cluster cluster, string booking)
    {
        var about = await cluster.Gateway.GetFromJsonAsync<JsonElement>($"/messages?booking_id={booking}&template=booking_notification");
        var card = await cluster.Gateway.GetFromJsonAsync<JsonElement>($"/messages/{about.GetProperty("messages")[0].GetProperty("message_id").GetString()}");
        return card.GetProperty("timeline").EnumerateArray().Any(step => step.GetProperty("what").GetString() == "unknown");
    }

    private static async Task<IReadOnlyList<JsonElement>> MessagesAsync(Cluster cluster, long chat) => (await cluster.Chats.Http.GetFromJsonAsync<List<JsonElement>>($"/emulator/chats/{chat}/messages"))!;

    private static Dictionary<string, object?> Pictured(string id) => new(JsonSerializer.SerializeToElement(Bookings.Body(id)).EnumerateObject().Select(field => KeyValuePair.Create(field.Name, (object?)field.Value)))
    {
        ["photo_urls"] = new[] { "https://pictures.example/1.jpg", "https://pictures.example/2.jpg" },
    };
}
