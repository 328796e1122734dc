using System.Collections.Frozen;
using System.Text.Json;
using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Chats;

namespace PhStudio.Messaging.TelegramEmulator.Messages;

/// <summary>The Bot API's <c>setMessageReaction</c>. A bot has one reaction a message, of the emoji that everybody has.</summary>
internal sealed class ReactionMethods(ChatBook chats)
{
    private static readonly FrozenSet<string> Known = FrozenSet.ToFrozenSet(
        ("❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 "
            + "🤷‍♂ 🤷 🤷‍♀ 😡").Split(' '));

    public ApiAnswer Set(ApiParameters parameters)
    {
        var reactions = Read(parameters);
        var room = chats.RequireReadable(parameters);
        var message = parameters.MessageId() is { } id ? room.Find(id) : null;
        if (message is null)
        {
            throw TelegramRefusal.BadRequest("message to react not found");
        }

        if (reactions.Contains(""))
        {
            throw TelegramRefusal.BadRequest("invalid reaction type specified");
        }

        if (reactions.Count > 1)
        {
            throw TelegramRefusal.BadRequest("REACTIONS_TOO_MANY");
        }

        room.React(message.MessageId, reactions.Count == 0 ? null : Known.Contains(reactions[0].Replace("\ufe0f", "", StringComparison.Ordinal)) ? reactions[0] : throw TelegramRefusal.BadRequest("REACTION_INVALID"));
        return ApiAnswer.True();
    }

    private static List<string> Read(ApiParameters parameters)
    {
        if (parameters.Json("reaction", "reaction types") is not { } given)
        {
            return [];
        }

        return given.ValueKind == JsonValueKind.Array
            ? [.. given.EnumerateArray().Select(reaction => ApiParameters.Read(() => Reaction(reaction), "ReactionType"))]
            : throw TelegramRefusal.BadRequest("expected an Array of ReactionType");
    }

    private static string Reaction(JsonElement reaction)
    {
        if (reaction.ValueKind != JsonValueKind.Object)
        {
            throw new UnreadableFieldException("expected an Object");
        }

        return reaction.RequiredText("type") switch
        {
            "emoji" => reaction.RequiredText("emoji"),
            // A bot without Premium of its owner has none of these.
            "custom_emoji" => $"custom {reaction.RequiredLong("custom_emoji_id")}",
            _ => throw new UnreadableFieldException("invalid reaction type specified"),
        };
    }
}
