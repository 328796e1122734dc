using System.Net.Http.Json;

namespace PhStudio.Messaging.SystemTests;

/// <summary>Who speaks as a chat in the staff group (docs/telegram.md 36): an anonymous administrator is answered, a channel is not, whether somebody writes as it or Telegram carries its post over.</summary>
public sealed class SenderChatTests
{
    private const long Channel = -1_009_000_000_009;

    [Fact]
    public async Task An_anonymous_administrator_is_answered_and_a_channel_never()
    {
        await using var cluster = await Cluster.StartAsync();
        await PostAsync(cluster, "chats", new { id = Channel, type = "channel", title = "News" });

        await PostAsync(cluster, $"chats/{Channel}/messages", new { text = "/today" });
        await PostAsync(cluster, $"chats/{Cluster.StaffChat}/messages", new { sender_chat = Channel, text = "/today" });
        await PostAsync(cluster, $"chats/{Cluster.StaffChat}/messages", new { sender_chat = Channel, automatic = true, text = "/today" });
        await PostAsync(cluster, $"chats/{Cluster.StaffChat}/messages", new { sender_chat = Cluster.StaffChat, text = "/today" });
        var shown = await Eventually.GetAsync("the answer", () => cluster.Chats.MessagesAsync(Cluster.StaffChat), all => all.Count > 3, TimeSpan.FromSeconds(60));

        // A chat's updates come one after the other: what stands before the answered one would have been answered before it.
        Assert.Equal(["/today", "/today", "/today"], shown.Take(3).Select(message => message.Text));
        Assert.Equal(4, shown.Count);
        Assert.Single(await cluster.Chats.MessagesAsync(Channel));
        Assert.Empty(cluster.FaultLines());
    }

    private static async Task PostAsync(Cluster cluster, string path, object body)
    {
        using var answer = await cluster.Chats.Http.PostAsJsonAsync($"/emulator/{path}", body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
