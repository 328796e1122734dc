using System.Collections.Frozen;
using System.Diagnostics;
using PhStudio.Messaging.TelegramEmulator.Faults;
using PhStudio.Messaging.TelegramEmulator.Requests;
using PhStudio.Messaging.TelegramEmulator.Updates;

namespace PhStudio.Messaging.TelegramEmulator.Api;

/// <summary>A method of the Bot API.</summary>
internal delegate ValueTask<ApiAnswer> ApiMethod(ApiParameters parameters, CancellationToken cancel);

/// <summary>
/// Answers <c>/bot&lt;token&gt;/METHOD</c>. Neither the token nor a body goes into a log, a trace or the request counts (docs/telegram.md 24).
/// </summary>
internal sealed class BotApi(
    IReadOnlyDictionary<string, ApiMethod> table, IEnumerable<string> tokens, FaultBook faults, FaultEffects effects, RequestLog log, TimeProvider clock, CancellationToken stopping) : IWebhookAnswers
{
    /// <summary>Beside all that begin with "get" (docs/telegram.md 11).</summary>
    private static readonly FrozenSet<string> NotInAnswers = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "setWebhook", "deleteWebhook", "logOut", "close");

    private readonly FrozenDictionary<string, ApiMethod> _methods = table.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    private readonly FrozenDictionary<string, string> _names = table.Keys.ToFrozenDictionary(name => name, StringComparer.OrdinalIgnoreCase);
    private readonly FrozenSet<string> _accepted = tokens.ToFrozenSet();

    /// <summary>Whether the bot is logged out or closed.</summary>
    public BotSession Session { get; } = new(clock);

    public async Task HandleAsync(HttpContext http)
    {
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsPost(http.Request.Method))
        {
            http.Response.StatusCode = StatusCodes.Status501NotImplemented;
            return;
        }

        var address = await CallAddress.ReadAsync(http);
        var (token, method) = (address.Token, address.Method);
        var name = _names.GetValueOrDefault(method, "unknown");
        Activity.Current?.SetTag("url.path", $"/bot<token>/{name}");

        if (faults.Take(name, null, unread: true) is not null)
        {
            Cut(http, name);
            return;
        }

        if (!address.IsWhole)
        {
            await RefuseAsync(http, name, new TelegramRefusal(404, "Not Found"));
        }
        else if (address.IsOfTests || !_accepted.Contains(token))
        {
            await RefuseAsync(http, name, TokenRefusal.Of(token, method));
        }
        else if (!_methods.TryGetValue(method, out var run))
        {
            await RefuseAsync(http, name, Session.Refusal(name) ?? new TelegramRefusal(404, "Not Found: method not found"));
        }
        else
        {
            await RunAsync(http, name, run);
        }
    }

    public async Task ExecuteAsync(byte[] body, string? contentType, string? contentEncoding, CancellationToken cancellationToken)
    {
        try
        {
            using var parameters = await ApiParameters.ReadAsync(body, contentType, contentEncoding, cancellationToken);
            var method = parameters.Text("method") ?? "";
            var forbidden = method.StartsWith("get", StringComparison.OrdinalIgnoreCase) || NotInAnswers.Contains(method);
            if (!forbidden && _methods.TryGetValue(method, out var run))
            {
                await CountedAsync(_names[method], run, parameters, cancellationToken);
            }
        }
        catch (TelegramRefusal)
        {
            // Counted above; the bot never learns what became of such a call.
        }
    }

    private async Task RunAsync(HttpContext http, string name, ApiMethod run)
    {
        Fault? fault = null;
        try
        {
            using var parameters = await ReadAsync(http, name);
            var chat = parameters.Text("chat_id") is ['@', ..] ? null : parameters.Number("chat_id");
            fault = faults.Take(name, chat, unread: false);
            if (fault is not null && await MeetAsync(http, name, fault, chat))
            {
                return;
            }

            parameters.OlderServer = fault?.Kind == FaultKind.OlderServer;
            if (Session.Refusal(name) is { } closed)
            {
                log.Record(name, closed.Code);
                throw closed;
            }

            var answer = await CountedAsync(name, run, parameters, http.RequestAborted, cut: fault?.Kind is FaultKind.CutAfter or FaultKind.HangAfter);
            await AnswerAsync(http, fault, () => ApiResponse.WriteAsync(http, answer));
        }
        catch (TelegramRefusal refusal)
        {
            await AnswerAsync(http, fault, () => ApiResponse.WriteAsync(http, refusal));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            log.Record(name, 0);
        }
    }

    private async ValueTask<ApiParameters> ReadAsync(HttpContext http, string name)
    {
        try
        {
            return await ApiParameters.ReadAsync(http.Request, http.RequestAborted);
        }
        catch (TelegramRefusal refusal)
        {
            log.Record(name, refusal.Code);
            throw;
        }
    }

    /// <summary>Answers, unless the fault takes the answer away.</summary>
    private Task AnswerAsync(HttpContext http, Fault? fault, Func<Task> write)
    {
        switch (fault?.Kind)
        {
            case FaultKind.CutAfter:
                http.Abort();
                return Task.CompletedTask;
            case FaultKind.HangAfter:
                return HangAsync(http);
            default:
                return write();
        }
    }

    /// <summary>Runs a method and counts what came of it.</summary>
    private async ValueTask<ApiAnswer> CountedAsync(string name, ApiMethod run, ApiParameters parameters, CancellationToken cancellationToken, bool cut = false)
    {
        try
        {
            var answer = await run(parameters, cancellationToken);
            log.Record(name, cut ? 0 : 200);
            foreach (var message in answer.Album ?? (answer.Sent is { } single ? [single] : []))
            {
                log.RecordSend(message);
            }

            return answer;
        }
        catch (TelegramRefusal refusal)
        {
            log.Record(name, refusal.Code);
            throw;
        }
    }

    /// <summary>Does what the fault does before the method runs; true when that was all.</summary>
    private async Task<bool> MeetAsync(HttpContext http, string name, Fault fault, long? chat)
    {
        if (fault.DelayMs > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(fault.DelayMs), clock, http.RequestAborted);
        }

        if (effects.Refusal(fault, name, chat) is { } refusal)
        {
            await RefuseAsync(http, name, refusal);
            return true;
        }

        switch (fault.Kind)
        {
            case FaultKind.HtmlPage:
                log.Record(name, StatusCodes.Status502BadGateway);
                await ApiResponse.WriteBadGatewayAsync(http);
                return true;
            case FaultKind.QuotingProxy:
                log.Record(name, StatusCodes.Status502BadGateway);
                await ApiResponse.WriteQuotingProxyAsync(http);
                return true;
            case FaultKind.CutBefore:
                Cut(http, name);
                return true;
            case FaultKind.Hang:
                log.Record(name, 0);
                await HangAsync(http);
                return true;
            default:
                return false;
        }
    }

    private void Cut(HttpContext http, string name)
    {
        log.Record(name, 0);
        http.Abort();
    }

    private Task RefuseAsync(HttpContext http, string name, TelegramRefusal refusal)
    {
        log.Record(name, refusal.Code);
        return ApiResponse.WriteAsync(http, refusal);
    }

    private async Task HangAsync(HttpContext http)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        await Task.Delay(Timeout.Infinite, either.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        http.Abort();
    }
}
