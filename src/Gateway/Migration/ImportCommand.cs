using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Configuration;

namespace PhStudio.Messaging.Gateway.Migration;

/// <summary>The command line for whoever comes from the system before this one: <c>import bookings FILE</c> makes its open bookings known, so that the cards which hang in the chat decide them. It may be run as often as wanted: the same booking is the same.</summary>
internal static class ImportCommand
{
    private const int Right = 0;
    private const int Wrong = 1;
    private const int WrongUse = 2;

    private const string Usage = """
        import bookings FILE [--ask]
            makes the open bookings of the system before this one known to the running Gateway (GATEWAY_URL, GATEWAY_API_KEY).
            FILE is a table (comma or semicolon, the first line names the fields), a JSON array, or one JSON object a line, with the fields of POST /bookings.
            card_message_id (or message_id) is Telegram's number of the card that hangs in the chat: it is edited at the decision. card_chat_id (or chat_id) is its chat.
            Staff are not asked again, for the cards of before decide (LEGACY_BUTTONS=true); with --ask they are, by new cards.
        """;

    /// <summary>Runs the command.</summary>
    /// <param name="arguments">The command line after the program's name.</param>
    /// <param name="http">How the Gateway is called.</param>
    /// <param name="output">A line for each booking that was refused, and the count.</param>
    /// <param name="errors">Where a wrong use is named.</param>
    /// <param name="settings">Settings in the place of the environment's; null for these.</param>
    /// <returns>0 where all are known now, 1 where one was refused, 2 where the command itself or the file is wrong.</returns>
    public static async Task<int> RunAsync(string[] arguments, HttpMessageHandler http, TextWriter output, TextWriter errors, IReadOnlyDictionary<string, string?>? settings = null)
    {
        if (arguments is not ["import", "bookings", { Length: > 0 } file, .. ([] or ["--ask"])])
        {
            await errors.WriteLineAsync(Usage);
            return WrongUse;
        }

        IReadOnlyList<(int Line, JsonObject Booking)> bookings;
        try
        {
            bookings = ImportedBookings.Read(await File.ReadAllTextAsync(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            await errors.WriteLineAsync($"{file}: {e.Message}");
            return WrongUse;
        }

        using var client = Client(http, settings);
        var refused = 0;
        foreach (var (line, booking) in bookings)
        {
            if (arguments[^1] != "--ask")
            {
                booking["asked"] = true;
            }
            else
            {
                booking.Remove("card_message_id");
                booking.Remove("card_chat_id");
            }

            booking["allow_past"] = true;
            if (await SendAsync(client, booking) is { } why)
            {
                refused++;
                await output.WriteLineAsync($"WRONG  {line}: booking {booking["id"]?.ToString() ?? "without an id"}: {why}");
            }
        }

        await output.WriteLineAsync($"{bookings.Count - refused} of {bookings.Count} bookings are known.{(refused == 0 ? "" : " Mend the others in the file and run it again: what is known already changes nothing.")}");
        return refused == 0 ? Right : Wrong;
    }

    private static HttpClient Client(HttpMessageHandler http, IReadOnlyDictionary<string, string?>? settings)
    {
        var builder = CommandHost.NewBuilder(settings);

        var client = new HttpClient(http) { BaseAddress = new Uri((builder.Configuration["GATEWAY_URL"] ?? "http://localhost:5080").TrimEnd('/') + "/"), Timeout = TimeSpan.FromSeconds(30) };
        client.DefaultRequestHeaders.Add("X-Api-Key", builder.Settings().OptionalSecret("GATEWAY_API_KEY", "a key") ?? "");
        return client;
    }

    // Null where it is known now.
    private static async Task<string?> SendAsync(HttpClient client, JsonObject booking)
    {
        try
        {
            using var answer = await client.PostAsJsonAsync("bookings", booking);
            return answer.IsSuccessStatusCode ? null
                : (await answer.Content.ReadFromJsonAsync<JsonElement>()).TryGetProperty("detail", out var detail) ? detail.GetString() : $"the Gateway answered {(int)answer.StatusCode}";
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or JsonException)
        {
            return $"nothing answers at {client.BaseAddress} ({e.GetType().Name}): start the Gateway, or set GATEWAY_URL";
        }
    }
}
