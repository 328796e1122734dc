using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace PhStudio.Messaging.SystemTests;

/// <summary>
/// How many calls to Telegram a booking costs in a group, until nothing more comes of it. With <c>DECISION_BOOKINGS=30</c> so many bookings come one after the other, Telegram's limits are kept, and it is printed how long they take (docs/benchmarks.md).
/// </summary>
public sealed class DecisionCallsTests(ITestOutputHelper output)
{
    private const long Manager = 100_001;

    [Theory]
    [InlineData("auto", "reason", "answerCallbackQuery 2, deleteEphemeralMessage 1, editMessageText 1, sendMessage 2")]
    [InlineData("off", "reason", "answerCallbackQuery 2, editMessageText 2, sendMessage 1")]
    [InlineData("auto", "note", "answerCallbackQuery 1, editMessageText 1, sendMessage 2")]
    [InlineData("auto", "confirm, Undo ends", "answerCallbackQuery 1, editMessageText 2, sendMessage 1")]
    public async Task A_booking_costs_so_many_calls(string ephemeral, string way, string calls)
    {
        var bookings = Count.Of("DECISION_BOOKINGS", 1);
        await using var cluster = await Cluster.StartAsync(limits: bookings > 1, settings: new Dictionary<string, string>
        {
            ["TELEGRAM_WEBHOOK_URL"] = "", // Polled: in a webhook's response an answer is no call.
            ["REJECT_REASONS"] = "", // Those that ship.
            ["EPHEMERAL"] = ephemeral,
            ["DEFAULT_LANGUAGE"] = "en",
            ["UNDO_WINDOW"] = way.EndsWith("Undo ends", StringComparison.Ordinal) ? "2" : "0",
        });
        var expected = string.Join(", ", calls.Split(", ").Select(call => call.Split(' ')).Select(call => $"{call[0]} {int.Parse(call[1], System.Globalization.CultureInfo.InvariantCulture) * bookings}"));
        await Eventually.TrueAsync("the bot to be arranged", async () => (await CallsAsync(cluster)).Contains("getUpdates", StringComparison.Ordinal));
        using var reset = await cluster.Chats.Http.DeleteAsync("/emulator/requests", TestContext.Current.CancellationToken);
        var watch = Stopwatch.StartNew();

        for (var i = 1; i <= bookings; i++)
        {
            await DecideAsync(cluster, $"PH-{i}", way);
        }

        await Eventually.GetAsync($"{expected} of {bookings} bookings", () => OfBookingsAsync(cluster), made => made == expected, TimeSpan.FromSeconds(60 + (20 * bookings)));
        output.WriteLine($"{bookings} bookings, EPHEMERAL={ephemeral}, {way}: {expected}; {watch.Elapsed.TotalSeconds:0} s; {await CallsAsync(cluster)}");
        // Nothing comes after them: what a next booking costs stands alone.
        await DecideAsync(cluster, "PH-last", way);
        var withLast = string.Join(", ", expected.Split(", ").Select(call => call.Split(' ')).Zip(calls.Split(", ").Select(call => call.Split(' '))).Select(pair => $"{pair.First[0]} {int.Parse(pair.First[1], System.Globalization.CultureInfo.InvariantCulture) + int.Parse(pair.Second[1], System.Globalization.CultureInfo.InvariantCulture)}"));
        await Eventually.GetAsync($"{withLast} with one more", () => OfBookingsAsync(cluster), made => made == withLast, TimeSpan.FromMinutes(2));
    }

    private static async Task DecideAsync(Cluster cluster, string id, string way)
    {
        await cluster.Gateway.PostBookingAsync(id);
        var card = await Eventually.GetAsync($"the card of {id}", async () => (await cluster.Chats.MessagesAsync(Cluster.StaffChat)).SingleOrDefault(message => message.Text.Contains(id, StringComparison.Ordinal) && message.Buttons.Count > 2), found => found is not null, TimeSpan.FromMinutes(2));
        if (way.StartsWith("confirm", StringComparison.Ordinal))
        {
            await PressAsync("✅");
            return;
        }

        await PressAsync(way == "note" ? "✍️" : "❌");
        if (way == "note")
        {
            var question = await Eventually.GetAsync($"the question for the note to {id}", async () => (await cluster.Chats.MessagesAsync(Cluster.StaffChat)).LastOrDefault(message => message.Id > card!.Id && message.Text.Contains(id, StringComparison.Ordinal)), found => found is not null, TimeSpan.FromMinutes(2));
            using var reply = await cluster.Chats.Http.PostAsJsonAsync($"/emulator/chats/{Cluster.StaffChat}/messages", new { from = Manager, text = "Door code 12", reply_to = question!.Id });
            reply.EnsureSuccessStatusCode();
            return;
        }

        var reason = await Eventually.GetAsync($"the reasons for {id}", () => ReasonAsync(cluster, card!), found => found is not null, TimeSpan.FromMinutes(2));
        await cluster.Chats.PressAsync(reason!.Value.Message, new { from = Manager, data = reason.Value.Data });

        Task<Popup> PressAsync(string button) => cluster.Chats.PressAsync(Cluster.StaffChat, card!.Id, Manager, data: card.ButtonData[card.Buttons.ToList().FindIndex(text => text.StartsWith(button, StringComparison.Ordinal))]);
    }

    /// <summary>The first reason, in the list for one or below the card.</summary>
    private static async Task<(string Message, string Data)?> ReasonAsync(Cluster cluster, ChatMessage card)
    {
        var chat = $"chats/{Cluster.StaffChat}";
        var listed = (await cluster.Chats.Http.GetFromJsonAsync<List<JsonElement>>($"/emulator/{chat}/ephemeral"))!;
        if (listed.Count > 0)
        {
            var shown = listed[^1].GetProperty("message");
            return ($"{chat}/ephemeral/{shown.GetProperty("ephemeral_message_id").GetInt32()}", shown.GetProperty("reply_markup").GetProperty("inline_keyboard")[0][0].GetProperty("callback_data").GetString()!);
        }

        var now = (await cluster.Chats.MessagesAsync(Cluster.StaffChat)).Single(message => message.Id == card.Id);
        return now.Edited && !now.Buttons.SequenceEqual(card.Buttons) ? ($"{chat}/messages/{card.Id}", now.ButtonData[0]) : null;
    }

    private static async Task<string> OfBookingsAsync(Cluster cluster) =>
        string.Join(", ", (await cluster.Chats.RequestsAsync()).GetProperty("methods").EnumerateObject()
            .Where(method => method.Name is "sendMessage" or "editMessageText" or "editMessageReplyMarkup" or "answerCallbackQuery" or "deleteEphemeralMessage" or "deleteMessage" or "pinChatMessage")
            .Select(method => $"{method.Name} {method.Value.EnumerateObject().Sum(status => status.Value.GetInt32())}"));

    private static async Task<string> CallsAsync(Cluster cluster) => (await cluster.Chats.RequestsAsync()).GetProperty("methods").GetRawText();
}
