using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PhStudio.Messaging.Sender.Telegram;

/// <summary>
/// The calls of the Bot API that we make. No failure of the network leaves it as an exception: it comes back as an <see cref="TelegramResponse"/>,
/// so that neither a log nor an error queue ever sees a URL with the token (docs/telegram.md 24).
/// </summary>
public sealed class TelegramClient(TelegramConnection connection, TelegramOptions options, TimeProvider time, ShadowedCalls? shadow = null)
{
    /// <summary>The name of the source of our spans, which hold the method's name and nothing of the URL.</summary>
    public const string ActivitySourceName = "PhStudio.Messaging.Sender";

    /// <summary>No answer that is used is longer; the rest is not read.</summary>
    private const int MaxAnswer = 8 * 1024 * 1024;

    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(5);

    private static readonly ActivitySource Activities = new(ActivitySourceName);

    private readonly DisabledButtons _disabledButtons = new(time);

    private readonly TokenRedaction _redaction = new(options.Token);

    private readonly string _root = $"{options.BaseAddress.ToString().TrimEnd('/')}/bot{options.Token}/";

    /// <summary>When Telegram, or the server that stands for it, last refused or broke a connection, or answered 5xx; null where it never did. A slow answer says nothing.</summary>
    public DateTimeOffset? AwayAt { get; private set; }

    /// <summary>Sends a message. Never repeated by itself: there is no idempotency key (docs/telegram.md 22).</summary>
    public Task<TelegramResponse> SendMessageAsync(SendMessageCall call, CancellationToken cancellationToken = default) =>
        _disabledButtons.CallAsync(call.ReplyMarkup, options.Timeout, (markup, timeout) => CallAsync("sendMessage", call with { ReplyMarkup = markup }, TelegramJson.Default.SendMessageCall, timeout, cancellationToken));

    /// <summary>Sends a photo. Never repeated by itself.</summary>
    public Task<TelegramResponse> SendPhotoAsync(SendPhotoCall call, IReadOnlyList<UploadedFile>? files = null, CancellationToken cancellationToken = default) =>
        _disabledButtons.CallAsync(call.ReplyMarkup, options.Timeout, (markup, timeout) => CallAsync("sendPhoto", call with { ReplyMarkup = markup }, TelegramJson.Default.SendPhotoCall, timeout, cancellationToken, files));

    /// <summary>Sends an album, as a whole or not at all. Never repeated by itself.</summary>
    public Task<TelegramResponse> SendMediaGroupAsync(SendMediaGroupCall call, IReadOnlyList<UploadedFile>? files = null, CancellationToken cancellationToken = default) =>
        CallAsync("sendMediaGroup", call, TelegramJson.Default.SendMediaGroupCall, options.Timeout, cancellationToken, files);

    /// <summary>Changes what stands below a photo: harmless to repeat.</summary>
    public Task<TelegramResponse> EditMessageCaptionAsync(EditMessageCaptionCall call, CancellationToken cancellationToken = default) =>
        _disabledButtons.CallAsync(call.ReplyMarkup, options.Timeout, (markup, timeout) => CallAsync("editMessageCaption", call with { ReplyMarkup = markup }, TelegramJson.Default.EditMessageCaptionCall, timeout, cancellationToken));

    /// <summary>Changes a message: harmless to repeat.</summary>
    public Task<TelegramResponse> EditMessageTextAsync(EditMessageTextCall call, CancellationToken cancellationToken = default) =>
        _disabledButtons.CallAsync(call.ReplyMarkup, options.Timeout, (markup, timeout) => CallAsync("editMessageText", call with { ReplyMarkup = markup }, TelegramJson.Default.EditMessageTextCall, timeout, cancellationToken));

    /// <summary>Takes away what one member of a group sees: harmless to repeat.</summary>
    public Task<TelegramResponse> DeleteEphemeralMessageAsync(DeleteEphemeralMessageCall call, CancellationToken cancellationToken = default) =>
        CallAsync("deleteEphemeralMessage", call, TelegramJson.Default.DeleteEphemeralMessageCall, options.Timeout, cancellationToken);

    /// <summary>Takes a message away, within 48 hours (docs/telegram.md 32): harmless to repeat.</summary>
    public Task<TelegramResponse> DeleteMessageAsync(DeleteMessageCall call, CancellationToken cancellationToken = default) =>
        CallAsync("deleteMessage", call, TelegramJson.Default.DeleteMessageCall, options.Timeout, cancellationToken);

    /// <summary>Ends the spinner of a pressed button.</summary>
    public Task<TelegramResponse> AnswerCallbackQueryAsync(AnswerCallbackQueryCall call, CancellationToken cancellationToken = default) =>
        CallAsync("answerCallbackQuery", call, TelegramJson.Default.AnswerCallbackQueryCall, options.Timeout, cancellationToken);

    /// <summary>Asks who the bot is.</summary>
    public Task<TelegramResponse> GetMeAsync(CancellationToken cancellationToken = default) =>
        CallAsync("getMe", new NoArguments(), TelegramJson.Default.NoArguments, options.Timeout, cancellationToken);

    /// <summary>The same call with a short timeout, as a probe.</summary>
    public Task<TelegramResponse> ProbeAsync(CancellationToken cancellationToken = default) =>
        CallAsync("getMe", new NoArguments(), TelegramJson.Default.NoArguments, options.Timeout < ProbeTimeout ? options.Timeout : ProbeTimeout, cancellationToken);

    /// <summary>Asks what a chat is.</summary>
    public Task<TelegramResponse> GetChatAsync(GetChatCall call, CancellationToken cancellationToken = default) =>
        CallAsync("getChat", call, TelegramJson.Default.GetChatCall, options.Timeout < ProbeTimeout ? options.Timeout : ProbeTimeout, cancellationToken);

    /// <summary>Asks for a user's status in a chat.</summary>
    public Task<TelegramResponse> GetChatMemberAsync(GetChatMemberCall call, CancellationToken cancellationToken = default) =>
        CallAsync("getChatMember", call, TelegramJson.Default.GetChatMemberCall, options.Timeout < ProbeTimeout ? options.Timeout : ProbeTimeout, cancellationToken);

    /// <summary>Asks for the state of the webhook.</summary>
    public Task<TelegramResponse> GetWebhookInfoAsync(CancellationToken cancellationToken = default) =>
        CallAsync("getWebhookInfo", new NoArguments(), TelegramJson.Default.NoArguments, options.Timeout, cancellationToken);

    /// <summary>Sets the webhook: at most once a second (docs/telegram.md 3).</summary>
    public Task<TelegramResponse> SetWebhookAsync(SetWebhookCall call, CancellationToken cancellationToken = default) =>
        CallAsync("setWebhook", call, TelegramJson.Default.SetWebhookCall, options.Timeout, cancellationToken);

    /// <summary>Removes the webhook, so that updates can be polled.</summary>
    public Task<TelegramResponse> DeleteWebhookAsync(CancellationToken cancellationToken = default) =>
        CallAsync("deleteWebhook", new NoArguments(), TelegramJson.Default.NoArguments, options.Timeout, cancellationToken);

    /// <summary>Puts the commands into the menu: harmless to repeat.</summary>
    public Task<TelegramResponse> SetMyCommandsAsync(SetMyCommandsCall call, CancellationToken cancellationToken = default) =>
        CallAsync("setMyCommands", call, TelegramJson.Default.SetMyCommandsCall, options.Timeout, cancellationToken);

    /// <summary>Chooses how presses come (docs/telegram.md 41): harmless to repeat. A server of before 10.5 does not know it.</summary>
    public Task<TelegramResponse> SetMySettingsAsync(SetMySettingsCall call, CancellationToken cancellationToken = default) =>
        CallAsync("setMySettings", call, TelegramJson.Default.SetMySettingsCall, options.Timeout, cancellationToken);

    /// <summary>Waits for updates; confirms those before the offset (docs/telegram.md 15).</summary>
    public Task<TelegramResponse> GetUpdatesAsync(GetUpdatesCall call, CancellationToken cancellationToken = default) =>
        CallAsync("getUpdates", call, TelegramJson.Default.GetUpdatesCall, options.Timeout + TimeSpan.FromSeconds(call.Timeout), cancellationToken);

    /// <summary>The result of an answer that was a success, read in the given form; else null.</summary>
    public static T? ResultOf<T>(TelegramResponse answer, JsonTypeInfo<T> form)
        where T : class
    {
        try
        {
            return ResultOf(answer)?.Deserialize(form);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The result of an answer that was a success, as it came; else null.</summary>
    public static JsonElement? ResultOf(TelegramResponse answer)
    {
        if (answer is not TelegramResponse.Received { Status: >= 200 and < 300 } came)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(came.Body.Span, TelegramJson.Default.TelegramReply) is { Ok: true, Result: { } result } ? result : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task<TelegramResponse> CallAsync<T>(string method, T arguments, JsonTypeInfo<T> form, TimeSpan timeout, CancellationToken cancellationToken, IReadOnlyList<UploadedFile>? files = null)
    {
        if (shadow is not null && await shadow.AnswerAsync(method, JsonSerializer.Serialize(arguments, form)) is { } answered)
        {
            return answered;
        }

        using var activity = Activities.StartActivity($"telegram {method}", ActivityKind.Client);
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        using var content = RequestContent.Of(arguments, form, files ?? []);
        using var request = new HttpRequestMessage(HttpMethod.Post, _root + method) { Content = content };

        try
        {
            using var response = await connection.SendAsync(request, either.Token);
            var body = await ReadBodyAsync(response, either.Token);
            if ((int)response.StatusCode >= 500)
            {
                AwayAt = time.GetUtcNow();
            }

            activity?.SetTag("http.response.status_code", (int)response.StatusCode);
            // A success is Telegram's own; anything else may be a proxy's, which quotes the request.
            var safe = response.IsSuccessStatusCode ? body : _redaction.Redact(body);
            return new TelegramResponse.Received((int)response.StatusCode, safe, SecondsOf(response.Headers.RetryAfter));
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            AwayAt = deadline.IsCancellationRequested ? AwayAt : time.GetUtcNow();
            var why = KindOf(failure, deadline.IsCancellationRequested);
            activity?.SetStatus(ActivityStatusCode.Error, why);
            return content.Written ? new TelegramResponse.NoResponse(why) : new TelegramResponse.NotSent(why);
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(MaxAnswer, cancellationToken);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    private static int? SecondsOf(RetryConditionHeaderValue? header) => header?.Delta is { } delta ? (int)delta.TotalSeconds : null;

    /// <summary>The kind of the failure and nothing of its message, which may name the URL.</summary>
    private static string KindOf(Exception failure, bool timedOut) => failure switch
    {
        _ when timedOut => "no answer in time",
        HttpRequestException { HttpRequestError: var error } => $"network: {error}",
        OperationCanceledException => "no connection in time",
        _ => "network: connection broken",
    };
}
