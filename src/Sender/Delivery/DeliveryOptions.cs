namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>What is the same for all messages.</summary>
public sealed record DeliveryOptions
{
    /// <summary>Above the free limit for 0.1 Star each, from <c>TELEGRAM_ALLOW_PAID_BROADCAST</c>; lifts the bot's limit to 1000 a second. Default: no.</summary>
    public bool AllowPaidBroadcast { get; init; }

    /// <summary>How often an urgent message with an unknown outcome is sent again before it is an operator's choice. Default: as <c>SENDER_RETRIES</c>, 3.</summary>
    public int MaxResends { get; init; } = 3;

    /// <summary>Which request for a message, or a part of it, is the last one to wait for a photo that Telegram could not fetch; then the photo becomes its address. Default: the third.</summary>
    public int MaxFetches { get; init; } = 3;

    /// <summary>
    /// How many requests are made for one message, or one part of it, all reasons together; then it fails with the last one. Above what retries and redeliveries
    /// come to, so that it ends only what nothing else does. Default: 30.
    /// </summary>
    public int MaxAttempts { get; init; } = 30;
}
