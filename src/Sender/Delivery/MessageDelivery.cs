using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Content;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>The delivery of a message, part after part.</summary>
internal sealed class MessageDelivery(ConsumeContext<SendMessage> consume) : DeliveryContext(consume.Place(), consume.CancellationToken)
{
    /// <summary>How long the ledger knows a message that nobody asks for later, after its end: until then whatever came twice is over too.</summary>
    private static readonly TimeSpan KnownAfterEnd = TimeSpan.FromHours(1);

    private int _part;

    public ConsumeContext<SendMessage> Consume { get; } = consume;

    public SendMessage Order => Consume.Message;

    public override string OrderedChatId => Order.ChatId;

    public override Priority Priority => Order.Priority;

    public override LedgerKey? Entry => Key;

    public override int Weight => Variant?.Part.Weight ?? 1;

    public override bool IsFirst => Consume.IsFirst();

    /// <summary>Keeps another copy of it away while this one is in hand.</summary>
    public IDisposable? Hold { get; set; }

    /// <summary>Its parts, in their order.</summary>
    public IReadOnlyList<MessagePart> Parts { get; set; } = [];

    /// <summary>The part that is sent next.</summary>
    public MessagePart Part => Parts[_part];

    /// <summary>True for the part with the buttons.</summary>
    public bool IsLastPart => _part == Parts.Count - 1;

    /// <summary>The ledger's entry of the whole message.</summary>
    public LedgerKey Whole => new(Order.MessageId) { Life = Order is { Transient: true, ExpiresAt: { } end } && end > Order.CreatedAt ? end - Order.CreatedAt + KnownAfterEnd : null };

    /// <summary>The ledger's entry of the part that is sent next.</summary>
    public LedgerKey Key => Parts.Count > 1 ? Whole with { Part = _part + 1 } : Whole;

    /// <summary>In what form that part is sent; null until it is known.</summary>
    public Variant? Variant { get; set; }

    /// <summary>Telegram's ids of the parts that are in the chat.</summary>
    public List<long> SentIds { get; } = [];

    /// <summary>What was done to the first part that did not go through as ordered.</summary>
    public (string Remark, string? Why)? Changed { get; set; }

    /// <summary>True at this moment or later, where its order names an end.</summary>
    public bool IsOver(DateTimeOffset at) => Order.ExpiresAt <= at;

    /// <summary>Goes on to the next part.</summary>
    /// <param name="keepsPlace">True where the last one did not use up the place in the chat's queue.</param>
    public void NextPart(bool keepsPlace)
    {
        (_part, Variant, EvenUnknown) = (_part + 1, null, false);
        if (keepsPlace)
        {
            Restart();
        }
        else
        {
            Restart(place: null);
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        Hold?.Dispose();
    }
}
