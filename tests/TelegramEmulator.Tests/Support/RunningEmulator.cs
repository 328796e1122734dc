using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.TelegramEmulator.Hosting;
using PhStudio.Messaging.TelegramEmulator.Limits;

namespace PhStudio.Messaging.TelegramEmulator.Tests.Support;

/// <summary>An emulator on a free port, used from outside as a bot and a person use it.</summary>
internal sealed class RunningEmulator : IAsyncDisposable
{
    public const long Staff = EmulatorOptions.DemoStaffChat;
    public const long Anna = 100001;
    public const long Boris = 100002;
    public const long Maria = 200001;

    private readonly WebApplication _app;

    private RunningEmulator(WebApplication app, string url)
    {
        _app = app;
        Url = url;
        Http = new HttpClient { BaseAddress = new Uri(url) };
    }

    public string Url { get; }

    public HttpClient Http { get; }

    public static async Task<RunningEmulator> StartAsync(
        TimeProvider? clock = null, SendLimits? limits = null, bool localServer = true, Uri? bookingUrl = null, string? bookingKey = null, int keep = 10_000, Action<ILoggingBuilder>? logging = null, bool allowRemote = false, string? allowedHosts = null)
    {
        var started = EmulatorHost.Build([], new EmulatorOptions
        {
            Url = "http://127.0.0.1:0",
            Clock = clock ?? TimeProvider.System,
            // With the real clock no test may depend on how fast the machine is.
            AnswerWindow = clock is null ? TimeSpan.FromHours(1) : new EmulatorOptions().AnswerWindow,
            Limits = limits ?? SendLimits.Off,
            LocalServer = localServer,
            DemoBookingUrl = bookingUrl,
            DemoBookingApiKey = bookingKey,
            MessagesKeptPerChat = keep,
            AllowRemoteControl = allowRemote,
            AllowedHosts = EmulatorSettings.Hosts(allowedHosts),
            Logging = logging ?? (_ => { }),
        });
        await started.StartAsync(TestContext.Current.CancellationToken);
        return new RunningEmulator(started, started.Urls.Single());
    }

    /// <summary>Calls a method of the Bot API.</summary>
    public async Task<BotAnswer> BotAsync(string method, object? parameters = null)
    {
        using var response = await Http.PostAsJsonAsync($"/bot{EmulatorOptions.DemoToken}/{method}", parameters ?? new { }, TestContext.Current.CancellationToken);
        return await BotAnswer.ReadAsync(response);
    }

    /// <summary>Sends a message that must be accepted, and gives its id.</summary>
    public async Task<int> SendAsync(long chat, string text, object? markup = null)
    {
        var answer = await BotAsync("sendMessage", markup is null ? new { chat_id = chat, text } : new { chat_id = chat, text, reply_markup = markup });
        Assert.True(answer.Ok, answer.Description);
        return answer.Result.GetProperty("message_id").GetInt32();
    }

    /// <summary>Posts to the control API; the call must succeed.</summary>
    public async Task<JsonElement> ControlAsync(string path, object body)
    {
        using var response = await Http.PostAsJsonAsync($"/emulator/{path}", body, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Reads from the control API.</summary>
    public Task<JsonElement> ReadAsync(string path) => Http.GetFromJsonAsync<JsonElement>($"/emulator/{path}", TestContext.Current.CancellationToken);

    public async Task<JsonElement> PressAsync(long chat, int message, long from, object body, string query = "")
    {
        var request = JsonSerializer.SerializeToNode(body)!.AsObject();
        request["from"] = from;
        return await ControlAsync($"chats/{chat}/messages/{message}/press{query}", request);
    }

    /// <summary>The updates that wait for a poller; with an offset they are polled for.</summary>
    public async Task<IReadOnlyList<JsonElement>> UpdatesAsync(long? offset = null) =>
        [.. (offset is null ? await ReadAsync("updates") : (await BotAsync("getUpdates", new { offset })).Result).EnumerateArray()];

    public static object Keyboard(params (string Text, string Data)[] buttons) =>
        new { inline_keyboard = new[] { buttons.Select(button => new { text = button.Text, callback_data = button.Data }) } };

    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}

/// <summary>An answer of the Bot API.</summary>
internal sealed record BotAnswer(int Status, bool Ok, int? ErrorCode, string? Description, JsonElement Result, JsonElement Parameters, int? RetryAfterHeader)
{
    public static async Task<BotAnswer> ReadAsync(HttpResponseMessage response)
    {
        var json = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return new BotAnswer(
            (int)response.StatusCode,
            json.GetProperty("ok").GetBoolean(),
            json.TryGetProperty("error_code", out var code) ? code.GetInt32() : null,
            json.TryGetProperty("description", out var description) ? description.GetString() : null,
            json.TryGetProperty("result", out var result) ? result : default,
            json.TryGetProperty("parameters", out var parameters) ? parameters : default,
            response.Headers.RetryAfter?.Delta is { } wait ? (int)wait.TotalSeconds : null);
    }
}
