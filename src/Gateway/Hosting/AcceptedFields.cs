using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Hosting;

/// <summary>What was accepted under an id of <see cref="IAcceptedContent"/>.</summary>
/// <param name="Id">The id.</param>
/// <param name="Fields">The hash of each field.</param>
internal sealed record AcceptedFields(string Id, IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>Those of a message.</summary>
    public static AcceptedFields Of(SendMessage order) => new($"message:{order.MessageId:N}", MessageContent.Of(order));
}
