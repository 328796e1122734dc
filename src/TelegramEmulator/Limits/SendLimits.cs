namespace PhStudio.Messaging.TelegramEmulator.Limits;

/// <summary>Telegram's sending limits (docs/telegram.md 16), each a bucket that fills at its own pace; they can be changed while the emulator runs.</summary>
public sealed record SendLimits
{
    /// <summary>False lets everything pass. Default: true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Messages and edits a second over all chats; as many may come at once. Default: 30.</summary>
    public int BotPerSecond { get; init; } = 30;

    /// <summary>The same for messages with <c>allow_paid_broadcast</c>. Default: 1000.</summary>
    public int PaidPerSecond { get; init; } = 1000;

    /// <summary>Messages a second into one chat. Default: 1.</summary>
    public double ChatPerSecond { get; init; } = 1;

    /// <summary>How many messages may come at once into one chat: short bursts pass. Default: 5.</summary>
    public int ChatBurst { get; init; } = 5;

    /// <summary>Messages and edits a minute in one group, one by one: 20 a minute means one every 3 s. Default: 20.</summary>
    public double GroupPerMinute { get; init; } = 20;

    /// <summary>How many messages and edits a group that was silent takes before that pace begins. Default: 20.</summary>
    public int GroupBurst { get; init; } = 20;

    public static SendLimits Off { get; } = new() { Enabled = false };
}
