using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Gateway.Bookings.Callbacks;

/// <summary>One callback to the platform: a repetition has the same id and body.</summary>
/// <param name="Id">The <c>webhook-id</c>.</param>
/// <param name="Type">Such as <c>booking.confirmed</c> or <c>message.failed</c>.</param>
/// <param name="BookingId">The booking that it is about, if any.</param>
/// <param name="Body">The JSON.</param>
/// <param name="Sequence">Its place among the outcomes of the booking; null where it has none.</param>
internal sealed record Callback(string Id, string Type, string? BookingId, string Body, int? Sequence = null)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Of what was decided.</summary>
    public static Callback Of(BookingOutcome outcome) => new(
        StandardWebhookSignature.IdOf(outcome),
        outcome.Type,
        outcome.BookingId,
        JsonSerializer.Serialize(new { outcome.Type, Timestamp = outcome.DecidedAt, Data = new { outcome.BookingId, outcome.DecidedBy, outcome.DecidedAt, outcome.Reason, outcome.AdditionalInfo, outcome.Sequence, outcome.Differs } }, Json),
        outcome.Sequence);

    /// <summary>Of a message that could not be delivered.</summary>
    public static Callback Of(MessageFailed failed) => new(
        IdOf("message.failed", failed.MessageId, failed.FailedAt),
        "message.failed",
        failed.BookingId,
        JsonSerializer.Serialize(new
        {
            Type = "message.failed",
            Timestamp = failed.FailedAt,
            Data = new { failed.MessageId, failed.ChatId, failed.BookingId, failed.Template, Reason = JsonNamingPolicy.SnakeCaseLower.ConvertName(failed.Reason.ToString()), failed.Detail, failed.Attempts },
        }, Json));

    /// <summary>Of a message that was not sent in its time.</summary>
    public static Callback Of(MessageExpired expired) => new(
        IdOf("message.expired", expired.MessageId, expired.ExpiredAt),
        "message.expired",
        expired.BookingId,
        JsonSerializer.Serialize(new { Type = "message.expired", Timestamp = expired.ExpiredAt, Data = new { expired.MessageId, expired.ChatId, expired.BookingId, expired.Template } }, Json));

    /// <summary>Of a staff chat that nothing reaches.</summary>
    public static Callback Of(ChatUnreachable chat) => new(
        "msg_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"chat.unreachable\n{chat.ChatId}\n{chat.Since.UtcTicks}\n{chat.Reminder}"))[..16]),
        "chat.unreachable",
        BookingId: null,
        JsonSerializer.Serialize(new { Type = "chat.unreachable", Timestamp = chat.At, Data = new { chat.ChatId, Reason = JsonNamingPolicy.SnakeCaseLower.ConvertName(chat.Reason.ToString()), chat.Since, chat.Reminder } }, Json));

    private static string IdOf(string type, Guid message, DateTimeOffset at) => "msg_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{type}\n{message:N}\n{at.UtcTicks}"))[..16]);
}
