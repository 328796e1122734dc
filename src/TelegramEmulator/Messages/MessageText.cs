using System.Text.Json;
using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Markup;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Messages;

/// <summary>The text of a message from a call's <c>text</c>, <c>parse_mode</c> and <c>entities</c>.</summary>
internal static class MessageText
{
    /// <summary>Telegram's limit, after entity parsing, in Unicode code points (docs/telegram.md 26).</summary>
    public const int Longest = 4096;

    public static FormattedText Read(ApiParameters parameters)
    {
        var text = parameters.Text("text") is { Length: > 0 } given ? given : throw TelegramRefusal.BadRequest("message text is empty");
        var parsed = Formatted(parameters, text, "entities");
        return parsed.Text.Length == 0 ? throw TelegramRefusal.BadRequest("text must be non-empty")
            : parsed.CodePoints > Longest ? throw TelegramRefusal.BadRequest("message is too long")
            : parsed;
    }

    /// <summary>A text or caption with its entities, of whatever length.</summary>
    /// <param name="parameters">The call, which says how it is marked up.</param>
    /// <param name="text">The text.</param>
    /// <param name="entities">The parameter with its entities, where there is no parse mode.</param>
    public static FormattedText Formatted(ApiParameters parameters, string text, string entities)
    {
        var parsed = Trimmed(TextCleaning.Clean(Parse(text, parameters, entities)));
        return parsed with { Entities = EntityNesting.Fix(FoundEntities.AddTo(parsed)) };
    }

    private static FormattedText Parse(string text, ApiParameters parameters, string entities)
    {
        try
        {
            return parameters.Text("parse_mode")?.ToLowerInvariant() switch
            {
                null or "" or "none" => new FormattedText(text, Given(parameters, text, entities)),
                "html" => TelegramHtml.Parse(text),
                "markdown" => Markdown.Parse(text),
                "markdownv2" => MarkdownV2.Parse(text),
                _ => throw TelegramRefusal.BadRequest("unsupported parse_mode"),
            };
        }
        catch (TelegramMarkupException refused)
        {
            throw new TelegramRefusal(400, refused.Answer);
        }
    }

    private static IReadOnlyList<MessageEntity> Given(ApiParameters parameters, string text, string name)
    {
        if (parameters.Json(name, "message entities") is not { } given)
        {
            return [];
        }

        try
        {
            var entities = given.Deserialize(WireJson.Default.IReadOnlyListMessageEntity) ?? [];
            return entities.Any(e => e.Offset < 0 || e.Length < 0 || (long)e.Offset + e.Length > text.Length)
                ? throw TelegramRefusal.BadRequest("entity is out of the text")
                : FormattedText.Sorted(entities.Select(Checked).OfType<MessageEntity>());
        }
        catch (JsonException)
        {
            throw TelegramRefusal.BadRequest("can't parse MessageEntity");
        }
    }

    /// <summary>A link that is none is shown as plain text.</summary>
    private static MessageEntity? Checked(MessageEntity entity) => entity.Type == "text_link" ? TelegramLink.Entity(entity, entity.Url ?? "") : entity;

    private static FormattedText Trimmed(FormattedText parsed)
    {
        var end = parsed.Text.AsSpan().TrimEnd().Length;
        var start = end - parsed.Text.AsSpan(0, end).TrimStart().Length;
        if (start == 0 && end == parsed.Text.Length)
        {
            return parsed;
        }

        var entities = parsed.Entities
            .Select(e => (Entity: e, From: Math.Max(e.Offset, start), To: Math.Min(e.Offset + e.Length, end)))
            .Where(e => e.To > e.From)
            .Select(e => e.Entity with { Offset = e.From - start, Length = e.To - e.From });
        return new FormattedText(parsed.Text[start..end], [.. entities]);
    }
}
