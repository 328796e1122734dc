using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Content;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>The delivery of an edit of a message that was sent before.</summary>
internal sealed class EditDelivery(ConsumeContext<EditMessage> consume) : DeliveryContext(consume.Place(), consume.CancellationToken)
{
    public ConsumeContext<EditMessage> Consume { get; } = consume;

    public EditMessage Order => Consume.Message;

    /// <summary>Empty until it is known; no request is made before.</summary>
    public override string OrderedChatId => Target?.ChatId ?? Order.ChatId ?? "";

    /// <summary>Staff look at the message, so it does not wait behind broadcasts. It counts for the group all the same (docs/telegram.md 16).</summary>
    public override Priority Priority => Priority.High;

    public override bool IsOfItsChatOnly => true;

    public override bool IsFirst => Consume.IsFirst();

    /// <summary>How many requests were made for it and answered otherwise than by "not now"; it brings those of before it was deferred along.</summary>
    public int Requests { get; set; } = consume.Requests();

    public override int NextAttempt => Requests + 1;

    /// <summary>Where the message is; null until it was looked up.</summary>
    public Target.Known? Target { get; set; }

    /// <summary>The new text; null until it was rendered.</summary>
    public Text? Text { get; set; }
}
