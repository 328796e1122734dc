namespace PhStudio.Messaging.TelegramEmulator.Updates;

/// <summary>The names of <c>allowed_updates</c>, in the order in which they are told.</summary>
internal static class UpdateKinds
{
    private static readonly string[] Known =
    [
        "message", "edited_message", "channel_post", "edited_channel_post", "inline_query", "chosen_inline_result", "callback_query", "custom_event", "custom_query", "shipping_query",
        "pre_checkout_query", "poll", "poll_answer", "my_chat_member", "chat_member", "chat_join_request", "chat_boost", "removed_chat_boost", "message_reaction", "message_reaction_count",
        "business_connection", "business_message", "edited_business_message", "deleted_business_messages", "purchased_paid_media", "managed_bot", "guest_message",
    ];

    private static readonly string[] Default = [.. Known.Except(["chat_member", "message_reaction", "message_reaction_count"])];

    /// <summary>The kinds that the given names mean; null for the default ones, which is also what unknown names mean.</summary>
    public static IReadOnlyList<string>? Of(IEnumerable<string> names)
    {
        var given = names.Select(name => name.ToLowerInvariant()).ToHashSet(StringComparer.Ordinal);
        var kinds = Known.Where(given.Contains).ToList();
        return kinds.Count == 0 || kinds.SequenceEqual(Default) ? null : kinds;
    }

    /// <summary>They are told without the two that no documentation has.</summary>
    public static IReadOnlyList<string>? Told(IReadOnlyList<string>? kinds) => kinds is null ? null : [.. kinds.Where(kind => kind is not ("custom_event" or "custom_query"))];
}
