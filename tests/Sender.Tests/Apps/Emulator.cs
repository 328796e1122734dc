using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.TelegramEmulator.Hosting;
using PhStudio.Messaging.TelegramEmulator.Limits;

namespace PhStudio.Messaging.Sender.Tests.Apps;

/// <summary>A Telegram of the test's own, on a free port, asked and disturbed over its control API.</summary>
internal sealed class Emulator : IAsyncDisposable
{
    public const long Staff = EmulatorOptions.DemoStaffChat;

    private readonly WebApplication _app;
    private readonly HttpClient _control;

    private readonly ErrorLines _errors;

    private Emulator(WebApplication app, string token, ErrorLines errors)
    {
        _app = app;
        _errors = errors;
        Token = token;
        Address = app.Urls.Single();
        _control = new HttpClient { BaseAddress = new Uri(Address + "/emulator/") };
    }

    public string Address { get; }

    /// <summary>A bot of the test's own, so that two tests on one Redis share no key.</summary>
    public string Token { get; }

    public static async Task<Emulator> StartAsync(SendLimits? limits = null)
    {
        var token = $"{Random.Shared.NextInt64(1_000_000_000, 9_000_000_000_000)}:token-of-a-test-that-opens-nothing";
        var errors = new ErrorLines();
        var app = EmulatorHost.Build([], new EmulatorOptions { Url = "http://127.0.0.1:0", Tokens = [token], Limits = limits ?? SendLimits.Off, Logging = logging => logging.AddProvider(errors) });
        await app.StartAsync();
        return new Emulator(app, token, errors);
    }

    /// <summary>Adds private chats with numbers in a row.</summary>
    public Task AddPeopleAsync(long first, int count = 1) => PostAsync("chats", new { private_chats = count, first_id = first });

    public Task AddGroupAsync(long id, params (int Id, string Name)[] topics) => PostAsync("chats", new { id, title = "A group", topics = topics.Select(topic => new { id = topic.Id, name = topic.Name }) });

    public Task AddNamedGroupAsync(long id, string name) => PostAsync("chats", new { id, type = "supergroup", title = "A group", username = name });

    public Task StandingAsync(long chat, string standing, long? newChatId = null) => PostAsync($"chats/{chat}/standing", new { standing, new_chat_id = newChatId });

    public Task SaysAsync(long chat, string text) => PostAsync($"chats/{chat}/messages", new { text });

    /// <summary>Adds a fault, such as <c>new { kind = "cut_after", method = "sendMessage", count = 1 }</c>.</summary>
    public Task FaultAsync(object fault) => PostAsync("faults", fault);

    /// <summary>Removes the webhook as another Sender would: at Telegram, with the bot's token.</summary>
    public async Task RemoveWebhookAsync() => (await _control.PostAsync(new Uri($"{Address}/bot{Token}/deleteWebhook"), content: null)).EnsureSuccessStatusCode();

    /// <summary>The commands that a person with an app in this language is offered; empty for every other language.</summary>
    public async Task<IReadOnlyList<(string Command, string Description)>> MenuAsync(string language) =>
        [.. (await _control.GetFromJsonAsync<JsonElement>(new Uri($"{Address}/bot{Token}/getMyCommands?language_code={language}"))).GetProperty("result").EnumerateArray()
            .Select(line => (line.GetProperty("command").GetString()!, line.GetProperty("description").GetString()!))];

    /// <summary>The methods on which a fault has met a call.</summary>
    public async Task<IReadOnlyList<string>> MetAsync() =>
        [.. (await _control.GetFromJsonAsync<List<JsonElement>>("faults"))!.Where(fault => fault.GetProperty("met").GetInt32() > 0).Select(fault => fault.GetProperty("method").GetString()!)];

    public async Task LiftLimitsAsync() => (await _control.PutAsJsonAsync("limits", new { enabled = false })).EnsureSuccessStatusCode();

    public async Task ClearFaultsAsync() => (await _control.DeleteAsync("faults")).EnsureSuccessStatusCode();

    public async Task<IReadOnlyList<JsonElement>> MessagesAsync(long chat) => (await _control.GetFromJsonAsync<List<JsonElement>>($"chats/{chat}/messages"))!;

    public async Task<IReadOnlyList<string>> TextsAsync(long chat) => [.. (await MessagesAsync(chat)).Where(message => !message.TryGetProperty("deleted", out var deleted) || !deleted.GetBoolean()).Select(message => message.GetProperty("text").GetString()!)];

    /// <summary>The texts that somebody in the chat sees alone.</summary>
    public async Task<IReadOnlyList<string>> EphemeralAsync(long chat) =>
        [.. (await _control.GetFromJsonAsync<List<JsonElement>>($"chats/{chat}/ephemeral"))!.Select(one => one.GetProperty("message").GetProperty("text").GetString()!)];

    /// <summary>How many calls of a method got which status; <c>cut</c> for those without an answer.</summary>
    public async Task<IReadOnlyDictionary<string, long>> CallsAsync(string method)
    {
        var summary = await _control.GetFromJsonAsync<JsonElement>("requests");
        return summary.GetProperty("methods").TryGetProperty(method, out var counts) ? counts.Deserialize<Dictionary<string, long>>()! : new Dictionary<string, long>();
    }

    /// <summary>When which chat got a message.</summary>
    public async Task<IReadOnlyList<(DateTimeOffset At, long ChatId)>> SendsAsync() =>
        [.. (await _control.GetFromJsonAsync<List<JsonElement>>("requests/sends"))!.Select(sent => (sent.GetProperty("at").GetDateTimeOffset(), sent.GetProperty("chat_id").GetInt64()))];

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(timeout.Token);
        await _app.DisposeAsync();
        _errors.Check();
    }

    private async Task PostAsync(string path, object body)
    {
        var answer = await _control.PostAsJsonAsync(path, body);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }
}
