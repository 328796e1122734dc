using PhStudio.Messaging.Gateway.Bookings;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.Gateway.Messages;
using PhStudio.Messaging.Gateway.Messages.Templates;
using PhStudio.Messaging.Gateway.Operations;
using PhStudio.Messaging.Gateway.Webhook;

namespace PhStudio.Messaging.Gateway.Reference;

/// <summary>All calls of the Gateway, by the group that the document shows them in.</summary>
internal static class CallReferences
{
    /// <summary>The groups, in the document's order.</summary>
    public static IReadOnlyList<(string Name, string Says, IReadOnlyList<CallReference> Calls)> Groups { get; } =
    [
        ("Bookings", "Bookings in, decisions out.", [.. BookingReferences.All, .. BookingListReferences.All]),
        ("Messages", "Messages to chats, and what became of them.", MessageReferences.All),
        ("Templates", "The texts.", TemplateReferences.All),
        ("Operations", "For operators.", OperationReferences.All),
        ("Telegram", "For Telegram itself.", WebhookReferences.All),
        ("Probes", "For load balancers, Prometheus and browsers. They need no key.", ProbeReferences.All),
    ];

    private static readonly Dictionary<string, (string Group, CallReference Call)> ByRoute =
        Groups.SelectMany(group => group.Calls, (group, call) => (group.Name, call)).ToDictionary(entry => Key(entry.call.Method, entry.call.Path), entry => (entry.Name, entry.call), StringComparer.Ordinal);

    /// <summary>What is said of a route; null where nothing is.</summary>
    public static (string Group, CallReference Call)? Find(string? method, string? path) => ByRoute.TryGetValue(Key(method, path), out var found) ? found : null;

    private static string Key(string? method, string? path) => $"{method} /{path?.Trim('/')}";
}
