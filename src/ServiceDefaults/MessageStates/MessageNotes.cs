using System.Text.Json;
using System.Text.Json.Serialization;
using PhStudio.Messaging.RedisIntegration.Scripts;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using StackExchange.Redis;

namespace PhStudio.Messaging.ServiceDefaults.MessageStates;

/// <summary>
/// Where the states of messages stand in Redis: one key a message with its state's rank, the entry and its timeline, and beside them lists by when messages were ordered. The Gateway
/// notes what it accepted and answers from here; the Sender notes what it sent (docs/decisions/0175).
/// </summary>
public static class MessageNotes
{
    /// <summary>The rank that adds a step to a message that is known, and nothing else.</summary>
    public const int OnlyIfKnown = -1;

    private const int NotNoted = -2;

    /// <summary>A message prolongs the expiry of its lists when it enters them. A later state does so only after this time.</summary>
    public static readonly TimeSpan ListSlack = TimeSpan.FromDays(1);

    private const string KeyPrefix = "phstudio:gateway:message:";

    private static readonly RedisScript Note = RedisScript.Load<MessageEntry>("message-note.lua");

    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>How long a state is kept where nothing else is set, but for those that wait for somebody's choice.</summary>
    public static TimeSpan Expiry { get; } = TimeSpan.FromDays(7);

    /// <summary>How long <c>RETENTION_MESSAGES_DAYS</c> says: the same for the Gateway and the Sender, which both write here.</summary>
    public static TimeSpan ExpiryOf(Settings settings) => TimeSpan.FromDays(settings.Whole("RETENTION_MESSAGES_DAYS", Expiry.Days, 1, 3650));

    /// <summary>The list of every message.</summary>
    public static RedisKey All { get; } = "phstudio:gateway:messages";

    /// <summary>The list of a chat.</summary>
    public static RedisKey OfChat(string chatId) => $"phstudio:gateway:messages:chat:{chatId}";

    /// <summary>The list of a booking.</summary>
    public static RedisKey OfBooking(string bookingId) => $"phstudio:gateway:messages:booking:{bookingId}";

    /// <summary>The list of those in a state. There is none of those that were sent: nearly all were.</summary>
    public static RedisKey OfState(MessageState state) => state == MessageState.Unknown ? "phstudio:gateway:unknown" : $"phstudio:gateway:messages:{state.ToString().ToLowerInvariant()}";

    /// <summary>The lists in which a message stands whatever its state.</summary>
    public static IEnumerable<RedisKey> ListsOf(MessageEntry entry) => entry.BookingId is { } booking ? [All, OfChat(entry.ChatId), OfBooking(booking)] : [All, OfChat(entry.ChatId)];

    /// <summary>The message's key.</summary>
    public static RedisKey Key(Guid messageId) => KeyOf(Member(messageId)!);

    /// <summary>The key of a list's member.</summary>
    public static RedisKey KeyOf(string member) => $"{KeyPrefix}{member}";

    /// <summary>The message in lists.</summary>
    public static RedisValue Member(Guid messageId) => messageId.ToString("N");

    /// <summary>The value of an entry and its timeline, as <see cref="StepsOf"/> reads it.</summary>
    public static string Write(MessageEntry entry, string steps, TimelineStep step) => $"{(int)entry.State}{JsonSerializer.Serialize(entry, Json)}{steps}\n{JsonSerializer.Serialize(step, Json)}";

    /// <summary>The value of an entry and all of its timeline.</summary>
    public static string Write(MessageEntry entry, IEnumerable<TimelineStep> steps) =>
        $"{(int)entry.State}{JsonSerializer.Serialize(entry, Json)}{string.Concat(steps.Select(step => "\n" + JsonSerializer.Serialize(step, Json)))}";

    /// <summary>The entry of a value; null where there is none.</summary>
    public static MessageEntry? Read(RedisValue value) => value.IsNull ? null : JsonSerializer.Deserialize<MessageEntry>(((string)value!).Split('\n', 2)[0].AsSpan(1));

    /// <summary>The timeline of a value, a line for each step, each after a line break.</summary>
    public static string StepsOf(RedisValue value) => (string)value! is var text && text.IndexOf('\n', StringComparison.Ordinal) is >= 0 and var at ? text[at..] : "";

    /// <summary>The steps of a value, in the order in which they were noted.</summary>
    public static IEnumerable<TimelineStep> StepsIn(RedisValue value) => StepsOf(value).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(step => JsonSerializer.Deserialize<TimelineStep>(step)!);

    /// <summary>Takes steps out of the middle of a timeline that is too long, as message-note.lua does: never the beginning, nor what came last.</summary>
    public static void Shorten(List<TimelineStep> steps)
    {
        var sizes = steps.ConvertAll(step => 1 + JsonSerializer.SerializeToUtf8Bytes(step, Json).Length);
        for (var whole = sizes.Sum(); whole > 8192;)
        {
            var (gone, before) = (0, 0);
            while (gone < steps.Count && before < 4096)
            {
                before += sizes[gone++];
            }

            if (gone >= steps.Count - 1)
            {
                return;
            }

            whole -= sizes[gone];
            sizes.RemoveAt(gone);
            steps.RemoveAt(gone);
        }
    }

    /// <summary>Notes a state, unless the same or a later one is known, and adds a step to the timeline.</summary>
    /// <param name="database">The database.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="rank">The entry's state, or <see cref="OnlyIfKnown"/>.</param>
    /// <param name="step">The step.</param>
    /// <param name="expiry">How long it is kept.</param>
    /// <param name="oldest">What is older leaves the lists.</param>
    /// <param name="now">The present moment.</param>
    /// <param name="content">What was accepted, kept by the same call unless some is known.</param>
    /// <param name="unless">A key: where it is there, nothing is noted.</param>
    /// <returns>False where nothing was noted, because of <paramref name="unless"/>.</returns>
    /// <exception cref="RedisException">Redis is not there or refused.</exception>
    public static async Task<bool> NoteAsync(
        IDatabase database, MessageEntry entry, int rank, TimelineStep step, TimeSpan expiry, DateTimeOffset oldest, DateTimeOffset now, NotedContent? content = null, RedisKey? unless = null)
    {
        var member = Member(entry.MessageId);
        var before = (int)await Note.EvaluateAsync(
            database,
            [
                Key(entry.MessageId), All, OfChat(entry.ChatId), OfBooking(entry.BookingId ?? ""),
                OfState(MessageState.Queued), OfState(MessageState.Expired), OfState(MessageState.Failed), content?.Key ?? All, unless ?? All,
            ],
            [
                rank, JsonSerializer.SerializeToUtf8Bytes(entry, Json), (int)expiry.TotalSeconds, JsonSerializer.SerializeToUtf8Bytes(step, Json), member, entry.Place,
                entry.BookingId is null ? 0 : 1, oldest.ToUnixTimeMilliseconds(), (int)(expiry + ListSlack).TotalSeconds, (now - ListSlack).ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds(),
                content?.Value ?? RedisValue.EmptyString, (int)(content?.Expiry ?? TimeSpan.Zero).TotalSeconds,
                unless is null ? 0 : 1,
            ]);
        if (before == NotNoted)
        {
            return false;
        }

        // Other messages are not in this list, so they cost no call.
        if (before == (int)MessageState.Unknown && rank > before)
        {
            await database.SortedSetRemoveAsync(OfState(MessageState.Unknown), member);
        }

        return true;
    }
}

/// <summary>What was accepted under a message's id.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Value">Its value.</param>
/// <param name="Expiry">How long it is kept.</param>
public sealed record NotedContent(RedisKey Key, RedisValue Value, TimeSpan Expiry);
