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

    /// <summary>What the entities say is checked first, then their bounds; empty ones are dropped.</summary>
    public static List<MessageEntity> Checked(IReadOnlyList<MessageEntity> entities)
    {
        var said = entities.Select(Said).ToList();
        foreach (var entity in said)
        {
            CheckBounds(entity);
        }

        return FormattedText.Sorted(said.Where(entity => entity.Length > 0));
    }

    /// <summary>Every entity lies within the text, and no end of it within a character; what is met first in the text is told, of several ends the innermost.</summary>
    public static FormattedText Within(FormattedText formatted)
    {
        var text = formatted.Text;
        var ends = formatted.Entities.Reverse().Select(entity => (Entity: entity, At: entity.Offset + entity.Length, IsBegin: false));
        var begins = formatted.Entities.Select(entity => (Entity: entity, At: entity.Offset, IsBegin: true));
        var broken = ends.Concat(begins).Where(edge => IsWithinCharacter(text, edge.At)).OrderBy(edge => edge.At).FirstOrDefault();
        if (broken.Entity is not null)
        {
            throw TelegramRefusal.BadRequest($"entity {(broken.IsBegin ? "begins" : $"beginning at UTF-16 offset {broken.Entity.Offset} ends")} in a middle of a UTF-16 symbol at byte offset {ByteOffset(text, broken.At)}");
        }

        return formatted.Entities.FirstOrDefault(entity => entity.Offset > text.Length) is { } behind
            ? throw TelegramRefusal.BadRequest($"entity begins after the end of the text at UTF-16 offset {behind.Offset}")
            : formatted.Entities.LastOrDefault(entity => entity.Offset + entity.Length > text.Length) is { } over
            ? throw TelegramRefusal.BadRequest($"entity beginning at UTF-16 offset {over.Offset} ends after the end of the text at UTF-16 offset {over.Offset + over.Length}")
            : formatted;
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

    private static MessageEntity Said(MessageEntity entity)
    {
        switch (entity.Type)
        {
            case "custom_emoji" when entity.CustomEmojiId == "0":
                throw TelegramRefusal.BadRequest("invalid custom emoji identifier specified");
            case "date_time" when entity.UnixTime <= 0:
                throw TelegramRefusal.BadRequest("invalid date specified");
            case "text_mention" when entity.User!.Id <= 0:
                throw TelegramRefusal.BadRequest("user not found");
            case "text_link":
                var (url, error) = TelegramLink.Check(entity.Url!);
                return TelegramLink.Person(entity, entity.Url!)
                    ?? (url is not null ? entity with { Url = url } : throw TelegramRefusal.BadRequest($"entity URL '{entity.Url}' is invalid: {error}"));
            default:
                return entity;
        }
    }

    private static bool IsWithinCharacter(string text, int at) => at > 0 && at < text.Length && char.IsLowSurrogate(text[at]) && char.IsHighSurrogate(text[at - 1]);

    /// <summary>Where the character behind the broken one begins in UTF-8.</summary>
    private static int ByteOffset(string text, int at) => Encoding.UTF8.GetByteCount(text.AsSpan(0, at + 1));
}
