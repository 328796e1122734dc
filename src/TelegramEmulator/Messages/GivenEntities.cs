using System.Globalization;
using System.Text;
using System.Text.Json;
using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Markup;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Messages;

/// <summary>The entities that a call brings along with a text.</summary>
internal static class GivenEntities
{
    private const int Furthest = 1_000_000;

    /// <summary>Reads them; what is no list is ignored, and kinds that Telegram finds by itself are passed over.</summary>
    public static IReadOnlyList<MessageEntity> Read(JsonElement? given) => given is { ValueKind: JsonValueKind.Array } list
        ? [.. list.EnumerateArray().Select(entity => ApiParameters.Read(() => Entity(entity), "MessageEntity")).OfType<MessageEntity>()]
        : [];

    /// <summary>Sorted, without empty ones, each within the text and not within a character.</summary>
    public static FormattedText Checked(FormattedText parsed)
    {
        if (parsed.Entities.Count == 0)
        {
            return parsed;
        }

        foreach (var entity in parsed.Entities)
        {
            CheckBounds(entity);
        }

        var text = parsed.Text;
        var sorted = FormattedText.Sorted(parsed.Entities.Where(entity => entity.Length > 0).Select(Link));
        foreach (var entity in sorted)
        {
            var end = entity.Offset + entity.Length;
            if (entity.Offset > text.Length)
            {
                throw TelegramRefusal.BadRequest($"entity begins after the end of the text at UTF-16 offset {entity.Offset}");
            }

            if (IsWithinCharacter(text, entity.Offset))
            {
                throw TelegramRefusal.BadRequest($"entity begins in a middle of a UTF-16 symbol at byte offset {ByteOffset(text, entity.Offset)}");
            }

            if (end > text.Length)
            {
                throw TelegramRefusal.BadRequest($"entity beginning at UTF-16 offset {entity.Offset} ends after the end of the text at UTF-16 offset {end}");
            }

            if (IsWithinCharacter(text, end))
            {
                throw TelegramRefusal.BadRequest($"entity beginning at UTF-16 offset {entity.Offset} ends in a middle of a UTF-16 symbol at byte offset {ByteOffset(text, end)}");
            }
        }

        return parsed with { Entities = sorted };
    }

    private static MessageEntity? Entity(JsonElement given)
    {
        if (given.ValueKind != JsonValueKind.Object)
        {
            throw new UnreadableFieldException("expected an Object");
        }

        var offset = given.RequiredInt("offset");
        var length = given.RequiredInt("length");
        var type = given.RequiredText("type");
        var entity = new MessageEntity { Type = type, Offset = offset, Length = length };
        return type switch
        {
            "" => throw new UnreadableFieldException("Type is not specified"),
            "bold" or "italic" or "underline" or "strikethrough" or "spoiler" or "code" or "blockquote" or "expandable_blockquote" => entity,
            "pre" => entity with { Language = given.Text("language") is { Length: > 0 } language ? language : null },
            "text_link" => entity with { Url = given.RequiredText("url") },
            "text_mention" => entity with { User = new User { Id = given.RequiredObject("user").RequiredLong("id"), FirstName = "" } },
            "custom_emoji" => entity with { CustomEmojiId = given.RequiredLong("custom_emoji_id").ToString(CultureInfo.InvariantCulture) },
            "date_time" => Moment(entity, given.RequiredInt("unix_time"), given.Text("date_time_format") ?? ""),
            "mention" or "hashtag" or "cashtag" or "bot_command" or "url" or "email" or "phone_number" or "bank_card_number" => null,
            _ => throw new UnreadableFieldException("Unsupported type specified"),
        };
    }

    private static MessageEntity Moment(MessageEntity entity, int unixTime, string format) => TelegramMoment.Format(format) is { } normal
        ? entity with { UnixTime = unixTime, DateTimeFormat = normal }
        : throw new UnreadableFieldException("Invalid date-time format specified");

    private static void CheckBounds(MessageEntity entity)
    {
        if (entity.Offset is < 0 or > Furthest)
        {
            throw TelegramRefusal.BadRequest($"receive an entity with incorrect offset {entity.Offset}");
        }

        if (entity.Length is < 0 or > Furthest)
        {
            throw TelegramRefusal.BadRequest($"receive an entity with incorrect length {entity.Length}");
        }
    }

    private static MessageEntity Link(MessageEntity entity)
    {
        if (entity.Type != "text_link")
        {
            return entity;
        }

        var (url, error) = TelegramLink.Check(entity.Url!);
        return TelegramLink.Person(entity, entity.Url!)
            ?? (url is not null ? entity with { Url = url } : throw TelegramRefusal.BadRequest($"entity URL '{entity.Url}' is invalid: {error}"));
    }

    private static bool IsWithinCharacter(string text, int at) => at > 0 && at < text.Length && char.IsLowSurrogate(text[at]) && char.IsHighSurrogate(text[at - 1]);

    /// <summary>Where the character behind the broken one begins in UTF-8.</summary>
    private static int ByteOffset(string text, int at) => Encoding.UTF8.GetByteCount(text.AsSpan(0, at + 1));
}
