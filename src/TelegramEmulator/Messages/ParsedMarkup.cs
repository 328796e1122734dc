using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Chats;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Messages;

/// <summary>What a markup is; of several kinds in one object the first of this order counts.</summary>
internal enum MarkupKind
{
    /// <summary>A keyboard below the text box.</summary>
    Keyboard,

    /// <summary>Buttons under the message.</summary>
    Inline,

    /// <summary>The keyboard below the text box goes.</summary>
    Remove,

    /// <summary>The reader's app opens an answer.</summary>
    ForceReply,
}

/// <summary>A markup whose fields could be read. What it says is checked when the chat is known: that is Telegram's order.</summary>
internal sealed record ParsedMarkup(MarkupKind Kind)
{
    private const int MaxInRow = 12;
    private const int MaxButtons = 300;

    public IReadOnlyList<IReadOnlyList<InlineKeyboardButton>> Inline { get; init; } = [];

    public IReadOnlyList<IReadOnlyList<KeyboardKey>> Keys { get; init; } = [];

    public bool ForcesReply { get; init; }

    public bool OneTime { get; init; }

    public string? Placeholder { get; init; }

    /// <summary>The buttons under the message; null when there are none, or when the markup is of another kind, which messages do not show.</summary>
    /// <exception cref="TelegramRefusal">A button cannot be what it says, or cannot be in this chat.</exception>
    public InlineKeyboardMarkup? Buttons(ChatRoom room)
    {
        if (room.Info.Type == "channel" && Kind != MarkupKind.Inline)
        {
            throw TelegramRefusal.BadRequest("inline keyboard expected");
        }

        if (Kind == MarkupKind.Keyboard)
        {
            foreach (var key in Keys.SelectMany(row => row).Where(key => key.Text.Length > 0 || key.HasIcon))
            {
                _ = InlineButtons.Text(key.Text, "keyboard button");
                _ = key.OnlyInPrivate is null || room.IsPrivate ? true : throw TelegramRefusal.BadRequest($"{key.OnlyInPrivate} in private chats only");
                _ = key.WebApp is null ? null : InlineButtons.WebApp(key.WebApp, "keyboard button");
            }
        }

        var rows = Kept(Inline, button => button.Text.Length > 0 || button.IconCustomEmojiId is not null).Select(row => row.Select(button => InlineButtons.Checked(button, room)).ToList()).ToList();
        return rows.Count == 0 ? null
            : new InlineKeyboardMarkup { InlineKeyboard = rows };
    }

    /// <summary>The message with it. What is sent with a markup of another kind is never edited.</summary>
    public Message On(Message message, ChatRoom room) => message with
    {
        ReplyMarkup = Buttons(room),
        ForcesReply = ForcesReply,
        IsNeverEdited = Kind is MarkupKind.Remove or MarkupKind.ForceReply || Keys.SelectMany(row => row).Any(key => key.Text.Length > 0),
    };

    /// <summary>The same for an edit, which takes no markup of another kind.</summary>
    public InlineKeyboardMarkup? OnlyInline(ChatRoom room) => Kind == MarkupKind.Inline ? Buttons(room) : throw TelegramRefusal.BadRequest("inline keyboard expected");

    /// <summary>What the markup puts at the text box in place of what stands there; false when it puts nothing and takes nothing away.</summary>
    public bool TryBelow(int messageId, out BelowMarkup? below)
    {
        var keys = Kind == MarkupKind.Keyboard ? Kept(Keys, key => key.Text.Length > 0).Select(row => row.Select(key => key.Text).ToList()).ToList() : [];
        below = keys.Count > 0 || ForcesReply ? new BelowMarkup(messageId, keys, keys.Count == 0, OneTime, Placeholder) : null;
        return below is not null || Kind == MarkupKind.Remove;
    }

    /// <summary>What Telegram takes of too many: twelve of a row, three hundred in all; rows of nothing are no rows.</summary>
    private static List<List<T>> Kept<T>(IReadOnlyList<IReadOnlyList<T>> rows, Func<T, bool> isSomething)
    {
        var left = MaxButtons;
        List<List<T>> kept = [];
        foreach (var row in rows)
        {
            var taken = row.Where(isSomething).Take(Math.Min(MaxInRow, left)).ToList();
            left -= taken.Count;
            if (taken.Count > 0)
            {
                kept.Add(taken);
            }
        }

        return kept;
    }
}

/// <summary>A key of the keyboard below the text box, what it asks for that only a private chat may, and the page that it opens.</summary>
internal sealed record KeyboardKey(string Text, bool HasIcon = false, string? OnlyInPrivate = null, string? WebApp = null);
