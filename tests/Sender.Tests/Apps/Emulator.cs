using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using PhStudio.Messaging.TelegramEmulator.Hosting;
using PhStudio.Messaging.TelegramEmulator.Limits;

namespace PhStudio.Messaging.Sender.Tests.Apps;

/// <summary>A Telegram of the test's own, on a free port, asked and disturbed over its control API.</summary>
internal sealed class Emulator : IAsyncDisposable
{
    public const long Staff = EmulatorOptions.DemoStaffChat;

    private readonly WebApplication app;
    private readonly HttpClient control;

    private Emulator(WebApplication app, string token)
    {
        this.app = app;
        Token = token;
        Address = app.Urls.Single();
        control = new HttpClient { BaseAddress = new Uri(Address + "/emulator/") };
    }

    public string Address { get; }

    /// <summary>A bot of the test's own, so that two tests on one Redis share no key.</summary>
    public string Token { get; }

    public static async Task<Emulator> StartAsync(SendLimits? limits = null)
    {
        var token = $"{Random.Shared.NextInt64(1_000_000_000, 9_000_000_000_000)}:token-of-a-test-that-opens-nothing";
        var app = EmulatorHost.Build([], new EmulatorOptions { Url = "http://127.0.0.1:0", Tokens = [token], Limits = limits ?? SendLimits.Off, Logging = _ => { } });
        await app.StartAsync();
        return new Emulator(app, token);
    }

    /// <summary>Adds private chats with numbers in a row.</summary>
    public Task AddPeople(long first, int count = 1) => Post("chats", new { private_chats = count, first_id = first });

    public Task AddGroup(long id, params (int Id, string Name)[] topics) => Post("chats", new { id, title = "A group", topics = topics.Select(topic => new { id = topic.Id, name = topic.Name }) });

    public Task Standing(long chat, string standing, long? newChatId = null) => Post($"chats/{chat}/standing", new { standing, new_chat_id = newChatId });

    public Task Says(long chat, string text) => Post($"chats/{chat}/messages", new { text });

    /// <summary>Adds a fault, such as <c>new { kind = "cut_after", method = "sendMessage", count = 1 }</c>.</summary>
    public Task Fault(object fault) => Post("faults", fault);

    /// <summary>Removes the webhook as another Sender would: at Telegram, with the bot's token.</summary>
    public async Task RemoveWebhook() => (await control.PostAsync(new Uri($"{Address}/bot{Token}/deleteWebhook"), content: null)).EnsureSuccessStatusCode();

    public async Task LiftLimits() => (await control.PutAsJsonAsync("limits", new { enabled = false })).EnsureSuccessStatusCode();

    public async Task ClearFaults() => (await control.DeleteAsync("faults")).EnsureSuccessStatusCode();

    public async Task<IReadOnlyList<JsonElement>> Messages(long chat) => (await control.GetFromJsonAsync<List<JsonElement>>($"chats/{chat}/messages"))!;

    public async Task<IReadOnlyList<string>> Texts(long chat) => [.. (await Messages(chat)).Select(message => message.GetProperty("text").GetString()!)];

    /// <summary>How many calls of a method got which status; <c>cut</c> for those without an answer.</summary>
    public async Task<IReadOnlyDictionary<string, long>> Calls(string method)
    {
        var summary = await control.GetFromJsonAsync<JsonElement>("requests");
        return summary.GetProperty("methods").TryGetProperty(method, out var counts) ? counts.Deserialize<Dictionary<string, long>>()! : new Dictionary<string, long>();
    }

    /// <summary>When which chat got a message.</summary>
    public async Task<IReadOnlyList<(DateTimeOffset At, long ChatId)>> Sends() =>
        [.. (await control.GetFromJsonAsync<List<JsonElement>>("requests/sends"))!.Select(sent => (sent.GetProperty("at").GetDateTimeOffset(), sent.GetProperty("chat_id").GetInt64()))];

    public async ValueTask DisposeAsync()
    {
        control.Dispose();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await app.StopAsync(patience.Token);
        await app.DisposeAsync();
    }

    private async Task Post(string path, object body)
    {
        var answer = await control.PostAsJsonAsync(path, body);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }
}
