using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Presses;

/// <summary>A press on a button, and what the user was told.</summary>
internal sealed class Press(string id, User from, Message message, string data, DateTimeOffset at)
{
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Id { get; } = id;

    public User From { get; } = from;

    public Message Message { get; } = message;

    public string Data { get; } = data;

    public DateTimeOffset At { get; } = at;

    /// <summary>Done when the bot answered.</summary>
    public Task Answered => _answered.Task;

    public PopupText? Popup { get; private set; }

    /// <summary>Takes the one answer that a press can have; false when it was answered before.</summary>
    public bool TryAnswer(PopupText popup)
    {
        lock (_answered)
        {
            Popup ??= popup;
        }

        return ReferenceEquals(Popup, popup) && _answered.TrySetResult();
    }

    public PressView View() => new()
    {
        CallbackQueryId = Id,
        ChatId = Message.Chat.Id,
        MessageId = Message.MessageId,
        EphemeralMessageId = Message.EphemeralMessageId,
        From = From,
        Data = Data,
        At = At,
        Answered = Popup is not null,
        AnsweredAt = Popup?.At,
        Text = Popup?.Text,
        ShowAlert = Popup?.ShowAlert ?? false,
        Url = Popup?.Url,
    };
}

/// <summary>What <c>answerCallbackQuery</c> gave; no text means that only the spinner stops.</summary>
internal sealed record PopupText(string? Text, bool ShowAlert, string? Url, DateTimeOffset At);

/// <summary>A press as the control API shows it.</summary>
public sealed record PressView
{
    /// <summary>The id that the bot answers to.</summary>
    public required string CallbackQueryId { get; init; }

    /// <summary>Where the message stands.</summary>
    public required long ChatId { get; init; }

    /// <summary>The message whose button was pressed.</summary>
    public required int MessageId { get; init; }

    /// <summary>The id of an ephemeral message, whose <see cref="MessageId"/> is 0.</summary>
    public int? EphemeralMessageId { get; init; }

    /// <summary>Who pressed.</summary>
    public required User From { get; init; }

    /// <summary>The button's <c>callback_data</c>, or what a forger sent instead.</summary>
    public required string Data { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>True once the bot answered.</summary>
    public required bool Answered { get; init; }

    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>The popup's text; null when only the spinner stopped.</summary>
    public string? Text { get; init; }

    /// <summary>True for a window with an OK button, false for a line that fades.</summary>
    public required bool ShowAlert { get; init; }

    /// <summary>The address that the answer opens.</summary>
    public string? Url { get; init; }
}
