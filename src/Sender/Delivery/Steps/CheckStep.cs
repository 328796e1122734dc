using System.Text.Json;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Bus;
using PhStudio.Messaging.Templates.Rendering;
using PhStudio.Messaging.Templates.Types;

namespace PhStudio.Messaging.Sender.Delivery.Steps;

/// <summary>
/// Holds the values of an order in plain JSON to the rules that a call is held to (docs/decisions/0480): who writes it by hand is told what is wrong, on whichever channel.
/// The values of our own orders are those of a booking, which was held to them when it came.
/// </summary>
internal sealed class CheckStep(KnownDeliveries known)
{
    /// <summary>False for an order that <see cref="RunAsync(MessageDelivery)"/> ends.</summary>
    public static bool IsRight(MessageDelivery delivery) => Wrong(delivery.Consume, delivery.Order.Template, delivery.Order.Values) is null;

    public async Task<bool> RunAsync(MessageDelivery delivery)
    {
        return Wrong(delivery.Consume, delivery.Order.Template, delivery.Order.Values) is not { } wrong || delivery.End(await known.FailAsync(delivery, FailureReason.Template, wrong));
    }

    public static bool Run(EditDelivery delivery) =>
        Wrong(delivery.Consume, delivery.Order.Template, delivery.Order.Values) is not { } wrong || delivery.End(new DeliveryResult.Failed(FailureReason.Template, wrong, Attempts: 0));

    // A template that is not known is named where it is rendered. No value stands in it.
    private static string? Wrong(ConsumeContext consume, string? template, IReadOnlyDictionary<string, JsonElement>? values) =>
        template is not null && consume.IsPlainJson() && TemplateContracts.Find(template) is { } contract && ValueChecks.Of(contract, values) is { Count: > 0 } wrong
            ? $"Template {template}: {string.Join("; ", wrong.Select(value => $"value {value.Key} {value.Value}"))}"
            : null;
}
