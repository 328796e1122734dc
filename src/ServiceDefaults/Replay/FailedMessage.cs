using System.Globalization;
using System.Security.Cryptography;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.Bus;
using RabbitMQ.Client;

namespace PhStudio.Messaging.ServiceDefaults.Replay;

/// <summary>A message that was given up.</summary>
/// <param name="Id">The AMQP message id; of a message without one <c>body-</c> and a digest of its body.</param>
/// <param name="Queue">The queue that it failed in, or that gave it up.</param>
/// <param name="Type">The message's type, or the exchange that it was published to.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When it failed.</param>
/// <param name="Returns">How often it was put back after its queue had given it up.</param>
/// <param name="Consumer">Which consumer failed.</param>
/// <param name="Attempts">How often it was tried, as far as its headers say.</param>
public sealed record FailedMessage(string Id, string? Queue, string? Type, string? Reason, string? At, int Returns, string? Consumer = null, int? Attempts = null)
{
    /// <summary>When it failed, as a moment; null where nothing says so.</summary>
    internal DateTimeOffset? FailedAt => DateTimeOffset.TryParse(At, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    /// <summary>Reads a message of an error queue.</summary>
    internal static FailedMessage Of(string errorQueue, BasicGetResult message)
    {
        var headers = message.BasicProperties.Headers;
        var death = errorQueue == Topology.DeadLetters ? DeadLetter.Of(headers) : null;
        return new FailedMessage(
            IdOf(message),
            death?.Queue is { Length: > 0 } queue ? queue : ReplayedMessage.QueueOf(headers),
            ReplayedMessage.TypeOf(headers) ?? RawJsonDeserializer.RefusedType(ReplayedMessage.ReasonOf(headers)) ?? (ReplayedMessage.HasEnvelope(message.BasicProperties.ContentType) ? ReplayedMessage.EnvelopeTypeOf(message.Body.Span) : null) ?? death?.Exchange,
            death is null ? ReplayedMessage.ReasonOf(headers) : ReasonOf(death.Value.Reason),
            death is null ? ReplayedMessage.TimeOf(headers) : DeadLetter.TimeOf(headers)?.ToString("O", CultureInfo.InvariantCulture) ?? ReplayedMessage.TimeOf(headers),
            DeadLetter.Returns(headers),
            ReplayedMessage.ConsumerOf(headers),
            ReplayedMessage.AttemptsOf(headers));
    }

    /// <summary>A key that two copies of one failure share: its id, the moment when it failed, and its body. Null where neither id nor moment is known: copies cannot be told from two messages.</summary>
    internal static string? CopyKey(BasicGetResult message)
    {
        var (id, failed) = (message.BasicProperties.MessageId, ReplayedMessage.TimeOf(message.BasicProperties.Headers));
        return string.IsNullOrEmpty(id) && string.IsNullOrEmpty(failed) ? null : $"{id}|{failed}|{Convert.ToHexString(SHA256.HashData(message.Body.Span))}";
    }

    private static string ReasonOf(string death) => "given up by its queue: " + death switch
    {
        "delivery_limit" => "it was returned too often",
        "expired" => "it waited for longer than it may",
        "rejected" => "a consumer refused it",
        "maxlen" => "the queue was full",
        _ => death,
    };

    private static string IdOf(BasicGetResult message) =>
        message.BasicProperties.MessageId is { Length: > 0 } id ? id : $"body-{Convert.ToHexStringLower(SHA256.HashData(message.Body.Span)[..8])}";
}

/// <summary>The failed messages of one reason.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Count">So many.</param>
/// <param name="FirstAt">When the first of them failed.</param>
/// <param name="LastAt">When the last of them failed.</param>
/// <param name="Undated">How many of them do not say when: <c>from</c> and <c>to</c> select none of these.</param>
public sealed record FailureGroup(string Reason, int Count, string? FirstAt, string? LastAt, int Undated = 0);

/// <summary>What a replay did.</summary>
/// <param name="Queue">The error queue.</param>
/// <param name="Moved">How many messages went back.</param>
/// <param name="Left">How many are left there: not selected, or unreadable.</param>
public sealed record Replayed(string Queue, int Moved, long Left)
{
    /// <summary>The ids of those that went back.</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];

    /// <summary>How many of those that are left were not looked at, since a look ends at 10,000 messages: what was meant may be among them too. 0 where it ended with the ids, or with as many as were asked for.</summary>
    public long NotLookedAt { get; init; }
}

/// <summary>What a look at an error queue saw.</summary>
/// <param name="Of">What was asked for.</param>
/// <param name="NotLookedAt">How many messages of a longer queue were not looked at.</param>
public sealed record Seen<T>(IReadOnlyList<T> Of, long NotLookedAt);

/// <summary>Which failed messages are meant; null, or no id, is any.</summary>
/// <param name="Reason">The reason, or how it begins.</param>
/// <param name="From">Failed at this moment or later.</param>
/// <param name="To">Failed before this moment.</param>
/// <param name="Ids">One of these.</param>
/// <param name="ReasonIs">The whole reason; an empty one is that of messages without any.</param>
public sealed record FailedFilter(string? Reason = null, DateTimeOffset? From = null, DateTimeOffset? To = null, IReadOnlyCollection<string>? Ids = null, string? ReasonIs = null)
{
    /// <summary>All.</summary>
    public static readonly FailedFilter Any = new();

    internal bool Passes(FailedMessage message) =>
        (Reason is null || message.Reason?.StartsWith(Reason, StringComparison.OrdinalIgnoreCase) == true)
        && (ReasonIs is null || (message.Reason ?? "").Trim() == ReasonIs.Trim())
        && (From is null || message.FailedAt >= From)
        && (To is null || message.FailedAt < To)
        && (Ids is not { Count: > 0 } || Ids.Contains(message.Id));
}
