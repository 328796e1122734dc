using System.Net.Http.Json;
using System.Text.Json;

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

    private static async Task<IReadOnlyList<JsonElement>> MessagesAsync(Cluster cluster, long chat) => (await cluster.Chats.Http.GetFromJsonAsync<List<JsonElement>>($"/emulator/chats/{chat}/messages"))!;

    private static Dictionary<string, object?> Pictured(string id) => new(JsonSerializer.SerializeToElement(Bookings.Body(id)).EnumerateObject().Select(field => KeyValuePair.Create(field.Name, (object?)field.Value)))
    {
        ["photo_urls"] = new[] { "https://pictures.example/1.jpg", "https://pictures.example/2.jpg" },
    };
}
