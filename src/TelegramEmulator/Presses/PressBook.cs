using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Hosting;
using PhStudio.Messaging.TelegramEmulator.Live;
using PhStudio.Messaging.TelegramEmulator.Markup;
using PhStudio.Messaging.TelegramEmulator.Updates;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Presses;

/// <summary>Every press, and the one answer that each may get, within the window (docs/telegram.md 33).</summary>
internal sealed class PressBook(EmulatorOptions options, UpdateFeed feed, EventStream events, TimeProvider clock)
{
    private const int Kept = 20_000;
    private const int MaxAnswer = 200;
    private const string TooLate = "query is too old and response timeout expired or query ID is invalid";

    private readonly ConcurrentDictionary<string, Press> _presses = new();
    private readonly ConcurrentQueue<string> _order = new();
    private long _lastId = RandomNumberGenerator.GetInt32(int.MaxValue) * 1_000_000_000L;

    /// <summary>Whether presses bring their message: as the bot chose last, or somebody on the page.</summary>
    public CallbackQueryMode Mode { get; set; }

    /// <summary>The presses kept, oldest first.</summary>
    public IEnumerable<Press> All => _order.Select(id => _presses.GetValueOrDefault(id)).OfType<Press>();

    /// <summary>Somebody presses; the bot gets an update of it, or several with the same press where the app sent it again (docs/telegram.md 13).</summary>
    /// <param name="from">Who.</param>
    /// <param name="message">On which message.</param>
    /// <param name="data">Which button's data, or forged data (docs/telegram.md 29).</param>
    /// <param name="updates">How many updates the one press makes.</param>
    /// <param name="inaccessible">True when the bot is given the message's ids only (docs/telegram.md 30).</param>
    /// <param name="mode">Whether the bot is given the message at all; null for what the bot itself chose.</param>
    public (Press Press, IReadOnlyList<int> UpdateIds) Add(User from, Message message, string data, int updates, bool inaccessible, CallbackQueryMode? mode = null)
    {
        var id = Interlocked.Increment(ref _lastId).ToString(CultureInfo.InvariantCulture);
        var press = new Press(id, from, message, data, clock.GetUtcNow());
        _presses[id] = press;
        _order.Enqueue(id);
        while (_order.Count > Kept && _order.TryDequeue(out var oldest))
        {
            _presses.TryRemove(oldest, out _);
        }

        events.Pressed(press);
        var inline = (mode ?? Mode) switch
        {
            CallbackQueryMode.Inline => true,
            CallbackQueryMode.Auto => inaccessible,
            _ => false,
        };
        var query = new CallbackQuery
        {
            Id = id,
            From = from,
            InlineMessageId = inline ? InlineMessageId.Of(message) : null,
            Message = inline ? null : inaccessible ? new Message { MessageId = message.MessageId, Chat = message.Chat, Date = 0 } : message,
            ChatInstance = (message.Chat.Id * 7919).ToString(CultureInfo.InvariantCulture),
            Data = data,
        };
        var ids = Enumerable.Range(0, updates).Select(_ => feed.Add(new Update { CallbackQuery = query })).OfType<int>().ToList();
        return (press, ids);
    }

    /// <summary>The Bot API's <c>answerCallbackQuery</c>.</summary>
    public ApiAnswer Answer(ApiParameters parameters)
    {
        var text = parameters.Text("text");
        var id = (parameters.Number("callback_query_id") ?? 0).ToString(CultureInfo.InvariantCulture);
        var now = clock.GetUtcNow();
        if (!_presses.TryGetValue(id, out var press) || now - press.At > options.AnswerWindow || press.Popup is not null)
        {
            throw TelegramRefusal.BadRequest(TooLate);
        }

        if (text is not null && FormattedText.CountCodePoints(text) > MaxAnswer)
        {
            throw TelegramRefusal.BadRequest("MESSAGE_TOO_LONG");
        }

        var url = parameters.Text("url") is { Length: > 0 } given ? given : null;
        if (url is not null && !OpensTheBot(url))
        {
            // Others are for games only.
            throw TelegramRefusal.BadRequest("URL_INVALID");
        }

        if (!press.TryAnswer(new PopupText(string.IsNullOrEmpty(text) ? null : text, parameters.Flag("show_alert"), url, now)))
        {
            throw TelegramRefusal.BadRequest(TooLate);
        }

        events.Answered(press);
        return ApiAnswer.True();
    }

    /// <summary>The press that an ephemeral message may still answer; null when there is none, or its time is over.</summary>
    public Press? Open(string id) => _presses.TryGetValue(id, out var press) && clock.GetUtcNow() - press.At <= options.AnswerWindow ? press : null;

    /// <summary>The Bot API's <c>setMySettings</c>, of which this bot has the one setting (docs/telegram.md 41).</summary>
    public ApiAnswer SetSettings(ApiParameters parameters)
    {
        Mode = parameters.Text("callback_query_mode") switch
        {
            "default" => CallbackQueryMode.Default,
            "auto" => CallbackQueryMode.Auto,
            "inline" => CallbackQueryMode.Inline,
            // Its other settings would change nothing here, so they are refused.
            _ => throw TelegramRefusal.BadRequest("invalid callback_query_mode specified"),
        };
        return ApiAnswer.True();
    }

    private bool OpensTheBot(string url) => ((string[])[$"https://t.me/{options.BotUsername}?", $"http://t.me/{options.BotUsername}?", $"t.me/{options.BotUsername}?", $"tg://resolve?domain={options.BotUsername}&"])
        .Any(start => url.StartsWith(start, StringComparison.OrdinalIgnoreCase));

    public void Reset()
    {
        Mode = CallbackQueryMode.Default;
        _presses.Clear();
        _order.Clear();
    }
}
