using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace PhStudio.Messaging.SystemTests;

/// <summary>Of 500 messages of each priority a twentieth is accepted by Telegram and then cut: nobody can say whether it is there (docs/telegram.md 22).</summary>
public sealed class CutTests(ITestOutputHelper output)
{
    private const int Each = 500;
    private const int Cut = Each / 20;

    [Fact]
    public async Task What_was_cut_is_unknown_and_a_choice_or_sent_once_more_where_it_is_urgent()
    {
        await using var cluster = await Cluster.StartAsync();
        (string, bool)[] priorities = [("low", false), ("normal", false), ("high", true), ("critical", true)];
        var people = new Queue<long>(await cluster.Chats.AddPrivateChatsAsync(priorities.Length * Each));
        foreach (var (priority, urgent) in priorities)
        {
            var chats = Enumerable.Range(0, Each).Select(_ => people.Dequeue()).ToList();
            var cut = chats.OrderBy(_ => Random.Shared.Next()).Take(Cut).ToHashSet();
            foreach (var chat in cut)
            {
                await cluster.Chats.FaultAsync(new { kind = "cut_after", method = "sendMessage", chat_id = chat, count = 1 });
            }

            var messages = await SendAsync(cluster, chats, priority);
            foreach (var chat in chats)
            {
                await StateAsync(cluster, messages[chat], cut.Contains(chat) && !urgent ? "unknown" : "sent");
            }
            var sends = await AcceptedAsync(cluster, messages);
            output.WriteLine($"{priority}: {sends.Values.Sum()} accepted for {Each} messages, {Cut} cut.");

            Assert.Equal(Each, sends.Count);
            Assert.All(sends, send => Assert.Equal(urgent && cut.Contains(send.Key) ? 2 : 1, send.Value));
            if (!urgent)
            {
                await ChooseAsync(cluster, cut, messages);
            }
        }
    }

    /// <summary>An operator has half of them sent again and takes the others as delivered.</summary>
    private static async Task ChooseAsync(Cluster cluster, IReadOnlySet<long> cut, IReadOnlyDictionary<long, Guid> messages)
    {
        var again = cut.Take(Cut / 2).ToHashSet();
        foreach (var chat in cut)
        {
            using var answer = await cluster.Gateway.PostAsJsonAsync($"/messages/{messages[chat]}/resolve", new { resend = again.Contains(chat) });
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        }

        foreach (var chat in cut)
        {
            await StateAsync(cluster, messages[chat], "sent");
        }
        Assert.All(await AcceptedAsync(cluster, messages), send => Assert.Equal(again.Contains(send.Key) ? 2 : 1, send.Value));
    }

    private static async Task<Dictionary<long, Guid>> SendAsync(Cluster cluster, IReadOnlyList<long> chats, string priority)
    {
        var ids = chats.ToDictionary(chat => chat, _ => Guid.NewGuid());
        using var answer = await cluster.Gateway.PostAsJsonAsync("/send/batch", new { messages = chats.Select(chat => new { message_id = ids[chat], chat_id = chat, text = Cluster.Marker, priority }) });
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return ids;
    }

    private static Task StateAsync(Cluster cluster, Guid message, string state) => Eventually.GetAsync($"message {message} to be {state}", async () =>
    {
        using var answer = await cluster.Gateway.GetAsync($"/messages/{message}");
        return answer.IsSuccessStatusCode ? (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state").GetString() : null;
    }, seen => seen == state, TimeSpan.FromSeconds(60));

    /// <summary>How many messages each of these chats got.</summary>
    private static async Task<Dictionary<long, int>> AcceptedAsync(Cluster cluster, IReadOnlyDictionary<long, Guid> chats) =>
        (await cluster.Chats.Http.GetFromJsonAsync<List<JsonElement>>("/emulator/requests/sends"))!
            .GroupBy(send => send.GetProperty("chat_id").GetInt64()).Where(chat => chats.ContainsKey(chat.Key)).ToDictionary(chat => chat.Key, chat => chat.Count());
}
