using System.Text.Json;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Telegram.Markup;
using PhStudio.Messaging.Templates;
using PhStudio.Messaging.Templates.Types;

namespace PhStudio.Messaging.Sender.Content;

/// <summary>Turns an order into the text that is sent: as it was given, or from its template.</summary>
internal sealed class MessageRenderer(TemplateLibrary templates, RecipientLanguages languages)
{
    /// <summary>The text of a message.</summary>
    /// <exception cref="UnrenderableException">There is no such text.</exception>
    public Task<Text> OfAsync(SendMessage order) => OfAsync(order.Text, order.Template, order.Language, order.ChatId, order.Values, order.Entities is null ? order.ParseMode : "none", isOptional: order.Photos is { Count: > 0 });

    /// <summary>The text of an edit of a message in this chat.</summary>
    /// <exception cref="UnrenderableException">There is no such text.</exception>
    public Task<Text> OfAsync(EditMessage order, string chatId) => OfAsync(order.Text, order.Template, order.Language, chatId, order.Values, order.ParseMode);

    private async Task<Text> OfAsync(string? text, string? template, string? language, string chatId, IReadOnlyDictionary<string, JsonElement>? values, string parseMode, bool isOptional = false)
    {
        switch (text, template)
        {
            case ({ }, null) when values is { Count: > 0 }:
                throw new UnrenderableException(FailureReason.Invalid, "values belong to a template, not to a text");

            case ({ } given, null) when !isOptional && !SeenText.Is(given, parseMode):
                throw new UnrenderableException(FailureReason.Invalid, "nothing of the text is seen");

            case ({ } given, null):
                return new Text(parseMode == "HTML" ? HtmlTokens.Readable(given) : given, parseMode);
            case (null, { } type):
                try
                {
                    // A popup's or a button's text has no markup, and is sent where somebody tries it out.
                    var form = TemplateContracts.Find(type)?.Markup == false ? "none" : "HTML";
                    return new Text(templates.Render(type, await languages.OfAsync(language, chatId), values).Text, form);
                }
                catch (TemplateException unrendered)
                {
                    throw new UnrenderableException(FailureReason.Template, unrendered.Message);
                }
                catch (Exception fault) when (fault is ArithmeticException or ArgumentException or FormatException or InvalidOperationException)
                {
                    // A value that a template's function cannot take: no later attempt finds another one.
                    throw new UnrenderableException(FailureReason.Template, $"template {type}: {fault.GetType().Name} while it was rendered");
                }

            case (null, null) when isOptional:
                return new Text("", parseMode);

            default:
                throw new UnrenderableException(FailureReason.Invalid, "exactly one of text and template must be given");
        }
    }
}

/// <summary>A text and how it is marked up.</summary>
/// <param name="Value">The text.</param>
/// <param name="ParseMode"><c>HTML</c>, <c>MarkdownV2</c>, <c>Markdown</c> or <c>none</c>.</param>
internal sealed record Text(string Value, string ParseMode)
{
    /// <summary>True where its end was left out.</summary>
    public bool IsShortened { get; init; }

    /// <summary>What Telegram calls it: nothing for plain text.</summary>
    public string? TelegramParseMode => ParseMode == "none" ? null : ParseMode;

    /// <summary>
    /// The same without markup, for a text that Telegram could not read (docs/telegram.md 27). Links show their addresses, and tags without a partner stay, unless the text would be longer than that;
    /// they count nothing in the text as it was ordered.
    /// </summary>
    public Text PlainWithin(int longest)
    {
        var whole = Visible(inFull: true);
        var isWhole = ParseMode == "none" || whole.EnumerateRunes().Count() <= longest;
        return (this with { Value = isWhole ? whole : Visible(inFull: false), ParseMode = "none" }).Within(longest);
    }

    /// <summary>The same, or its beginning where it is longer than that: for what cannot go on in a further message.</summary>
    public Text Within(int longest) => MessageSplitter.Shorten(Value, ParseMode, longest) is var shorter && shorter == Value ? this : this with { Value = shorter, IsShortened = true };

    private string Visible(bool inFull) => ParseMode switch
    {
        "HTML" => HtmlTokens.Visible(Value, inFull),
        "none" => Value,
        _ => MarkdownText.Visible(Value, ParseMode, inFull),
    };

    /// <summary>The parts of it, each short enough for one message.</summary>
    public IReadOnlyList<Text> Parts => [.. MessageSplitter.Split(Value, ParseMode).Select(part => this with { Value = part })];
}

/// <summary>There is no text to send. The message names the reason and never a value.</summary>
internal sealed class UnrenderableException(FailureReason reason, string message) : Exception(message)
{
    public FailureReason Reason { get; } = reason;
}
