using System.Text.Json;
using System.Text.Json.Nodes;
using PhStudio.Messaging.Telegram;

namespace PhStudio.Messaging.Sender.Telegram;

/// <summary>
/// Leaves out disabled buttons (docs/telegram.md 38) for a server that does not know them. The first refusal shows it, after which the same call is made without them,
/// for the life of this process: the next process tries them again.
/// </summary>
internal sealed class DisabledButtons(TimeProvider time)
{
    private volatile bool _areRefused;

    /// <summary>Makes the call, and once more without disabled buttons where they were refused: a refused call did nothing.</summary>
    /// <param name="markup">The call's <c>reply_markup</c>.</param>
    /// <param name="timeout">How long both together may last: a claim in the ledger holds no longer.</param>
    /// <param name="call">The call with the given markup, which may last so long.</param>
    public async Task<TelegramResponse> CallAsync(JsonElement? markup, TimeSpan timeout, Func<JsonElement?, TimeSpan, Task<TelegramResponse>> call)
    {
        if (markup is not { } given || !Has(given))
        {
            return await call(markup, timeout);
        }

        var began = time.GetTimestamp();

        if (!_areRefused)
        {
            var answer = await call(markup, timeout);
            if (!IsRefusal(answer))
            {
                return answer;
            }
        }

        var left = timeout - time.GetElapsedTime(began);
        var without = await call(Without(given), left > TimeSpan.Zero ? left : TimeSpan.Zero);
        _areRefused |= without is TelegramResponse.Received { Status: >= 200 and < 300 };
        return without;
    }

    private static bool Has(JsonElement markup) => Rows(markup).Any(row => row.ValueKind == JsonValueKind.Array && row.EnumerateArray().Any(IsDisabled));

    private static IEnumerable<JsonElement> Rows(JsonElement markup) =>
        markup.ValueKind == JsonValueKind.Object && markup.TryGetProperty("inline_keyboard", out var rows) && rows.ValueKind == JsonValueKind.Array ? rows.EnumerateArray() : [];

    private static bool IsDisabled(JsonElement button) => button.ValueKind == JsonValueKind.Object && button.TryGetProperty("disabled", out _);

    // A row, or a keyboard, that has nothing left goes too.
    private static JsonElement? Without(JsonElement markup)
    {
        var keyboard = JsonNode.Parse(markup.GetRawText())!.AsObject();
        var rows = Rows(markup)
            .Select(row => row.EnumerateArray().Where(button => !IsDisabled(button)).Select(button => JsonNode.Parse(button.GetRawText())).ToArray())
            .Where(row => row.Length > 0)
            .Select(row => (JsonNode)new JsonArray(row))
            .ToArray();
        if (rows.Length == 0)
        {
            return null;
        }

        keyboard["inline_keyboard"] = new JsonArray(rows);
        return JsonSerializer.SerializeToElement(keyboard);
    }

    private static bool IsRefusal(TelegramResponse answer) =>
        answer is TelegramResponse.Received { Status: 400 } && Classification.Classify(answer) is TelegramOutcome.Permanent { Description: var why } && ErrorTexts.IsRefusedButton(why);
}
