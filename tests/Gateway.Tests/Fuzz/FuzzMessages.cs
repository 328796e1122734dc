using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Wire;
using PhStudio.Messaging.TestKit.Fuzz;

namespace PhStudio.Messaging.Gateway.Tests.Fuzz;

/// <summary>A body of each message that the routes know: written here, or made of the type's own members, so that a new message is tried without a word here.</summary>
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
        [.. Contracts.Routes.All().Select(route => route.Message).Concat(Written.Keys).Distinct().Select(type => (type, Written.GetValueOrDefault(type) ?? BodyOf(type)))];

    /// <summary>A plain message as the bus reads it: taken with what it says, or refused by a reason that names a field.</summary>
    public static (string Call, int Status, string? Fault) Read(Random random)
    {
        var (type, body) = All[random.Next(All.Count)];
        var json = JsonFuzz.Spoil(body, random);
        try
        {
            var read = WireReader.Read(type, JsonFuzz.Bytes(json, random), checks: true);
            return ($"bus {type.Name}", 202, FuzzCheck.Wrong(read));
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

    private static string BodyOf(Type type) => $"{{{string.Join(',', WireShape.Of(type).Members.Select(member => $"\"{member.Name}\":{ValueOf(Nullable.GetUnderlyingType(member.Type) ?? member.Type)}"))}}}";

    private static string ValueOf(Type type) => type switch
    {
        _ when type == typeof(string) => "\"7\"",
        _ when type == typeof(bool) => "true",
        _ when type == typeof(Guid) => "\"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11\"",
        _ when type == typeof(DateOnly) => "\"2099-12-24\"",
        _ when type == typeof(DateTimeOffset) => "\"2099-12-24T10:00:00Z\"",
        _ when type.IsEnum => $"\"{Enum.GetNames(type)[0]}\"",
        _ when type.IsPrimitive || type == typeof(decimal) => "7",
        _ when type.IsGenericType && type.GetGenericArguments() is [var item] => $"[{ValueOf(item)}]",
        _ when type.IsClass && type.GetConstructor(Type.EmptyTypes) is not null => BodyOf(type),
        _ => "{}",
    };
}
