using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Migration;

/// <summary>A <c>TelegramMessage</c> of the system before this one, in the JSON that Python writes: an enum by its value or by its name with the type before it, a moment with or without its offset. Unknown members are left out.</summary>
internal sealed partial record LegacyMessage
{
    private static readonly Guid Ids = new("0d6c5f5a-2f0e-5c0f-8a57-6a0c9a3a4d21");

    // The old system's own four, which it counted from 1.
    private static readonly Priority[] Numbered = [Priority.Low, Priority.Normal, Priority.High, Priority.Critical];

    /// <summary>The order that it makes; null where <see cref="Wrong"/> says why there is none.</summary>
    public SendMessage? Order { get; private init; }

    /// <summary>What is wrong with it.</summary>
    public string? Wrong { get; private init; }

    /// <summary>Why the old system gave it up; null where it did not say.</summary>
    public string? Error { get; private init; }

    /// <summary>When the old system gave it up; null where it did not say.</summary>
    public DateTimeOffset? FailedAt { get; private init; }

    /// <summary>Its id: the old one where that is a UUID, else one that is made of it; without one, of its place in the list.</summary>
    public required Guid Id { get; init; }

    /// <summary>Reads what the old producer pushed.</summary>
    /// <param name="list">The list that it lay in.</param>
    /// <param name="taken">The message.</param>
    public static LegacyMessage Read(string list, TakenMessage taken)
    {
        var ownId = NameBasedId.Of(Ids, $"{list}:{taken.Number}");
        if (Refusal(taken, out var outer) is { } refusal)
        {
            return new LegacyMessage { Id = ownId, Wrong = refusal };
        }

        // A message that it gave up may be in a wrapper that says why.
        var message = Find(outer, "message", "original_message") is { ValueKind: JsonValueKind.Object } inner ? inner : outer;
        var id = Text(message, "id", "message_id") is { Length: > 0 } given ? IdOf(given) : ownId;
        var read = new LegacyMessage { Id = id, Error = Text(outer, "error", "last_error", "reason") ?? Text(message, "error", "last_error"), FailedAt = Moment(outer, "failed_at", "moved_at") ?? Moment(message, "failed_at") };
        if (PriorityOf(message) is not { } priority)
        {
            return read with { Wrong = "priority must be low, normal, high or critical, or a number from 1 to 4" };
        }

        var (markup, unreadable) = Markup(message);
        var (thread, isThread) = Thread(message);
        var expiresAt = Moment(message, "expires_at");
        if ((unreadable ?? (isThread ? null : "message_thread_id must be a whole number") ?? (expiresAt is null && IsGiven(message, "expires_at") ? "expires_at must be a moment, such as 2026-12-24T10:00:00 or a number of seconds" : null)) is { } wrong)
        {
            return read with { Wrong = wrong };
        }

        if (Silent(message) is not { } silent)
        {
            return read with { Wrong = "disable_notification must be true or false" };
        }

        var order = new SendMessage
        {
            MessageId = id,
            ChatId = Text(message, "chat_id") ?? "",
            Text = Text(message, "text", "message", "content"),
            ParseMode = Text(message, "parse_mode") is { Length: > 0 } mode ? mode : Has(message, "parse_mode") ? "none" : "HTML",
            ReplyMarkup = markup,
            Priority = priority,
            CreatedAt = Moment(message, "created_at", "timestamp") ?? taken.At,
            ExpiresAt = expiresAt,
            Silent = silent,
            ThreadId = thread,
        };
        var errors = MessageValidator.Of(order);
        return order.Text is null ? read with { Wrong = "text is missing" }
            : errors.Count > 0 ? read with { Wrong = string.Join("; ", errors.Select(error => $"{error.Key} {string.Join(", ", error.Value)}")) }
            : read with { Order = order };
    }

    /// <summary>The UUID of an old id.</summary>
    public static Guid IdOf(string old) => Guid.TryParse(old, out var uuid) && uuid != Guid.Empty ? uuid : NameBasedId.Of(Ids, old);

    private static Priority? PriorityOf(JsonElement message)
    {
        // An Enum is written by its value or, by str(), as MessagePriority.HIGH; counted from 1 where its values are numbers.
        var text = Text(message, "priority") is { Length: > 0 } given ? given[(given.LastIndexOf('.') + 1)..] : "normal";
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (number is >= 1 and <= 4 ? Numbered[number - 1] : null)
            : Array.FindIndex(Numbered, priority => string.Equals(priority.ToString(), text, StringComparison.OrdinalIgnoreCase)) is >= 0 and var named ? Numbered[named] : null;
    }

    /// <summary>Why it cannot be read; null where it can. Nothing in it can fail later: what did would be taken for Redis or the broker being unavailable, and stop the list.</summary>
    private static string? Refusal(TakenMessage taken, out JsonElement outer)
    {
        outer = default;
        if (!taken.IsUtf8)
        {
            return "it is not UTF-8";
        }

        try
        {
            return WireJsonCheck.Read(taken.Json.TrimStart('\uFEFF'), out outer) is { } rule ? $"it {rule}" : outer.ValueKind != JsonValueKind.Object ? "it is no JSON object" : null;
        }
        catch (JsonException)
        {
            return "it is not JSON";
        }
    }

    // A keyboard that was written by json.dumps before is a text.
    private static (JsonElement? Markup, string? Wrong) Markup(JsonElement message)
    {
        if (Find(message, "reply_markup") is not { ValueKind: JsonValueKind.String } text)
        {
            return (Find(message, "reply_markup"), null);
        }

        try
        {
            return WireJsonCheck.Read(text.GetString()!, out var markup) is { } rule ? (null, $"reply_markup {rule}") : (markup, null);
        }
        catch (JsonException)
        {
            return (text, null);
        }
    }

    // A topic that was passed over would put the message into General.
    private static (int? Thread, bool IsRight) Thread(JsonElement message) => Text(message, "message_thread_id")?.Trim() is not { Length: > 0 } given
        ? (null, Find(message, "message_thread_id") is null or { ValueKind: JsonValueKind.String })
        : int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var topic) ? (topic, true) : (null, false);

    private static bool? Silent(JsonElement message) => Find(message, "disable_notification") is not { } given ? false : given.ToString().Trim().ToUpperInvariant() switch
    {
        "TRUE" or "1" => true,
        "FALSE" or "0" or "" => false,
        _ => null,
    };

    // isoformat() has a T, str() a blank; neither has an offset where the moment is naive, and then it is UTC. time.time() is a number of seconds.
    private static DateTimeOffset? Moment(JsonElement message, params ReadOnlySpan<string> names) => Find(message, names) switch
    {
        { ValueKind: JsonValueKind.Number } seconds when seconds.GetDouble() is > 0 and < 1e11 => DateTimeOffset.UnixEpoch.AddSeconds(seconds.GetDouble()),
        { ValueKind: JsonValueKind.String } text when MomentForm().IsMatch(text.GetString()!) && DateTimeOffset.TryParse(text.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment) => moment,
        _ => null,
    };

    private static string? Text(JsonElement message, params ReadOnlySpan<string> names) => Find(message, names) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };

    // A blank text is none, as everywhere.
    private static bool IsGiven(JsonElement message, string name) => Find(message, name) is { } given && given.ToString().Trim().Length > 0;

    private static bool Has(JsonElement message, string name) => message.TryGetProperty(name, out _);

    private static JsonElement? Find(JsonElement message, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (message.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null)
            {
                return value;
            }
        }

        return null;
    }

    // A day or an hour alone would be read as some moment of it.
    [GeneratedRegex(@"\A[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,7})?)?(Z|[+-][0-9]{2}:[0-9]{2})?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex MomentForm();
}
