using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.WebConsole.Platform;

namespace PhStudio.Messaging.WebConsole.Calls;

/// <summary>The Gateway's calls for one open page, with the key of its session. Where the session is over, the page goes to the sign-in.</summary>
internal sealed partial class GatewayClient(IConsoleGateway gateway, AuthenticationStateProvider users, NavigationManager navigation, TimeProvider time, ILogger<GatewayClient> logger)
{
    /// <summary>How the Gateway writes its answers.</summary>
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    // A little more than the Gateway itself takes for an answer at its worst.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private DateTimeOffset _used = time.GetUtcNow();

    /// <summary>The key of this page's session; null where the session is over.</summary>
    public async Task<Operator?> KeyAsync()
    {
        var state = await users.GetAuthenticationStateAsync();
        return time.GetUtcNow() - _used < Sessions.Idle ? Sessions.KeyOf(state.User, gateway, time.GetUtcNow()) : null;
    }

    /// <summary>Somebody did something on this page.</summary>
    public void Touch() => _used = time.GetUtcNow();

    /// <summary>Asks for something.</summary>
    public Task<Answer<T>> GetAsync<T>(string target) where T : class => CallAsync<T>("GET", target, null);

    /// <summary>Calls with a body of JSON, and reads what is answered.</summary>
    /// <param name="method">Such as <c>POST</c>.</param>
    /// <param name="target">The path and the query, encoded.</param>
    /// <param name="body">What is written as JSON; null for no body, a text for JSON as it is.</param>
    public async Task<Answer<T>> CallAsync<T>(string method, string target, object? body) where T : class
    {
        if (await KeyAsync() is not { } key)
        {
            navigation.NavigateTo($"sign-in?to={Uri.EscapeDataString("/" + navigation.ToBaseRelativePath(navigation.Uri))}", forceLoad: true);
            return new Answer<T>(null, new Problem(401, "Signed out", "The session is over; sign in again."));
        }

        if (method != "GET")
        {
            Touch();
        }

        try
        {
            using var deadline = new CancellationTokenSource(Timeout, time);
            var bytes = body switch { null => null, string text => System.Text.Encoding.UTF8.GetBytes(text), _ => JsonSerializer.SerializeToUtf8Bytes(body, Json) };
            var answer = await gateway.CallAsync(key.Id, new GatewayCall(method, target, bytes), deadline.Token);
            return answer.Status is >= 200 and <= 299
                ? new Answer<T>(answer.Body.Length == 0 ? null : JsonSerializer.Deserialize<T>(answer.Body.Span, Json), null)
                : new Answer<T>(null, Read(answer));
        }
        catch (OperationCanceledException)
        {
            return new Answer<T>(null, new Problem(504, "No answer", "The Gateway did not answer in time; ask again."));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A page that cannot be shown says so and stays; the log has the reason.
            Log.Failed(logger, e, method, target.Split('?')[0]);
            return new Answer<T>(null, new Problem(500, "The console failed", "What was answered cannot be shown; the Gateway's log has the reason."));
        }
    }

    private static Problem Read(GatewayAnswer answer)
    {
        try
        {
            return JsonSerializer.Deserialize<Problem>(answer.Body.Span, Json) is { } problem ? problem with { Status = answer.Status } : new Problem(answer.Status, null, null);
        }
        catch (JsonException)
        {
            return new Problem(answer.Status, null, null);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The console could not show what {Method} {Path} answered")]
        public static partial void Failed(ILogger logger, Exception exception, string method, string path);
    }
}
