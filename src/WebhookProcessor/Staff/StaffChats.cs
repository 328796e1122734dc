using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.WebhookProcessor.Staff;

/// <summary>Which booking is decided in which chats.</summary>
/// <param name="fallback">The chat for bookings that no row of the table names (<c>TELEGRAM_CHAT_ID</c>), and for what belongs to no booking.</param>
/// <param name="table">The rows of <c>STAFF_CHATS</c>.</param>
public sealed class StaffChats(StaffChat fallback, params IReadOnlyList<StaffRoute> table)
{
    /// <summary>The chat for what belongs to no booking.</summary>
    public StaffChat Default { get; } = fallback;

    /// <summary>The chat that stands in for one that cannot be reached (<c>STAFF_FALLBACK_CHAT</c>); null where none is named.</summary>
    public StaffChat? Fallback { get; private init; }

    /// <summary>The languages that managers chose for chats since; <see cref="StaffLanguages"/> keeps it up to date.</summary>
    public IReadOnlyDictionary<string, string> Chosen { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The number of each chat that the settings call by a public name, by that name, as far as it is known; <see cref="StaffNumbers"/> finds them. What is sent goes there.</summary>
    public IReadOnlyDictionary<string, string> Numbers { get; set; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Every staff chat's id, as the settings name it, and the numbers of those that they call by a public name: for what buttons can be signed.</summary>
    public IEnumerable<string> Addresses => All.Concat(Numbers.Values);

    /// <summary>Every staff chat's id, as the settings name it.</summary>
    public IReadOnlyList<string> All { get; private init; } = [.. table.Select(r => r.Chat.ChatId).Append(fallback.ChatId).Distinct(StringComparer.Ordinal)];

    /// <summary>The same chats, with one that stands in for them.</summary>
    public StaffChats WithFallback(StaffChat? chat) => new(Default, table) { Fallback = chat, All = chat is null ? All : [.. All.Append(chat.ChatId).Distinct(StringComparer.Ordinal)] };

    /// <summary>The chats that are asked about a booking: those of every row that fits, at least one, none twice.</summary>
    public IReadOnlyList<StaffChat> For(BookingCreated booking)
    {
        var fitting = table.Where(r => r.Fits(booking)).Select(r => r.Chat).Distinct().ToList();
        return [.. (fitting.Count > 0 ? fitting : [Default]).Select(AsSentTo)];
    }

    /// <summary>Every staff chat once, for what concerns no booking in particular: of a group with several topics the one that the settings name first, without a topic where it is the default chat.</summary>
    public IReadOnlyList<StaffChat> ForEverybody() => [.. table.Select(r => r.Chat).Prepend(Default).DistinctBy(chat => chat.ChatId, StringComparer.OrdinalIgnoreCase).Select(AsSentTo)];

    /// <summary>The same chat by its number, in the language that was chosen for it last.</summary>
    public StaffChat AsSentTo(StaffChat chat) => InItsLanguage(chat) with { ChatId = Numbers.GetValueOrDefault(chat.ChatId, chat.ChatId) };

    /// <summary>Notes the number of a chat that the settings call by a public name.</summary>
    public void Pin(string name, string number)
    {
        if (!Numbers.ContainsKey(name))
        {
            Numbers = new Dictionary<string, string>(Numbers, StringComparer.OrdinalIgnoreCase) { [name] = number };
        }
    }

    private StaffChat InItsLanguage(StaffChat chat) => Chosen.TryGetValue(chat.ChatId, out var language) ? chat with { Language = language } : chat;

    /// <summary>How the settings name a staff chat; null for any other chat.</summary>
    /// <param name="names">All that the chat goes by: <see cref="ChatNames"/>.</param>
    public string? NameOf(IEnumerable<string> names) => names.Select(name => All.FirstOrDefault(chat => Is(chat, name))).FirstOrDefault(chat => chat is not null);

    /// <summary>The language of what is written in a staff chat; null for any other chat.</summary>
    /// <param name="names">All that the chat goes by.</param>
    public string? LanguageIn(IEnumerable<string> names) =>
        NameOf(names) is { } name && table.Select(route => route.Chat).Append(Default).Append(Fallback ?? Default).FirstOrDefault(chat => chat.ChatId == name) is { } found ? InItsLanguage(found).Language : null;

    /// <summary>True for a chat of the staff's.</summary>
    /// <param name="names">All that the chat goes by: <see cref="ChatNames"/>.</param>
    public bool Contains(IEnumerable<string> names) => names.Any(name => All.Any(chat => Is(chat, name)));

    private bool Is(string chat, string name) => string.Equals(chat, name, StringComparison.OrdinalIgnoreCase) || Numbers.GetValueOrDefault(chat) == name;
}
