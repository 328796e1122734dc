using System.Text;
using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Chats;
using PhStudio.Messaging.TelegramEmulator.Markup;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Messages;

/// <summary>The text of a message from a call's <c>text</c>, <c>parse_mode</c> and <c>entities</c>: first it is parsed, and checked when the chat is known.</summary>
internal static class MessageText
{
    /// <summary>Telegram's limit, after entity parsing, in Unicode code points (docs/telegram.md 26).</summary>
    public const int MaxLength = 4096;

    /// <summary>The same for the text below a photo.</summary>
    public const int MaxCaptionLength = 1024;
    private const int MaxUnparsedBytes = 1 << 15;

    /// <summary>Takes the markup out of the text; what it says of entities is not looked at yet.</summary>
    public static FormattedText Parse(ApiParameters parameters)
    {
        var text = parameters.Text("text") is { Length: > 0 } given ? given : throw TelegramRefusal.BadRequest("message text is empty");
        return Parse(text, parameters.Text("parse_mode"), () => GivenEntities.Read(parameters.TryJson("entities")));
    }

    /// <summary>The same for any text, such as a quote.</summary>
    public static FormattedText Parse(string text, string? parseMode, Func<IReadOnlyList<MessageEntity>> entities)
    {
        if (Encoding.UTF8.GetByteCount(text) > MaxUnparsedBytes)
        {
            throw TelegramRefusal.BadRequest("text is too long");
        }

        try
        {
            return (text.Length == 0 ? null : parseMode?.ToLowerInvariant()) switch
            {
                null or "" or "none" => new FormattedText(text, entities()),
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

    /// <summary>The text as it will stand in the chat, with what Telegram finds in it by itself.</summary>
    /// <param name="parsed">What was parsed.</param>
    /// <param name="chats">Who can be mentioned by number; a mention of anybody else is plain text.</param>
    /// <param name="preview">With an address of its own the text may be empty.</param>
    /// <exception cref="TelegramRefusal">It is empty or too long, or an entity lies outside of it.</exception>
    public static FormattedText Checked(FormattedText parsed, ChatBook chats, LinkPreviewOptions? preview)
    {
        var text = Cleaned(parsed);
        return TextCleaning.IsNothing(text.Text) ? preview?.Url is not null ? new FormattedText("", []) : throw TelegramRefusal.BadRequest("text must be non-empty")
            : text.CodePoints > MaxLength ? throw TelegramRefusal.BadRequest("message is too long")
            : Complete(text, chats);
    }

    /// <summary>The same for what stands below a photo, which may be empty.</summary>
    public static FormattedText CheckedCaption(FormattedText parsed, ChatBook chats)
    {
        var text = Cleaned(parsed);
        return TextCleaning.IsNothing(text.Text) ? new FormattedText("", [])
            : text.CodePoints > MaxCaptionLength ? throw TelegramRefusal.BadRequest("message caption is too long")
            : Complete(text, chats);
    }

    /// <summary>The same for what is quoted, which keeps styles only.</summary>
    public static FormattedText Quoted(FormattedText parsed)
    {
        var text = Cleaned(parsed);
        return text with { Entities = [.. text.Entities.Where(entity => entity.Type is "bold" or "italic" or "underline" or "strikethrough" or "spoiler" or "custom_emoji" or "date_time")] };
    }

    /// <summary>The message with a caption; what is empty stands nowhere.</summary>
    public static Message WithCaption(Message message, FormattedText caption, bool isAbove) => message with
    {
        Caption = caption.Text.Length == 0 ? null : caption.Text,
        CaptionEntities = caption.Told,
        ShowCaptionAboveMedia = isAbove && caption.Text.Length > 0 ? true : null,
    };

    private static FormattedText Cleaned(FormattedText parsed)
    {
        var entities = GivenEntities.Checked(parsed.Entities);
        return !TextCleaning.IsUnicode(parsed.Text) ? throw TelegramRefusal.BadRequest("strings must be encoded in UTF-8")
            : TextCleaning.Trimmed(TextCleaning.Clean(GivenEntities.Within(new FormattedText(parsed.Text, EntityNesting.Fix(entities)))));
    }

    private static FormattedText Complete(FormattedText text, ChatBook chats) => text with { Entities = Known(EntityNesting.Fix(FoundEntities.AddTo(text)), chats) };

    private static IReadOnlyList<MessageEntity> Known(IReadOnlyList<MessageEntity> entities, ChatBook chats) => entities.All(entity => entity.User is null)
        ? entities
        : [.. entities.Select(entity => entity.User is null ? entity : chats.Person(entity.User.Id) is { } person ? entity with { User = person } : null).OfType<MessageEntity>()];
}
