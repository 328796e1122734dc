using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.ServiceDefaults.Wire;

/// <summary>
/// The rules of a message that hold one member against another, for HTTP and for the bus. Whether there is a text or a template, and something that carries buttons, is not among them:
/// the Sender answers that with a fact, <see cref="FailureReason.Invalid"/>.
/// </summary>
internal static class RulesBetweenFields
{
    private const int MaxWithEntities = 4096;

    /// <summary>The first rule that is broken, by its field; null where none is.</summary>
    public static IReadOnlyDictionary<string, string[]>? Of(object message) =>
        message is SendMessage order && Of(order) is var (field, rule) ? new Dictionary<string, string[]> { [field] = [rule] } : null;

    private static (string Field, string Rule)? Of(SendMessage order) => order switch
    {
        { ExpiresAt: { } end, SendAt: { } begin } when end <= begin => ("expires_at", "must be after send_at, or the message is never sent"),
        { Entities: not null } => OfEntities(order),
        _ => null,
    };

    // Telegram counts an entity's place in the text as it is written, so that there is neither markup nor a second part. HTML is also what a parse mode is that nobody named.
    private static (string Field, string Rule)? OfEntities(SendMessage order) => order switch
    {
        { Text: null } => ("entities", "belong to a text, not to a template"),
        { ParseMode: not ("none" or "HTML") } => ("entities", "and parse_mode exclude each other"),
        { Text: { } text } when text.EnumerateRunes().Count() > MaxWithEntities => ("text", $"must be at most {MaxWithEntities} characters long where entities are given"),
        _ => null,
    };
}
