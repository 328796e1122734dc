using System.Net.Http.Json;
using System.Text.Json;
using PhStudio.Messaging.TelegramEmulator.Hosting;

namespace PhStudio.Messaging.TestKit.Whole;

/// <summary>The chats of an emulated Telegram, as people see and use them.</summary>
public sealed class Chats(HttpClient emulator)
{
    public HttpClient Http => emulator;

    public async Task<IReadOnlyList<ChatMessage>> MessagesAsync(long chat)
    {
        var messages = await emulator.GetFromJsonAsync<List<JsonElement>>($"/emulator/chats/{chat}/messages");
        return messages!.ConvertAll(message => new ChatMessage(
            message.GetProperty("message_id").GetInt32(), message.GetProperty("text").GetString() ?? "", Buttons(message, "text"), message.TryGetProperty("edit_date", out _))
        {
            ButtonData = Buttons(message, "callback_data"),
        });
    }

    /// <summary>Presses a button by its place and returns what the user was told.</summary>
    public Task<Popup> PressAsync(long chat, int message, long person, int button = 0, string? data = null, int updates = 1) =>
        PressAsync($"chats/{chat}/messages/{message}", data is null ? new { from = person, button = (object)button, updates } : new { from = person, data, updates } as object);

    /// <summary>The same, of a message by its path, as the control API names the press.</summary>
    public async Task<Popup> PressAsync(string message, object press)
    {
        using var answer = await emulator.PostAsJsonAsync($"/emulator/{message}/press?wait=15", press);
        answer.EnsureSuccessStatusCode();
        var popup = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return new Popup(popup.GetProperty("answered").GetBoolean(), popup.TryGetProperty("text", out var text) ? text.GetString() : null);
    }

    /// <summary>The bot shows a message with these buttons to one member of a group.</summary>
    /// <returns>Its number for that member.</returns>
    public async Task<int> ShowAloneAsync(long chat, long person, IReadOnlyList<string> data)
    {
        using var answer = await emulator.PostAsJsonAsync($"/bot{EmulatorOptions.DemoToken}/sendMessage", new
        {
            chat_id = chat, text = "?", ephemeral_message_parameters = new { receiver_user_id = person }, reply_markup = new { inline_keyboard = data.Select(one => new[] { new { text = "?", callback_data = one } }) },
        });
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("result").GetProperty("ephemeral_message_id").GetInt32();
    }

    public async Task WriteAsync(long chat, long person, string text)
    {
        using var answer = await emulator.PostAsJsonAsync($"/emulator/chats/{chat}/messages", new { from = person, text });
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Makes private chats with people who have started the bot.</summary>
    public async Task<IReadOnlyList<long>> AddPrivateChatsAsync(int count)
    {
        using var answer = await emulator.PostAsJsonAsync("/emulator/chats", new { private_chats = count });
        answer.EnsureSuccessStatusCode();
        var first = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("first_id").GetInt64();
        return [.. Enumerable.Range(0, count).Select(i => first + i)];
    }

    /// <summary>Makes a group of people who write Russian, each by a name of their own.</summary>
    public async Task AddGroupAsync(long chat, IEnumerable<Person> people)
    {
        using var answer = await emulator.PostAsJsonAsync("/emulator/chats", new
        {
            id = chat, type = chat < -1_000_000_000_000 ? "supergroup" : "group", people = people.Select(person => new { id = person.Id, first_name = person.Name, language_code = "ru" }),
        });
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The group becomes a supergroup, under another number.</summary>
    public async Task<long> MigrateAsync(long chat)
    {
        using var answer = await emulator.PostAsJsonAsync($"/emulator/chats/{chat}/standing", new { standing = "migrated" });
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("migrated_to").GetInt64();
    }

    public async Task FaultAsync(object fault)
    {
        using var answer = await emulator.PostAsJsonAsync("/emulator/faults", fault);
        answer.EnsureSuccessStatusCode();
    }

    public async Task<JsonElement> RequestsAsync() => await emulator.GetFromJsonAsync<JsonElement>("/emulator/requests");

    // Those that can be pressed.
    private static IReadOnlyList<string> Buttons(JsonElement message, string member) =>
        message.TryGetProperty("reply_markup", out var markup) && markup.ValueKind == JsonValueKind.Object && markup.TryGetProperty("inline_keyboard", out var rows)
            ? [.. rows.EnumerateArray().SelectMany(row => row.EnumerateArray()).Where(button => !button.TryGetProperty("disabled", out _)).Select(button => button.GetProperty(member).GetString()!)]
            : [];
}

/// <summary>A message as a chat shows it.</summary>
public sealed record ChatMessage(int Id, string Text, IReadOnlyList<string> Buttons, bool Edited)
{
    /// <summary>What each button sends: for anybody who presses what was there before the message changed.</summary>
    public IReadOnlyList<string> ButtonData { get; init; } = [];
}

/// <summary>Somebody in a chat.</summary>
public sealed record Person(long Id, string Name);

/// <summary>What a user was told.</summary>
public sealed record Popup(bool Answered, string? Text);
