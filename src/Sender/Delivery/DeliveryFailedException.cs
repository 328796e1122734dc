using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>A message will not be delivered: it goes straight to the error queue, with its reason's class in front. Never holds the message's text.</summary>
public sealed class DeliveryFailedException(FailureReason reason, string? detail) : Exception($"{reason}: {detail}")
{
    /// <summary>The class of the failure.</summary>
    public FailureReason Reason { get; } = reason;

    /// <summary>Without a stack: its sentence says all, and an operator who reads the log looks for no fault of the program.</summary>
    public override string ToString() => $"{nameof(DeliveryFailedException)}: {Message}";
}

/// <summary>Telegram or the network failed and nothing was sent: worth another attempt.</summary>
public sealed class TelegramUnavailableException(string why, int attempts) : Exception($"Telegram is unavailable: {why}")
{
    /// <summary>How many requests were made so far.</summary>
    public int Attempts { get; } = attempts;

    /// <summary>What went wrong.</summary>
    public string Why { get; } = why;

    /// <summary>Without a stack, as <see cref="DeliveryFailedException"/>.</summary>
    public override string ToString() => $"{nameof(TelegramUnavailableException)}: {Message}";
}
