using System.Reflection;
using System.Runtime.Serialization;
using System.Text.Json;
using MassTransit;
using MassTransit.Serialization;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Bus;
using PhStudio.Messaging.ServiceDefaults.Wire;
using PhStudio.Messaging.TestKit.Fuzz;

namespace PhStudio.Messaging.Gateway.Tests.Fuzz;

/// <summary>A body of each message that the routes know: members that are written here, and all others of the type, so that a new message or member is tried without a word here.</summary>
internal static class FuzzMessages
{
    private static readonly Dictionary<Type, string> Written = new (Type Type, string Body)[]
    {
        (typeof(BookingCreated), """{"id":"7","service":"Portrait","date":"2099-12-24","time_slots":["10:00"],"client_name":"Anna","client_phone":"+7","people_count":2,"total_price":5000,"currency":"RUB","client_chat_id":"5","client_language":"ru","location":"Here","notes":"n","allow_past":false}"""), (typeof(BookingRescheduled), """{"bookingId":"7","date":"2099-12-24","timeSlots":["10:00"]}"""), (typeof(BookingChanged), """{"bookingId":"7","total_price":9000,"notes":"","date":"2099-12-24"}"""), (typeof(BookingCancelled), """{"booking_id":"7","reason":"ill","cancelled_by":"x","cancelled_at":"2099-12-24T10:00:00Z"}"""),
        (typeof(ConfirmBooking), """{"booking_id":"7","by":"Anna"}"""), (typeof(RejectBooking), """{"booking_id":"7","by":"Anna","reason":"full"}"""), (typeof(CancelBooking), """{"booking_id":"7","by":"Anna"}"""), (typeof(RefuseUndo), """{"booking_id":"7"}"""), (typeof(ReopenBooking), """{"booking_id":"7","by":"Anna"}"""),
        (typeof(SendMessage), """{"message_id":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11","chat_id":1,"text":"a","created_at":"2099-12-24T10:00:00Z","values":{"a":1},"reply_markup":{"a":1}}"""),
        (typeof(EditMessage), """{"message_id":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11","target_message_id":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d12","text":"a","created_at":"2099-12-24T10:00:00Z"}"""),
        (typeof(AnswerCallback), """{"callback_query_id":"5","text":"a","show_alert":true}"""), (typeof(MessageSent), """{"message_id":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11","chat_id":"1","telegram_message_id":5,"sent_at":"2099-12-24T10:00:00Z"}"""),
        (typeof(LanguageChosen), """{"user_id":5,"language":"ru","chosen_at":"2099-12-24T10:00:00Z"}"""), (typeof(SetBotCommands), """{"language":"ru","commands":[{"command":"help","description":"d"}]}"""),
    }.ToDictionary(sample => sample.Type, sample => sample.Body);

    /// <summary>Each message's type with its body.</summary>
    public static IReadOnlyList<(Type Type, string Body)> All { get; } =
        [.. Contracts.Routes.All().Select(route => route.Message).Concat(Written.Keys).Distinct().Select(type => (type, FuzzBodies.Of(type, Written.GetValueOrDefault(type) ?? "{}")))];

    /// <summary>A plain message as the bus reads it: taken with what it says, or refused by a reason that names a field.</summary>
    public static (string Call, int Status, string? Fault) Read(Random random)
    {
        var (type, body) = All[random.Next(All.Count)];
        var json = JsonFuzz.Spoil(body, random);
        return Read(type, json, JsonFuzz.Bytes(json, random));
    }

    /// <summary>The same, of one body.</summary>
    public static (string Call, int Status, string? Fault) Read(Type type, string json, byte[] bytes)
    {
        try
        {
            var read = WireReader.Read(type, bytes, checks: true);
            return ($"bus {type.Name}", 202, FuzzCheck.Wrong(read) ?? Difference(bytes, read));
        }
        catch (WireException e)
        {
            return ($"bus {type.Name}", e.IsUnreadable ? 400 : 422, e.Message.Length > 0 ? null : "no reason");
        }
        catch (Exception e)
        {
            return ($"bus {type.Name}", 500, $"{type.Name} of {json}: {e}");
        }
    }

    /// <summary>The same in the envelope of MassTransit, which no service of ours writes so: read by its own reader and checked by the filter's rules.</summary>
    public static (string Call, int Status, string? Fault) ReadEnvelope(Random random)
    {
        var (type, body) = All[random.Next(All.Count)];
        var json = JsonFuzz.Spoil(body, random);
        return ReadEnvelope(type, json, body => JsonFuzz.Bytes(body, random));
    }

    /// <summary>The same, of one body.</summary>
    public static (string Call, int Status, string? Fault) ReadEnvelope(Type type, string json, Func<string, byte[]> bytesOf)
    {
        var bytes = bytesOf($$"""{"messageType":["{{MessageUrn.ForTypeString(type)}}"],"headers":{},"message":{{json}} }""");
        try
        {
            var read = typeof(FuzzMessages).GetMethod(nameof(Take), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type).Invoke(null, BindingFlags.DoNotWrapExceptions, null, [bytes], null);
            return ($"envelope {type.Name}", 202, read is null ? "not taken as itself" : FuzzCheck.Wrong(read) ?? Difference(bytes, read, "message"));
        }
        catch (Exception e) when (e is InvalidMessageException or WireException or SerializationException or JsonException)
        {
            return ($"envelope {type.Name}", 422, null);
        }
        catch (Exception e)
        {
            return ($"envelope {type.Name}", 500, $"{type.Name} of {json}: {e}");
        }
    }

    private static T? Take<T>(byte[] envelope)
        where T : class
    {
        // As each bus makes them, also where none was started yet.
        if (!SystemTextJsonMessageSerializer.Options.Converters.Any(converter => converter is WireConverter))
        {
            SystemTextJsonMessageSerializer.Options = WireJson.Compact(SystemTextJsonMessageSerializer.Options);
        }

        if (!new EnvelopeJson().Deserialize(new BytesMessageBody(envelope), EmptyHeaders.Instance).TryGetMessage<T>(out var message) || message is null)
        {
            return null;
        }

        MessageValidator.Demand(message);
        return message;
    }

    private static string? Difference(byte[] bytes, object read, string? inside = null)
    {
        using var sent = JsonDocument.Parse(WireReader.Utf8Of(bytes).ToArray());
        return FuzzComparison.Difference(inside is null ? sent.RootElement : sent.RootElement.GetProperty(inside), read, onlyGiven: false);
    }
}
