using System.Collections.Concurrent;
using System.Text.Json;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Tests.Fuzz;

/// <summary>What was accepted by its id, and what reached the bus.</summary>
internal sealed class FuzzLedger
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<byte[]>> _accepted = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ConcurrentQueue<object>> _taken = new(StringComparer.Ordinal);

    /// <summary>How many ids were accepted.</summary>
    public int Count => _accepted.Count;

    /// <summary>A call, or an entry of a batch, was answered as accepted.</summary>
    /// <param name="body">What was sent.</param>
    /// <param name="answer">The answer, which names its id.</param>
    public void Accept(byte[] body, JsonElement answer)
    {
        var key = answer.TryGetProperty("message_id", out var message) ? message.GetGuid().ToString() : $"booking {answer.GetProperty("booking_id").GetString()}";
        _accepted.GetOrAdd(key, _ => new()).Enqueue(body);
    }

    /// <summary>An order about the booking of an address was answered as carried out.</summary>
    public void Order(string bookingId, byte[] body) => _accepted.GetOrAdd($"order {bookingId}", _ => new()).Enqueue(body.Length == 0 ? "{}"u8.ToArray() : body);

    /// <summary>A message came over the bus.</summary>
    public void Take(object message)
    {
        var key = message switch
        {
            SendMessage order => $"{order.MessageId}",
            BookingCreated booking => $"booking {booking.BookingId}",
            BookingChanged or BookingRescheduled or ConfirmBooking or RejectBooking or CancelBooking or RefuseUndo or ReopenBooking or RenewBookingLink => $"order {message.GetType().GetProperty("BookingId")!.GetValue(message)}",
            _ => null,
        };
        if (key is not null)
        {
            _taken.GetOrAdd(key, _ => new()).Enqueue(message);
        }
    }

    /// <summary>The ids that did not reach the bus.</summary>
    public IReadOnlyList<string> Lost() => [.. _accepted.Keys.Where(key => !_taken.ContainsKey(key))];

    /// <summary>What came with another value than was sent. What was accepted twice under one id is one content in two spellings.</summary>
    public IEnumerable<string> Changed() => _accepted.SelectMany(accepted => _taken.GetValueOrDefault(accepted.Key, []).Select(taken =>
    {
        var wrong = accepted.Value.Select(body => Difference(body, taken)).ToList();
        return wrong.Contains(null) ? null : $"{accepted.Key}: {wrong[0]}";
    })).OfType<string>();

    private static string? Difference(byte[] body, object taken)
    {
        using var sent = JsonDocument.Parse(WireReader.Utf8Of(body).ToArray());
        return FuzzComparison.Difference(sent.RootElement, taken, onlyGiven: true, taken is BookingCreated or SendMessage ? ["via", "allow_past"] : ["booking_id", "allow_past", "by"]);
    }
}
