using System.Security.Cryptography;
using System.Text;

namespace PhStudio.Messaging.ServiceDefaults.Privacy;

/// <summary>
/// The people whose data is removed from messages that queues still deliver: bookings, chats and phone numbers as salted hashes, for as long as a queue, a schedule or a repetition may hold a message.
/// </summary>
public interface IErasures
{
    /// <summary>How long they are kept.</summary>
    static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    /// <summary>Notes a person who was erased.</summary>
    Task AddAsync(PersonTraces person);

    /// <summary>Takes back that the person of these bookings was erased.</summary>
    Task TakeBackAsync(IReadOnlyCollection<string> bookingIds);

    /// <summary>All that are noted, as they were a few seconds ago at most.</summary>
    ValueTask<ErasedPeople> CurrentAsync();

    /// <summary>When the person of a booking was erased last, found by any of the three, as it is at this moment; null where nobody was.</summary>
    /// <param name="bookingId">The booking.</param>
    /// <param name="phone">The phone number, however it is written.</param>
    /// <param name="chatId">The customer's private chat.</param>
    Task<DateTimeOffset?> ErasedAtAsync(string bookingId, string? phone, string? chatId);

    /// <summary>The chat as it may be kept with a fact about a message, as it is at this moment: "erased" of a chat that was erased after the message was ordered.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="orderedAt">When the message was ordered; one of which nobody knows it counts as older.</param>
    async Task<string> ChatAsync(string chatId, DateTimeOffset? orderedAt) =>
        await ErasedAtAsync(bookingId: "", phone: null, chatId) is { } erasedAt && !(orderedAt > erasedAt) ? PersonTraces.Erased : chatId;
}

/// <summary>Those who were erased.</summary>
/// <param name="Salt">With what the hashes are salted.</param>
/// <param name="At">When each was erased, by its hash.</param>
public sealed record ErasedPeople(byte[] Salt, IReadOnlyDictionary<string, DateTimeOffset> At)
{
    private const int MinPhone = 7;

    /// <summary>Nobody.</summary>
    public static readonly ErasedPeople Nobody = new([], new Dictionary<string, DateTimeOffset>());

    /// <summary>True for a booking whose person was erased.</summary>
    public bool HasBooking(string? bookingId) => bookingId is not null && At.Count > 0 && At.ContainsKey(Hash(Salt, $"booking:{bookingId}"));

    /// <summary>True for a chat that was erased after this moment: later orders are not affected.</summary>
    public bool HasChat(string chatId, DateTimeOffset orderedAt) => At.Count > 0 && At.TryGetValue(Hash(Salt, $"chat:{chatId}"), out var erasedAt) && orderedAt <= erasedAt;

    /// <summary>The chat as it may be told with a fact about a message.</summary>
    public string ChatOf(string chatId, DateTimeOffset? orderedAt) => HasChat(chatId, orderedAt ?? DateTimeOffset.MinValue) ? PersonTraces.Erased : chatId;

    /// <summary>True for a booking whose person was erased after this moment.</summary>
    public bool HasBooking(string bookingId, DateTimeOffset before) => At.Count > 0 && At.TryGetValue(Hash(Salt, $"booking:{bookingId}"), out var erasedAt) && before <= erasedAt;

    /// <summary>The hashes of a person.</summary>
    internal static IEnumerable<string> HashesOf(PersonTraces person, byte[] salt) =>
        [.. person.BookingIds.Select(id => Hash(salt, $"booking:{id}")), .. person.ChatIds.Select(id => Hash(salt, $"chat:{id}")), .. person.Phones.SelectMany(phone => HashOfPhone(phone, salt))];

    /// <summary>The hash of a booking.</summary>
    internal static string HashOfBooking(string bookingId, byte[] salt) => Hash(salt, $"booking:{bookingId}");

    /// <summary>The hashes by which the person of a booking is looked for.</summary>
    internal static IReadOnlyList<string> HashesOf(string bookingId, string? phone, string? chatId, byte[] salt) =>
        [Hash(salt, $"booking:{bookingId}"), .. chatId is null ? [] : new[] { Hash(salt, $"chat:{chatId}") }, .. phone is null ? [] : HashOfPhone(phone, salt)];

    // A text that is too short for a phone number identifies nobody.
    private static IEnumerable<string> HashOfPhone(string phone, byte[] salt) => PersonTraces.NumbersOf(phone).Where(digits => digits.Length >= MinPhone).Select(digits => Hash(salt, $"phone:{digits}"));

    private static string Hash(byte[] salt, string text) => Convert.ToHexStringLower(HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes(text)));
}
