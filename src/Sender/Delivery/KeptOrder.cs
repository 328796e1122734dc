using System.Text.Json;
using System.Text.Json.Nodes;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>
/// How the order of an unknown message is kept: the order, and beside its members what tells this keeping from any other of the same order, and the choice after which it became unknown again.
/// A Sender of another release reads it as the order alone.
/// </summary>
internal static class KeptOrder
{
    private const string Keeping = "kept";
    private const string AfterChoice = "after_choice";

    /// <summary>The text to keep; another one each time.</summary>
    public static string Write(SendMessage order, Guid? choice)
    {
        var kept = JsonSerializer.SerializeToNode(order)!.AsObject();
        kept[Keeping] = Guid.NewGuid();
        if (choice is not null)
        {
            kept[AfterChoice] = choice;
        }

        return kept.ToJsonString();
    }

    /// <summary>The order; null where it was erased.</summary>
    public static SendMessage? Read(string kept) => JsonSerializer.Deserialize<SendMessage>(kept);

    /// <summary>The choice that was carried out before it was kept; null for the first time.</summary>
    public static Guid? ChoiceOf(string kept) => JsonNode.Parse(kept)?[AfterChoice]?.GetValue<Guid>();
}
