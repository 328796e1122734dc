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

/// <summary>Every press, and the one answer that each may get, within the window (TELEGRAM.md 33).</summary>
internal sealed class PressBook(EmulatorOptions options, UpdateFeed feed, EventStream events, TimeProvider clock)
{
    private const int Kept = 20_000;
    private const int LongestAnswer = 200;
    private const string TooLate = "query is too old and response timeout expired or query ID is invalid";

    private readonly ConcurrentDictionary<string, Press> presses = new();
    private readonly ConcurrentQueue<string> order = new();
    private long lastId = RandomNumberGenerator.GetInt32(int.MaxValue) * 1_000_000_000L;

    /// <summary>The presses kept, oldest first.</summary>
    public IEnumerable<Press> All => order.Select(id => presses.GetValueOrDefault(id)).OfType<Press>();

    /// <summary>Somebody presses; the bot gets an update of it, or several with the same press where the app sent it again (TELEGRAM.md 13).</summary>
    /// <param name="from">Who.</param>
    /// <param name="message">On which message.</param>
    /// <param name="data">Which button's data, or forged data (TELEGRAM.md 29).</param>
    /// <param name="updates">How many updates the one press makes.</param>
    /// <param name="inaccessible">True when the bot is given the message's ids only (TELEGRAM.md 30).</param>
    public (Press Press, IReadOnlyList<int> UpdateIds) Add(User from, Message message, string data, int updates, bool inaccessible)
    {
        var id = Interlocked.Increment(ref lastId).ToString(CultureInfo.InvariantCulture);
        var press = new Press(id, from, message, data, clock.GetUtcNow());
        presses[id] = press;
        order.Enqueue(id);
        while (order.Count > Kept && order.TryDequeue(out var oldest))
        {
            presses.TryRemove(oldest, out _);
        }

        events.Pressed(press);
        var query = new CallbackQuery
        {
            Id = id,
            From = from,
            Message = inaccessible ? new Message { MessageId = message.MessageId, Chat = message.Chat, Date = 0 } : message,
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
        if (text is not null && FormattedText.CountCodePoints(text) > LongestAnswer)
        {
            throw TelegramRefusal.BadRequest("MESSAGE_TOO_LONG");
        }

        var now = clock.GetUtcNow();
        var popup = new PopupText(string.IsNullOrEmpty(text) ? null : text, parameters.Flag("show_alert"), parameters.Text("url"), now);
        if (!presses.TryGetValue(parameters.Text("callback_query_id") ?? "", out var press)
            || now - press.At > options.AnswerWindow
            || !press.TryAnswer(popup))
        {
            throw TelegramRefusal.BadRequest(TooLate);
        }

        events.Answered(press);
        return ApiAnswer.True();
    }

    public void Reset()
    {
        presses.Clear();
        order.Clear();
    }
}
